// The entry page without a network: its queue, the values that wait, the service worker that opens it.
// The page's own script tells of a save by the event "entry:save" and is answered by events.

import { unavailable } from "./able.js";
import { bar, owner, showBar, showNetwork, showUnavailable } from "./bar.js";
import { catchUp, layLater, markKept, markRefused, overlay, repair, settle, unmark } from "./overlay.js";
import { keepSending, sendLater } from "./pace.js";
import { saveDay } from "./save.js";
import { whoIsLoggedIn } from "./send.js";
import { change, find, isWiped, onChange } from "./store.js";
import { moment } from "./words.js";

const form = document.getElementById("entry");
const isFirst = !navigator.serviceWorker?.controller; // the browser's own cache holds this page, and nobody else
let needsLogin = false;
let pressing = ""; // the key of the press whose answer is waited for

if (bar) {
  form?.addEventListener("entry:save", save); // at once: whoever presses early is not sent another way
  start().finally(() => (document.documentElement.dataset.ready = "")); // a mark for whoever drives the page
}

async function start() {
  const why = await unavailable();
  if (why) {
    showUnavailable(why);
    return;
  }
  onChange(follow);
  if (form) await show();
  await showBar();
  addEventListener("offline", showNetwork);
  addEventListener("online", showNetwork);
  document.addEventListener("visibilitychange", showNetwork); // it may have become another day
  keepSending(owner);
  navigator.storage.persist?.();
  keepPages();
}

/** What waits, over the figures of the page; what was refused, where it was opened to be corrected. */
async function show() {
  addEventListener("pageshow", ({ persisted }) => persisted && catchUp(form, owner));
  // Nothing of it was typed now: leaving the page loses nothing.
  if (await overlay(form, owner)) tell("kept", { message: "Các số vừa lưu trên máy này đã được điền lại." });
  const [, how, key] = location.hash.match(/^#(fix|asked)=([\w-]+)$/) ?? [];
  // Asked by the server's page, and that page stored it after all: its receipt is asked for with the same key.
  const isStored = how === "asked" && !new URLSearchParams(location.search).has("asked");
  const item = key && (await find(key));
  if (isStored && item?.state === "refused") await change(key, { state: "waiting", reason: "" });
  else if (key) await repair(form, key, owner);
}

function save(event) {
  event.preventDefault();
  keep(event.detail.body);
}

async function keep(body) {
  if (await unavailable()) {
    form.submit(); // its ordinary way
    return;
  }
  const { replaces } = form.dataset;
  const key = form.elements.namedItem("key").value;
  pressing = key;
  const result = await saveDay(form, { body, owner, key, replaces });
  pressing = "";
  if (result.state !== "lost") delete form.dataset.replaces;
  if (result.state === "saved") tell("saved", result.answer);
  else if (result.state === "refused") await refused(result);
  else if (result.state === "lost") lost();
  else await waits(result);
}

async function waits({ key, state }) {
  const item = await find(key).catch(() => null);
  if (item?.state === "waiting") markKept(form, item);
  const next = state === "login" ? "Cần đăng nhập lại để gửi." : "Chờ gửi, sẽ tự gửi khi có mạng.";
  tell("kept", { key, message: `Đã lưu trên máy này lúc ${moment(new Date())}. ${next}` });
  if (state === "waiting") sendLater();
}

/** What is asked is asked by the server's own page; the item stays until the corrected one is kept. */
async function refused({ key, answer }) {
  form.dataset.replaces = key;
  if (answer?.state !== "asked") {
    const { reason } = await find(key);
    tell("failed", { key, message: `Chưa lưu. ${reason}` });
    return;
  }
  const session = await whoIsLoggedIn();
  if (session) form.elements.namedItem("csrfmiddlewaretoken").value = session.csrf;
  const day = form.elements.namedItem("day").value;
  form.setAttribute("action", `/entry/?day=${day}&asked=1#asked=${key}`);
  form.submit();
}

function lost() {
  const message = "Máy này không còn chỗ để lưu, và không có mạng. Chưa lưu; số vừa nhập còn trên trang.";
  if (navigator.onLine) form.submit();
  else tell("failed", { message });
}

function tell(name, detail) {
  form.dispatchEvent(new CustomEvent(`entry:${name}`, { detail }));
}

/** A change in the queue, made here, in another tab or by the service worker. */
async function follow({ wiped, outcome, key }) {
  if (wiped) return leave();
  if (outcome) needsLogin = outcome === "login" || outcome === "stranger";
  await showBar({ needsLogin });
  const item = key && (await find(key));
  const isHere = item?.kind === "day" && item.day === form?.elements.namedItem("day").value;
  if (isHere && item.owner === owner) showHere(item);
}

/** What became of an item of this page's day. */
function showHere(item) {
  const { key, state, answer, reason } = item;
  const isLast = key === form.elements.namedItem("key").value && key !== pressing; // and no answer is waited for
  if (state === "waiting") layLater(form, item);
  if (state === "refused" && markRefused(form, key) && key !== pressing) {
    tell("failed", { key, message: `Chưa lưu. ${reason}` });
  }
  if (state !== "sent") return;
  unmark(form, key);
  settle(form, item);
  if (isLast) tell("saved", answer);
}

/** Logged out in another tab: its page must not stay readable here. */
function leave() {
  const link = Object.assign(document.createElement("a"), { href: "/login/", textContent: "Đăng nhập" });
  const line = document.createElement("p");
  line.append("Đã đăng xuất. ", link);
  document.body.replaceChildren(line);
}

/** The service worker, and the pages it is to keep: this one, today's, the queue. */
async function keepPages() {
  try {
    await navigator.serviceWorker.register("/sw.js", { type: "module", updateViaCache: "all" });
    const { active } = await navigator.serviceWorker.ready;
    const [today] = bar.dataset.days.split(" ");
    const places = [location.pathname + location.search, `/entry/?day=${today}`, "/entry/queue/"];
    if (!isWiped()) active.postMessage({ owner, places, isFirst });
  } catch {
    showUnavailable("missing"); // what is saved is kept all the same; the page will not open without a network
  }
}
