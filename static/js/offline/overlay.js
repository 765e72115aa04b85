// What was pressed here and is not yet in the page's figures, laid over its fields.

import { changedCells } from "./save.js";
import { find, items } from "./store.js";

/** When the page was kept, if it comes from this phone and not from the server; else null. */
export function keptAt() {
  const kept = document.documentElement.dataset.kept;
  return kept ? new Date(Number(kept)) : null;
}

/** Lay the values of waiting items, and of items sent after the page was made, over the form; how many cells. */
export async function overlay(form, owner) {
  const day = form.elements.namedItem("day").value;
  const pageTime = keptAt()?.getTime() ?? performance.timeOrigin;
  let laid = 0;
  for (const item of await items(owner)) {
    if (item.kind !== "day" || item.day !== day) continue;
    if (item.state === "waiting") laid += lay(form, item, "laid");
    if (item.state === "sent" && item.settledAt > pageTime) laid += lay(form, item, "sent");
  }
  return laid;
}

/**
 * Fill in again what a refused item said; the next save takes its place. Its cells keep what their sender had
 * seen, so that somebody else's value in between is asked about and never written over unseen.
 */
export async function repair(form, key, owner) {
  const item = await find(key);
  if (item?.owner !== owner || item.state !== "refused") return;
  // The server's own page of questions holds the values and what was seen already.
  if (!document.querySelector("main [role=alert]")) lay(form, item, "repaired");
  form.dataset.replaces = key;
}

/** The values that have just reached the server are the stored ones from now on. */
export function settle(form, item) {
  const seen = item.answer?.seen ?? {};
  for (const [name, text] of Object.entries(seen)) setSeen(form, name, text);
  for (const mark of form.querySelectorAll(`[data-waits="${item.key}"]`)) mark.remove();
}

function lay(form, item, how) {
  const body = new URLSearchParams(item.body);
  const cells = changedCells(form, body);
  for (const { name, text } of cells) {
    const input = form.elements.namedItem(name);
    if (!input) continue; // locked meanwhile, or no longer asked for
    input.value = text;
    if (how === "laid") markWaiting(form, input, item.key);
    if (how === "sent") setSeen(form, name, item.answer?.seen?.[name]);
    if (how === "repaired") setSeen(form, name, body.get(`s-${name}`));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return cells.length;
}

/** Mark the cells of an item that stays in the queue while its page stays open. */
export function markKept(form, item) {
  for (const cell of changedCells(form, new URLSearchParams(item.body))) {
    const input = form.elements.namedItem(cell.name);
    if (input) markWaiting(form, input, item.key);
  }
}

/** Even the stored value, typed again, changes a cell over which another one waits. */
function markWaiting(form, input, key) {
  const seen = form.elements.namedItem(`s-${input.name}`);
  const [version = "0", value = ""] = seen.value.split(":");
  seen.value = `${version}:${value}:laid`;
  const hint = input.closest(".cell").querySelector(".hint");
  const mark = hint.querySelector("[data-waits]") ?? document.createElement("span");
  mark.textContent = "chờ gửi";
  mark.className = "waits";
  mark.dataset.waits = key;
  hint.prepend(mark);
}

function setSeen(form, name, text) {
  const seen = form.elements.namedItem(`s-${name}`);
  if (seen && text) seen.value = text;
}
