// The bar above "Lưu" while a field has the focus, and the keys of a keyboard.

import { grouped, inputsOf, rowOf, rowsOf, tick, valueOf, write } from "./cells.js";

/** Go on to the next field, from the last one to the button. */
export function goOn(form, input) {
  const inputs = inputsOf(form);
  const next = inputs[inputs.indexOf(input) + 1] ?? form.querySelector("[type=submit]");
  next.focus();
  next.select?.();
}

/** To the same column of the unit above or below. */
export function goAcross(form, input, step) {
  const rows = rowsOf(form).filter((row) => row.inputs.length);
  const at = rows.findIndex((row) => row.inputs.includes(input));
  const next = rows[at + step]?.inputs[rows[at].inputs.indexOf(input)];
  next?.focus();
  next?.select();
}

export function step(input, by) {
  write(input, grouped(Math.max((valueOf(input) ?? 0) + by, 0)));
}

/** What a key of the bar does to the field that has the focus. */
export function press(key, form, input) {
  if (key === "less") step(input, -1);
  if (key === "more") step(input, 1);
  if (key === "next") goOn(form, input);
  if (key === "nothing") {
    const { nothing } = rowOf(input);
    tick(nothing, !nothing?.checked);
  }
}

/** Keep the bar on top of a phone's number pad, which otherwise lies over it. */
export function standOnNumberPad(bar) {
  const view = window.visualViewport;
  if (!view) return;
  const place = () => {
    const hidden = view.scale === 1 ? Math.max(innerHeight - view.height - view.offsetTop, 0) : 0;
    bar.style.transform = hidden > 1 ? `translateY(${-hidden}px)` : "";
  };
  view.addEventListener("resize", place);
  view.addEventListener("scroll", place);
}

// "Không phát sinh": the blank cells say an explicit zero, so that what is sent says everything itself.

/** Zeros into the blank cells of a ticked unit; unticked, they are taken out again. A level stays blank. */
export function fillZeros(row, zeros) {
  for (const input of row.inputs.filter((one) => !("stock" in one.dataset))) {
    if (row.nothing.checked && input.value.trim() === "") {
      zeros.add(input);
      write(input, "0");
    } else if (!row.nothing.checked && zeros.has(input) && input.value === "0") {
      write(input, "");
    }
    if (!row.nothing.checked) zeros.delete(input);
  }
}

/** A cell was emptied: its unit no longer says that nothing happened, and the other zeros stay as typed. */
export function keepZeros(row, zeros) {
  if (!row.nothing?.checked) return;
  row.inputs.forEach((input) => zeros.delete(input));
  tick(row.nothing, false);
}

/** The same for every unit that holds no figure at all. */
export function nothingInTheRest(form, checked) {
  for (const row of rowsOf(form)) {
    const isBlank = row.inputs.every((input) => input.value.trim() === "");
    if (checked && isBlank && !row.section.matches(".is-own")) tick(row.nothing, true);
  }
}
