// @ts-check
/** Clerk's components in our pages: sign-in, sign-up and the account, and signing out. */

/** @typedef {import("./clerk.js").Clerk} Clerk */

import { clerk, components } from "./clerk.js";

const SLOW_MS = 6000;
const BOUNCES = 3;
const BOUNCE_MS = 30_000;

const place = /** @type {HTMLElement} */ (document.querySelector("[data-component]"));
const { component, next = "/dashboard" } = place.dataset;

/** Say how it goes: "slow", "trouble" or "refused", or nothing any more. @param {string} [state] */
function tell(state) {
  for (const each of document.querySelectorAll("[data-state]")) {
    /** @type {HTMLElement} */ (each).hidden = /** @type {HTMLElement} */ (each).dataset.state !== state;
  }
}

/** Whether Clerk lets in whom this site has just sent back, again and again: nobody may be sent round for ever. */
function isRefused() {
  const now = Date.now();
  const before = JSON.parse(sessionStorage.getItem("bounces") ?? "[]").filter((/** @type {number} */ at) => now - at < BOUNCE_MS);
  sessionStorage.setItem("bounces", JSON.stringify([...before, now]));
  return before.length >= BOUNCES;
}

/** @param {Clerk} provider */
function show(provider) {
  if (component === "sign-out") return provider.signOut({ redirectUrl: "/" });
  if (component === "account") return provider.mountUserProfile(place, {});
  if (provider.session && isRefused()) return tell("refused");
  if (component === "sign-up") return provider.mountSignUp(place, { forceRedirectUrl: next, signInForceRedirectUrl: next });
  return provider.mountSignIn(place, { forceRedirectUrl: next, signUpForceRedirectUrl: next });
}

async function open() {
  const here = `?redirect_url=${encodeURIComponent(next)}`;
  const nonce = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"))?.nonce;
  // A promise, so that nothing of the page can ask for Clerk before this does, and get it without its components.
  const drawn = component === "sign-out" ? undefined : components();
  // Clerk leaves a promise that fails to nobody, so it never learns of it; we do.
  const ui = drawn && { ClerkUI: drawn.catch(() => new Promise(() => undefined)) };
  const asked = clerk({
    ui,
    nonce,
    signInUrl: `/sign-in${here}`,
    signUpUrl: `/sign-up${here}`,
    afterSignOutUrl: "/",
    appearance: { cssLayerName: "clerk" },
  });
  const [provider] = await Promise.all([asked, drawn]);
  await show(provider);
}

const slow = setTimeout(tell, SLOW_MS, "slow");
/** @param {string} [state] */
function settle(state) {
  clearTimeout(slow);
  tell(state);
}

new MutationObserver((_, watch) => {
  if (!place.textContent?.trim()) return;
  watch.disconnect();
  settle();
}).observe(place, { childList: true, subtree: true });

open().catch(() => settle("trouble"));
