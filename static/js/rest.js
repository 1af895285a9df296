// @ts-check
/** The rest between sets. What is kept is the moment it ends, by the clock on the wall: reload and sleep don't matter. */

import { current } from "./entries.js";
import { clock, input } from "./steppers.js";

/** @typedef {{workout: string, end: number, total: number}} Rest */

const KEPT = "rest";
const CUES = "cues";
// Who has not moved on after so long has gone home.
const FORGOTTEN_MS = 10 * 60_000;
const TONES = [0, 0.25, 0.5];

const bar = document.getElementById("rest");
const workout = location.pathname;
/** @type {AudioContext | undefined} */
let audio;
/** @type {OscillatorNode[]} */
let tones = [];
/** @type {WakeLockSentinel | undefined} */
let lock;
/** @type {ReturnType<typeof setInterval> | undefined} */
let drawing;
let isOver = false;

/** Rest as long as the exercise of the set, and its kind, ask for. @param {HTMLElement} set */
export function start(set) {
  const seconds = restAfter(set);
  if (!bar || !seconds) return end();
  keep({ workout, end: Date.now() + seconds * 1000, total: seconds });
  say(`Rest ${clock(seconds)}`);
}

/** @param {HTMLElement} set */
function restAfter(set) {
  const usual = /** @type {HTMLElement | null} */ (set.closest("#entries"))?.dataset ?? {};
  if (input(set, "kind")?.value === "warmup") return Number(usual.warmupRest);
  const own = /** @type {HTMLElement | null} */ (set.closest(".entry"))?.dataset.rest;
  return Number(own ?? usual.rest);
}

/** @returns {Rest | undefined} */
function kept() {
  const rest = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  return rest?.workout === workout ? rest : undefined;
}

/** @param {Rest} rest */
function keep(rest) {
  localStorage.setItem(KEPT, JSON.stringify(rest));
  isOver = rest.end <= Date.now();
  sound(rest);
  begin();
}

function begin() {
  clearInterval(drawing);
  drawing = setInterval(draw, 250);
  stayAwake();
  draw();
  stand();
}

function end() {
  localStorage.removeItem(KEPT);
  clearInterval(drawing);
  silence();
  lock?.release();
  draw();
}

function draw() {
  const rest = kept();
  const left = rest ? Math.ceil((rest.end - Date.now()) / 1000) : 0;
  if (rest && left * -1000 > FORGOTTEN_MS) return end();
  if (!bar) return;
  bar.hidden = !rest;
  document.body.classList.toggle("resting", Boolean(rest));
  if (!rest) return;
  const over = left <= 0;
  bar.classList.toggle("over", over);
  const said = /** @type {HTMLElement} */ (bar.querySelector(".rest-left"));
  const words = over ? "Go" : clock(left);
  // What is written to is laid out again, even if it says the same.
  if (said.textContent !== words) {
    said.textContent = words;
    Object.assign(/** @type {HTMLProgressElement} */ (bar.querySelector("progress")), { max: rest.total, value: left });
  }
  if (over && !isOver) ring();
  isOver = over;
}

/** It stands upon the dock, however high that is just now. */
function stand() {
  if (kept()) bar?.style.setProperty("--dock", `${current()?.offsetHeight ?? 0}px`);
}

function ring() {
  say("Rest is over");
  lock?.release();
  const { vibration = true, notification } = cues();
  if (vibration) navigator.vibrate?.([200, 100, 200]);
  if (notification && document.hidden) notify();
}

async function notify() {
  const words = { body: "Next set.", tag: KEPT, icon: document.querySelector("link[rel=icon]")?.getAttribute("href") ?? "" };
  try {
    const worker = await navigator.serviceWorker?.getRegistration();
    if (worker) await worker.showNotification("Rest is over", words);
    else new Notification("Rest is over", words);
  } catch {
    // Some browsers notify from a service worker alone; the sound has said it.
  }
}

/** The tones are put on the audio clock at once, because timers of a hidden page are late. @param {Rest} rest */
function sound(rest) {
  silence();
  const seconds = (rest.end - Date.now()) / 1000;
  if (!audio || seconds <= 0 || cues().sound === false) return;
  tones = TONES.map((after) => {
    const tone = new OscillatorNode(/** @type {AudioContext} */ (audio), { frequency: 880 });
    const gain = new GainNode(/** @type {AudioContext} */ (audio), { gain: 0.2 });
    const at = /** @type {AudioContext} */ (audio).currentTime + seconds + after;
    tone.connect(gain).connect(/** @type {AudioContext} */ (audio).destination);
    tone.start(at);
    tone.stop(at + 0.15);
    return tone;
  });
}

function silence() {
  for (const tone of tones) tone.disconnect();
  tones = [];
}

// Browsers let a page make sounds once it was touched.
function unlock() {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state !== "running") audio.resume().then(again, () => undefined);
}

function again() {
  const rest = kept();
  if (rest) sound(rest);
}

async function stayAwake() {
  const rest = kept();
  if (!rest || rest.end <= Date.now() || document.hidden || (lock && !lock.released)) return;
  // A phone that saves power says no.
  lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
}

/** @returns {{sound?: boolean, vibration?: boolean, notification?: boolean}} */
function cues() {
  return JSON.parse(localStorage.getItem(CUES) ?? "{}");
}

/** @param {string} words */
function say(words) {
  const status = bar?.querySelector("[role=status]");
  if (status) status.textContent = words;
}

bar?.addEventListener("click", (event) => {
  const by = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-by]"))?.dataset.by;
  const rest = kept();
  if (by === "skip") end();
  else if (by && rest) {
    const until = Math.max(rest.end, Date.now()) + Number(by) * 1000;
    keep({ ...rest, end: until, total: Math.max(rest.total, Math.ceil((until - Date.now()) / 1000)) });
  }
});

document.addEventListener("pointerup", unlock);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  again();
  stayAwake();
  draw();
});
addEventListener("storage", (event) => event.key === KEPT && (kept() ? begin() : draw()));
for (const change of ["input", "toggle", "outbox:painted", "outbox:answered", "htmx:after:swap"]) document.addEventListener(change, () => requestAnimationFrame(stand), true);

if (kept()) {
  isOver = Number(kept()?.end) <= Date.now();
  begin();
}
