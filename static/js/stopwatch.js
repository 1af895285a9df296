// @ts-check
/** A stopwatch for timed sets. What is kept is when it began, by the clock on the wall: reload and sleep don't matter. */

import { clock, input } from "./steppers.js";

/** @typedef {{set: string, began: number}} Running */

const KEPT = "stopwatch";
/** @type {ReturnType<typeof setInterval> | undefined} */
let drawing;

/** @returns {Running | null} */
const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "null");

document.addEventListener("click", (event) => {
  const set = /** @type {Element} */ (event.target).closest(".watch")?.closest(".set");
  if (!set) return;
  const isRunning = kept()?.set === set.id;
  draw();
  stop();
  if (isRunning) return;
  localStorage.setItem(KEPT, JSON.stringify({ set: set.id, began: Date.now() }));
  begin();
});

// Who types a time, or logs the set, has measured it.
document.addEventListener("input", ({ isTrusted, target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  if (isTrusted && field.name === "duration_seconds" && field.closest(".set")?.id === kept()?.set) stop();
});
document.addEventListener("outbox:shown", ({ target }) => {
  const set = /** @type {Element} */ (target);
  if (set.id === kept()?.set && !set.classList.contains("todo")) stop();
});

function begin() {
  clearInterval(drawing);
  drawing = setInterval(draw, 250);
  draw();
}

function stop() {
  clearInterval(drawing);
  const set = document.getElementById(kept()?.set ?? "");
  localStorage.removeItem(KEPT);
  say(set, "Start the stopwatch");
}

/** @param {Element | null} set @param {string} words */
function say(set, words) {
  const button = set?.querySelector(".watch");
  if (button && button.textContent !== words) button.textContent = words;
}

function draw() {
  const running = kept();
  const set = document.getElementById(running?.set ?? "");
  const field = input(set, "duration_seconds");
  if (!running || !set || !field) return;
  say(set, "Stop the stopwatch");
  field.value = clock(Math.floor((Date.now() - running.began) / 1000));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

if (kept()) begin();
