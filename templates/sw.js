{% load static %}// Opens the entry page and the queue without a network. It keeps these two pages, for the account they
// were made for and for seven days, and the files they need; nothing else.

import { flush } from "{% static 'js/offline/send.js' %}";
import { expire, onChange } from "{% static 'js/offline/store.js' %}";
import { dateOf, dayInWords } from "{% static 'js/offline/words.js' %}";

const FILES = [{% for file in files %}
  "{% static file %}",{% endfor %}
];
const NO_NETWORK = "{% filter escapejs %}{% include 'intake/offline/no_network.html' %}{% endfilter %}";
const VERSION = "{{ version }}"; // of the files: pages kept with other files are asked for again
const PATIENCE = {{ patience }}; // milliseconds for the network before the kept page is shown
const DAY = 24 * 60 * 60 * 1000;
const KEPT = 7 * DAY;
const PAGES = "pages-"; // and the account
const LOGIN = "{% url 'login' %}";
const ASSETS = "files-" + VERSION;
const WITH_SUM = /\.[0-9a-f]{12}\.\w+$/;

let era = 0; // a request that was begun for another account, or before somebody logged out, is not kept
let isOver = false;

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
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "POST" && address.pathname === LOGIN) {
    event.respondWith(logIn(request));
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (FILES.includes(address.pathname) || WITH_SUM.test(address.pathname)) {
    event.respondWith(file(request, address));
  }
});

// Somebody logged out. The browser lets this worker live on for a while; it keeps nothing any more.
onChange(({ wiped }) => {
  if (!wiped) return;
  isOver = true;
  dropPages();
});

/** Somebody has logged in, the same person or another one: nobody's kept pages are shown to him. */
async function logIn(request) {
  const answer = await fetch(request);
  if (answer.type === "opaqueredirect") {
    era += 1;
    isOver = false;
    await dropPages();
  }
  return answer;
}

/** A page from the network; one of the two kept ones from here where the network is late or missing. */
async function page(event, address) {
  const begun = era;
  const fresh = fromNetwork(event.request);
  // A late answer is kept too, though the person sees the kept page by then.
  event.waitUntil(fresh.then((answer) => keep(address, answer.clone(), begun)).catch(() => null));
  const kept = await find(address);
  try {
    return kept ? ((await Promise.race([fresh, later()])) ?? kept) : await fresh;
  } catch {
    return kept ?? noNetwork();
  }
}

/** The browser's own cache is passed by: it knows no account and no seven days. */
async function fromNetwork(request) {
  const answer = await fetch(request, { cache: "no-store" });
  if (answer.status >= 502 && answer.status <= 504) throw new Error("the portal is not there");
  return answer;
}

function later() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
}

/** The days that are kept are named, so that nobody is shown one for another. */
async function noNetwork() {
  const links = (await keptDays()).map((day) => `<li><a href="/entry/?day=${day}">Ngày ${dayInWords(day)}</a></li>`);
  const html = NO_NETWORK.replace("<!--days-->", links.join(""));
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function keptDays() {
  await removeOld();
  const [name, ...others] = await pageCaches();
  if (!name || others.length) return [];
  const places = (await (await caches.open(name)).keys()).map((request) => new URL(request.url));
  const days = places.map((place) => place.href.match(/\/entry\/\?day=(\d{4}-\d\d-\d\d)$/)?.[1]);
  return days.filter(Boolean).sort().reverse();
}

/** A file whose name holds its sum never changes; any other is asked for first. */
async function file(request, address) {
  const kept = await caches.match(request, { ignoreVary: true }); // also of the version before, for a page it kept
  if (kept && WITH_SUM.test(address.pathname)) return kept;
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
async function keep(address, answer, begun) {
  const owner = answer.headers.get("X-Portal-Owner");
  if (!owner || isPast(begun)) return;
  const name = PAGES + owner;
  await dropPages(name);
  if (!isKeptPage(address) || answer.status !== 200 || answer.redirected) return;
  const html = await answer.text();
  for (const place of placesOf(address, html)) {
    if (!isPast(begun)) await (await caches.open(name)).put(place, dated(html, answer));
  }
  if (isPast(begun)) await caches.delete(name);
}

function isPast(begun) {
  return isOver || begun !== era;
}

async function pageCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

async function dropPages(except) {
  for (const name of await pageCaches()) if (name !== except) await caches.delete(name);
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

/**
 * The kept page of an address, unless it is too old to be shown or not known to be this account's. The page
 * without a day is today's: kept on another date it is not shown, for nobody has said for which day the figures are.
 */
async function find(address) {
  if (!isKeptPage(address)) return null;
  await removeOld();
  const [name, ...others] = await pageCaches();
  if (!name || others.length) return null;
  const place = address.pathname + address.search;
  const kept = await caches.match(place, { cacheName: name });
  const isOvernight = kept && dateOf(keptAt(kept)) !== dateOf(Date.now());
  return place === "/entry/" && isOvernight ? null : kept;
}

/**
 * Keep the pages that an open page names, and renew those that were made for other files. The first page of
 * all was loaded before this worker was there: it is taken from the browser's own cache.
 */
async function keepAll({ owner, places, isFirst }) {
  const begun = era;
  await removeOld();
  const cacheName = PAGES + owner;
  const before = (await caches.has(cacheName)) ? await (await caches.open(cacheName)).keys() : [];
  for (const place of [...places, ...before.map((request) => request.url)]) {
    const kept = await caches.match(place, { cacheName });
    if (kept?.headers.get("X-Version") === VERSION) continue;
    if (isPast(begun)) return;
    const isLoaded = isFirst && place === places[0];
    const answer = await fetch(place, { cache: isLoaded ? "force-cache" : "no-store" });
    if (answer.headers.get("X-Portal-Owner") !== owner) return; // logged out meanwhile
    await keep(new URL(place, location), answer, begun);
  }
  await removeOldFiles();
}

/** No kept page asks for them any more, and no newer worker has just brought its own. */
async function removeOldFiles() {
  if (self.registration.installing || self.registration.waiting) return;
  for (const name of await caches.keys()) if (name.startsWith("files") && name !== ASSETS) await caches.delete(name);
}

async function sendAll() {
  const outcome = await flush();
  if (outcome === "failed") throw new Error("not everything is sent"); // the browser comes back to it
}

/** No page stays longer than seven days, and nothing that was saved. */
async function removeOld() {
  await expire().catch(() => null); // a browser's store that fails must not hide the page
  for (const name of await pageCaches()) {
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
