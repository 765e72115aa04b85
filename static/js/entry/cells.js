// The page's fields as rows (units) and columns (cells); numbers and names as the page prints and reads them.

/** Every unit of the form, also a locked one, which has no fields. */
export function rowsOf(form) {
  return [...form.querySelectorAll(".unit")].map(rowOf);
}

/** The unit that an element stands in: its section, its name, its fields in order, its "không phát sinh". */
export function rowOf(element) {
  const section = element.closest(".unit");
  return {
    section,
    name: section.querySelector("h2").textContent.trim(),
    inputs: inputsOf(section),
    nothing: section.querySelector("input[name=nothing]"),
  };
}

export function inputsOf(place) {
  return [...place.querySelectorAll("input[data-indicator]")];
}

/** The number in a field, null where it is blank or no number. */
export function valueOf(input) {
  return numberIn(input.value);
}

export function sumOf(inputs) {
  return inputs.reduce((sum, input) => sum + (valueOf(input) ?? 0), 0);
}

/** The fields of a list of names; a locked one is none. */
export function named(form, names) {
  return names.split(" ").map((name) => form.elements.namedItem(name)).filter(Boolean);
}

/** What a person reads of a field: "Thôn Phú Bình, Căn cước 6–14". */
export function labelOf(input) {
  return `${rowOf(input).name}, ${input.labels[0].textContent.trim()}`;
}

/** Write into a field as a person would. */
export function write(input, text) {
  if (input.value === text) return;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Tick or untick a box as a person would. */
export function tick(box, checked) {
  if (!box || box.checked === checked) return;
  box.checked = checked;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What was stored when the page was opened or last saved; null is blank. */
export function storedIn(input) {
  const [, value] = input.form.elements.namedItem(`s-${input.name}`).value.split(":");
  return value ? Number(value) : null;
}

// Numbers and names

/** The whole number typed, grouped by points or not; null where there is none. */
export function numberIn(text) {
  const clean = text.trim().replace(/,0+$/, "");
  const isPlain = /^\d+$/.test(clean) || /^[1-9]\d{0,2}([. ]\d{3})+$/.test(clean);
  return isPlain ? Number(clean.replace(/[. ]/g, "")) : null;
}

/** Whether the server will not read it either; "12 hồ sơ" it does, so that is left to it. */
export function isUnreadable(text) {
  return text.trim() !== "" && numberIn(text) === null && !/^\d[\d. ]*\s*\p{L}/u.test(text.trim());
}

/** 35097 as 35.097. */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ".");
}

/** 18 of 20 as 90,00%, rounded half up; a dash where there is nothing to divide by. */
export function percent(part, whole) {
  if (part === null || !whole) return "–";
  const hundredths = Math.floor((20000 * part + whole) / (2 * whole));
  return `${grouped(Math.floor(hundredths / 100))},${String(hundredths % 100).padStart(2, "0")}%`;
}

/** Letters only and without accents, "Thôn Phú Lâm" and "T. phu lam" alike, for comparing names. */
export function folded(name) {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
  return plain.replace(/^\s*(thon|t|xom|ap|khom|ban|lang|to dan pho)[.\s]+/, "").replace(/[^a-z0-9]+/g, "");
}
