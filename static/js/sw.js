// @ts-check
/**
 * The service worker: Topset opens without signal. Files come from the phone, pages from the network and, where that
 * is away or too slow, from the last copy. Which pages are worth a copy, and whose it is, the server says in
 * X-Offline-Copy. Writes never come through here: they have the outbox, which this delivers when no page is open.
 *
 * webapp/pwa.py puts VERSION and SHELL before it, and joins it with what it imports into one file, which every
 * browser runs.
 */

import { all, everything, flush, forget, isBegun } from "./outbox.js";

/** @typedef {{waitUntil(work: Promise<unknown>): void}} Extendable */
/** @typedef {Extendable & {request: Request, resultingClientId: string, respondWith(answer: Promise<Response>): void}} Fetching */
/** @typedef {Extendable & {tag: string}} Syncing */

/** @typedef {{claim(): Promise<void>, get(id: string): Promise<Client | undefined>}} Clients */
/** @typedef {{postMessage(message: unknown): void}} Client */
/** @type {{VERSION: string, SHELL: string[], skipWaiting(): Promise<void>, clients: Clients}} */
const worker = /** @type {any} */ (self);
const { VERSION, SHELL } = worker;
const SHELL_CACHE = `shell-${VERSION}`;
const PAGES = "pages";
const OWNER = "/owner";
/** "Lie-fi": a signal that is shown and carries nothing. */
const SLOW_MS = 2500;
const GET_LIMIT_MS = 15_000;
const STOCK_AFTER_MS = 2000;
const STAND_IN = "00000000-0000-7000-8000-000000000000";
/** What stands in for a workout that the phone has no copy of. */
const BLANK = "/workouts/new";
/** What a workout without signal is made of. */
const STOCK = [BLANK, "/exercises/list", `/exercises?into=/workouts/${STAND_IN}/entries?token=${STAND_IN}`];
const WORKOUT = /^\/workouts\/([0-9a-f-]{36})$/;
const NOT_KEPT = /^\/(sign-\w+|local|api)(\/|$)/;
const NOT_FOUND = 404;
const GATEWAY_ERROR = 502;

/** When a page's copy was asked for: an older answer that comes later is not kept. @type {Map<string, number>} */
const asked = new Map();
/** Pages that came just now, after their copy was shown: they are asked for again. @type {Set<string>} */
const renewed = new Set();
const RENEWED_MS = 5000;

/** The pages that are open. */
const pages = new BroadcastChannel("topset-outbox");

self.addEventListener("install", (event) => {
  const files = caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL));
  /** @type {Extendable} */ (/** @type {unknown} */ (event)).waitUntil(files.then(() => worker.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidied = caches.keys().then((names) =>
    Promise.all(names.map((name) => name.startsWith("shell-") && name !== SHELL_CACHE && caches.delete(name))),
  );
  /** @type {Extendable} */ (/** @type {unknown} */ (event)).waitUntil(tidied.then(() => worker.clients.claim()));
});

self.addEventListener("fetch", (plain) => {
  const event = /** @type {Fetching} */ (/** @type {unknown} */ (plain));
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (NOT_KEPT.test(url.pathname) || request.headers.has("HX-Request")) return;
  else if (request.mode === "navigate" || STOCK.includes(url.pathname)) event.respondWith(answer(event));
});

self.addEventListener("message", (plain) => {
  const url = /** @type {MessageEvent<string>} */ (plain).data;
  const event = /** @type {Extendable} */ (/** @type {unknown} */ (plain));
  event.waitUntil(ask(url).then(() => stock(url)).catch(() => undefined));
});

self.addEventListener("sync", (plain) => {
  const event = /** @type {Syncing} */ (/** @type {unknown} */ (plain));
  event.waitUntil(flush(fetch, (told) => told.verdict !== "later" && pages.postMessage({ told })));
});

/** A file by its name: one of another release stands in, as it does on the server. @param {Request} request */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const name = new URL(request.url).pathname.split("/").slice(3).join("/");
    const twin = SHELL.find((each) => each.endsWith(`/${name}`));
    const stood = twin && (await caches.match(twin));
    if (!stood) throw error;
    return stood;
  }
}

/** A page from the network, else its copy; what a script asks for is needed now, and may be of last time. @param {Fetching} event */
async function answer(event) {
  const { url, mode } = event.request;
  const began = Date.now();
  const renewal = renewed.delete(url) && (await copy(url));
  if (renewal) return renewal;
  const fresh = ask(url, event.request);
  if (mode !== "navigate") {
    event.waitUntil(fresh.catch(() => undefined));
    return (await copy(url)) ?? fresh;
  }
  event.waitUntil(fresh.then(() => stock(url)).catch(() => undefined));
  const late = new Promise((_, reject) => setTimeout(reject, SLOW_MS));
  try {
    const response = /** @type {Response} */ (await Promise.race([fresh, late]));
    const [, log] = WORKOUT.exec(place(url)) ?? [];
    const isEarly = response.status === NOT_FOUND && isBegun(log, await all());
    // What was saved before this page was asked for is in it, and in every other that can still come; a copy may lack it.
    if (log && response.ok && isOurs(response)) await forget(began - GET_LIMIT_MS, log);
    return ((isEarly || response.status >= GATEWAY_ERROR) && (await copy(url))) || response;
  } catch {
    const stale = await copy(url);
    if (!stale) return fresh.catch(async () => (await caches.match("/offline")) ?? Response.error());
    event.waitUntil(fresh.then((response) => renew(event, response)).catch(() => undefined));
    return stale;
  }
}

/** Tell a page that was drawn from a copy that there is better. @param {Fetching} event @param {Response} response */
async function renew({ request, resultingClientId }, response) {
  if (!response.ok || !isOurs(response)) return;
  renewed.add(request.url);
  setTimeout(() => renewed.delete(request.url), RENEWED_MS);
  (await worker.clients.get(resultingClientId))?.postMessage({ fresh: request.url });
}

/**
 * Past the browser's cache, in which a request that hangs holds up the next one; and not for ever, for six that hang
 * hold up all that waits.
 * @param {RequestInfo} request
 */
const get = (request) => fetch(request, { cache: "no-store", signal: AbortSignal.timeout(GET_LIMIT_MS) });

/** Not what a captive portal says in our place. @param {Response} response */
const isOurs = (response) => response.headers.has("X-Request-Id");

/** Where a page's copy lies: the picker is one page, whatever it picks for. @param {string} address */
function place(address) {
  const url = new URL(address, location.origin);
  if (url.pathname === "/exercises" && url.searchParams.has("into")) return "/exercises?into";
  return url.pathname === BLANK ? url.pathname + url.search : url.pathname;
}

/** Ask the server, and keep a copy of what it says is worth one. @param {string} url @param {RequestInfo} [request] */
async function ask(url, request = url) {
  const began = Date.now();
  const response = await get(request);
  const owner = response.headers.get("X-Offline-Copy");
  if (owner === "none") await caches.delete(PAGES);
  if (!response.ok || response.type !== "basic" || response.redirected) return response;
  const isOther = owner && owner !== (await (await caches.match(OWNER))?.text());
  if (isOther) await caches.delete(PAGES);
  const copies = await caches.open(PAGES);
  if (isOther) await copies.put(OWNER, new Response(owner));
  const where = place(url);
  if (began < (asked.get(where) ?? 0)) return response;
  asked.set(where, began);
  if (owner) await copies.put(where, response.clone());
  else if (isOurs(response) && url.includes("/workouts/")) await copies.delete(where);
  return response;
}

/** @param {string} address @returns {Promise<Response | undefined>} */
async function copy(address) {
  const where = place(address);
  const kept = await caches.match(where === "/" ? "/dashboard" : where);
  const [, log] = WORKOUT.exec(where) ?? [];
  // What stands in for a workout knows only what was done to it on this phone.
  if (kept || !isBegun(log, await everything())) return kept;
  // A phone that met this site seconds ago has none yet.
  if (!(await caches.match(BLANK))) await ask(BLANK).catch(() => undefined);
  return (await caches.match(BLANK + new URL(address, location.origin).search)) ?? caches.match(BLANK);
}

/**
 * Fetch what a workout without signal needs: once a day, and for each release and person. Today, which knows what
 * runs, is fetched after each look at a workout, and what Today can start (`data-stock`) after each look at Today.
 * @param {string} seen
 */
async function stock(seen) {
  const copies = await caches.open(PAGES);
  const owner = await (await caches.match(OWNER))?.text();
  const mark = `${VERSION} ${owner} ${new Date().toDateString()}`;
  const isStocked = (await (await caches.match("/stocked"))?.text()) === mark;
  const wanted = new Set(isStocked ? [] : STOCK);
  if (seen.includes("/workouts/")) wanted.add("/dashboard");
  const today = (await (await caches.match("/dashboard"))?.text()) ?? "";
  if (place(seen) === "/dashboard") for (const [, path] of today.matchAll(/data-stock="([^"]+)"/g)) wanted.add(path);
  if (!owner || !wanted.size) return;
  await new Promise((resolve) => setTimeout(resolve, STOCK_AFTER_MS));
  for (const path of wanted) {
    const response = await get(path);
    if (!response.ok || !isOurs(response)) return;
    await copies.put(place(path), response);
  }
  await copies.put("/stocked", new Response(mark));
}
