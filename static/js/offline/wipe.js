// After logging out nothing of the account stays readable in this browser.

import { isUnsent, items, removeAll, tellOthers } from "./store.js";

const PATIENCE = 3000; // milliseconds: logging out must not hang on a browser's store

/** Unsent items of this account, and of others who use the same browser. */
export async function unsent(owner) {
  const all = (await items()).filter(isUnsent);
  return {
    own: all.filter((item) => item.owner === owner),
    others: all.filter((item) => item.owner !== owner),
  };
}

/** Remove the account's items, all kept pages, and what scripts noted; says whether others' items stay. */
export async function wipe(owner) {
  localStorage.clear();
  sessionStorage.clear();
  tellOthers({ wiped: true });
  return Promise.race([remove(owner), new Promise((resolve) => setTimeout(resolve, PATIENCE, false))]);
}

async function remove(owner) {
  const { others } = await unsent(owner);
  await removeAll(owner);
  for (const name of await caches.keys()) await caches.delete(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
  return others.length > 0;
}
