// The entry page, made quick: totals while typing, Enter goes on, nothing typed is lost by leaving.
// Every part of the page works without this file.

const PATIENCE = 8000; // milliseconds in which a second press is taken for the first one

const form = document.getElementById("entry");
if (form) start(form);

function start(form) {
  const inputs = [...form.querySelectorAll("input[data-indicator]")];
  let isDirty = form.querySelector(".is-wrong") !== null;
  let isSending = false;

  form.addEventListener("input", (event) => {
    isDirty = true;
    if (event.target.dataset.indicator) showCell(event.target);
    if (event.target.name === "nothing") showZeros(event.target);
    showSums(form, inputs);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !inputs.includes(event.target)) return;
    event.preventDefault();
    const next = inputs[inputs.indexOf(event.target) + 1] ?? form.querySelector("[type=submit]");
    next.focus();
    next.select?.();
  });

  form.addEventListener("submit", (event) => {
    if (isSending) {
      event.preventDefault(); // pressed twice: the first press is on its way
      return;
    }
    form.elements.namedItem("key").value = newKey();
    isSending = true;
    // Where the network failed and the page stayed, the next press must send again: it changes
    // nothing that the first one stored after all.
    setTimeout(() => {
      isSending = false;
    }, PATIENCE);
  });

  addEventListener("beforeunload", (event) => {
    if (isDirty && !isSending) event.preventDefault();
  });

  // Back from the next page: the form may be sent again, as a new act with a new key.
  addEventListener("pageshow", () => {
    isSending = false;
  });

  inputs.forEach(showCell);
  showSums(form, inputs);
}

/** The whole number typed, grouped by points or not; null where there is none. */
function numberIn(input) {
  const text = input.value.trim();
  const isPlain = /^\d+$/.test(text) || /^[1-9]\d{0,2}(\.\d{3})+$/.test(text);
  return isPlain ? Number(text.replaceAll(".", "")) : null;
}

function showCell(input) {
  const cell = input.closest(".cell");
  const typed = numberIn(input) ?? 0;
  if (input.dataset.total) {
    cell.querySelector("[data-show=total]").textContent = grouped(Number(input.dataset.total) + typed);
  }
  if (input.dataset.left) {
    cell.querySelector("[data-show=left]").textContent = rest(Number(input.dataset.left) - typed);
  }
}

function showSums(form, inputs) {
  for (const place of form.querySelectorAll("[data-sum]")) {
    place.textContent = grouped(sumOf(inputs.filter((i) => i.dataset.indicator === place.dataset.sum)));
  }
  for (const place of form.querySelectorAll("[data-cells]")) {
    const cells = place.dataset.cells.split(" ").map((name) => form.elements.namedItem(name));
    const left = Number(place.dataset.left) - sumOf(cells.filter(Boolean));
    place.textContent = "brief" in place.dataset ? briefRest(left) : rest(left);
  }
}

/** "Không phát sinh" is written by the server; the blank cells show now what they will hold. */
function showZeros(box) {
  for (const input of box.closest(".unit").querySelectorAll("input[data-indicator]")) {
    input.placeholder = box.checked ? "0" : "";
  }
}

function sumOf(inputs) {
  return inputs.reduce((sum, input) => sum + (numberIn(input) ?? 0), 0);
}

function rest(left) {
  return left > 0 ? `còn ${grouped(left)}` : "đủ chỉ tiêu";
}

/** The same where the word "còn" stands before the number already. */
function briefRest(left) {
  return left > 0 ? grouped(left) : "đủ";
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ".");
}

/** A random UUID; crypto.randomUUID is missing on plain http in a local network. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
