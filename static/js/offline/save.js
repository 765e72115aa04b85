// Pressing "Lưu": first onto the disk of this phone, then to the server.

import { newKey } from "./key.js";
import { flush } from "./send.js";
import { add, find } from "./store.js";

export const ADDRESSES = { day: "/entry/", photo: "/entry/photos/" };

/**
 * Keep a day as it is in the form, then send it. Resolves to {state, key, answer}: "saved", "refused"
 * (answer.state says whether it was asked), "waiting", "login", or "lost" where the phone could not keep it.
 */
export async function saveDay(form, { body, owner, key, replaces }) {
  const changed = changedCells(form, body);
  return keep(
    {
      key: key || newKey(),
      kind: "day",
      url: ADDRESSES.day,
      day: body.get("day"),
      body: withoutToken(body),
      summary: summaryOf(changed),
      lines: changed.map((cell) => cell.line),
      owner,
    },
    replaces,
  );
}

/** Keep a photograph with the fields that say of what, then send it; resolves as `saveDay`. */
export async function keepPhoto({ fields, blob, name, summary, owner }) {
  return keep({
    key: newKey(),
    kind: "photo",
    url: ADDRESSES.photo,
    day: fields.day,
    fields,
    blob,
    name,
    summary: summary || "Ảnh chụp",
    lines: [],
    owner,
  });
}

async function keep(item, replaces) {
  const whole = { ...item, pressedAt: Date.now(), state: "waiting", tries: 0, reason: "" };
  try {
    await add(whole, replaces);
  } catch {
    return { state: "lost", key: item.key };
  }
  wakeLater();
  // It is on the disk by now: where that fails afterwards, the queue is tried again later.
  const outcome = await Promise.race([flush(item.owner).catch(() => "failed"), later()]);
  const kept = await find(item.key).catch(() => null);
  if (kept?.state === "sent") return { state: "saved", key: item.key, answer: kept.answer };
  if (kept?.state === "refused") return { state: "refused", key: item.key, answer: kept.answer };
  const isOut = outcome === "login" || outcome === "stranger";
  return { state: isOut ? "login" : "waiting", key: item.key };
}

/** For so long a person looks at "Đang lưu"; then the item is left to the queue. */
function later() {
  const { patience } = document.getElementById("offline").dataset; // milliseconds
  return new Promise((resolve) => setTimeout(resolve, Number(patience)));
}

/** Where the browser can, it wakes the service worker when the network is back and the page is closed. */
async function wakeLater() {
  try {
    const worker = await navigator.serviceWorker.getRegistration();
    await worker?.sync?.register("outbox");
  } catch {
    // Not allowed in this browser: the page sends when it is open.
  }
}

function withoutToken(body) {
  const kept = new URLSearchParams(body);
  kept.delete("csrfmiddlewaretoken");
  return kept.toString();
}

/** The cells whose text differs from what the page believes to be stored, with a line in words for each. */
export function changedCells(form, body) {
  const cells = [...body].filter(([name]) => name.startsWith("c-"));
  const changed = cells.filter(
    ([name, text]) => isChange(text, body.get(`s-${name}`) ?? "") && body.get(`p-${name}`) !== "stored",
  );
  return changed.map(([name, text]) => ({ name, text, ...wordsOf(form, name, text) }));
}

function isChange(text, seen) {
  const [, stored = "", note] = seen.split(":");
  return note === "laid" || text.trim().replaceAll(".", "") !== stored;
}

function wordsOf(form, name, text) {
  const input = form.elements.namedItem(name);
  const unit = input?.closest(".unit")?.querySelector("h2, h3")?.textContent.trim() ?? "";
  const label = input?.labels?.[0]?.textContent.trim().replace(/\s+/g, " ") ?? name;
  return { unit, line: `${unit}, ${label}: ${text || "bỏ trống"}` };
}

function summaryOf(changed) {
  if (!changed.length) return "Không thay đổi số";
  const units = new Set(changed.map((cell) => cell.unit));
  return units.size > 1 ? `${units.size} đơn vị, ${changed.length} ô` : `${changed[0].unit}, ${changed.length} ô`;
}
