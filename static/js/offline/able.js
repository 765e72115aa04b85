import { deviceId } from "./store.js";

let asked = null;

/** Null where this browser can keep what is saved without a network, else why not: "insecure", "missing". */
export function unavailable() {
  asked ??= ask();
  return asked;
}

async function ask() {
  if (!isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("caches" in self)) return "missing";
  try {
    await deviceId();
    return null;
  } catch {
    return "missing";
  }
}
