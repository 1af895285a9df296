// @ts-check
/**
 * Numbers that are selected when they get the focus, so that typing replaces them.
 *
 * A field that gets the focus by a press is selected at the click, which comes last. WebKit takes a press on what is
 * selected already for one that puts the caret there.
 */

const SELECTED = ".stepper input, .cell";

let isPressed = false;
/** The field that got the focus since the last press began. @type {HTMLInputElement | undefined} */
let fresh;

document.addEventListener("pointerdown", () => {
  isPressed = true;
  fresh = undefined;
}, true);
for (const over of ["pointercancel", "keydown"]) document.addEventListener(over, () => (isPressed = false), true);

document.addEventListener("focusin", ({ target }) => {
  fresh = target instanceof HTMLInputElement && target.matches(SELECTED) ? target : undefined;
  if (!isPressed) fresh?.select();
});

document.addEventListener("click", ({ target }) => {
  isPressed = false;
  // Who drew a finger or the mouse over the text has selected what they want.
  if (fresh && fresh === target && fresh.selectionStart === fresh.selectionEnd) fresh.select();
}, true);
