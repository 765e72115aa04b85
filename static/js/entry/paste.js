// A block copied from a workbook, laid over the fields: to the right and down, in the page's order.

import { folded, numberIn, write } from "./cells.js";

/** The cells of copied text, as rows; null where it is a single value. */
export function blockIn(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const block = lines.map((line) => line.split("\t").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
  return block.length > 1 || block[0].length > 1 ? block : null;
}

/**
 * Where each value goes. `rows` have a name and `width` fields; the block is laid from row `top`, column
 * `left`, or, where a column of it holds the rows' names, each line at the row of its name.
 * Returns {placed: [{row, column, text}], left: [what found no place, in words]}.
 */
export function layBlock(block, rows, top, left) {
  const names = new Map(rows.map((row, index) => [folded(row.name), index]));
  const key = nameColumn(block, names);
  const placed = [];
  const unplaced = [];
  block.forEach((line, index) => {
    const values = key < 0 ? line : line.slice(key + 1);
    if (values.every((text) => text === "")) return;
    const row = key < 0 ? top + index : (names.get(folded(line[key])) ?? -1);
    const title = key < 0 ? `dòng ${index + 1}` : `“${line[key]}”`;
    const first = key >= 0 && rows[row] && values.length >= rows[row].width ? 0 : left;
    const outside = values.filter((text, step) => {
      if (text === "") return false;
      if (!rows[row] || first + step >= rows[row].width) return true;
      placed.push({ row, column: first + step, text });
      return false;
    });
    if (outside.length) unplaced.push(`${title}: ${outside.join(", ")}`);
  });
  return { placed, unplaced };
}

/** The column that holds the rows' names, among the first two (a running number may stand before); -1: none. */
function nameColumn(block, names) {
  for (const column of [0, 1]) {
    const texts = block.map((line) => line[column]).filter(Boolean);
    const known = texts.filter((text) => names.has(folded(text)));
    const hasNumber = texts.some((text) => numberIn(text) !== null);
    if (known.length && known.length * 2 >= texts.length && !hasNumber) return column;
  }
  return -1;
}

/** Lay the block over the page from a field on; what was done, in words. */
export function pasteBlock(block, rows, input) {
  const grid = rows.map((row) => ({ name: row.name, width: row.inputs.length }));
  const top = rows.findIndex((row) => row.inputs.includes(input));
  const { placed, unplaced } = layBlock(block, grid, top, rows[top].inputs.indexOf(input));
  let odd = 0;
  for (const { row, column, text } of placed) {
    if (numberIn(text) === null) odd += 1;
    write(rows[row].inputs[column], text);
  }
  const units = new Set(placed.map(({ row }) => row)).size;
  const said = [`Đã điền ${placed.length - odd} ô của ${units} ${input.form.dataset.noun}.`];
  if (odd) said.push(`${odd} ô không phải số, đã đánh dấu để xem lại.`);
  if (unplaced.length) said.push(`Không có chỗ cho ${unplaced.join("; ")}.`);
  return said.join(" ");
}
