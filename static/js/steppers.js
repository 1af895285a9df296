// @ts-check
/** Steppers: a tap is a step, a held thumb many; weights in steps go through what the gym has. RPE in chips. */

import { gyms } from "./loading.js";
import { thousandths } from "./loads.js";
import { number, problem, seconds, stepped, whole } from "./numerals.js";
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
  const value = field ? moved(field, Number(button.dataset.step)) : undefined;
  if (!field || value === undefined) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A field's value moved by a step, within its limits; undefined where what stands there is no number, or may be two.
 * @param {HTMLInputElement} field @param {number} by @returns {string | undefined} */
function moved(field, by) {
  const { least = "0", most = "Infinity" } = field.dataset;
  const limits = /** @type {const} */ ([Number(least), Number(most)]);
  const isEmpty = !field.value.trim();
  if (field.name === "duration_seconds") {
    const before = isEmpty ? 0 : seconds(field.value);
    return before === undefined ? undefined : clock(Math.min(Math.max(before + by, limits[0]), limits[1]));
  }
  if (field.name === "reps") {
    const before = isEmpty ? 0 : whole(field.value);
    return before === undefined ? undefined : stepped(String(before), by, ...limits);
  }
  const rack = field.name === "weight" && rackOf(field);
  if (!rack) return stepped(field.value, by, ...limits);
  const weight = isEmpty ? 0 : thousandths(field.value, limits[1]);
  return weight === undefined ? undefined : String(beside(rack, weight, by > 0) / 1000);
}

/** A measure as it is meant, a time in seconds; undefined where it is none or may be two. @param {HTMLInputElement | null | undefined} field
 * @returns {string | undefined} */
export function read(field) {
  if (!field?.value.trim()) return undefined;
  if (field.name === "duration_seconds") return seconds(field.value)?.toString();
  return field.name === "reps" ? whole(field.value)?.toString() : number(field.value, Number(field.dataset.most ?? Infinity));
}

/** @type {Record<string, "whole" | "time">} */
const KINDS = { reps: "whole", duration_seconds: "time", rest_seconds: "time" };

// What the server would refuse is asked about at once and beside the field, not after a tick.
document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.most) return;
  const { least, most } = target.dataset;
  target.setCustomValidity(problem(target.value, KINDS[target.name] ?? "number", Number(least), Number(most)));
});

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
  const chosen = number(input(more, "rpe")?.value ?? "");
  for (const chip of more.querySelectorAll(".chips button")) chip.ariaPressed = String(/** @type {HTMLButtonElement} */ (chip).value === chosen);
}
