// Every change of a field or a box can be taken back, one step at a time: a visit to a field is one
// step, and so is a whole pasted block.

import { labelOf } from "./cells.js";

export class Undo {
  isReplaying = false;
  #known = new Map(); // field -> what it held at the last step
  #done = [];
  #undone = [];
  #group = null;
  #visited = null;

  constructor(fields) {
    for (const field of fields) this.#known.set(field, held(field));
  }

  get isEmpty() {
    return this.#done.length === 0;
  }

  /** A field was left: its next change is a step of its own. */
  leave() {
    this.#visited = null;
  }

  /** A field or a box has changed. */
  note(field) {
    const before = this.#known.get(field);
    const after = held(field);
    if (this.isReplaying || before === undefined || before === after) return;
    this.#known.set(field, after);
    this.#undone = [];
    if (this.#group) this.#group.push({ field, before, after });
    else if (this.#visited === field) this.#goOn(after);
    else {
      this.#done.push([{ field, before, after }]);
      this.#visited = field;
    }
  }

  /** The visit's step goes further; back where it began, it is none. */
  #goOn(after) {
    const step = this.#done.at(-1);
    step[0].after = after;
    if (step.length > 1 || step[0].before !== after) return;
    this.#done.pop();
    this.#visited = null;
  }

  /** What `work` changes belongs to the step that was just noted. */
  along(work) {
    if (this.#group || !this.#visited) return work();
    this.#group = this.#done.at(-1);
    work();
    this.#group = null;
  }

  /** All changes that `work` makes are one step. */
  asOne(work) {
    if (this.#group) return work();
    this.#group = [];
    try {
      return work();
    } finally {
      if (this.#group.length) this.#done.push(this.#group);
      this.#group = null;
      this.#visited = null;
    }
  }

  undo() {
    return this.#replay(this.#done, this.#undone, "before");
  }

  redo() {
    return this.#replay(this.#undone, this.#done, "after");
  }

  /** Take the last step of one list over to the other; what was changed, in words, "" for nothing. */
  #replay(from, to, side) {
    const step = from.pop();
    if (!step) return "";
    this.isReplaying = true;
    for (const change of side === "before" ? [...step].reverse() : step) {
      hold(change.field, change[side]);
      this.#known.set(change.field, change[side]);
      change.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.isReplaying = false;
    this.#visited = null;
    to.push(step);
    return told(step, side);
  }
}

function held(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

function hold(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else field.value = value;
}

function told(step, side) {
  const cells = step.filter(({ field }) => field.type !== "checkbox");
  if (cells.length !== 1) return `${cells.length} ô`;
  const [{ field, [side]: value }] = cells;
  field.focus();
  return `${labelOf(field)}: ${value || "ô trống"}`;
}
