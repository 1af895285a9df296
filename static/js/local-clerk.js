// @ts-check
/** The local identity provider's script, in the shape of Clerk's: it keeps the session token fresh. */

(() => {
  const REFRESH_MS = 43_000;
  const LIMIT_MS = 10_000;

  /** @type {Promise<string | null> | null} */
  let asked = null;

  /** A fresh token; the answer sets the cookies too. @returns {Promise<string | null>} */
  async function token() {
    const response = await fetch("/local/tokens", { method: "POST", signal: AbortSignal.timeout(LIMIT_MS) });
    clerk.session = response.ok ? session : null;
    return response.ok ? (await response.json()).jwt : null;
  }

  const session = {
    getToken() {
      asked ??= token().finally(() => {
        asked = null;
      });
      return asked;
    },
  };

  const clerk = {
    loaded: true,
    status: "ready",
    /** @type {typeof session | null} */
    session,
    client: { lastActiveSessionId: null, reload: () => session.getToken() },
    load: () => Promise.resolve(),
  };
  Object.assign(window, { Clerk: clerk });

  setInterval(() => {
    if (document.visibilityState === "visible") clerk.session?.getToken().catch(() => null);
  }, REFRESH_MS);
})();
