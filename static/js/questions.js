// @ts-check
/** Asks once of a set whose weight is ten times the usual; it is kept all the same, and nothing waits for the answer. */

import { thousandths } from "./loads.js";
import { input, read } from "./steppers.js";
import { isUnusual, kilograms, usual } from "./unusual.js";

/** The cookie that the server knows too: the last few sets of which the lifter is sure. */
const SURE = "sure";
const MOST_SURE = 8;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

const sure = () => new RegExp(`(?:^|; )${SURE}=([^;]*)`).exec(document.cookie)?.[1].split(".") ?? [];
const idOf = (/** @type {Element} */ row) => row.id.replace("set-", "");

/** A row's weight in kilograms. @param {Element} row @returns {number | undefined} */
function weight(row) {
  const typed = thousandths(read(input(row, "weight")) ?? "");
  return typed === undefined ? undefined : kilograms(typed / 1000, input(row, "weight_unit")?.value ?? "");
}

/** What a row's weight is held against: last time, the plan, or else the other rows of its exercise. @param {HTMLElement} entry @param {Element} row */
function among(entry, row) {
  if (entry.dataset.usual) return Number(entry.dataset.usual);
  const others = [...entry.querySelectorAll(".set:not(.warmup, .deleted, .gone, [data-follows])")].filter((each) => each !== row);
  return usual(others.map((each) => weight(each) ?? 0));
}

/** The heaviest weight of an exercise that the lifter said is right. @param {HTMLElement} entry @param {string[]} answered */
const right = (entry, answered) => Math.max(0, ...answered.map((id) => entry.querySelector(`[id="set-${id}"]`)).map((row) => (row && weight(row)) ?? 0));

/** Every done set asks that has to, and no other. */
export function ask() {
  const answered = sure().filter((id) => /^[0-9a-f-]{36}$/.test(id));
  for (const row of document.querySelectorAll(".set")) {
    const entry = /** @type {HTMLElement | null} */ (row.closest(".entry"));
    const is = row.matches(".done") && entry && isUnusual(weight(row), among(entry, row)) && Number(weight(row)) > right(entry, answered);
    const question = row.querySelector(".unusual");
    const words = `${read(input(row, "weight"))} ${input(row, "weight_unit")?.value}`;
    if (is && !question?.textContent?.trim().startsWith(words)) {
      question?.remove();
      add(row, words);
    } else if (!is) question?.remove();
  }
}

/** @param {Element} row @param {string} words */
function add(row, words) {
  const template = document.getElementById("unusual");
  const question = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  const said = question instanceof HTMLElement ? question.querySelector("span") : null;
  if (!said || !(question instanceof HTMLElement)) return;
  said.textContent = String(said.textContent).replace("{weight}", words);
  row.querySelector(".dock")?.before(question);
  const told = document.getElementById("told");
  if (told) told.textContent = said.textContent;
}

document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest(".unusual a");
  const row = link?.closest(".set");
  if (!link || !row) return;
  event.preventDefault();
  const pick = /** @type {HTMLInputElement | null} */ (row.querySelector(".pick"));
  if (link.matches(".sure")) {
    const ids = [...sure(), idOf(row)].slice(-MOST_SURE).join(".");
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox before 140 and wants https.
    document.cookie = `${SURE}=${ids}; path=/workouts; max-age=${YEAR_SECONDS}; samesite=lax`;
    ask();
    pick?.focus({ preventScroll: true });
  } else if (pick) {
    pick.checked = true;
    input(row, "weight")?.focus({ preventScroll: true });
  }
});
