// The entry page, made quick: figures while typing, keys, undo, a pasted block, questions asked at once.
// Every part of the page works without this file.

import { ask, factsOf, firstOpen, forget, forgetAll, mark } from "./entry/asks.js";
import { inputsOf, rowOf, rowsOf } from "./entry/cells.js";
import { drawTicks, showFigures, showTicks } from "./entry/figures.js";
import { fillZeros, goAcross, goOn, keepZeros, nothingInTheRest, press, standOnNumberPad } from "./entry/keys.js";
import { blockIn, pasteBlock } from "./entry/paste.js";
import { offer, showStored, whenPatienceEnds } from "./entry/sending.js";
import { Undo } from "./entry/undo.js";

class EntryPage {
  #isSending = false;
  #isDirty = false;
  #current = null; // the field that the bar's keys act on
  #pressed = new Map(); // what stood in each field when "Lưu" was pressed

  constructor(form) {
    this.form = form;
    this.inputs = inputsOf(form);
    this.boxes = [...form.querySelectorAll("[name=nothing], [name=nothing_rest]")];
    this.facts = factsOf();
    this.zeros = new Set();
    this.keys = form.querySelector(".keys");
    this.say = document.getElementById("say");
    this.undo = new Undo([...this.inputs, ...this.boxes]);
    this.#isDirty = form.querySelector(".is-wrong") !== null;
    this.#listen();
    this.inputs.filter((input) => input.dataset.goal).forEach(drawTicks);
    standOnNumberPad(form.querySelector(".save"));
    this.#refresh();
  }

  #listen() {
    const on = (name, act) => this.form.addEventListener(name, (event) => act.call(this, event));
    on("input", this.#input);
    on("keydown", this.#key);
    on("paste", this.#paste);
    on("submit", this.#submit);
    on("focusin", this.#enter);
    on("focusout", this.#leave);
    on("entry:saved", ({ detail }) => this.#saved(detail));
    on("entry:kept", ({ detail }) => this.#settled(detail.message, "is-kept"));
    on("entry:failed", ({ detail }) => this.#failed(detail));
    this.keys.addEventListener("mousedown", (event) => event.preventDefault()); // the number pad stays open
    this.keys.addEventListener("click", ({ target }) => this.#press(target.closest("[data-key]")?.dataset.key));
    addEventListener("beforeunload", (event) => {
      if (this.#isDirty && !this.#isSending) event.preventDefault();
    });
    // Back from the next page: the form may be sent again, as a new act with a new key.
    addEventListener("pageshow", () => {
      this.#isSending = false;
    });
  }

  #input({ target }) {
    if (target.form !== this.form) return; // a photograph's control stands in the form and is none of its own
    const isField = this.inputs.includes(target);
    if (!isField && !this.boxes.includes(target)) {
      const section = target.closest(".unit");
      if (section) mark(section); // a question was answered
      return;
    }
    this.#isDirty = true;
    this.#tell("");
    if (this.undo.isReplaying || isField) this.undo.note(target);
    else this.undo.asOne(() => this.#box(target));
    if (isField) this.#changed(target);
    this.#refresh();
  }

  #box(target) {
    this.undo.note(target);
    if (target.name === "nothing_rest") nothingInTheRest(this.form, target.checked);
    else fillZeros(rowOf(target), this.zeros);
  }

  #changed(input) {
    forget(input);
    if (this.undo.isReplaying) return;
    if (!input.value.trim() && !("stock" in input.dataset)) this.undo.along(() => keepZeros(rowOf(input), this.zeros));
    if (document.activeElement !== input) this.#ask([input.closest(".unit")]);
  }

  #key(event) {
    const { key, target } = event;
    const isField = this.inputs.includes(target);
    const across = { ArrowUp: -1, ArrowDown: 1 }[key];
    if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(key)) {
      this.#takeBack(/y/i.test(key) || event.shiftKey ? "redo" : "undo");
    } else if (isField && key === "Enter") goOn(this.form, target);
    else if (isField && across) goAcross(this.form, target, across);
    else return;
    event.preventDefault();
  }

  #press(key) {
    if (key === "undo") this.#takeBack("undo");
    else if (key && this.#current) press(key, this.form, this.#current);
  }

  #takeBack(how) {
    const what = this.undo[how]();
    if (what) this.#tell(`${how === "undo" ? "Đã hoàn tác" : "Đã làm lại"}, ${what}.`);
    this.#refresh();
  }

  #paste(event) {
    const block = blockIn(event.clipboardData.getData("text/plain"));
    if (!block || !this.inputs.includes(event.target)) return;
    event.preventDefault();
    const said = this.undo.asOne(() => pasteBlock(block, rowsOf(this.form), event.target));
    this.#askAll();
    this.#refresh();
    this.#tell(said);
  }

  #enter({ target }) {
    const isField = this.inputs.includes(target);
    if (isField) this.#current = target;
    this.keys.hidden = !isField && !this.keys.contains(target);
  }

  #leave({ target, relatedTarget }) {
    this.undo.leave();
    this.keys.hidden = !this.form.contains(relatedTarget);
    if (this.inputs.includes(target)) this.#ask([target.closest(".unit")]);
  }

  #submit(event) {
    if (this.#isSending) {
      event.preventDefault(); // pressed twice: the first press is on its way
      return;
    }
    this.#askAll();
    const open = firstOpen(this.form);
    if (open) {
      event.preventDefault();
      this.#tell("Chưa lưu: có điểm cần xem lại.", "is-wrong");
      open.focus();
      return;
    }
    this.#isSending = true;
    this.#pressed = new Map(this.inputs.map((input) => [input.name, input.value]));
    if (offer(this.form)) {
      whenPatienceEnds(() => {
        this.#isSending = false;
      });
      return;
    }
    event.preventDefault();
    this.#tell("Đang lưu…");
  }

  #saved(answer) {
    const later = new Set(this.#typedSince().map((input) => input.name));
    forgetAll(this.form, later);
    showStored(this.form, answer, this.facts);
    this.#settled(answer.message, "is-done");
  }

  /** What was pressed lies in the ledger or in the queue; what was typed meanwhile is still to be saved. */
  #settled(message, kind) {
    this.#isSending = false;
    this.#isDirty = this.#typedSince().length > 0;
    if (!this.#isDirty) {
      this.zeros.clear();
      this.undo = new Undo([...this.inputs, ...this.boxes]);
    }
    this.#refresh();
    this.#tell(this.#isDirty ? `${message} Số nhập sau khi bấm Lưu chưa được lưu.` : message, kind);
  }

  #typedSince() {
    return this.inputs.filter((input) => (this.#pressed.get(input.name) ?? input.value) !== input.value);
  }

  #failed({ message }) {
    this.#isSending = false;
    this.#tell(message, "is-wrong");
  }

  #ask(sections) {
    ask(this.form, this.facts, sections);
  }

  #askAll() {
    this.#ask(this.form.querySelectorAll(".unit"));
  }

  #refresh() {
    showFigures(this.form);
    this.inputs.filter((input) => input.dataset.goal).forEach(showTicks);
    this.keys.querySelector("[data-key=undo]").setAttribute("aria-disabled", String(this.undo.isEmpty));
  }

  #tell(text, kind = "") {
    this.say.textContent = text;
    this.say.className = `say ${kind}`;
  }
}

const form = document.getElementById("entry");
if (form?.querySelector("input[data-indicator]")) new EntryPage(form);
