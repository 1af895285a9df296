// @ts-check
/** The logger's hands: what a row says, and what one set tells the next. */

import "./app.js";
import "./dragging.js";
import { current, group, unpick } from "./entries.js";
import "./keyboard.js";
import { tellLines } from "./loading.js";
import { number } from "./numbers.js";
import { ask } from "./questions.js";
import { start } from "./rest.js";
import { input, read } from "./steppers.js";
import "./stopwatch.js";
import "./warm-ups.js";
import { carried, label, unitOf, weigh } from "./weighing.js";

const MEASURES = ["weight", "reps", "duration_seconds", "distance"];

document.addEventListener("input", (event) => {
  const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".set"));
  if (!row) return;
  delete row.dataset.follows;
  show(row);
});

// Esc leaves the set that was picked and goes back to the next one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  /** @type {HTMLElement | null} */ (document.querySelector(".pick:checked"))?.focus();
  unpick();
});

// A row that was ticked, edited or undone says what it holds.
document.addEventListener("outbox:shown", (event) => {
  const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".set"));
  if (!row) return;
  label(row);
  show(row);
  if (row.querySelector(".pick:checked")) unpick();
  if (row.matches(".deleted") && row.contains(document.activeElement)) row.querySelector(/** @type {"button"} */ (".undo button"))?.focus({ preventScroll: true });
});

// The finger that leaves *Log set* has tapped: a browser thinks a while before it calls that a click. (Not so in the list,
// where it may have come to stop what scrolls.) And it asks every field whether it is valid before it submits a form,
// which takes longer than all that is done here.
for (const type of ["touchend", "click"]) {
  document.addEventListener(type, (event) => {
    const touch = /** @type {TouchEvent} */ (event).changedTouches?.[0];
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest(touch ? ".log" : ".log, .tick"));
    // Who slides off it thinks better of it, and who scrolls has something else in mind.
    if (touch && !(event.cancelable && button?.contains(document.elementFromPoint(touch.clientX, touch.clientY)))) return;
    if (button?.form?.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button })) === false) event.preventDefault();
  });
}

// The tick is on the screen first, and the next dock after it.
for (const change of ["outbox:painted", "outbox:counted", "outbox:answered", "htmx:after:swap"]) {
  document.addEventListener(change, () => {
    document.querySelectorAll(".sets").forEach(fill);
    document.querySelectorAll(".sets").forEach(number);
    group();
    tellLines(document);
    ask();
  });
}
document.addEventListener("outbox:painted", (event) => {
  const { effect, values } = /** @type {CustomEvent} */ (event).detail;
  const set = document.getElementById(/^(set-\S+):done$/.exec(effect)?.[1] ?? "");
  const had = document.activeElement;
  // The hand stays where it was, on the button of the set that comes next; a row that was taken out took it along.
  if (had === document.body || set?.contains(had)) current()?.querySelector(/** @type {"button"} */ (".log"))?.focus({ preventScroll: true });
  // Kept for the first time, so lifted now: what was there before is edited or undone.
  if (set && values.revision === "1") start(set);
});

/** The row says what its form holds. @param {HTMLElement} row */
function show(row) {
  for (const figure of row.querySelectorAll("[data-show]")) {
    const name = /** @type {HTMLElement} */ (figure).dataset.show ?? "";
    const field = input(row, name);
    const value = field?.value.trim() ?? "";
    const meant = name === "duration_seconds" ? value : (read(field) ?? value);
    const words = figure.closest(".about") ? value : meant || "–";
    if (figure.textContent !== words) figure.textContent = words;
    const unit = /** @type {HTMLElement | null} */ (figure.nextElementSibling);
    if (unit?.dataset.noun) unit.textContent = words === "1" ? unit.dataset.noun : `${unit.dataset.noun}s`;
  }
}

/** What must be above 0 in a row's fields, or the lift failed; `webapp/strength.py` has the rule. */
const LIFTED = ["reps", "duration_seconds", "distance"];
/** @param {HTMLElement} row */
const failed = (row) => LIFTED.some((name) => Number(read(input(row, name))) === 0);

/**
 * Rows to do are in the unit of their exercise. Those with nothing of their own take what was lifted last before them;
 * warm-ups and failed lifts are no example.
 * @param {Element} list
 */
function fill(list) {
  const unit = unitOf(list);
  /** @type {Element | undefined} */
  let known;
  for (const row of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    if (row.matches(".done:not(.warmup)") && !failed(row)) known = row;
    if (unit && row.matches(".todo") && weigh(row, unit)) show(row);
    if (!known || !row.matches(".todo[data-follows]")) continue;
    for (const name of MEASURES) {
      const field = input(row, name);
      if (field) field.value = name === "weight" ? carried(known, row) : (input(known, name)?.value ?? "");
    }
    show(row);
  }
}

// A workout that was just finished begins with what it came to, once; engines disagree on whether a place in an address
// gets the focus.
if (location.hash === "#summary") {
  document.getElementById("summary")?.focus();
  history.replaceState(history.state, "", location.pathname + location.search);
}
