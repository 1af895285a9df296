// @ts-check
/**
 * The guard against the sleeping phone: a session token lives 60 s, and a phone that slept wakes with an
 * expired one. A request that would fail for that is renewed first, and repeated once when it did fail;
 * a 401 comes before any effect, so repeating is safe.
 */

import { clerk, suffix } from "./clerk.js";

const SOON_SECONDS = 10;
const LIMIT_MS = 4000;

/** @type {Map<boolean, Promise<boolean>>} */
const renewals = new Map();
let told = false;

/** What a 503 of our own is called, when the server wants another session and the provider can't be asked for one. */
export const ALONE = "Session not renewed";

/** Fetch, with a session that holds; what a renewal meets is never thrown, and a 401 means the session is over.
 * @param {RequestInfo | URL} url @param {RequestInit} [options] @returns {Promise<Response>} */
export async function guard(url, options) {
  if (isStale()) await renew();
  const sent = token();
  const response = await fetch(url, options);
  if (response.status !== 401) return response;
  // Of many that fail together, those that come late find it renewed.
  const isRenewed = ![undefined, sent].includes(token());
  if (!isRenewed && (await renew(true))) return response;
  const again = await fetch(url, options);
  return again.status === 401 && !told ? new Response(null, { status: 503, statusText: ALONE }) : again;
}

/** Renew, and whether the provider says that there is no session any more. It throws without a network, which says
 * nothing of the session, or goes on for minutes: so this is bounded, and one renewal for all who need it. */
export function renew(skipCache = false) {
  let renewal = renewals.get(skipCache);
  if (!renewal) {
    const limit = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, false));
    renewal = Promise.race([ask(skipCache), limit])
      .catch(() => false)
      .finally(() => renewals.delete(skipCache));
    renewals.set(skipCache, renewal);
  }
  return renewal;
}

/** @param {boolean} skipCache */
async function ask(skipCache) {
  const provider = await clerk();
  // It may have begun again in another tab, which is not told to this one.
  if (provider.session === null && provider.client) {
    await provider.client.reload();
    const session = provider.client.lastActiveSessionId;
    if (session) await provider.setActive({ session });
  }
  await provider.session?.getToken({ skipCache }).catch(() => null);
  const isOver = provider.session === null && provider.status !== "degraded";
  if (isOver && !told) document.dispatchEvent(new CustomEvent("session-over"));
  told = isOver;
  return isOver;
}

/** The token that the server will judge: it looks for our own cookie first. */
function token() {
  const cookie = (/** @type {string} */ name) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];
  return cookie(`__session_${suffix}`) ?? cookie("__session");
}

/** Whether the session's token ends within a few seconds, or did. */
export function isStale() {
  try {
    const payload = token()?.split(".")[1] ?? "";
    return JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))).exp - Date.now() / 1000 < SOON_SECONDS;
  } catch {
    return true;
  }
}
