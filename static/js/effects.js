// @ts-check
/**
 * What a write does to the page it stands on, and what the server's answer does to it after.
 *
 * `data-effect` names it: `id:state` (the element takes the state for its class) or `place+template` and
 * `place^template` (a copy of the template goes to the end of the place, or before it), several with spaces between.
 * A state `gone` removes; `back` is none.
 */

import { controlsOf, held, marked, nameOf, put } from "./controls.js";
import { nth } from "./ids.js";

/** @typedef {import("./outbox.js").Write} Write */
/** @typedef {{process(element: Element): void}} Htmx */

const KINDS = ["warmup", "working", "drop", "failure"];
const STATES = ["todo", "done", "deleted", "removed", "running", "finished"];
export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** The ids that stand in a template: of the workout (8), of what is made (9), of the exercise (a), of a set (b). */
const STAND_IN = /00000000-0000-7000-([89ab])000-([0-9a-f]{12})/g;
const ORDINAL = /90909/g;

/** The workout that the page shows. */
export const here = () => document.body.id.match(UUID)?.[0];

const htmx = () => /** @type {{htmx: Htmx}} */ (/** @type {unknown} */ (window)).htmx;

/** Put values where a text has `{name}`. @param {string} text @param {Record<string, string>} values */
export const filled = (text, values) => text.replace(/\{(\w*)\}/g, (whole, name) => values[name] ?? values[camel(name)] ?? whole);
const camel = (/** @type {string} */ name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** @type {Promise<unknown> | undefined} */
let drawing;

/** What is shown next waits for this. @param {Promise<unknown>} work */
export function draws(work) {
  drawing = work;
}

/** Do to the page what a write does; doing it twice is doing it once. @param {Write} write @param {boolean} [isAgain] not now done */
export async function show(write, isAgain) {
  if (![undefined, write.ids[0]].includes(here())) return;
  for (const word of write.effect.split(" ").filter(Boolean)) {
    const [place, sign, what] = word.split(/([:+^])/);
    const element = document.getElementById(place) ?? (what === "done" && (await blankRow(write)));
    if (!element) continue;
    if (sign !== ":") await insert(element, sign, what, write);
    else if (!isAgain || !isHeld(element)) become(element, what, write);
    await drawing;
  }
}

/** @param {HTMLElement} element @param {string} state @param {Write} write */
function become(element, state, write) {
  // What was never done leaves nothing behind.
  if (state === "gone" || (state === "deleted" && element.matches(".todo"))) return element.remove();
  const name = write.ids.at(-1);
  const sent = new URLSearchParams(write.body ?? write.url.split("?")[1]);
  const typed = halfTyped(element, sent);
  for (const form of element.querySelectorAll(`form[data-outbox$="${name}"]`)) {
    for (const [field, value] of sent) {
      const found = /** @type {any} */ (form).elements[field];
      if (!found || (found.matches?.("input, select, textarea") && typed.has(nameOf(found)))) continue;
      const now = field === "revision" ? String(Math.max(found.value, Number(value) + 1)) : value;
      // What is written to is drawn again, even if it holds the same.
      if (found.value !== now) found.value = now;
    }
  }
  for (const open of element.querySelectorAll("details[open]:not(:has(.move :focus))")) open.removeAttribute("open");
  element.classList.remove(...STATES);
  if (state !== "back") element.classList.add(state);
  if (element.matches(".set") && write.values.kind) {
    element.classList.remove(...KINDS);
    element.classList.add(write.values.kind);
  }
  shown(element, write);
  pick(typed);
}

/** What the lifter is changing in an element: it is in none of these fields, which another tab may have sent. @param {Element} element @param {URLSearchParams} [sent] @returns {Map<string, string>} */
function halfTyped(element, sent = new URLSearchParams()) {
  const typed = controlsOf(element).filter((control) => {
    const row = control.closest(".set");
    if (control.name === "current" || held(control) === marked(control) || sent.getAll(control.name).includes(held(control))) return false;
    // A row that follows holds what a script put there; one that is not in hand was left.
    return !row || (!row.matches("[data-follows]") && (isHeld(row) || row.matches(".running .next")));
  });
  return new Map(typed.map((control) => [nameOf(control), held(control)]));
}

/** What is half typed in a set that was logged meanwhile stays in hand, as a correction of it. @param {Map<string, string>} typed */
function pick(typed) {
  for (const row of document.querySelectorAll(".set.done")) {
    const box = /** @type {HTMLInputElement | null} */ (row.querySelector(".pick"));
    if (box && controlsOf(row).some((control) => typed.has(nameOf(control)))) box.checked = true;
  }
}

/** @param {Element} element @param {Write} write */
function shown(element, write) {
  element.classList.add("waiting");
  element.dispatchEvent(new CustomEvent("outbox:shown", { bubbles: true, detail: write }));
}

/** Put a copy of a template at the end of a place, or before it. @param {Element} there @param {string} sign @param {string} name @param {Write} write */
export async function insert(there, sign, name, write) {
  const template = document.getElementById(name) ?? (await kit())?.getElementById(name);
  if (!(template instanceof HTMLTemplateElement)) return;
  const [log, made = log] = write.ids;
  const base = { 8: log, 9: made, a: write.values.exercise_id ?? write.values.exerciseId, b: write.ids.at(-1) };
  const around = there.closest("ol") ?? there;
  // `{}` in what is copied is a name of its own.
  const safe = Object.fromEntries(Object.entries({ ...write.values, "": "{}" }).map(([key, value]) => [key, escaped(value)]));
  const [fresh] = elements(filled(template.innerHTML, safe)
    .replace(STAND_IN, (_, which, n) => nth(base[/** @type {"8" | "9" | "a" | "b"} */ (which)] ?? "", Number.parseInt(n, 16)))
    .replace(ORDINAL, write.values.ordinal ?? String(around.querySelectorAll(":scope > .set").length + 1)));
  if (!fresh || document.getElementById(fresh.id)) return;
  if (sign === "^") there.before(fresh);
  else there.append(fresh);
  htmx()?.process(fresh);
  shown(fresh, write);
}

/** A blank row for a set whose page was drawn without it, at the end of its exercise. @param {Write} write */
async function blankRow(write) {
  const [, entry, set] = write.ids;
  const end = document.getElementById(`add-set-${entry}`);
  const exercise = /** @type {Record<string, string> | undefined} */ (end?.querySelector("form")?.dataset);
  if (!end || !set) return null;
  await insert(end, "^", `row-${write.values.exercise_kind}`, { ...write, values: { ...exercise, ...write.values } });
  return document.getElementById(`set-${set}`);
}

/** @param {string} html */
function elements(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  return [...parsed.content.children];
}

const escaped = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @type {Promise<Document | null> | null} */
let fetched = null;

/** The page of stand-ins, drawn by the server, which the service worker keeps. */
export function kit() {
  fetched ??= fetch("/workouts/new")
    .then((response) => (response.ok ? response.text() : Promise.reject()))
    .then((page) => new DOMParser().parseFromString(page, "text/html"))
    .catch(() => (fetched = null));
  return fetched;
}

/** Put an answer's elements where their ids stand, without taking from under a finger what is being changed. @param {string} html */
export function replace(html) {
  for (const fresh of elements(html)) {
    const old = document.getElementById(fresh.id);
    if (!old && !draw(fresh)) continue;
    if (!old) htmx()?.process(fresh);
    else if (isHeld(old) || isNewer(old, fresh)) {
      const field = old.querySelector("[name=revision]");
      if (field instanceof HTMLInputElement && revision(old) < revision(fresh)) field.value = String(revision(fresh));
      replace([...fresh.querySelectorAll(".set")].map((row) => row.outerHTML).join(""));
    } else {
      const typed = halfTyped(old);
      old.replaceWith(fresh);
      htmx()?.process(fresh);
      for (const control of controlsOf(fresh)) {
        const value = typed.get(nameOf(control));
        if (value === undefined) continue;
        put(control, value);
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
      pick(typed);
    }
    (old?.isConnected ? old : fresh).dispatchEvent(new CustomEvent("outbox:answered", { bubbles: true }));
  }
}

/**
 * Put what an answer draws and the page does not where it belongs: a set that is done, or an exercise that is in the
 * workout. Returns whether it found its place.
 * @param {Element} fresh
 */
function draw(fresh) {
  const isRow = fresh.matches(".set.done");
  const [log, entry] = fresh.querySelector("form[data-outbox]")?.getAttribute("data-outbox")?.match(UUID) ?? [];
  if (log !== here() || !(isRow || fresh.matches(".entry:not(.removed)"))) return false;
  const list = isRow ? document.querySelector(`[id="entry-${entry}"] .sets`) : document.getElementById("entries");
  const order = (/** @type {Element} */ each) => Number(
    isRow
      ? /** @type {HTMLInputElement | null} */ (each.querySelector("[name=set_number]"))?.value ?? Number.POSITIVE_INFINITY
      : /** @type {HTMLElement} */ (each).dataset.position,
  );
  list?.insertBefore(fresh, [...list.children].find((each) => order(each) > order(fresh)) ?? null);
  return fresh.isConnected;
}

/** Whether an answer draws a set that the page has no place for, not even an exercise. @param {Write} write @param {string} html */
export const isUndrawn = ({ ids }, html) =>
  ids[0] === here() && elements(html).some((each) => each.matches(".set.done") && !document.getElementById(each.id));

/** Whether somebody is about to change it. @param {Element} element */
const isHeld = (element) => element.contains(document.activeElement) || element.querySelector(".pick:checked") !== null;

/** Which change of it comes next. @param {Element | null} element */
const revision = (element) => Number(/** @type {HTMLInputElement | null | undefined} */ (element?.querySelector("[name=revision]"))?.value);

/** Whether more was done to it, or to a set in it, than an answer knows; one it lacks may have come back since. @param {Element} old @param {Element} fresh */
const isNewer = (old, fresh) =>
  revision(old) > revision(fresh) ||
  [...old.querySelectorAll(".set")].some((row) => revision(row) > (revision(fresh.querySelector(`[id="${row.id}"]`)) || 1));

/** A page for no workout in particular becomes the one of its address; says which, if it did. */
export function adopt() {
  const main = document.querySelector("main");
  const [log] = location.pathname.match(UUID) ?? [];
  if (!document.body.id.match(STAND_IN) || !log || !main) return undefined;
  const named = (/** @type {string} */ text) =>
    text.replace(STAND_IN, (whole, which, n) => (which === "8" ? nth(log, Number.parseInt(n, 16)) : whole));
  document.body.id = named(document.body.id);
  main.innerHTML = named(main.innerHTML);
  htmx()?.process(main);
  return log;
}

/** What this page lacks of an answer that came after it was drawn: a copy may be old, and an answer overtake it. @param {Write} write */
export async function recall(write) {
  const html = write.saved?.html ?? "";
  if (elements(html).some((fresh) => revision(document.getElementById(fresh.id)) > revision(fresh))) return;
  await show(write);
  replace(html);
}
