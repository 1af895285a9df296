// @ts-check
/** What every signed-in page runs: the session guard, the outbox, the service worker, words for what went wrong. */

import { clerk } from "./clerk.js";
import "./controls.js";
import "./once.js";
import { all } from "./outbox.js";
import "./saved.js";
import "./install.js";
import "./persistence.js";
import { ALONE, guard, isStale, renew } from "./session.js";
import "./zone.js";

/** @typedef {{request: {action: string}, response?: {status: number, raw?: Response}, fetch?: typeof fetch}} HtmxContext */

const OVER = "Your session is over. Nothing is lost: what you logged and typed is still here.";
const UNRENEWED = "Clerk can’t be reached, so your session could not be renewed. It is still on your screen; try again in a moment.";

const NOTICE_MS = 8000;
const notice = document.getElementById("notice");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

let isOver = false;
/** @type {WeakSet<EventTarget>} */
const passing = new WeakSet();

/** @param {string} words @param {Element[]} more with which it stays until something else is said */
export function say(words, ...more) {
  const paragraph = document.createElement("p");
  paragraph.append(words, ...more);
  notice?.replaceChildren(paragraph);
  clearTimeout(fading);
  if (!more.length) fade();
}

function fade() {
  if (isOver) return;
  clearTimeout(fading);
  fading = setTimeout(() => notice?.replaceChildren(), NOTICE_MS);
}

/** @param {Event} event @returns {HtmxContext | undefined} */
function context(event) {
  return /** @type {CustomEvent} */ (event).detail?.ctx;
}

document.addEventListener("htmx:config:request", (event) => {
  const ctx = context(event);
  if (ctx) ctx.fetch ??= guard;
  reconsider();
});

document.addEventListener("htmx:response:error", (event) => {
  const { status = 0, raw } = context(event)?.response ?? {};
  if (status === 401) offerSignIn();
  else if (raw?.statusText === ALONE) say(UNRENEWED);
  else if (status >= 500) say("The server could not save that. It is still on your screen; try again in a moment.");
  else fade();
});

document.addEventListener("htmx:error", () => {
  say("No connection. It is still on your screen; try again when the signal is back.");
});

/** Sign in beside this page, for what was typed on it is not to be lost. */
function offerSignIn() {
  const link = document.createElement("a");
  link.href = `/sign-in?redirect_url=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in";
  say(`${OVER} `, link);
}

document.addEventListener("session-over", () => {
  isOver = true;
  // Where something waits, its status says so, and leads to sign-in.
  all().then(({ length }) => length || offerSignIn(), offerSignIn);
});

document.addEventListener("visibilitychange", reconsider);

/** Signing in beside this page made its session good again. */
function reconsider() {
  if (!isOver || isStale()) return;
  isOver = false;
  say("You are signed in again.");
}

// Plain forms carry what was typed away from the page, so they wait for a good session too, and stay without one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (passing.delete(form) || !isStale()) return;
  event.preventDefault();
  renew().then((over) => {
    if (over) return offerSignIn();
    passing.add(form);
    // Later, for the browser ignores a form that is submitted again while its submission is being told of.
    setTimeout(() => HTMLFormElement.prototype.requestSubmit.call(form, event.submitter));
  });
});

// The provider keeps the session fresh while the page is looked at. A page whose provider is blocked is of use
// too, but it is better to know.
addEventListener("load", () => {
  clerk().catch(() => {
    if (!navigator.onLine || sessionStorage.getItem("alone")) return;
    sessionStorage.setItem("alone", "told");
    say("Clerk can’t be reached from this page. You can go on; if something is not saved, reload.");
  });
});

// The address follows what was added to a page, so that Back, which asks for it anew, finds the same place.
document.addEventListener("htmx:after:swap", () => {
  const added = /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll("[data-address]")].at(-1));
  if (added?.dataset.address) history.replaceState(null, "", added.dataset.address);
});

const worker = navigator.serviceWorker;
// A page that came before the worker did is told of, so that it is kept too.
const isFirst = !worker?.controller;
worker?.register("/sw.js").catch(() => undefined);
void worker?.ready.then(({ active }) => isFirst && active?.postMessage(location.href));
