// @ts-check
/**
 * What waits in the outbox, on the page: a form with `data-outbox` is kept first and sent after, and shows at once.
 *
 * Markup says everything, so a new kind of write needs no line here:
 * - `data-outbox`: the ids it is about, from the workout inwards; the last one names the write. `{field}` is a value
 *   of the form, or of a `data-` attribute of the form or of the button; `{}` is the name.
 * - `data-effect`: what it does to a page, in the words of effects.js.
 * - `data-label`: what it is, in words; `data-next`: the page it leads to, and by `#` where on it, with `data-instead` in
 *   place of this one.
 * - `data-reload` on the body: the page shows what is in the database, so it is loaded again once all is there.
 * - `data-asked` on the body: when the page was asked for, in milliseconds by the server's clock.
 * - `data-fresh` on a field: the id of what is made, see once.js; `data-now`: the moment of the tap, while the workout runs;
 *   `data-zone`: the time zone this phone is in.
 */

import { UUID, adopt, filled, here, isUndrawn, recall, replace, show } from "./effects.js";
import { guard } from "./session.js";
import { timeZone } from "./zone.js";
import * as outbox from "./outbox.js";

/** @typedef {import("./outbox.js").Write} Write */
/** @typedef {import("./outbox.js").Outcome} Outcome */

/** How long a tap that leads to another page waits for the answer, so that the page has it. */
const NEXT_MS = 1200;
const RETRY_MS = 1000;
const DAY_MS = 86_400_000;
const MAX_RETRY_MS = 30_000;
const SAVED_AT = "outbox-saved-at";
/** What a new page would take from under a finger. */
const BUSY = ".pick:checked, input:focus, textarea:focus, dialog[open], .menu[open], .sorting";

export const user = document.body.dataset.user;
const others = new BroadcastChannel("topset-outbox");

/** @param {string} name @param {object} [detail] */
const announce = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

document.addEventListener("htmx:config:request", (event) => {
  const ctx = /** @type {CustomEvent} */ (event).detail.ctx;
  const form = ctx.sourceElement.closest("form[data-outbox]");
  if (!form || !user) return;
  // What the page itself can see is wrong is not promised: the server says what, or the phone if there is none.
  if (ctx.sourceElement === form && !form.checkValidity()) {
    if (!navigator.onLine && !form.reportValidity()) event.preventDefault();
    return;
  }
  const source = { ...form.dataset, ...ctx.request.submitter?.dataset, ...ctx.sourceElement.dataset };
  const body = ctx.request.body;
  for (const field of form.querySelectorAll("[data-zone]")) body.set(field.name, timeZone());
  if (!form.closest(".finished")) {
    for (const field of form.querySelectorAll("[data-now]")) body.set(field.name, new Date().toISOString());
  }
  const values = { ...source, ...Object.fromEntries(body) };
  const ids = filled(source.outbox, values).match(UUID) ?? [];
  values[""] = ids.at(-1);
  const write = {
    ids,
    user,
    at: Date.now(),
    label: filled(source.label ?? "", values),
    effect: filled(source.effect ?? "", values),
    values,
    next: source.next && filled(source.next, values),
  };
  ctx.fetch = (/** @type {string} */ url, /** @type {RequestInit} */ options) =>
    take({ ...write, url, method: options.method ?? "POST", body: options.body ? String(options.body) : null }, options);
});

/** Once what a tap did is on the screen, which comes before all else; or soon, for a page that nobody sees is not painted. */
const painted = () => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, RETRY_MS);
});

/** Keep a write, show it, send it. @param {Write} write @param {RequestInit} options @returns {Promise<Response>} */
async function take(write, options) {
  const next = !leadsHere(write) && write.next;
  if (next) {
    // A page that loads itself again already would come first.
    if (isOld) stop();
    isOld = "left";
  }
  try {
    await outbox.keep(write);
  } catch {
    // A phone without storage can still say what the server says.
    return guard(write.url, options);
  }
  await show(write);
  await painted();
  announce("outbox:painted", write);
  others.postMessage({ kept: write });
  // Where the browser can, it delivers after this page is gone too.
  void navigator.serviceWorker?.ready.then((/** @type {any} */ worker) => worker.sync?.register("outbox")).catch(() => undefined);
  const sent = deliver();
  if (next) {
    // Where the service worker has nothing to show in its stead yet, the next page needs the answer.
    const limit = (await globalThis.caches?.match("/workouts/new")) ? NEXT_MS : outbox.SEND_LIMIT_MS;
    await Promise.race([navigator.onLine && sent, new Promise((resolve) => setTimeout(resolve, limit))]);
    // Back must not lead to a page that was only on the way, such as the picker.
    if ("instead" in write.values) location.replace(next);
    else location.href = next;
  }
  // What was refused is answered.
  for (const each of await outbox.all()) if (each.refused && each.ids.at(-1) === write.ids.at(-1)) await outbox.drop(each);
  return new Response(null, { status: 204 });
}

// ---- Delivering: at each tap, when the signal or the lifter comes back, and now and then while something waits.

/** Whether the page shows what is in the database as it was before something was saved; or its way to another. @type {boolean | "left" | undefined} */
let isOld;
/** Where to be on this page once it was loaded again: `#` and an id, or nothing for where it is now. */
let place = "";
/** @type {Promise<void> | null} */
let delivering = null;
let isWanted = false;
let patience = RETRY_MS;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retrying;
/** The last answer that said "later": 401 is a session that is over, 412 somebody else's. */
let refusal = 0;

export function deliver() {
  isWanted = true;
  delivering ??= (async () => {
    while (isWanted) {
      isWanted = false;
      refusal = 0;
      await outbox.flush(guard, told, user);
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      delivering = null;
      void counted();
    });
  return delivering;
}

/** @param {Outcome} outcome */
async function told(outcome) {
  if (outcome.verdict === "later") refusal = outcome.status;
  else {
    patience = RETRY_MS;
    others.postMessage({ told: outcome });
    await settle(outcome);
  }
}

/** Show what the server made of a write, and on top of it what was done since. @param {Outcome} outcome */
async function settle({ write, verdict, html }) {
  // A page that was drawn before, and opened since, has no place for what is new in it.
  if (verdict === "saved") await show({ ...write, effect: write.effect.replace(/\S+:\S+/g, "") });
  replace(html);
  await again((each) => outbox.related(each, write));
  announce(`outbox:${verdict}`, write);
  if (verdict !== "saved") return;
  localStorage.setItem(SAVED_AT, String(Date.now()));
  // A workout that was begun or ended here can be shown whole, once nothing waits.
  const isWhole = leadsHere(write) && write.ids.length === 1;
  isOld ||= isWhole || isUndrawn(write, html);
  if (isWhole) place = new URL(String(write.next), location.href).hash;
}

/** Whether a write leads to the page it stands on. @param {Write} write */
const leadsHere = ({ next }) => !!next && new URL(next, location.href).pathname === location.pathname;

/** Show what is on its way, for an answer may have gone over it, and unmark what is not any more. @param {(write: Write) => unknown} [is] */
async function again(is = Boolean) {
  const mine = (await outbox.all()).filter((each) => each.user === user);
  const left = mine.filter((each) => !each.refused);
  for (const each of left) if (is(each)) await show(each, true);
  for (const element of document.querySelectorAll(".waiting")) {
    // What was refused is on this phone alone, too.
    if (!mine.some(({ ids }) => element.id.endsWith(String(ids.at(-1))))) element.classList.remove("waiting");
  }
  return left.length;
}

/** The signal, or the lifter, is back. */
function back() {
  if (document.hidden) return;
  // A page that was asked for before a write was saved, and came after it was forgotten, knows nothing of it.
  if (!isOld && "reload" in document.body.dataset && Number(localStorage.getItem(SAVED_AT)) > performance.timeOrigin) {
    isOld = true;
    // Once: a clock that was set back must not go round.
    localStorage.removeItem(SAVED_AT);
  }
  patience = RETRY_MS;
  void deliver();
}

// What loads this page again would undo the way to another.
addEventListener("beforeunload", () => (isOld = "left"));
// Who comes back to it finds it as it was.
addEventListener("pagehide", () => (isOld = undefined));
addEventListener("online", back);
addEventListener("pageshow", back);
document.addEventListener("visibilitychange", back);
others.onmessage = async ({ data }) => {
  if (data.kept?.user === user) await show(data.kept);
  if (data.told) await settle(data.told);
  void counted();
};
// The network was slow, a copy was shown, and now the service worker has better.
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  isOld ||= data.fresh === location.href.split("#")[0];
  void counted();
});

async function counted() {
  const writes = await outbox.all().catch(() => []);
  const mine = writes.filter((each) => each.user === user);
  const refused = mine.filter((each) => each.refused);
  const waiting = mine.filter((each) => !each.refused);
  announce("outbox:counted", { waiting, refused, others: writes.length - mine.length, refusal });
  clearTimeout(retrying);
  if (isOld === true && !waiting.length && !document.querySelector(BUSY)) return reload();
  if (!isOld && !waiting.length) return;
  retrying = setTimeout(deliver, patience * (0.75 + Math.random() / 2));
  patience = Math.min(patience * 2, MAX_RETRY_MS);
}

function reload() {
  if (place) {
    history.replaceState(history.state, "", place);
    // A browser gives a page that is loaded again the place it had.
    scrollTo(0, 0);
  }
  location.reload();
}

// What was done before this page was opened.
async function begin() {
  const adopted = adopt();
  const shown = here();
  // A page that no copy can have stood in for knows what was saved before it was asked for.
  if (shown && !navigator.serviceWorker?.controller) await outbox.forget(performance.timeOrigin, shown);
  else await outbox.forget(Date.now() - DAY_MS);
  const kept = (await outbox.everything()).filter((each) => each.user === user);
  if (adopted && !outbox.isBegun(adopted, kept)) {
    const absent = document.getElementById("absent");
    if (absent instanceof HTMLTemplateElement) document.querySelector("main")?.replaceChildren(absent.content);
    return;
  }
  // A stand-in knows of nothing.
  const asked = adopted ? 0 : Number(document.body.dataset.asked);
  for (const write of kept) {
    if (write.refused) replace(write.refused.html);
    else if (write.saved && !(write.saved.by < asked) && [undefined, write.ids[0]].includes(shown)) await recall(write);
  }
  const left = await again();
  isOld ||= "reload" in document.body.dataset && left > 0;
  await counted();
  await deliver();
}

if (user) begin().catch(() => undefined);
