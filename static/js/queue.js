// The page of what this browser keeps: what waits, what was received, what was refused and why.

import { unavailable } from "./offline/able.js";
import { owner } from "./offline/bar.js";
import { exportQueue, importQueue } from "./offline/file.js";
import { sendNow } from "./offline/pace.js";
import { expiredCount, forgetExpired, isUnsent, items, onChange, remove } from "./offline/store.js";
import { dayInWords, inWords, moment } from "./offline/words.js";

const OUTCOMES = {
  sent: "Đã gửi hết.",
  failed: "Chưa gửi được: không có mạng hoặc máy chủ bận. Sẽ tự gửi lại.",
  login: "Chưa gửi: cần đăng nhập lại.",
  stranger: "Chưa gửi: đang đăng nhập bằng tài khoản khác.",
};

const page = document.getElementById("queue");
if (page) start();

async function start() {
  if (await unavailable()) return; // the bar says why
  onChange((change) => change.wiped || show());
  act("send", async () => say(OUTCOMES[await sendNow()]));
  act("export", () => exportQueue(owner));
  act("read", () => forgetExpired(owner));
  place("import").hidden = false;
  document.getElementById("queue-file").addEventListener("change", load);
  await show();
}

async function load(event) {
  const [file] = event.target.files;
  if (!file) return;
  say(await importQueue(file, owner).catch(() => "Máy này không còn chỗ để nạp tệp. Chưa nạp hết."));
  event.target.value = "";
  sendNow();
}

async function show() {
  const own = (await items(owner)).reverse();
  const unsent = own.filter(isUnsent);
  const waiting = own.filter((item) => item.state === "waiting");
  button("send").hidden = !waiting.length;
  button("export").hidden = !unsent.length;
  button("read").hidden = !(await expiredCount(owner));
  say(sentence(own, waiting));
  place("list").replaceChildren(...own.map(drawn));
}

function sentence(own, waiting) {
  if (!own.length) return "Chưa có số liệu nào lưu trên máy này trong 7 ngày qua.";
  if (waiting.length) return `Còn ${inWords(waiting)} chờ gửi. Máy tự gửi khi có mạng.`;
  const refused = own.filter((item) => item.state === "refused");
  return refused.length ? `Không còn mục chờ gửi; ${refused.length} mục cần sửa.` : "Đã gửi hết.";
}

function drawn(item) {
  const drawing = document.getElementById("queue-item").content.cloneNode(true);
  const part = (name) => drawing.querySelector(`[data-item=${name}]`);
  const { label, shape } = stateOf(item);
  part("state").textContent = label;
  part("state").classList.add(`state-${shape}`);
  part("day").textContent = `Ngày ${dayInWords(item.day)}`;
  part("summary").textContent = item.summary;
  part("times").textContent = timesOf(item);
  part("reason").hidden = !item.reason;
  part("reason").textContent = item.reason;
  part("more").hidden = !item.lines.length;
  part("lines").append(...item.lines.map(line));
  if (item.state === "refused") drawActions(item, part);
  return drawing;
}

function drawActions(item, part) {
  part("actions").hidden = false;
  part("open").hidden = item.kind !== "day";
  part("open").href = `/entry/?day=${item.day}#fix=${item.key}`;
  part("drop").addEventListener("click", () => {
    if (confirm("Bỏ mục này? Số liệu trong mục chưa được lưu ở máy chủ và sẽ mất.")) remove(item.key);
  });
}

function stateOf(item) {
  if (item.state === "sent") return { label: "Đã gửi", shape: "reached" };
  if (item.state === "waiting") return { label: "Chờ gửi", shape: "preview" };
  const isAsked = item.answer?.state === "asked";
  return isAsked ? { label: "Cần xem lại", shape: "returned" } : { label: "Bị từ chối", shape: "refused" };
}

function timesOf(item) {
  const pressed = `Lưu lúc ${moment(new Date(item.pressedAt))}`;
  if (item.state !== "sent") return pressed;
  return `${pressed} · gửi xong lúc ${moment(new Date(item.settledAt))} · số biên nhận ${item.answer.receipt}`;
}

function line(text) {
  return Object.assign(document.createElement("li"), { textContent: text });
}

function say(text) {
  place("sentence").textContent = text;
}

function place(name) {
  return page.querySelector(`[data-place=${name}]`);
}

function button(name) {
  return page.querySelector(`[data-act=${name}]`);
}

function act(name, work) {
  button(name).addEventListener("click", work);
}
