// After logging out nothing of the account stays readable in this browser.

import { isUnsent, items, removeAll, tellOthers } from "./store.js";

const PATIENCE = 10000; // milliseconds: logging out must not hang on a browser's store
const LEAVING = "leaving"; // the note of an account that is not removed yet, and of the moment it left

/** Unsent items of this account, and of others who use the same browser. */
export async function unsent(owner) {
  const all = (await items()).filter(isUnsent);
  return {
    own: all.filter((item) => item.owner === owner),
    others: all.filter((item) => item.owner !== owner),
  };
}

/**
 * Remove the account's items, all kept pages, and what scripts noted. True where this is known: all of it is
 * gone, and no other account's unsent items are here. Else they may be, and are not this account's to lose.
 */
export async function wipe(owner) {
  localStorage.clear();
  sessionStorage.clear();
  localStorage.setItem(LEAVING, `${owner} ${Date.now()}`);
  tellOthers({ wiped: true });
  const isLate = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
  return Promise.race([remove(owner).catch(() => false), isLate]);
}

async function remove(owner) {
  await Promise.all([removeAll(owner), removePages()]);
  localStorage.removeItem(LEAVING);
  return !(await unsent(owner)).others.length;
}

async function removePages() {
  for (const name of await caches.keys()) await caches.delete(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
}

/** Remove what a slow browser kept of an account that has logged out. */
export async function finishWiping(here) {
  const [owner, moment] = (localStorage.getItem(LEAVING) ?? "").split(" ");
  if (!owner) return;
  await removeAll(owner, Number(moment));
  if (owner !== here) await caches.delete(`pages-${owner}`);
  localStorage.removeItem(LEAVING);
}
