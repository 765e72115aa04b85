// From this browser to the server: one item after the other, each until it has an answer.
// Runs in pages and in the service worker alike.

import { announce, change, expire, items } from "./store.js";

const PATIENCE = 20000; // milliseconds for one item; its answer may be lost, its key makes that harmless
const SHORT_PATIENCE = 8000;
const SLOWEST = 2; // bytes a millisecond, at which a photograph still gets through
const NO_RIGHT = "Máy chủ không nhận mục này: tài khoản không có quyền gửi, hoặc phiên làm việc không hợp lệ.";

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
  const waiting = (await items(owner)).filter(isWaiting);
  if (!waiting.length) return "sent";
  const session = await whoIsLoggedIn();
  if (!session) return "failed";
  if (!session.user) return told("login");
  const isOwn = waiting.some((item) => item.owner === session.user);
  return told(isOwn ? await sendEach(session) : "stranger");
}

function isWaiting(item) {
  return item.state === "waiting";
}

function told(outcome) {
  announce({ outcome });
  return outcome;
}

async function sendEach(session) {
  const tried = new Set();
  let outcome = "sent";
  for (let item = await next(session, tried); item; item = await next(session, tried)) {
    tried.add(item.key);
    const answer = await answerTo(item, session);
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

/** A day that was pressed while a photograph was on its way goes before the next photograph. */
async function next(session, tried) {
  const left = (await items(session.user)).filter((item) => isWaiting(item) && !tried.has(item.key));
  return left.find((item) => item.kind === "day") ?? left[0];
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

/** The server's answer to one item; null where none came. A token that was changed meanwhile is asked for anew. */
async function answerTo(item, session) {
  if (!isWhole(item)) return { state: "refused", reason: "Mục này bị hỏng, không gửi được." };
  try {
    const answer = await post(item, session);
    if (answer.status !== 403) return await read(answer);
    const fresh = await whoIsLoggedIn();
    if (!fresh) return null;
    return fresh.user === item.owner ? await read(await post(item, fresh)) : { state: "login" };
  } catch {
    return null;
  }
}

function isWhole(item) {
  try {
    return Boolean(bodyOf(item));
  } catch {
    return false;
  }
}

function post(item, { csrf }) {
  return fetch(item.url, {
    method: "POST",
    body: bodyOf(item),
    headers: { Accept: "application/json", "X-CSRFToken": csrf },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE + (item.blob?.size ?? 0) / SLOWEST),
  });
}

async function read(answer) {
  const { status } = answer;
  if (answer.type === "opaqueredirect" || status === 401) return { state: "login" };
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  // An answer that is not the portal's own, or one that another try may change.
  const isPassing = status >= 500 || [408, 429].includes(status) || (answer.ok && !isJson);
  if (isPassing) return { state: "failed", reason: `Máy chủ trả lời lỗi ${status}. Sẽ gửi lại.` };
  if (isJson) return answer.json();
  const reason = status === 403 ? NO_RIGHT : `Máy chủ không nhận mục này (lỗi ${status}).`;
  return { state: "refused", reason };
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
