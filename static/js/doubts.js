// Figures that look wrong, judged on the phone: the same list as intake/rules/doubts gives, with no network.
// A cell's facts come under short names: u row, l label, k kind, c stored, t total, b start, p previous, m typical,
// w least, h most, g people, v level, a done, r received, n what was received, f follows, o whole, x must rise, z rises,
// y rise from.

const SMALLEST = 10;
const TOTAL = 2;
const RARE = 4;
const FIRST_TOTAL = 100;
const RISES = 4;
const RISEN = 3;
const RARE_ROW = 100;
const SWAPPED = 2.2;
const STOCK_JUMP = 5;
const MOST_NAMED = 3;

/** The doubts about a day's figures: `typed` holds what every cell will hold, null or nothing where blank. */
export function doubtsOf(facts, typed, day) {
  const rows = new Map();
  for (const [name, given] of Object.entries(facts)) {
    const fact = { name, k: "flow", c: null, t: 0, b: 0, p: null, m: null, w: 0, h: 0, g: null, v: null, a: 0, r: null, z: 0, y: 0, f: [], ...given };
    fact.value = typed[name] ?? null;
    fact.isGiven = fact.value !== null;
    fact.isNew = fact.isGiven && fact.value !== fact.c;
    if (!rows.has(fact.u)) rows.set(fact.u, new Map());
    rows.get(fact.u).set(name, fact);
  }
  return [...rows.values()].flatMap((row) => judge(row, daysOf(day)));
}

function judge(row, day) {
  const cells = [...row.values()];
  if (!cells.some((cell) => cell.isNew)) return [];
  const found = new Map();
  const ask = (cell, kind, question, isHard = false) => {
    if (!found.has(cell.name)) found.set(cell.name, { name: cell.name, kind, value: cell.value, question, isHard });
  };
  for (const cell of cells) askShare(cell, row.get(cell.o), ask);
  askCopied(cells.filter((cell) => cell.k === "flow"), day, ask);
  const swapped = swappedOf(cells);
  if (swapped.length) ask(swapped[0], "columns", columnsText(...swapped));
  for (const cell of cells) if (cell.isNew && !swapped.includes(cell)) askCell(cell, row, day, ask);
  const flat = cells.filter((cell) => cell.isNew && isFlat(cell));
  if (flat.length) ask(flat[0], "must_rise", flatText(flat, day));
  const doubts = [...found.values()];
  return [...doubts.filter((doubt) => doubt.isHard), ...doubts.filter((doubt) => !doubt.isHard)];
}

function askShare(cell, whole, ask) {
  if (!whole?.isGiven || !cell.isGiven || cell.value <= whole.value || !(cell.isNew || whole.isNew)) return;
  const [part, all] = [cell, whole].map((one) => `${one.l} (${n(one.value)})`);
  ask(cell, "share", `${part} không thể nhiều hơn ${all} của cùng ngày. Đề nghị kiểm tra lại hai số.`, true);
}

function askCopied(flows, day, ask) {
  if (flows.some((cell) => cell.value !== cell.p)) return;
  const same = flows.filter((cell) => cell.isGiven);
  if (same.reduce((product, cell) => product * (cell.value + 1), 1) < RARE_ROW) return;
  const values = same.map((cell) => n(cell.value));
  const what = values.length > 1
    ? `Cả ${values.length} số trùng với số ngày ${day.before} (${listed(values)})`
    : `${values[0]} trùng với số ngày ${day.before}`;
  ask(same.find((cell) => cell.value), "copied", `${what}. Đây có phải số của ngày ${day.own}?`);
}

function swappedOf(cells) {
  let best = SWAPPED;
  let found = [];
  const usual = cells.filter((cell) => cell.isGiven && cell.m !== null && cell.k === "flow" && !isCumulative(cell));
  usual.forEach((one, at) => usual.slice(at + 1).forEach((other) => {
    const gain = one.isNew || other.isNew ? gainOf(one, other) : 0;
    if (gain > best) [best, found] = [gain, [one, other]];
  }));
  return found;
}

function gainOf(one, other) {
  const isKnown = one.value <= TOTAL * other.h && other.value <= TOTAL * one.h;
  if (Math.max(one.value, other.value) < SMALLEST || !isKnown) return 0;
  const apart = times(one.value, one.m) * times(other.value, other.m);
  return apart / (times(one.value, other.m) * times(other.value, one.m));
}

const times = (value, usual) => (Math.max(value, usual) + 1) / (Math.min(value, usual) + 1);
const isUsual = (cell, value) => cell.w <= value && value <= cell.h;
const isAbove = (value, usual) => 4 * value >= 5 * usual;

function askCell(cell, row, day, ask) {
  const { value } = cell;
  const [kind, meant] = slipOf(cell);
  const slipText = `Ngày thường khoảng ${n(cell.m)}. Có gõ nhầm ${n(meant)} thành ${n(value)} không?`;
  const isRising = keepsRising(cell);
  if (kind && !isRising && !isNearTotal(cell)) ask(cell, kind, slipText);
  if (isCumulative(cell)) ask(cell, "cumulative", cumulativeText(cell, day));
  if (isRising) {
    ask(cell, "cumulative", `Số tăng liên tục ${cell.z + 2} ngày, từ ${n(cell.y)} lên ${n(value)}. Đây có phải số của riêng ngày ${day.own}?`);
  }
  if (kind) ask(cell, kind, slipText);
  if (isTooLarge(cell)) ask(cell, "ten_times", tooLargeText(cell));
  if (cell.v !== null && value < cell.v) {
    ask(cell, "falls", `Số lũy kế giảm từ ${n(cell.v)} xuống ${n(value)}. Đây có phải số lũy kế đến hết ngày ${day.own}?`);
  }
  if (isAbovePeople(cell)) ask(cell, "people", peopleText(cell));
  askReceived(cell, row, ask);
}

function isCumulative({ k, value, h, b, t }) {
  if (k !== "flow" || value < SMALLEST) return false;
  if (!h) return FIRST_TOTAL <= b + t && b + t <= value;
  if (value === t) return value >= FIRST_TOTAL || isAbove(value, h);
  return value >= TOTAL * h && value > t && t > h;
}

function keepsRising({ k, value, p, z, y }) {
  if (k !== "flow" || p === null || value <= p || z < RISES - 1) return false;
  return value >= SMALLEST && value >= RISEN * Math.max(y, 1);
}

const isNearTotal = ({ value, h, b, t }) => [t, b + t].some((total) => total <= value && value <= total + TOTAL * h);

function slipOf(cell) {
  if (cell.k === "stock" || cell.m === null || cell.value < SMALLEST) return ["", 0];
  if (!isAbove(cell.value, cell.h) && !isAbove(cell.w, cell.value)) return ["", 0];
  return readingsOf(String(cell.value)).find(([, meant]) => isUsual(cell, meant)) ?? ["", 0];
}

function readingsOf(digits) {
  const pairs = [...digits].slice(1).map((other, at) => [digits.slice(0, at), digits[at], other, digits.slice(at + 2)]);
  const exchanged = pairs.filter(([before, one, other]) => one !== other && (other !== "0" || before));
  const doubled = pairs.filter(([, one, other]) => one === other);
  return [
    ...exchanged.map(([before, one, other, after]) => ["digits", Number(before + other + one + after)]),
    ...doubled.map(([before, one, , after]) => ["doubled", Number(before + one + after)]),
    ...(digits.endsWith("0") ? [["ten_times", Number(digits.slice(0, -1))]] : []),
  ];
}

function isTooLarge({ k, value, v, h }) {
  if (k === "stock") return Boolean(v) && value >= SMALLEST && value >= STOCK_JUMP * v;
  return value >= 2 * SMALLEST && h > 0 && value >= RARE * h;
}

function isAbovePeople({ k, value, g, b, t }) {
  if (g === null || k === "frequency") return false;
  if (k === "stock") return value > g;
  return g - b - t >= 0 && value > g - b - t;
}

function askReceived(cell, row, ask) {
  const follows = cell.f.map((name) => row.get(name));
  if (cell.r === null || follows.some((other) => !other?.isGiven)) return;
  const received = follows.reduce((sum, other) => sum + other.value, cell.r);
  const done = cell.a + cell.value;
  if (cell.a > cell.r || done <= received) return;
  ask(cell, "follows", `Cộng ${n(cell.value)}, lũy kế ${cell.l} là ${n(done)}, nhiều hơn lũy kế ${cell.n} (${n(received)}). Số này có đúng không?`);
}

function isFlat({ k, x, value, v, g, b, t }) {
  if (!x) return false;
  if (k === "stock") return value === v && value !== g;
  return k === "flow" && value === 0 && (g === null || b + t < g);
}

// The questions ---------------------------------------------------------------------------------------------

function cumulativeText({ value, b, t, h }, day) {
  const total = b > h && value >= b + t ? b + t : t;
  const relation = value === total ? "bằng đúng" : "lớn hơn cả";
  return `${n(value)} ${relation} số lũy kế đến hết ngày ${day.before} (${n(total)}). Đây có phải số của riêng ngày ${day.own}?`;
}

function columnsText(one, other) {
  return `${one.l} ${n(one.value)}, ${other.l} ${n(other.value)}: ngày thường khoảng ${n(one.m)} và ${n(other.m)}. Hai số này có đúng cột không?`;
}

function tooLargeText({ k, value, v, m, h }) {
  const usual = k === "stock" ? v : m ?? h;
  const what = k === "stock" ? "số lũy kế trước đó" : "ngày thường";
  return `${n(value)} gấp khoảng ${n(Math.floor(value / usual))} lần ${what} (${n(usual)}). Số này có đúng không?`;
}

function peopleText({ k, value, g, b, t }) {
  const what = k === "stock" ? `${n(g)} người của nhóm này` : `số người còn lại của nhóm này (${n(g - b - t)} trong ${n(g)} người)`;
  return `${n(value)} nhiều hơn ${what}. Số này có đúng không?`;
}

function flatText(flat, day) {
  const what = listed(flat.map((cell) => cell.l));
  return `${what} không tăng trong ngày ${day.own}; kế hoạch yêu cầu tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước. Số này có đúng không?`;
}

function listed(words) {
  const more = words.length - MOST_NAMED;
  return more <= 1 ? words.join(", ") : `${words.slice(0, MOST_NAMED).join(", ")} và ${more} số khác`;
}

const n = (number) => String(number ?? 0).replace(/\B(?=(\d{3})+$)/g, ".");

/** The day and the one before it as plans write them: 30/6, 05/02. */
function daysOf(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  const written = (day) => {
    const of = day.getUTCMonth() + 1;
    return `${String(day.getUTCDate()).padStart(2, "0")}/${of <= 2 ? `0${of}` : of}`;
  };
  return { own: written(new Date(Date.UTC(year, month - 1, date))), before: written(new Date(Date.UTC(year, month - 1, date - 1))) };
}
