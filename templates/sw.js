{% load static %}// Opens the entry page and the queue without a network. It keeps these two pages, for the account they
// were made for and for seven days, and the files they need; nothing else.

import { flush } from "{% static 'js/offline/send.js' %}";
import { expire } from "{% static 'js/offline/store.js' %}";

const FILES = [{% for file in files %}
  "{% static file %}",{% endfor %}
];
const NO_NETWORK = "{% filter escapejs %}{% include 'intake/offline/no_network.html' %}{% endfilter %}";
const VERSION = "{{ version }}"; // of the files: pages kept with other files are asked for again
const PATIENCE = 3000; // milliseconds for the network before the kept page is shown
const DAY = 24 * 60 * 60 * 1000;
const KEPT = 7 * DAY;
const PAGES = "pages-"; // and the account
const ASSETS = "files";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), removeOld()])));

self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data)));

self.addEventListener("sync", (event) => event.waitUntil(sendAll()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (FILES.includes(address.pathname)) event.respondWith(file(request, address));
});

/** A page from the network; one of the two kept ones from here where the network is late or missing. */
async function page(event, address) {
  const fresh = fromNetwork(event.request);
  // A late answer is kept too, though the person sees the kept page by then.
  event.waitUntil(fresh.then((answer) => keep(address, answer.clone())).catch(() => null));
  const kept = await find(address);
  try {
    return kept ? ((await Promise.race([fresh, later()])) ?? kept) : await fresh;
  } catch {
    return kept ?? noNetwork();
  }
}

async function fromNetwork(request) {
  const answer = await fetch(request);
  if (answer.status >= 502 && answer.status <= 504) throw new Error("the portal is not there");
  return answer;
}

function later() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
}

function noNetwork() {
  return new Response(NO_NETWORK, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** A file whose name holds its sum never changes; any other is asked for first. */
async function file(request, address) {
  const kept = await caches.match(request, { cacheName: ASSETS, ignoreVary: true });
  if (kept && /\.[0-9a-f]{12}\.\w+$/.test(address.pathname)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

function isKeptPage(address) {
  return address.pathname === "/entry/" || address.pathname === "/entry/queue/";
}

/** Keep a page of an account, in place of those of any other account. */
async function keep(address, answer) {
  const owner = answer.headers.get("X-Portal-Owner");
  if (!owner) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== PAGES + owner) await caches.delete(name);
  }
  if (!isKeptPage(address) || answer.status !== 200 || answer.redirected) return;
  const html = await answer.text();
  const cache = await caches.open(PAGES + owner);
  for (const place of placesOf(address, html)) await cache.put(place, dated(html, answer));
}

/** The page without a day and the page of the day are one where both are about today. */
function placesOf(address, html) {
  const [, day] = html.match(/data-day="([\d-]+)"/) ?? [];
  const [, today] = html.match(/data-days="([\d-]+)/) ?? [];
  const places = [address.pathname + address.search];
  if (day) places.push(`/entry/?day=${day}`);
  if (day && day === today) places.push("/entry/");
  return new Set(places);
}

/** The page with the moment at which it was kept, for the page to say and for its end. */
function dated(html, answer) {
  const now = Date.now();
  const headers = new Headers({ "X-Kept": String(now), "X-Version": VERSION });
  for (const name of ["Content-Type", "Content-Security-Policy", "Referrer-Policy"]) {
    if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  }
  return new Response(html.replace("<html", `<html data-kept="${now}"`), { headers });
}

/** The kept page of an address, unless it is too old to be shown. */
async function find(address) {
  if (!isKeptPage(address)) return null;
  await removeOld();
  return caches.match(address.pathname + address.search);
}

/** Keep the pages that an open page names, and renew those that were made for other files. */
async function keepAll({ owner, places }) {
  await removeOld();
  const cache = await caches.open(PAGES + owner);
  const before = (await cache.keys()).map((request) => request.url);
  for (const place of [...places, ...before]) {
    if (isFresh(await cache.match(place), before.includes(place))) continue;
    const answer = await fetch(place);
    if (answer.headers.get("X-Portal-Owner") !== owner) return; // logged out meanwhile
    await keep(new URL(place, location), answer);
  }
  await removeOldFiles();
}

/** A page is asked for again once a day, and when it was made for other files. */
function isFresh(kept, isOther) {
  if (!kept || kept.headers.get("X-Version") !== VERSION) return false;
  return isOther || new Date(keptAt(kept)).toDateString() === new Date().toDateString();
}

/** No kept page asks for them any more. */
async function removeOldFiles() {
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    if (!FILES.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
}

async function sendAll() {
  const outcome = await flush();
  if (outcome === "failed") throw new Error("not everything is sent"); // the browser comes back to it
}

/** No page stays longer than seven days, and nothing that was saved. */
async function removeOld() {
  await expire().catch(() => null); // a browser's store that fails must not hide the page
  for (const name of (await caches.keys()).filter((name) => name.startsWith(PAGES))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request);
      if (keptAt(kept) < Date.now() - KEPT) await cache.delete(request);
    }
  }
}

function keptAt(answer) {
  return Number(answer.headers.get("X-Kept"));
}
