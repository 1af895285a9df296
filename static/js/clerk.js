// @ts-check
/** The identity provider's script, fetched by ours once a page is usable: a slow or blocked one holds nothing up. */

/**
 * @typedef {object} Clerk
 * @property {boolean} loaded
 * @property {string} [status] "degraded" while it goes on without its Frontend API
 * @property {{getToken(options: {skipCache: boolean}): Promise<string | null>} | null} [session] null: there is none
 * @property {{reload(): Promise<unknown>, lastActiveSessionId: string | null}} [client]
 * @property {(options: {session: string}) => Promise<void>} setActive
 * @property {(options: object) => Promise<void>} load
 * @property {(options: object) => Promise<void>} signOut
 * @property {(place: Element, options: object) => void} mountSignIn
 * @property {(place: Element, options: object) => void} mountSignUp
 * @property {(place: Element, options: object) => void} mountUserProfile
 */

const source = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=identity]"));
const globals = /** @type {{Clerk?: Clerk, __internal_ClerkUICtor?: unknown}} */ (/** @type {unknown} */ (window));

/** What the provider adds to the names of its cookies. */
export const suffix = source?.dataset.suffix ?? "";

/** @type {Promise<Clerk> | null} */
let loading = null;

/** The provider, loaded once for a page; a failure is tried again by whoever asks next.
 * @param {object} [options] its own @returns {Promise<Clerk>} */
export function clerk(options) {
  loading ??= load(options).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** The constructor of the provider's components, which only some pages show. @returns {Promise<unknown>} */
export async function components() {
  await fetched(source?.dataset.components);
  return globals.__internal_ClerkUICtor;
}

/** @param {object} [options] */
async function load(options) {
  if (!globals.Clerk) await fetched(source?.content);
  if (!globals.Clerk) throw new Error("That was not the provider's script");
  await globals.Clerk.load({ telemetry: false, ...options });
  // Without a network it gives up in silence.
  if (!globals.Clerk.loaded) throw new Error("The provider can't be reached");
  return globals.Clerk;
}

/** @param {string} [url] @returns {Promise<unknown>} */
function fetched(url) {
  const script = document.createElement("script");
  const { publishableKey, proxyUrl } = source?.dataset ?? {};
  if (publishableKey) {
    script.crossOrigin = "anonymous";
    script.dataset.clerkPublishableKey = publishableKey;
  }
  if (proxyUrl) script.dataset.clerkProxyUrl = proxyUrl;
  script.src = url ?? "";
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error(`${url} did not load`));
    };
    document.head.append(script);
  });
}
