// From this browser to the server: one item after the other, each until it has an answer.
// Runs in pages and in the service worker alike.

import { announce, change, expire, items } from "./store.js";

const PATIENCE = 20000; // milliseconds for one item; its answer may be lost, its key makes that harmless
const SHORT_PATIENCE = 8000;
const GONE = "Phiên làm việc đã hết.";

/**
 * Send what waits, in the order in which it was pressed; photographs after the days.
 * Resolves to "sent" (nothing waits any more), "failed" (try again later), "login" or "stranger"
 * (somebody else is logged in). Only one tab sends at a time.
 */
export async function flush(owner = null) {
  if (!navigator.locks) return sendAll(owner);
  return navigator.locks.request("portal-outbox", () => sendAll(owner));
}

async function sendAll(owner) {
  await expire();
  const waiting = (await items(owner)).filter((item) => item.state === "waiting");
  if (!waiting.length) return "sent";
  const session = await whoIsLoggedIn();
  if (!session) return "failed";
  if (!session.user) return told("login");
  const own = waiting.filter((item) => item.owner === session.user);
  if (!own.length) return told("stranger");
  const days = own.filter((item) => item.kind === "day");
  const photos = own.filter((item) => item.kind !== "day");
  return told(await sendEach([...days, ...photos], session));
}

function told(outcome) {
  announce({ outcome });
  return outcome;
}

async function sendEach(waiting, session) {
  let outcome = "sent";
  for (const item of waiting) {
    const answer = await post(item, session);
    if (answer === null) return "failed"; // no network: the others would fare no better
    if (answer.state === "login") return "login";
    if (answer.state === "failed") {
      await change(item.key, { tries: item.tries + 1, reason: answer.reason });
      outcome = "failed"; // this one's own trouble: the others may go
    } else {
      await change(item.key, settled(answer));
    }
  }
  return outcome;
}

function settled(answer) {
  const state = answer.state === "saved" ? "sent" : "refused";
  return { state, answer, reason: reasonOf(answer), settledAt: Date.now() };
}

/** Why an item was not taken, in the server's words. */
function reasonOf(answer) {
  if (answer.state === "saved") return "";
  const cells = (answer.cells ?? []).map(({ unit, label, message }) =>
    unit && label ? `${unit}, ${label}: ${message}` : message,
  );
  return [answer.reason, ...(answer.problems ?? []), ...cells].filter(Boolean).join(" ");
}

/** The account and a fresh token; null without a network. */
export async function whoIsLoggedIn() {
  try {
    const signal = AbortSignal.timeout(SHORT_PATIENCE);
    const answer = await fetch("/entry/session/", { cache: "no-store", signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** The server's answer to one item; null where none came. */
async function post(item, session) {
  try {
    const answer = await fetch(item.url, {
      method: "POST",
      body: bodyOf(item),
      headers: { Accept: "application/json", "X-CSRFToken": session.csrf },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await read(answer);
  } catch {
    return null;
  }
}

async function read(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    return { state: "login", reason: GONE };
  }
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (isJson && answer.status < 500) return answer.json();
  // A page instead of an answer: a proxy's error, or a token that was changed meanwhile.
  const isPassing = answer.status >= 500 || [403, 408, 429].includes(answer.status);
  const reason = `Máy chủ trả lời lỗi ${answer.status}.`;
  return isPassing ? { state: "failed", reason: `${reason} Sẽ gửi lại.` } : { state: "refused", reason };
}

function bodyOf(item) {
  const press = {
    key: item.key,
    device: item.device,
    sequence: item.sequence,
    pressed_at: new Date(item.pressedAt).toISOString(),
  };
  const body = item.kind === "photo" ? new FormData() : new URLSearchParams(item.body);
  const fields = { ...item.fields, ...press };
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (item.blob) body.set("photo", item.blob, item.name);
  return body;
}
