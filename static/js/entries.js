// @ts-check
/** What a change to an exercise's place does to the page at once, beyond what its markup says; whose turn it is. */

import { say } from "./app.js";

/** @typedef {import("./outbox.js").Write} Write */

/** @returns {HTMLElement[]} */
const shown = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#entries > .entry:not(.removed)"))];
const position = (/** @type {Element | undefined} */ entry) => Number(/** @type {HTMLElement | undefined} */ (entry)?.dataset.position);
const named = (/** @type {string} */ id) => document.getElementById(`entry-${id}`);
/** What a write does to an exercise: the last word of its address. @param {Write} write */
const verb = (write) => /** @type {string} */ (new URL(write.url, location.href).pathname.split("/").pop());

// What the page knows and a plain form leaves to the server, before the outbox looks at it.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = /** @type {CustomEvent} */ (event).detail.ctx;
  const entry = sourceElement.closest(".entry");
  if (!sourceElement.matches(".move, .join")) return;
  const all = shown();
  const next = all.indexOf(entry) + Number(request.body.get("by") ?? 1);
  const there = all[next];
  if (sourceElement.matches(".join")) request.body.set("with_id", there?.id.replace("entry-", ""));
  else if (request.body.has("by")) {
    request.body.set("position", between(all.filter((each) => each !== entry), next));
    request.body.delete("by");
  } else return;
  if (there) return;
  event.preventDefault();
  say(sourceElement.matches(".join") ? "There is no exercise after it to make a superset with." : "It stands there already.");
}, true);

/** Halfway between the two that an exercise comes between. @param {HTMLElement[]} others @param {number} index */
export function between(others, index) {
  const [before, after] = [position(others[index - 1]), position(others[index])];
  if (Number.isNaN(before)) return String(Number.isNaN(after) ? 1 : after - 1);
  return String(Number.isNaN(after) ? before + 1 : (before + after) / 2);
}

document.addEventListener("outbox:shown", (event) => {
  const entry = /** @type {HTMLElement} */ (event.target);
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  if (entry.matches(".entry")) change(entry, write);
  group();
});
document.addEventListener("outbox:answered", group);

/** @param {HTMLElement} entry @param {Write} write */
function change(entry, write) {
  const { values, method } = write;
  const what = verb(write);
  if (what === "entries") {
    const others = shown().filter((each) => each !== entry);
    entry.dataset.position = between(others, others.length);
  }
  if (what === "swap" && write.url.includes(entry.id.replace("entry-", ""))) swap(entry, named(write.ids[1]));
  if (what === "position") {
    entry.dataset.position = values["position"];
    settle(entry);
  }
  if (what === "superset") {
    const other = named(values["withId"] ?? values["with_id"]);
    const numbers = [...document.querySelectorAll("[data-superset]")].map((each) => Number(/** @type {HTMLElement} */ (each).dataset.superset));
    const own = entry.dataset.superset;
    if (method === "PUT" && other) entry.dataset.superset = other.dataset.superset = own ?? other.dataset.superset ?? String(Math.max(0, ...numbers) + 1);
    if (method === "DELETE") for (const each of document.querySelectorAll(`[data-superset="${own}"]`)) each.removeAttribute("data-superset");
  }
  // A menu is done with once something in it was chosen; who chose stands where it was opened.
  const had = document.activeElement;
  if (entry.contains(had) && !had?.closest(".move, .set")) {
    const place = entry.querySelector(entry.classList.contains("removed") ? ":scope > .undo button" : "summary");
    /** @type {HTMLElement | null} */ (place)?.focus({ preventScroll: true });
  }
  if (values["note"] !== undefined && what === write.ids.at(-1)) describe(entry, values);
}

/** What was lifted stays with the old exercise; the new one takes the rest. @param {HTMLElement} old @param {HTMLElement | null} fresh */
function swap(old, fresh) {
  if (old.querySelector(".set.done")) for (const row of old.querySelectorAll(".set.todo")) row.remove();
  else old.classList.add("removed");
  if (!fresh) return;
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#entries > .entry")].filter((each) => each !== fresh));
  fresh.dataset.position = between(all, all.indexOf(old) + 1);
  if (old.dataset.superset) fresh.dataset.superset = old.dataset.superset;
  settle(fresh);
}

/** Stand where the position says; the focus comes along. @param {HTMLElement} entry */
function settle(entry) {
  const had = document.activeElement;
  const after = [...(entry.parentElement?.children ?? [])].find((each) => each !== entry && position(each) > position(entry));
  if (entry.nextElementSibling === (after ?? null)) return;
  entry.parentElement?.insertBefore(entry, after ?? null);
  if (had instanceof HTMLElement && entry.contains(had)) had.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

document.addEventListener("outbox:kept", (event) => {
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  const entry = named(String(write.ids.at(-1)));
  if (verb(write) === "position" && entry) {
    const told = document.getElementById("told");
    const all = shown();
    if (told) told.textContent = `${entry.querySelector("h2 a")?.textContent}, now ${all.indexOf(entry) + 1} of ${all.length}`;
  }
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(/** @type {Node} */ (target))) menu.removeAttribute("open");
});
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector(".menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
});

/** @param {HTMLElement} entry @param {Record<string, string>} values */
function describe(entry, { note, rest_seconds: rest }) {
  const said = entry.querySelector(".entry-note");
  if (said) said.textContent = note.trim();
  const seconds = rest.split(":").reduce((total, part) => total * 60 + Number(part), 0);
  if (rest.trim()) entry.dataset.rest = String(seconds);
  else delete entry.dataset.rest;
}

/** Exercises that follow one another with one number are a superset: A1, A2, then B1 …, and take turns. */
function group() {
  const all = shown();
  let letter = 64;
  let n = 0;
  for (const [index, entry] of all.entries()) {
    const { superset } = entry.dataset;
    const is = (/** @type {HTMLElement | undefined} */ other) => Boolean(superset) && other?.dataset.superset === superset;
    const [follows, joined] = [is(all[index - 1]), is(all[index + 1])];
    if (joined && !follows) [letter, n] = [letter + 1, 0];
    entry.classList.toggle("joined", joined);
    entry.classList.toggle("grouped", joined || follows);
    const label = /** @type {Element} */ (entry.querySelector(".letter"));
    label.textContent = joined || follows ? String.fromCharCode(letter) + ++n : "";
  }
  document.querySelector(".set.next")?.classList.remove("next");
  const first = all.find((entry) => entry.querySelector(".todo"));
  if (!first?.classList.contains("grouped")) return;
  const round = all.filter((entry) => entry.dataset.superset === first.dataset.superset && entry.querySelector(".todo"));
  const turn = round.reduce((one, other) => (turns(other) < turns(one) ? other : one));
  turn.querySelector(".todo")?.classList.add("next");
}

/** How many rounds of its superset an exercise has behind it; its warm-ups come first. @param {Element} entry */
const turns = (entry) => (entry.querySelector(".todo")?.matches(".warmup") ? -1 : entry.querySelectorAll(".set.done:not(.warmup)").length);

group();
