// @ts-check
/** No signal: the page that was asked for is asked for again as soon as there is one. */

addEventListener("online", () => location.reload());
