// Pressing "Lưu", and what the page shows once it knows what became of it.

import { newKey } from "../offline/key.js";
import { rowsOf, storedIn, valueOf } from "./cells.js";

const PATIENCE = 8000; // milliseconds in which a second press is taken for the first one

/**
 * Give the press its key and offer the form to whoever keeps it in a queue. Returns whether the
 * browser is to send it in its ordinary way.
 */
export function offer(form) {
  form.elements.namedItem("key").value = newKey();
  const detail = { body: new URLSearchParams(new FormData(form)) };
  return form.dispatchEvent(new CustomEvent("entry:save", { bubbles: true, cancelable: true, detail }));
}

/** Where the network failed and the page stayed, the next press must send again: it changes nothing. */
export function whenPatienceEnds(then) {
  setTimeout(then, PATIENCE);
}

/** The page as it would be read from the server after the save. */
export function showStored(form, answer, facts) {
  const changed = new Set(Object.keys(answer.seen ?? {}));
  for (const [name, seen] of Object.entries(answer.seen ?? {})) {
    const field = form.elements.namedItem(`s-${name}`);
    if (field) field.value = seen;
  }
  for (const row of rowsOf(form)) {
    for (const input of row.inputs) if (facts[input.name]) facts[input.name].c = storedIn(input) ?? undefined;
    const isDeclared = row.nothing?.checked || row.section.querySelector("[name=kept]:checked");
    const hasValue = row.inputs.some((input) => valueOf(input) !== null);
    if (hasValue && (isDeclared || row.inputs.some((input) => changed.has(input.name)))) showReported(row);
  }
  showDone(form);
}

function showReported({ section, inputs, nothing }) {
  const state = section.querySelector("header .state");
  state.className = "state state-reported";
  state.textContent = "đã báo cáo";
  section.querySelector("[name=kept]")?.closest("label").remove();
  if (nothing) nothing.checked = false;
  if (inputs.every((input) => input.value.trim())) nothing?.closest("label").remove();
}

function showDone(form) {
  const units = [...form.querySelectorAll(".unit:not(.is-own)")];
  const done = units.filter((unit) => unit.querySelector(".state-reported, .state-approved")).length;
  for (const place of document.querySelectorAll("[data-done]")) place.textContent = `${done}/${units.length}`;
}
