// What stands beside the fields, counted on while one types.

import { grouped, inputsOf, named, percent, sumOf, valueOf, write } from "./cells.js";

export function showFigures(form) {
  const inputs = inputsOf(form);
  inputs.forEach(showCell);
  for (const place of form.querySelectorAll("[data-sum]")) {
    const same = inputs.filter((input) => input.dataset.indicator === place.dataset.sum);
    tell(place, grouped(sumOf(same.filter((input) => !input.closest(".is-own")))));
  }
  for (const place of form.querySelectorAll("[data-left][data-cells]")) {
    const left = Number(place.dataset.left) - sumOf(named(form, place.dataset.cells));
    tell(place, "brief" in place.dataset ? briefRest(left) : rest(left));
  }
  for (const pair of form.querySelectorAll("[data-part]")) showPair(form, pair);
  showOwed(form);
}

function showCell(input) {
  const { total, left, level, before, goal } = input.dataset;
  const typed = valueOf(input);
  if (total) show(input, "total", grouped(Number(total) + (typed ?? 0)));
  if (left) show(input, "left", rest(Number(left) - (typed ?? 0)));
  if (level) show(input, "change", typed === null ? "" : signed(typed - Number(level)));
  if (goal) show(input, "times", `${grouped(Number(before) + (typed ?? 0))}/${goal}`);
}

function show(input, what, text) {
  tell(input.closest(".cell").querySelector(`[data-show=${what}]`), text);
}

function showPair(form, pair) {
  const [part, whole] = [pair.dataset.part, pair.dataset.whole].map((name) => form.elements.namedItem(name));
  if (!part || !whole) return;
  const [n, of] = [valueOf(part), valueOf(whole)];
  const texts = [n === null ? "–" : grouped(n), of === null ? "–" : grouped(of), percent(n, of)];
  pair.querySelectorAll("b").forEach((place, index) => tell(place, texts[index]));
}

/** What the day still has to bring: beside each unit, and for the page by what is counted. */
function showOwed(form) {
  const groups = new Map(); // one for each unit and indicator
  for (const place of form.querySelectorAll("[data-need]")) {
    const cells = place.dataset.cells.split(" ");
    const missing = Math.max(Number(place.dataset.need) - sumOf(named(form, place.dataset.cells)), 0);
    tell(place, missing ? `còn ${grouped(missing)}` : "đạt");
    if (place.closest(".is-own")) continue;
    const key = cells[0].split("-").slice(0, 3).join("-");
    const group = groups.get(key) ?? { measure: place.dataset.measure, needs: [] };
    group.needs.push({ cells, missing });
    groups.set(key, group);
  }
  const sums = new Map();
  for (const { measure, needs } of groups.values()) {
    sums.set(measure, (sums.get(measure) ?? 0) + leastOwed(needs));
  }
  const parts = [...sums].filter(([, n]) => n > 0).map(([measure, n]) => `${grouped(n)} ${measure}`);
  for (const place of document.querySelectorAll("[data-owed]")) {
    tell(place, parts.length ? `còn thiếu ${parts.join(", ")}` : "đã đủ mức cần đạt");
  }
}

/** The fewest more that meet all needs: what a cell brings counts for every need that it is part of. */
function leastOwed(needs) {
  const owed = [];
  for (const { cells, missing } of needs.sort((a, b) => a.cells.length - b.cells.length)) {
    const parts = owed.filter((part) => part.cells.every((cell) => cells.includes(cell)));
    const brought = parts.reduce((sum, part) => sum + part.missing, 0);
    owed.push({ cells, missing: Math.max(missing - brought, 0) });
  }
  return owed.reduce((sum, part) => sum + part.missing, 0);
}

function tell(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

function rest(left) {
  return left > 0 ? `còn ${grouped(left)}` : "đủ chỉ tiêu";
}

/** The same where the word "còn" stands before the number already. */
function briefRest(left) {
  return left > 0 ? grouped(left) : "đủ";
}

function signed(number) {
  return number < 0 ? `−${grouped(-number)}` : `+${grouped(number)}`;
}

// Duties: so many times a day or a week, shown as ticks; a tap sets the number.

export function drawTicks(input) {
  const before = input.dataset.period === "day" ? 0 : Number(input.dataset.before);
  const box = document.createElement("div");
  box.className = "ticks";
  for (let time = 1; time <= Number(input.dataset.goal); time += 1) {
    box.append(time <= before ? pastTick() : tickOf(input, time, time - before));
  }
  input.closest(".cell").append(box);
}

/** Done on an earlier day of the period: nothing to tap. */
function pastTick() {
  const mark = document.createElement("span");
  mark.className = "tick is-past";
  mark.textContent = "✓";
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

/** The period's `ordinal` time is the day's `time`. */
function tickOf(input, ordinal, time) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tick";
  button.dataset.time = time;
  button.setAttribute("aria-label", `Lần ${ordinal}: ${input.labels[0].textContent.trim()}`);
  button.addEventListener("click", () => write(input, String(valueOf(input) === time ? time - 1 : time)));
  return button;
}

export function showTicks(input) {
  for (const button of input.closest(".cell").querySelectorAll("[data-time]")) {
    const isDone = Number(button.dataset.time) <= (valueOf(input) ?? 0);
    button.setAttribute("aria-pressed", String(isDone));
    button.textContent = isDone ? "✓" : "";
  }
}
