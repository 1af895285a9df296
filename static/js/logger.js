// @ts-check
/** The logger's hands: what a row says, and what one set tells the next. */

import "./app.js";
import "./dragging.js";
import { current, unpick } from "./entries.js";
import "./loading.js";
import "./rest.js";
import "./steppers.js";
import "./stopwatch.js";
import "./warm-ups.js";

const MEASURES = ["weight", "reps", "duration_seconds", "distance"];

/** @param {Element | null} element @returns {HTMLElement | null} */
const setOf = (element) => element?.closest(".set") ?? null;

/** @param {Element} scope @param {string} name @returns {HTMLInputElement | null} */
const input = (scope, name) => scope.querySelector(`input[name="${name}"]`);

document.addEventListener("input", (event) => {
  const row = setOf(/** @type {Element} */ (event.target));
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

// A row that was ticked, edited or undone: it says what it holds, and tells the rows that follow it.
document.addEventListener("outbox:shown", (event) => {
  const row = setOf(/** @type {Element} */ (event.target));
  if (!row) return;
  show(row);
  if (row.querySelector(".pick:checked")) unpick();
  const had = row.contains(document.activeElement);
  if (had && row.matches(".deleted")) row.querySelector(/** @type {"button"} */ (".undo button"))?.focus({ preventScroll: true });
  if (!row.matches(".done")) return;
  tellNext(row);
  // The hand stays where it was: on the button of the set that comes next.
  if (had) toLog();
});

const toLog = () => /** @type {HTMLElement | null | undefined} */ (current()?.querySelector(".log"))?.focus({ preventScroll: true });

document.addEventListener("outbox:kept", (event) => {
  // A row that was taken out took the focus with it.
  if (document.activeElement === document.body) toLog();
  // Kept for the first time, so lifted now: what was there before is edited or undone.
  const { effect, values } = /** @type {CustomEvent} */ (event).detail;
  const set = document.getElementById(/^(set-\S+):done$/.exec(effect)?.[1] ?? "");
  // After the tick is painted.
  if (set && values["revision"] === "1") requestAnimationFrame(() => setTimeout(() => document.dispatchEvent(new CustomEvent("set-logged", { detail: { set } }))));
});

/** The row says what its form holds. @param {HTMLElement} row */
function show(row) {
  for (const figure of row.querySelectorAll("[data-show]")) {
    const name = /** @type {HTMLElement} */ (figure).dataset.show ?? "";
    const value = input(row, name)?.value.trim() ?? "";
    const words = figure.closest(".about") ? value : value.replace(",", ".") || "–";
    if (figure.textContent !== words) figure.textContent = words;
  }
}

/** Rows with nothing of their own take what the set before them was. @param {HTMLElement} row */
function tellNext(row) {
  // A warm-up says nothing of the sets it is for.
  if (row.matches(".warmup")) return;
  for (const next of row.parentElement?.querySelectorAll(`#${CSS.escape(row.id)} ~ .todo[data-follows]`) ?? []) {
    for (const name of MEASURES) {
      const field = input(next, name);
      if (field) field.value = input(row, name)?.value ?? "";
    }
    show(/** @type {HTMLElement} */ (next));
  }
}
