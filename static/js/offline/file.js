// The queue as a file: readable, and taken in by another browser of the same account. The keys stay,
// so what both browsers send is stored once.

import { ADDRESSES } from "./save.js";
import { add, find, isUnsent, items } from "./store.js";

const FORMAT = "cong-chien-dich/hang-cho/1";
const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MINUTE = 60 * 1000;
const NOT_OURS = "Tệp này không phải tệp hàng chờ của cổng. Chưa nạp gì.";
const OF_ANOTHER = "Tệp này của tài khoản khác. Chưa nạp gì.";

/** Hand the unsent items of the account to the browser as a download. */
export async function exportQueue(owner) {
  const unsent = (await items(owner)).filter(isUnsent);
  const kept = await Promise.all(unsent.map(asText));
  const text = JSON.stringify({ format: FORMAT, owner, items: kept }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `hang-cho-${new Date().toLocaleDateString("sv")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MINUTE); // some browsers read it after the click
}

/** Take the file's items into this browser's queue; what happened, in a sentence. */
export async function importQueue(file, owner) {
  const read = await parsed(file);
  if (!read) return NOT_OURS;
  if (read.owner !== owner) return OF_ANOTHER;
  let taken = 0;
  for (const item of read.items) {
    if (await find(item.key)) continue;
    await add({ ...item, owner, url: ADDRESSES[item.kind], tries: 0 });
    taken += 1;
  }
  const known = read.items.length - taken;
  return `Đã nạp ${taken} mục.${known ? ` ${known} mục đã có trên máy này.` : ""}`;
}

async function parsed(file) {
  try {
    const read = JSON.parse(await file.text());
    if (read.format !== FORMAT || !read.items.every(isItem)) return null;
    return { ...read, items: read.items.map(fromText) };
  } catch {
    return null;
  }
}

function isItem(item) {
  return (
    KEY.test(item.key) &&
    item.kind in ADDRESSES &&
    ["waiting", "refused"].includes(item.state) &&
    (item.kind === "photo" ? Boolean(item.blob && item.fields) : typeof item.body === "string") &&
    Array.isArray(item.lines) &&
    /^\d{4}-\d\d-\d\d$/.test(item.day) &&
    Number.isFinite(new Date(item.pressedAt).getTime())
  );
}

async function asText(item) {
  if (!item.blob) return item;
  const bytes = new Uint8Array(await item.blob.arrayBuffer());
  return { ...item, blob: { type: item.blob.type, base64: base64Of(bytes) } };
}

function fromText(item) {
  if (!item.blob) return item;
  const text = atob(item.blob.base64);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return { ...item, blob: new Blob([bytes], { type: item.blob.type }) };
}

function base64Of(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
