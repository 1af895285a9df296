// @ts-check
/**
 * The unit of an exercise's rows that are still to do, and their weights in it, as workouts/weighing.py has them:
 * for what the server has not drawn, such as a row added without signal or a unit that was chosen a moment ago.
 */

import { gyms, tellLines } from "./loading.js";
import { converted, offered, thousandths } from "./loads.js";
import { input, read } from "./steppers.js";

/** @typedef {import("./outbox.js").Write} Write */

const UNITS = ["kg", "lb"];

/** What a text was before its unit changed, and what was made of it: to change back gives the same again. @type {WeakMap<Element, {was: string, in: string, now: string}>} */
const before = new WeakMap();

/** The unit of the rows to do: the one that was chosen for the exercise, else that of its last set. @param {Element} list */
export function unitOf(list) {
  const chosen = String(/** @type {HTMLElement | null} */ (list.closest(".entry"))?.dataset.unit);
  if (UNITS.includes(chosen)) return chosen;
  const last = [...list.querySelectorAll(".set.done")].filter((row) => input(row, "weight")?.value).at(-1);
  return input(last, "weight_unit")?.value;
}

/** Show a row to do in a unit, its weight one that can be loaded, and say if that changed it. What is being typed stays. @param {Element} row @param {string} unit */
export function weigh(row, unit) {
  const field = input(row, "weight");
  const typed = input(row, "weight_unit");
  if (!field || !typed || typed.value === unit || field === document.activeElement) return false;
  field.value = changed(field, field.value, typed.value, unit, (weight) => loadable(row, weight, unit));
  typed.value = unit;
  label(row);
  return true;
}

/** The weight of one row as another shows it: as it is in the same unit, else what can be loaded. @param {Element} known @param {Element} row */
export function carried(known, row) {
  const [text, from, to] = [input(known, "weight")?.value ?? "", input(known, "weight_unit")?.value ?? "", input(row, "weight_unit")?.value ?? ""];
  const weight = thousandths(read(input(known, "weight")) ?? "");
  return from === to || weight === undefined ? text : String(loadable(row, converted(weight, from, to), to) / 1000);
}

/** @param {Element} row @param {number} weight @param {string} unit */
const loadable = (row, weight, unit) => offered(gyms[unit], equipment(row), weight, step(row, unit));

/** @param {Element} row */
const equipment = (row) => row.querySelector(".loading")?.getAttribute("data-equipment") ?? "";

/** How far the steppers of a row move in a unit, in thousandths. @param {Element} row @param {string} unit */
function step(row, unit) {
  const steps = /** @type {HTMLElement | null} */ (row.closest(".entry"))?.dataset.steps?.split(" ") ?? ["2.5", "5"];
  return thousandths(steps[UNITS.indexOf(unit)]) ?? 1000;
}

/**
 * A text with its weight in another unit; what it was before where it is changed back.
 * @param {Element} element @param {string} text @param {string} from @param {string} unit @param {(weight: number) => number} as @param {string[]} [parts] what stands around the weight
 */
function changed(element, text, from, unit, as, [head, typed, rest] = ["", text, ""]) {
  const known = before.get(element);
  const origin = known?.now === text ? known : { was: text, in: from, now: text };
  const weight = thousandths(typed);
  let now = text;
  if (origin.in === unit) now = origin.was;
  else if (weight !== undefined) now = `${head}${as(converted(weight, from, unit)) / 1000}${rest}`;
  before.set(element, { ...origin, now });
  return now;
}

/** Say the unit of a row's form wherever the row says one, and what was lifted last time in it. @param {Element} row */
export function label(row) {
  const unit = input(row, "weight_unit")?.value;
  const shown = row.querySelector("[data-show=weight] + small");
  if (!unit || !shown || shown.textContent === unit) return;
  for (const last of row.querySelectorAll(".previous, .last")) {
    const text = String(last.textContent);
    // A set without a weight says only what it has.
    const [, head, weight, rest] = /^(last time )?([\d.]+)( × .+)$/.exec(text) ?? [];
    if (weight) last.textContent = changed(last, text, String(shown.textContent), unit, (amount) => amount, [head ?? "", weight, rest]);
  }
  shown.textContent = unit;
  const stepper = input(row, "weight")?.closest(".stepper");
  const name = stepper?.querySelector("label span");
  if (name) name.textContent = String(name.textContent).replace(/^\w+/, unit);
  stepper?.setAttribute("aria-label", String(name?.textContent));
  const by = step(row, unit) / 1000;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (stepper?.querySelectorAll("[data-step]") ?? [])) {
    const isLess = button.dataset.step?.startsWith("-");
    button.dataset.step = String(isLess ? -by : by);
    button.ariaLabel = `${by} ${isLess ? "less" : "more"}`;
  }
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (row.querySelectorAll(".units button"))) {
    button.ariaPressed = String(button.value === unit);
  }
  tellLines(row);
}

// A unit that was chosen holds for the exercise wherever it stands in the workout.
document.addEventListener("outbox:shown", (event) => {
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  const entry = /** @type {HTMLElement} */ (event.target);
  if (!entry.matches(".entry") || !write.url.split("?")[0].endsWith("/unit")) return;
  const exercise = exerciseOf(entry);
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".entry"))) {
    if (exerciseOf(each) === exercise) each.dataset.unit = write.values.weight_unit;
  }
  // Who chose stands where the menu was opened.
  const chosen = document.activeElement?.closest(".units");
  /** @type {HTMLElement | null | undefined} */ (chosen?.closest("details")?.querySelector("summary"))?.focus({ preventScroll: true });
});

/** @param {Element} entry */
const exerciseOf = (entry) => /** @type {HTMLElement | null} */ (entry.querySelector(".add-set form"))?.dataset.exerciseId;
