// What was pressed here and is not yet in the page's figures, laid over its fields.

import { changedCells } from "./save.js";
import { find, items } from "./store.js";

/** When the page was kept, if it comes from this phone and not from the server; else null. */
export function keptAt() {
  const kept = document.documentElement.dataset.kept;
  return kept ? new Date(Number(kept)) : null;
}

/** Lay over the form what was sent after the page was made and what still waits; how many cells were changed. */
export async function overlay(form, owner) {
  let changed = await catchUp(form, owner);
  for (const item of await ofDay(form, owner)) if (item.state === "waiting") changed += lay(form, item, "laid");
  return changed;
}

/**
 * What became of the day's items that wait no more, as far as the page does not show it yet: it may come back
 * as it was left. No clock is asked: a cell's version says which of the two is newer. How many cells changed.
 */
export async function catchUp(form, owner) {
  let changed = 0;
  for (const item of await ofDay(form, owner)) {
    if (item.state === "refused") markRefused(form, item.key);
    if (item.state === "sent") unmark(form, item.key);
    if (item.state === "sent") changed += settle(form, item);
  }
  return changed;
}

async function ofDay(form, owner) {
  const day = form.elements.namedItem("day").value;
  return (await items(owner)).filter((item) => item.kind === "day" && item.day === day);
}

/**
 * Fill in again what a refused item said; the next save takes its place. Its cells keep what their sender had
 * seen, so that somebody else's value in between is asked about and never written over unseen.
 */
export async function repair(form, key, owner) {
  const item = await find(key);
  if (item?.owner !== owner || item.state !== "refused" || item.day !== form.elements.namedItem("day").value) return;
  // The server's own page of questions holds the values and what was seen already.
  if (!document.querySelector("main [role=alert]")) lay(form, item, "repaired");
  form.dataset.replaces = key;
}

/**
 * The values that have reached the server are the stored ones from now on; how many fields now show another
 * value. Another tab may have sent them: a field that nobody touched here shows them too; one that was typed
 * over keeps what its sender had seen, or its former value would ride along as a fresh change of what he never
 * saw.
 */
export function settle(form, item) {
  const stored = Object.entries(item.answer?.seen ?? {});
  return stored.filter(([name, text]) => settleCell(form, name, text, item.key)).length;
}

function settleCell(form, name, text, key) {
  const input = form.elements.namedItem(name);
  const seen = form.elements.namedItem(`s-${name}`);
  if (!input || !seen || versionOf(text) < versionOf(seen.value)) return false;
  if ((markOf(input)?.dataset.waits ?? key) !== key) return false; // a later press lies over it
  const [, stored] = text.split(":");
  const [, before, note] = seen.value.split(":");
  const shown = input.value.trim().replaceAll(".", "");
  if (shown !== stored && (note || shown !== before)) return false;
  seen.value = text;
  if (shown === stored) return false;
  input.value = stored;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function versionOf(seen) {
  return Number(seen.split(":")[0]);
}

/** Another tab has just kept an item: fields that nobody touched here go on from its values. */
export function layLater(form, item) {
  const body = new URLSearchParams(item.body);
  for (const { name, text } of changedCells(form, body)) {
    const input = form.elements.namedItem(name);
    if (!input || isTyped(form, input) || markOf(input)?.dataset.order > item.order) continue;
    const isOther = input.value !== text;
    input.value = text;
    markWaiting(form, input, item, body);
    if (isOther) input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function isTyped(form, input) {
  const [, stored] = form.elements.namedItem(`s-${input.name}`).value.split(":");
  return input.value.trim().replaceAll(".", "") !== (markOf(input)?.dataset.value ?? stored);
}

/** The item waits no more: it was received. */
export function unmark(form, key) {
  for (const mark of marksOf(form, key)) mark.remove();
}

/**
 * The server did not take the item: its values stay in the fields, under a mark that says so. They keep the
 * version that their sender had seen, so that the server asks before it takes them with the next save.
 */
export function markRefused(form, key) {
  const marks = marksOf(form, key);
  for (const mark of marks) {
    const link = Object.assign(document.createElement("a"), { href: "/entry/queue/", textContent: "cần xem lại" });
    mark.replaceChildren(link);
  }
  return marks.length > 0;
}

function marksOf(form, key) {
  return form.querySelectorAll(`[data-waits="${key}"]`);
}

function markOf(input) {
  return hintOf(input).querySelector("[data-waits]");
}

function hintOf(input) {
  return input.closest(".cell").querySelector(".hint");
}

function lay(form, item, how) {
  const body = new URLSearchParams(item.body);
  const cells = changedCells(form, body);
  for (const { name, text } of cells) {
    const input = form.elements.namedItem(name);
    if (!input) continue; // locked meanwhile, or no longer asked for
    input.value = text;
    if (how === "laid") markWaiting(form, input, item, body);
    if (how === "repaired") setSeen(form, name, body.get(`s-${name}`));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return cells.length;
}

/** Mark the cells of an item that stays in the queue while its page stays open. */
export function markKept(form, item) {
  const body = new URLSearchParams(item.body);
  for (const cell of changedCells(form, body)) {
    const input = form.elements.namedItem(cell.name);
    if (input) markWaiting(form, input, item, body);
  }
}

/**
 * The field goes on from what the item's sender had seen, which the page may be ahead of. Even the stored
 * value, typed again, changes a cell over which another one waits.
 */
function markWaiting(form, input, { key, order }, body) {
  const [version = "0", value = ""] = (body.get(`s-${input.name}`) ?? "").split(":");
  setSeen(form, input.name, `${version || "0"}:${value}:laid`);
  const mark = markOf(input) ?? document.createElement("span");
  mark.textContent = "chờ gửi";
  mark.className = "waits";
  mark.dataset.waits = key;
  mark.dataset.order = order;
  mark.dataset.value = input.value.trim().replaceAll(".", "");
  hintOf(input).prepend(mark);
}

function setSeen(form, name, text) {
  const seen = form.elements.namedItem(`s-${name}`);
  if (seen && text) seen.value = text;
}
