// Photographs on the entry page: made small and stripped of what the camera wrote on this phone, shown,
// then sent through the queue. Without this file the same fields send the picture as it is, and the
// server does the same to it.

import { unavailable } from "./offline/able.js";
import { owner } from "./offline/bar.js";
import { newKey } from "./offline/key.js";
import { keepPhoto } from "./offline/save.js";
import { items, onChange } from "./offline/store.js";

const LONGEST = 1600; // pixels; the server would not keep more
const QUALITY = 0.7;
const THUMB = 96;
const READABLE = ["image/jpeg", "image/png", "image/webp"];
const WAITING = "Đã lưu trên máy này, chờ gửi.";

const boxes = [...document.querySelectorAll("details.photos")];
boxes.forEach(start);
if (boxes.length) followQueue();

function start(box) {
  const adding = box.querySelector(".photos-add");
  if (!adding) return; // the day is locked
  box.classList.add("is-ours");
  box.querySelector(".photos-before").textContent = "Ảnh được thu nhỏ, bỏ thông tin vị trí trước khi gửi.";
  for (const input of adding.querySelectorAll("input")) {
    input.addEventListener("change", () => {
      const [file] = input.files;
      input.value = "";
      if (file) take(box, file);
    });
  }
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[formaction]");
    if (!button) return;
    event.preventDefault();
    remove(box, button);
  });
}

// Sending -----------------------------------------------------------------------------------------------

async function take(box, file) {
  const line = addLine(box);
  tell(line, "Đang thu nhỏ ảnh.");
  const small = await shrunk(file);
  if (small) line.prepend(thumbnail(small.thumb));
  const fault = small ? "" : faultOf(file, Number(box.dataset.bytes));
  if (fault) {
    settle(line, { state: "refused", answer: { reason: fault } });
    return;
  }
  tell(line, "Đang gửi ảnh.");
  await send(line, small?.blob ?? file);
}

/** Why a picture that this browser cannot make small is not sent as it is either; "" where it is. */
function faultOf(file, most) {
  if (!READABLE.includes(file.type)) {
    return "Máy này không mở được ảnh vừa chọn. Đề nghị chụp hoặc chọn ảnh dạng JPEG, PNG hoặc WebP.";
  }
  return file.size > most ? "Ảnh lớn hơn 8 MB. Đề nghị chụp lại ở cỡ nhỏ hơn." : "";
}

async function send(line, blob) {
  const box = line.closest(".photos");
  if (!(await unavailable())) {
    const { day, unit, indicator } = formOf(box).elements;
    const fields = { day: day.value, unit: unit.value, indicator: indicator.value };
    const kept = await keepPhoto({ owner, fields, blob, name: "anh.jpg", summary: `Ảnh ${box.dataset.what}` });
    if (kept.state !== "lost") {
      line.dataset.key = kept.key;
      settle(line, kept);
      return;
    }
  }
  await post(line, blob, newKey());
}

/** Straight to the server, where this browser keeps nothing: pressed again, it is the same photograph. */
async function post(line, blob, key) {
  const form = formOf(line.closest(".photos"));
  const body = new FormData(form);
  body.set("key", key);
  body.set("photo", blob, "anh.jpg");
  const answer = await answerTo(form.action, body);
  if (answer.state === "saved" || answer.state === "refused") {
    settle(line, { state: answer.state, answer });
    return;
  }
  tell(line, answer.reason);
  const again = button("Gửi lại");
  again.addEventListener("click", () => {
    again.remove();
    tell(line, "Đang gửi ảnh.");
    post(line, blob, key);
  });
  line.append(again);
}

async function answerTo(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status === 401) {
      return { state: "login", reason: "Phiên làm việc đã hết. Đề nghị đăng nhập lại rồi chọn lại ảnh." };
    }
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (isJson) return await answer.json();
    return { state: "failed", reason: `Máy chủ trả lời lỗi ${answer.status}. Đề nghị tải lại trang rồi làm lại.` };
  } catch {
    return { state: "failed", reason: "Không có mạng nên chưa gửi được." };
  }
}

// Making small --------------------------------------------------------------------------------------------

/** The picture upright, at most LONGEST pixels long, as a JPEG that says nothing else; null where this browser cannot. */
async function shrunk(file) {
  let whole = null;
  try {
    whole = await createImageBitmap(file, { imageOrientation: "from-image" });
    const small = drawn(whole, LONGEST);
    const blob = await new Promise((resolve) => small.toBlob(resolve, "image/jpeg", QUALITY));
    if (blob?.type !== "image/jpeg") return null;
    return { blob, thumb: drawn(small, THUMB).toDataURL("image/jpeg", QUALITY) };
  } catch {
    return null;
  } finally {
    whole?.close();
  }
}

function drawn(source, longest) {
  const scale = Math.min(1, longest / Math.max(source.width, source.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white"; // where the picture is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Showing -------------------------------------------------------------------------------------------------

function addLine(box) {
  const line = document.createElement("li");
  line.append(document.createElement("span"));
  box.querySelector(".photos-kept").append(line);
  renew(box);
  return line;
}

function thumbnail(address) {
  const image = document.createElement("img");
  image.src = address; // a data: address, which the Content-Security-Policy allows
  image.alt = "Ảnh vừa chọn";
  return image;
}

function button(text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-link";
  made.textContent = text;
  return made;
}

/** Say it beside the photograph, and to whoever listens instead of looking. */
function tell(line, text) {
  line.querySelector("span").textContent = text;
  line.closest(".photos").querySelector(".photos-says").textContent = text;
}

const STATES = {
  saved: (line, answer) => {
    tell(line, `Đã lưu lúc ${answer.at}, số biên nhận ${answer.receipt}.`);
    const link = document.createElement("a");
    link.href = answer.url;
    link.textContent = "Xem ảnh";
    const away = button("Gỡ");
    away.setAttribute("formaction", `${answer.url}remove/`);
    away.setAttribute("aria-label", `Gỡ ảnh ${answer.receipt}`);
    line.append(link, away);
  },
  waiting: (line) => tell(line, WAITING),
  login: (line) => tell(line, `${WAITING} Cần đăng nhập lại để gửi.`),
  refused: (line, answer) => {
    line.classList.add("is-wrong");
    tell(line, answer?.reason ?? "Ảnh không được nhận.");
  },
};

function settle(line, { state, answer }) {
  STATES[state](line, answer);
  renew(line.closest(".photos"));
}

/** How many photographs there are now, and whether one more may come. */
function renew(box) {
  const count = box.querySelectorAll(".photos-kept li:not(.is-wrong)").length;
  const isFull = count >= Number(box.dataset.most);
  box.querySelector(".photos-count").textContent = count ? ` (${count})` : "";
  box.querySelector(".photos-add").hidden = isFull;
  box.querySelector(".photos-full").hidden = !isFull;
}

async function remove(box, button) {
  if (!confirm("Gỡ hẳn ảnh này?")) return;
  const form = document.getElementById("photo-remove");
  const answer = await answerTo(button.getAttribute("formaction"), new FormData(form));
  const says = box.querySelector(".photos-says");
  says.textContent = answer.state === "removed" ? answer.message : answer.reason;
  if (answer.state !== "removed") return;
  button.closest("li").remove();
  box.querySelector("summary").focus();
  renew(box);
}

// The queue -----------------------------------------------------------------------------------------------

/** Photographs that wait from an earlier visit, and what becomes of those that wait now. */
async function followQueue() {
  if (await unavailable()) return;
  onChange(({ key, state, answer }) => {
    const line = document.querySelector(`.photos-kept li[data-key="${key}"]`);
    if (line && (state === "sent" || state === "refused")) {
      settle(line, { state: state === "sent" ? "saved" : state, answer });
    }
  });
  for (const item of await items(owner)) {
    const box = item.kind === "photo" && item.state === "waiting" && boxOf(item.fields);
    if (!box) continue;
    const line = addLine(box);
    line.dataset.key = item.key;
    line.querySelector("span").textContent = WAITING;
  }
}

function boxOf({ day, unit, indicator }) {
  return boxes.find((box) => {
    const fields = formOf(box)?.elements;
    return fields && fields.day.value === day && fields.unit.value === unit && fields.indicator.value === indicator;
  });
}

function formOf(box) {
  return document.getElementById(box.dataset.form);
}
