// @ts-check
/** Once, a word on putting Topset on the home screen: there it opens without signal, and nothing is cleared away. */

const SEEN = "install-hint";
const hint = document.getElementById("install");
const isInstalled = matchMedia("(display-mode: standalone)").matches;
// Safari on a phone has no prompt, only a menu; it alone says whether it runs from the home screen.
const isByHand = /** @type {{standalone?: boolean}} */ (navigator).standalone === false;

/** @type {(Event & {prompt(): Promise<unknown>}) | undefined} */
let offer;

if (hint && !isInstalled && !localStorage.getItem(SEEN)) {
  hint.hidden = !isByHand;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = /** @type {typeof offer} */ (event);
    hint.hidden = false;
    hint.classList.add("offered");
  });
  hint.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button) return;
    if (button.value === "install") void offer?.prompt();
    localStorage.setItem(SEEN, "seen");
    hint.hidden = true;
  });
}
