// When the queue is sent again by itself: at once when there is a network again or somebody looks,
// else after 5 seconds, 10, 20, ... at most five minutes.

import { flush } from "./send.js";

const FIRST = 5000;
const LONGEST = 5 * 60 * 1000;

let owner = "";
let tries = 0;
let timer = 0;

/** Send the account's queue now and from now on whenever it may succeed. */
export function keepSending(account) {
  owner = account;
  addEventListener("online", sendNow);
  addEventListener("pageshow", sendNow);
  document.addEventListener("visibilitychange", () => document.hidden || sendNow());
  return sendNow();
}

export function sendNow() {
  tries = 0;
  return send();
}

/** Something was left in the queue: come back to it. */
export function sendLater() {
  clearTimeout(timer);
  timer = setTimeout(send, Math.min(FIRST * 2 ** tries, LONGEST));
  tries += 1;
}

async function send() {
  clearTimeout(timer);
  const outcome = await flush(owner).catch(() => "failed"); // the phone's own store may fail
  if (outcome === "failed") sendLater();
  return outcome;
}
