// @ts-check
/** No signal: the page that was asked for is asked for again once the server answers, which may be after the signal. */

const RETRY_MS = 2000;

setInterval(() => navigator.onLine && fetch("/healthz").then(() => location.reload(), () => undefined), RETRY_MS);
