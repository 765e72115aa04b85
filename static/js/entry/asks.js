// Questions about figures that look wrong, asked below the village while the sender still knows the answer.

import { doubtsOf } from "../doubts.js";
import { grouped, inputsOf, isUnreadable, storedIn, valueOf } from "./cells.js";

const STILL_RIGHT = "Vẫn đúng";
const TAKE_BACK = "Rút lại số đã lưu";

/** The facts by which figures are doubted; none where the page came without them. */
export function factsOf() {
  const text = document.getElementById("facts")?.textContent;
  return text ? JSON.parse(text) : {};
}

/** Ask what there is to ask of the units of `sections`, and drop what is settled. */
export function ask(form, facts, sections) {
  const told = new Set([...form.querySelectorAll(".fault")].map((line) => line.dataset.cell)); // by the server
  const found = [...faultsOf(form), ...doubts(form, facts)].filter(
    ({ input, box }) => box?.name === "ok" || !told.has(input.name),
  );
  for (const section of sections) {
    const own = found.filter(({ input }) => section.contains(input));
    drop(section, new Set(own.map(({ token }) => token)));
    const asked = new Set([...section.querySelectorAll(".ask")].map((line) => line.dataset.token));
    const place = section.querySelector(".asks");
    place.append(...own.filter(({ token }) => !asked.has(token)).map(lineOf));
    mark(section);
  }
}

/** A figure was changed: what was asked or answered about another one no longer holds. */
export function forget(input) {
  const section = input.closest(".unit");
  for (const line of section.querySelectorAll(".ask, .fault")) {
    const isChosen = line.querySelector("[type=radio]") !== null; // two people's values stay to be chosen
    if (line.dataset.cell === input.name && !isChosen) line.remove();
  }
  mark(section);
}

/** Everything was stored, so nothing is left to ask, but of the fields in `except`, typed in since. */
export function forgetAll(form, except) {
  for (const line of form.querySelectorAll(".ask, .fault")) if (!except.has(line.dataset.cell)) line.remove();
  form.querySelectorAll(".unit").forEach(mark);
}

/** The first place that still wants an answer, null where there is none. */
export function firstOpen(form) {
  const line = [...form.querySelectorAll(".ask, .fault")].find(isOpen);
  if (!line) return null;
  return line.querySelector("input") ?? form.elements.namedItem(line.dataset.cell);
}

function isOpen(line) {
  const boxes = [...line.querySelectorAll("input")];
  return boxes.length === 0 || boxes.every((box) => !box.checked);
}

/** Mark the fields with an open question; the answered ones are plain again. */
export function mark(section) {
  const open = [...section.querySelectorAll(".ask, .fault")].filter(isOpen);
  const names = new Set(open.map((line) => line.dataset.cell));
  for (const input of section.querySelectorAll("input[data-indicator]")) {
    input.closest(".cell").classList.toggle("is-wrong", names.has(input.name));
    input.setAttribute("aria-invalid", String(names.has(input.name)));
  }
}

function drop(section, tokens) {
  for (const line of section.querySelectorAll(".ask")) {
    if (!tokens.has(line.dataset.token)) line.remove();
  }
}

function doubts(form, facts) {
  const typed = Object.fromEntries(inputsOf(form).map((input) => [input.name, valueOf(input)]));
  const day = form.elements.namedItem("day").value;
  return doubtsOf(facts, typed, day).map(({ name, kind, value, question, isHard }) => {
    const token = `${name}:${kind}:${value}`;
    const box = isHard ? null : { name: "ok", value: token, label: STILL_RIGHT };
    return { input: form.elements.namedItem(name), token, question, box };
  }).filter(({ input }) => input);
}

/** Texts that are no number, and stored numbers that would be taken back. */
function faultsOf(form) {
  return inputsOf(form).flatMap((input) => {
    if (isUnreadable(input.value)) {
      const question = `Không đọc được “${input.value}”. Đề nghị nhập số nguyên, ví dụ 12.`;
      return [{ input, token: `${input.name}:number:${input.value}`, question, box: null }];
    }
    const stored = storedIn(input);
    if (input.value.trim() || stored === null) return [];
    const question = `Ô này đã lưu ${grouped(stored)}. Để trống là rút lại số đó.`;
    const box = { name: "clear", value: input.name, label: TAKE_BACK };
    return [{ input, token: `${input.name}:clear:`, question, box }];
  });
}

function lineOf({ input, token, question, box }) {
  const line = made("div", "ask");
  line.dataset.token = token;
  line.dataset.cell = input.name;
  const name = input.labels[0].textContent.trim();
  const label = made("b", "");
  label.textContent = question.startsWith(name) ? "" : `${name}: `;
  const text = made("p", "");
  text.append(label, question);
  line.append(text);
  if (box) line.append(boxOf(box));
  return line;
}

function boxOf({ name, value, label }) {
  const box = Object.assign(made("input", ""), { type: "checkbox", name, value });
  const around = made("label", "check");
  around.append(box, ` ${label}`);
  return around;
}

function made(tag, className) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return element;
}
