// What this browser keeps until the server has it: IndexedDB through the library idb.
// An item is one press of "Lưu" or one photograph; it holds everything that is to be sent.

import "../../vendor/idb/idb.min.js";
import { newKey } from "./key.js";

const { openDB } = self.idb;

const DAY = 24 * 60 * 60 * 1000;
const DURABLE = { durability: "strict" }; // on disk, not in the system's buffers, when it resolves
const WARNED = 5 * DAY;
const KEPT = 7 * DAY;

let opening = null;
let wiped = false;
const channel = new BroadcastChannel("portal-outbox");
const listeners = new Set();
channel.onmessage = ({ data }) => {
  wiped ||= Boolean(data.wiped);
  listeners.forEach((listener) => listener(data));
};

function database() {
  opening ??= openDB("portal", 1, {
    upgrade(db) {
      db.createObjectStore("items", { keyPath: "key" });
      db.createObjectStore("facts");
    },
    blocking(current, blocked, event) {
      event.target.close(); // a newer page of the portal changes the store
      opening = null;
    },
    terminated: () => (opening = null),
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** Tell the other tabs. */
export function tellOthers(change) {
  wiped ||= Boolean(change.wiped);
  channel.postMessage(change);
}

/** Whether somebody has logged out since this script was started: nothing more is to be kept. */
export function isWiped() {
  return wiped;
}

/** Tell every tab, this one too, that something changed. */
export function announce(change) {
  tellOthers(change);
  listeners.forEach((listener) => listener(change));
}

/** Call back after every change of an item, made in whichever tab or by the service worker. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Add an item, durably, in place of the one it corrects. It gets its place in the row and its device. */
export async function add(item, replaces = null) {
  const tx = (await database()).transaction(["items", "facts"], "readwrite", DURABLE);
  const facts = tx.objectStore("facts");
  const sequence = ((await facts.get("sequence")) ?? 0) + 1;
  const device = (await facts.get("device")) ?? newKey();
  await facts.put(sequence, "sequence");
  await facts.put(device, "device");
  const numbered = { device, sequence, ...item, order: sequence };
  await tx.objectStore("items").add(numbered);
  if (replaces) await tx.objectStore("items").delete(replaces);
  await tx.done;
  announce({ key: item.key });
  return numbered;
}

/** Change an item that may have been removed meanwhile; says whether it was there. */
export async function change(key, changes) {
  const tx = (await database()).transaction("items", "readwrite", DURABLE);
  const item = await tx.store.get(key);
  if (item) await tx.store.put({ ...item, ...changes });
  await tx.done;
  if (item) announce({ key, ...changes });
  return Boolean(item);
}

export async function find(key) {
  return (await database()).get("items", key);
}

export async function remove(key) {
  const tx = (await database()).transaction("items", "readwrite", DURABLE);
  await tx.store.delete(key);
  await tx.done;
  announce({ key });
}

/** Everything kept, in the order in which it was pressed; of one account where an owner is given. */
export async function items(owner = null) {
  const all = await (await database()).getAll("items");
  const own = all.filter((item) => (owner === null || item.owner === owner) && !isExpired(item));
  return own.sort((one, other) => one.order - other.order);
}

export function isUnsent(item) {
  return item.state !== "sent";
}

/** Whether an unsent item goes soon, and its owner has to be warned. */
export function isOld(item) {
  return isUnsent(item) && item.pressedAt < Date.now() - WARNED;
}

function isExpired(item) {
  return item.pressedAt < Date.now() - KEPT;
}

/** Remove what is older than seven days; of the unsent only the number stays. */
export async function expire() {
  const tx = (await database()).transaction(["items", "facts"], "readwrite", DURABLE);
  for (const item of await tx.objectStore("items").getAll()) {
    if (!isExpired(item)) continue;
    await tx.objectStore("items").delete(item.key);
    if (!isUnsent(item)) continue;
    const name = `expired ${item.owner}`;
    const facts = tx.objectStore("facts");
    await facts.put(((await facts.get(name)) ?? 0) + 1, name);
  }
  await tx.done;
}

/** How many unsent items of the account were removed for their age, since somebody last read it. */
export async function expiredCount(owner) {
  return (await (await database()).get("facts", `expired ${owner}`)) ?? 0;
}

export async function forgetExpired(owner) {
  await (await database()).delete("facts", `expired ${owner}`);
  announce({});
}

/** The name of this browser towards the server, made on first use. */
export async function deviceId() {
  const tx = (await database()).transaction("facts", "readwrite", DURABLE);
  const device = (await tx.store.get("device")) ?? newKey();
  await tx.store.put(device, "device");
  await tx.done;
  return device;
}

/** Remove what the account pressed before `moment`; the numbering stays, so that a number is never used twice. */
export async function removeAll(owner, moment = Infinity) {
  const tx = (await database()).transaction(["items", "facts"], "readwrite", DURABLE);
  for (const item of await tx.objectStore("items").getAll()) {
    if (item.owner === owner && item.pressedAt <= moment) await tx.objectStore("items").delete(item.key);
  }
  await tx.objectStore("facts").delete(`expired ${owner}`);
  await tx.done;
}
