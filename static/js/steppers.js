// @ts-check
/** Steppers: a tap is a step, a held thumb many; weights in steps go through what the gym has. RPE in chips. */

import { gyms } from "./loading.js";
import { thousandths } from "./loads.js";
import "./selecting.js";

const HOLD_MS = 400;
const REPEAT_MS = 90;

/** The field of a row by its name. @param {ParentNode | null | undefined} row @param {string} name @returns {HTMLInputElement | null | undefined} */
export const input = (row, name) => row?.querySelector(`[name="${name}"]`);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let holding;
let isRepeated = false;

/** @param {Event} event @returns {HTMLElement | null} */
const stepOf = (event) => /** @type {Element} */ (event.target).closest("[data-step]");

document.addEventListener("pointerdown", (event) => {
  const button = stepOf(event);
  isRepeated = false;
  if (!button || event.button !== 0) return;
  const again = () => {
    isRepeated = true;
    press(button);
    holding = setTimeout(again, REPEAT_MS);
  };
  holding = setTimeout(again, HOLD_MS);
});
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => clearTimeout(holding));
document.addEventListener("contextmenu", (event) => stepOf(event) && event.preventDefault());

document.addEventListener("click", (event) => {
  const button = stepOf(event);
  // The click that ends a long press is no step more.
  if (button && !(isRepeated && event.detail)) press(button);
});

/** @param {HTMLElement} button */
function press(button) {
  const field = button.closest(".stepper")?.querySelector("input");
  if (!field) return;
  field.value = stepped(field, Number(button.dataset.step));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A field's value moved by a step, never below nothing; times keep their clock. @param {HTMLInputElement} field @param {number} by */
function stepped(field, by) {
  if (field.name === "duration_seconds") return clock(Math.max(0, seconds(field.value) + by));
  const rack = field.name === "weight" && rackOf(field);
  if (rack) return String(beside(rack, thousandths(field.value) ?? 0, by > 0) / 1000);
  const decimals = Math.max(...[field.value, String(by)].map((text) => text.split(/[.,]/)[1]?.length ?? 0));
  const value = Math.max(0, Number(field.value.replace(",", ".") || 0) + by);
  return String(Number(value.toFixed(decimals)));
}

/** What the gym has for this exercise, where that is in steps. @param {HTMLInputElement} field */
function rackOf({ form }) {
  return gyms[input(form, "weight_unit")?.value ?? ""]?.steps[/** @type {HTMLElement | null | undefined} */ (form?.querySelector(".loading"))?.dataset.equipment ?? ""];
}

/** The next heavier or lighter of a rack. @param {[number, number, number]} rack @param {number} weight @param {boolean} isMore */
function beside([lightest, heaviest, step], weight, isMore) {
  const steps = (weight - lightest) / step;
  const next = lightest + (isMore ? Math.floor(steps) + 1 : Math.ceil(steps) - 1) * step;
  return Math.min(Math.max(next, lightest), lightest + Math.floor((heaviest - lightest) / step) * step);
}

/** @param {string} text */
function seconds(text) {
  return text.split(":").reduce((total, part) => total * 60 + (Number(part) || 0), 0);
}

/** @param {number} total */
export function clock(total) {
  const minutes = Math.floor(total / 60);
  const rest = String(total % 60).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

// The chips are made for the row that is looked at, for a page has many.
document.addEventListener("toggle", (event) => {
  const more = /** @type {HTMLDetailsElement} */ (event.target);
  const field = input(more, "rpe");
  const chips = /** @type {HTMLTemplateElement | null} */ (document.getElementById("rpe-chips"));
  if (!more.open || !more.matches(".more-about-set") || !chips) return;
  if (!more.querySelector(".chips")) field?.closest(".field")?.after(chips.content.cloneNode(true));
  mark(more);
}, true);

document.addEventListener("click", (event) => {
  const chip = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest(".chips button"));
  const more = chip?.closest("details");
  const field = input(more, "rpe");
  if (!chip || !more || !field) return;
  field.value = field.value === chip.value ? "" : chip.value;
  mark(more);
});

/** @param {HTMLElement} more */
function mark(more) {
  const chosen = input(more, "rpe")?.value.replace(",", ".");
  for (const chip of more.querySelectorAll(".chips button")) chip.ariaPressed = String(/** @type {HTMLButtonElement} */ (chip).value === chosen);
}
