// @ts-check
/** What a change to an exercise's place does to the page at once, beyond what its markup says; whose turn it is. */

import { say } from "./app.js";
import { UUID } from "./effects.js";
import { seconds } from "./numerals.js";

/** @typedef {import("./outbox.js").Write} Write */

/** @returns {HTMLElement[]} */
const shown = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#entries > .entry:not(.removed)"))];
const position = (/** @type {Element | undefined} */ entry) => Number(/** @type {HTMLElement | undefined} */ (entry)?.dataset.position);
const named = (/** @type {string} */ id) => document.getElementById(`entry-${id}`);
/** What a write does to an exercise: the last word of its address. @param {Write} write */
const verb = (write) => /** @type {string} */ (write.url.split("?")[0].split("/").pop());

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
    if (there) request.body.set("position", beside(there, Number(request.body.get("by"))));
    request.body.delete("by");
  } else return;
  if (there) return;
  event.preventDefault();
  say(sourceElement.dataset.none);
}, true);

/** Where the exercises stand, and those stood that were taken out before this page was drawn: they may come back. @param {Element} [other] not this one */
function positions(other) {
  const list = /** @type {HTMLElement} */ (document.getElementById("entries"));
  const here = /** @type {HTMLElement[]} */ ([...list.children]).filter((each) => each !== other).map(position);
  return [...here, ...(list.dataset.gone ?? "").split(" ").filter(Boolean).map(Number)];
}

/** A place right after another exercise, or right before it by -1. @param {Element} there @param {number} way */
export function beside(there, way) {
  const from = position(there);
  const further = positions().map((each) => (each - from) * way).filter((far) => far > 0);
  return String(from + (way * (further.length ? Math.min(...further) : 2)) / 2);
}

document.addEventListener("outbox:shown", (event) => {
  const entry = /** @type {HTMLElement} */ (event.target);
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  if (entry.matches(".entry")) change(entry, write);
  // What was lifted is not undone with the swap.
  if (entry.matches(".set.done")) entry.closest(".entry")?.querySelector(".instead")?.remove();
});

/** @param {HTMLElement} entry @param {Write} write */
function change(entry, write) {
  const { values, method } = write;
  const what = verb(write);
  if (what === "entries") entry.dataset.position = String(Math.max(0, ...positions(entry)) + 1);
  // Once, when the new one is made: after that the old one has a life of its own.
  if (what === "swap" && method === "POST" && entry.id.endsWith(write.ids[1])) swap(named(String(write.url.match(UUID)?.[1])), entry);
  if (what === "swap" && method === "DELETE") {
    entry.classList.toggle("swapped", entry.matches(".removed"));
    for (const row of entry.querySelectorAll(".set.gone")) row.classList.replace("gone", "todo");
  }
  if (what === "position") {
    entry.dataset.position = values.position;
    settle(entry);
  }
  if (what === "superset") {
    const other = named(values.withId ?? values.with_id);
    const numbers = [...document.querySelectorAll("[data-superset]")].map((each) => Number(/** @type {HTMLElement} */ (each).dataset.superset));
    numbers.push(Number(entry.parentElement?.dataset.supersets));
    const own = entry.dataset.superset;
    if (method === "PUT" && other) entry.dataset.superset = other.dataset.superset = own ?? other.dataset.superset ?? String(Math.max(0, ...numbers) + 1);
    if (method === "DELETE") for (const each of document.querySelectorAll(`[data-superset="${own}"]`)) each.removeAttribute("data-superset");
  }
  // A menu is done with once something in it was chosen; who chose stands where it was opened.
  const had = document.activeElement;
  if (entry.contains(had) && !had?.closest(".move, .set")) {
    const old = /** @type {HTMLElement | null} */ (entry.querySelector(".instead"))?.dataset.old;
    const home = entry.matches(".swapped") ? named(String(old)) : entry;
    const place = home?.querySelector(home.matches(".removed") ? ":scope > .undo button" : "summary");
    /** @type {HTMLElement | null | undefined} */ (place)?.focus({ preventScroll: true });
  }
  if (values.note !== undefined && what === write.ids.at(-1)) describe(entry, values);
}

/** What was lifted stays with the old exercise; the new one takes the rest. @param {HTMLElement | null} old @param {HTMLElement} fresh */
function swap(old, fresh) {
  if (!old) return;
  if (old.querySelector(".set.done")) for (const row of old.querySelectorAll(".set.todo")) row.classList.replace("todo", "gone");
  else old.classList.add("removed", "swapped");
  const undo = /** @type {HTMLElement | null} */ (fresh.querySelector(".instead"));
  if (undo) {
    undo.dataset.old = old.id.replace("entry-", "");
    undo.querySelector("bdi")?.replaceChildren(String(old.querySelector("h2 a")?.textContent));
  }
  delete fresh.dataset.position;
  fresh.dataset.position = beside(old, 1);
  if (old.dataset.superset) fresh.dataset.superset = old.dataset.superset;
  settle(fresh);
}

/** Stand where the position says; the focus comes along. @param {HTMLElement} entry */
function settle(entry) {
  const had = document.activeElement;
  const after = [...(entry.parentElement?.children ?? [])].find((each) => each !== entry && position(each) > position(entry)) ?? null;
  if (entry.nextElementSibling === after) return;
  entry.parentElement?.insertBefore(entry, after);
  if (had instanceof HTMLElement && entry.contains(had)) had.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
}

document.addEventListener("outbox:painted", (event) => {
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  const entry = named(String(write.ids.at(-1)));
  const told = document.getElementById("told");
  const all = shown();
  if (verb(write) === "position" && entry && told) told.textContent = `${entry.querySelector("h2 a")?.textContent}, now ${all.indexOf(entry) + 1} of ${all.length}`;
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
  const length = seconds(rest);
  if (length !== undefined) entry.dataset.rest = String(length);
  else delete entry.dataset.rest;
}

/** Exercises that follow one another with one number are a superset: A1, A2, then B1 …, and take turns. */
export function group() {
  const all = shown();
  let letter = 64;
  let n = 0;
  for (const [index, entry] of all.entries()) {
    const { superset } = entry.dataset;
    const is = (/** @type {HTMLElement | undefined} */ other) => !!superset && other?.dataset.superset === superset;
    const [follows, joined] = [is(all[index - 1]), is(all[index + 1])];
    if (joined && !follows) [letter, n] = [letter + 1, 0];
    entry.classList.toggle("joined", joined);
    entry.classList.toggle("grouped", joined || follows);
    const label = /** @type {Element} */ (entry.querySelector(".letter"));
    label.textContent = joined || follows ? String.fromCharCode(letter) + ++n : "";
  }
  const undone = all.filter((entry) => entry.querySelector(".todo"));
  const [first] = undone;
  const round = undone.filter((entry) => entry === first || (first.matches(".grouped") && entry.dataset.superset === first.dataset.superset));
  const next = round.sort((one, other) => turns(one) - turns(other))[0]?.querySelector(".todo");
  for (const row of document.querySelectorAll(".set")) row.classList.toggle("next", row === next);
  document.getElementById("entries")?.classList.toggle("begun", document.querySelector(".set.done") !== null);
  // A row that was picked may have gone, and the dock with it.
  if (!document.querySelector("[name=current]:checked")) unpick();
}

/** The dock: of the row that was picked, else of the one whose turn it is. @returns {HTMLElement | null} */
export const current = () => document.querySelector(".pick:checked ~ .dock") ?? document.querySelector(".running .next > .dock");

/** Back to the set whose turn it is. */
export function unpick() {
  const next = /** @type {HTMLInputElement | null} */ (document.getElementById("current-next"));
  if (next) next.checked = true;
}

/** How many rounds of its superset an exercise has behind it; its warm-ups come first. @param {Element} entry */
const turns = (entry) => (entry.querySelector(".todo")?.matches(".warmup") ? -1 : entry.querySelectorAll(".set.done:not(.warmup)").length);

group();
