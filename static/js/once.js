// @ts-check
/**
 * A double tap makes one thing. What a form creates is named by the form: a field with `data-fresh` holds the id, so a
 * request that is sent twice is one write. `data-fresh="act"` counts only together with a field `act`.
 *
 * A wish is what a form asks for, without its ids. The same wish again is a double tap until its result has been shown
 * and some time has passed: it is dropped, and its button is marked as disabled so long. Then the form gets new ids. A
 * wish that failed is tried again under its old ids, for it may have arrived. A form that leads to another page stays
 * done with.
 */

import { uuid7 } from "./ids.js";

/** @typedef {{sourceElement: HTMLElement, request: {action: string, body: FormData | URLSearchParams, submitter?: HTMLElement | null}, response?: {status: number}}} Context */
/** @typedef {{ids: Map<string, string>, isBusy: boolean, action: string, value: string | undefined}} Wish */

/** Double taps are faster. */
const DOUBLE_TAP_MS = 400;
/** How long a form that leads away may take to do so. */
const LEAVING_MS = 10_000;
const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

/** @type {Map<string, Wish>} */
const wishes = new Map();
/** @type {WeakMap<Context, [string, Wish, number]>} */
const asked = new WeakMap();

/** The fields of a form that name what a request creates. @param {Context} ctx @returns {HTMLInputElement[]} */
function fieldsOf({ sourceElement, request: { body } }) {
  const form = sourceElement.closest("form");
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form?.querySelectorAll("[data-fresh]") ?? []);
  return [...fields].filter(({ name, dataset: { fresh } }) => body?.has?.(name) && (!fresh || body.has(fresh)));
}

/** What a request asks for. @param {Context} ctx @param {HTMLInputElement[]} fields */
function nameOf({ sourceElement, request: { action, body } }, fields) {
  const act = fields[0].dataset.fresh;
  // What is typed beside a button that acts is no part of its wish.
  if (act) return JSON.stringify([action, body.get(act), body.get("on")]);
  const passing = fields.map(({ name }) => name);
  for (const each of sourceElement.closest("form")?.querySelectorAll("[data-now]") ?? []) passing.push(/** @type {HTMLInputElement} */ (each).name);
  return JSON.stringify([action, ...[...body].filter(([name]) => !passing.includes(name))]);
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = /** @type {CustomEvent<{ctx: Context}>} */ (event).detail;
  const fields = event.defaultPrevented ? [] : fieldsOf(ctx);
  if (!fields.length || ["GET", "DELETE"].includes(/** @type {any} */ (ctx.request).method)) return;
  const name = nameOf(ctx, fields);
  const { action, submitter } = ctx.request;
  const known = wishes.get(name);
  if (known?.isBusy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const wish = known ?? { ids: new Map(fields.map((field) => [field.name, uuid7()])), isBusy: true, action, value: /** @type {HTMLButtonElement | undefined} */ (submitter)?.value };
  wish.isBusy = true;
  wishes.set(name, wish);
  for (const field of fields) {
    field.value = String(wish.ids.get(field.name));
    ctx.request.body.set(field.name, field.value);
  }
  asked.set(ctx, [name, wish, event.timeStamp]);
  mark();
});

// An extension, for the events of an element that is no longer on the page don't reach the document.
/** @type {any} */ (window).htmx?.registerExtension("once", {
  /** @param {Element} _ @param {{ctx: Context}} detail */
  htmx_finally_request(_, { ctx }) {
    const [name, wish, began] = asked.get(ctx) ?? [];
    if (!name || !wish || !began) return;
    const { status = SERVER_ERROR } = ctx.response ?? {};
    const isDecided = status < SERVER_ERROR && status !== 401;
    const leads = ctx.sourceElement.closest("form")?.dataset.next;
    const isLeaving = leads && status < CLIENT_ERROR && new URL(leads, location.href).pathname !== location.pathname;
    setTimeout(() => {
      wish.isBusy = false;
      if (isDecided) wishes.delete(name);
      mark(wish);
    }, isLeaving ? LEAVING_MS : Math.max(0, began + DOUBLE_TAP_MS - performance.now()));
  },
});

/** Mark the buttons of what is busy, wherever an answer has drawn them, and unmark those of a wish that is over. @param {Wish} [over] */
function mark(over) {
  for (const button of over ? buttonsOf(over) : []) button.removeAttribute("aria-disabled");
  for (const wish of wishes.values()) if (wish.isBusy) for (const button of buttonsOf(wish)) button.ariaDisabled = "true";
}

/** @param {Wish} wish @returns {HTMLButtonElement[]} */
function buttonsOf({ action, value }) {
  const all = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("form:has([data-fresh]) button"));
  return [...all].filter((button) => addressOf(button) === action && (value === undefined || button.value === value));
}

/** @param {HTMLButtonElement} button */
const addressOf = (button) =>
  ["hx-post", "hx-put"].map((name) => button.getAttribute(name) ?? (button.type === "submit" ? button.form?.getAttribute(name) : null)).find(Boolean);

for (const drawn of ["htmx:after:swap", "outbox:shown", "outbox:answered"]) document.addEventListener(drawn, () => mark());
// A page that the browser kept is shown as it was left.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const wish of wishes.values()) wish.isBusy = false;
  for (const wish of wishes.values()) mark(wish);
  wishes.clear();
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-fresh]"))) field.value = uuid7();
});
