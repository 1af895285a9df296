// @ts-check
/** Exercises are moved by their heads: dragged by a mouse, by a finger once it has rested there. */

import { beside } from "./entries.js";

const HOLD_MS = 400;
const NUDGE = 8;

document.addEventListener("pointerdown", (event) => {
  const head = /** @type {Element} */ (event.target).closest(".entry-head");
  const entry = /** @type {HTMLElement | null} */ (head?.closest(".entry"));
  const list = entry?.parentElement;
  if (!entry || !list || event.button !== 0 || /** @type {Element} */ (event.target).closest(".menu")) return;
  const home = entry.nextElementSibling;
  const isMouse = event.pointerType === "mouse";
  let isDragged = false;
  const held = isMouse ? undefined : setTimeout(lift, HOLD_MS);

  function lift() {
    isDragged = true;
    list?.classList.add("sorting");
    entry?.classList.add("dragged");
    navigator.vibrate?.(10);
  }

  /** @param {PointerEvent} move */
  function follow(move) {
    if (!isDragged) {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) < NUDGE) return;
      if (!isMouse) return stop();
      lift();
    }
    for (const other of list?.children ?? []) {
      const { top, height } = other.getBoundingClientRect();
      if (other === entry || move.clientY < top || move.clientY > top + height) continue;
      other[move.clientY > top + height / 2 ? "after" : "before"](/** @type {HTMLElement} */ (entry));
    }
  }

  /** @param {Event} [end] */
  function stop(end) {
    clearTimeout(held);
    for (const [name, listener] of /** @type {[string, EventListener][]} */ (Object.entries(listeners))) removeEventListener(name, listener);
    list?.classList.remove("sorting");
    entry?.classList.remove("dragged");
    if (!isDragged || !entry) return;
    // The click that ends a drag opens nothing.
    const swallow = (/** @type {Event} */ click) => click.preventDefault();
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true));
    const form = entry.querySelector("form.move");
    if (end?.type !== "pointerup") list?.insertBefore(entry, home);
    else if (entry.nextElementSibling !== home && form instanceof HTMLFormElement) {
      const before = entry.previousElementSibling;
      /** @type {HTMLInputElement} */ (form.elements.namedItem("position")).value = before ? beside(before, 1) : beside(/** @type {Element} */ (entry.nextElementSibling), -1);
      form.requestSubmit();
    }
  }

  /** A page that is dragged on must not scroll. @param {Event} touch */
  const keep = (touch) => isDragged && touch.preventDefault();
  const leave = (/** @type {KeyboardEvent} */ key) => key.key === "Escape" && stop(key);
  const listeners = { pointermove: follow, pointerup: stop, pointercancel: stop, touchmove: keep, contextmenu: keep, keydown: leave };
  for (const [name, listener] of /** @type {[string, EventListener][]} */ (Object.entries(listeners))) addEventListener(name, listener, { passive: false });
});

// A link in a head is no picture to be carried away.
document.addEventListener("dragstart", (event) => {
  if (/** @type {Element} */ (event.target).closest?.(".entry-head")) event.preventDefault();
});
