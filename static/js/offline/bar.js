// The bar of the entry page: how much waits, whether there is a network, how old the figures are.

import { keptAt } from "./overlay.js";
import { expiredCount, isOld, items } from "./store.js";
import { dateOf, dayInWords, inWords, moment } from "./words.js";

const NO_NETWORK = "Không có mạng. Số liệu lưu trên máy này, sẽ tự gửi khi có mạng.";
const WEAK = "Không có mạng hoặc mạng yếu: trang mở từ bản lưu trên máy này.";
const WHY_NOT = {
  insecure:
    "Máy này không giữ được số liệu khi mất mạng vì cổng đang mở qua http; cần địa chỉ https. Có mạng vẫn lưu như thường.",
  missing:
    "Trình duyệt này không giữ được số liệu khi mất mạng (chế độ ẩn danh hoặc trình duyệt cũ). Có mạng vẫn lưu như thường.",
};

export const bar = document.getElementById("offline");
export const owner = bar?.dataset.owner ?? "";

/** Show what is kept and in which state; `needsLogin` where the server asked for it. */
export async function showBar({ needsLogin = false } = {}) {
  const own = await items(owner);
  const waiting = own.filter((item) => item.state === "waiting");
  const refused = own.filter((item) => item.state === "refused");
  showChip(waiting.length, refused.length);
  show("login", needsLogin && waiting.length, inWords(waiting));
  const old = own.filter(isOld);
  show("old", old.length, inWords(old));
  const expired = await expiredCount(owner);
  show("expired", expired, `${expired} mục`);
  showNetwork();
}

/** Say in one line that nothing is kept here without a network, and why. */
export function showUnavailable(why) {
  const place = part("unavailable");
  place.textContent = WHY_NOT[why];
  place.hidden = false;
}

export function showNetwork() {
  const kept = bar.dataset.day ? keptAt() : null; // the queue's own page holds no figures
  const place = part("network");
  const other = otherDay(kept);
  const network = navigator.onLine ? kept && WEAK : NO_NETWORK;
  const age = kept && `Số liệu trên trang: lúc ${moment(kept)}.`;
  const sentences = [other && `Trang này là số liệu ngày ${dayInWords(other)}, không phải hôm nay.`, network, age];
  place.textContent = sentences.filter(Boolean).join(" ");
  place.hidden = !place.textContent;
}

/** The page's day, where the page may be taken for today's and is not: kept, or left open over midnight. */
function otherDay(kept) {
  const { day, days } = bar.dataset;
  const isOvernight = dateOf(kept ?? performance.timeOrigin) !== dateOf(Date.now());
  if (!day || !(kept || isOvernight)) return null;
  if (isOvernight) renameDays();
  return isOvernight || day !== days.split(" ")[0] ? day : null;
}

/** The page's "today" and "yesterday" are so no more. */
function renameDays() {
  for (const link of document.querySelectorAll("nav.days > a")) {
    const [text] = link.childNodes;
    text.data = text.data.replace(/Hôm (nay|qua)/, "Ngày");
  }
}

function showChip(waiting, refused) {
  const chip = part("chip");
  chip.hidden = (!waiting && !refused) || chip.pathname === location.pathname;
  chip.textContent = [waiting && `Chờ gửi ${waiting}`, refused && `Cần sửa ${refused}`]
    .filter(Boolean)
    .join(" · ");
}

function show(name, isShown, text) {
  const place = part(name);
  place.hidden = !isShown;
  place.querySelector("[data-number]").textContent = text;
}

function part(name) {
  return bar.querySelector(`[data-show=${name}]`);
}
