// @ts-check
/** An honest word on what is only on this phone, and a list of it where the lifter decides on what was refused. */

import { deliver } from "./pending.js";
import { drop, keep } from "./outbox.js";

/** @typedef {import("./outbox.js").Write} Write */
/** @typedef {{waiting: Write[], refused: Write[], others: number, refusal: number}} Count */

/** How long a write may be on its way before the screen speaks of it. */
const PATIENCE_MS = 1500;
const UNAUTHORIZED = 401;

const status = document.getElementById("saved");
const list = /** @type {HTMLDialogElement | null} */ (document.getElementById("outbox"));
let spoke = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let speaking;
/** @type {Count} */
let count = { waiting: [], refused: [], others: 0, refusal: 0 };

document.addEventListener("outbox:counted", (event) => {
  count = /** @type {CustomEvent<Count>} */ (event).detail;
  plan();
});
document.addEventListener("outbox:painted", plan);
document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("#saved button")) open();
});

function plan() {
  clearTimeout(speaking);
  const delay = spoke || count.refused.length || !navigator.onLine ? 0 : PATIENCE_MS;
  speaking = setTimeout(speak, delay);
}

function speak() {
  if (!status) return;
  const [words, state] = summary();
  if (words === status.textContent) return;
  status.dataset.state = state;
  const isOpenable = count.waiting.length + count.refused.length > 0;
  const said = document.createElement(isOpenable ? "button" : "span");
  said.textContent = words;
  status.replaceChildren(said);
  spoke = state !== "saved";
  if (list?.open) draw(list);
}

/** @returns {[string, string]} */
function summary() {
  const { waiting, refused, others, refusal } = count;
  if (refused.length) return [`${counted(refused)} not accepted`, "refused"];
  if (waiting.length && refusal === UNAUTHORIZED) return [`Sign in again; your ${noun(waiting)}s are safe`, "waiting"];
  if (waiting.length) return [`${counted(waiting)} waiting`, "waiting"];
  if (others) return [`${others} of someone else's waiting`, "others"];
  return spoke ? ["All saved", "saved"] : ["", "saved"];
}

const isSet = (/** @type {Write} */ write) => write.url.includes("/sets/") && write.method === "PUT";

const noun = (/** @type {Write[]} */ writes) => (writes.every(isSet) ? "set" : "change");
const counted = (/** @type {Write[]} */ writes) => `${writes.length} ${noun(writes)}${writes.length === 1 ? "" : "s"}`;

function open() {
  if (!list) return;
  draw(list);
  list.showModal();
}

/** @param {HTMLDialogElement} dialog */
function draw(dialog) {
  dialog.classList.toggle("over", count.refusal === UNAUTHORIZED);
  dialog.querySelector("ol")?.replaceChildren(...[...count.refused, ...count.waiting].map(line));
  if (!count.refused.length && !count.waiting.length) dialog.close();
}

/** @param {Write} write */
function line(write) {
  const item = document.createElement("li");
  const time = new Date(write.at).toLocaleTimeString([], { timeStyle: "short", hour12: document.body.dataset.hours === "12" });
  const label = document.createElement("p");
  const done = document.createElement("bdi");
  done.textContent = write.label || "A change";
  label.append(done, `, ${time}`);
  item.append(label);
  if (!write.refused) return item;
  const said = document.createElement("p");
  said.className = "field-error";
  said.textContent = reason(write.refused.html);
  item.append(said, button("Try again", () => keep({ ...write, refused: undefined })), button("Discard", () => drop(write).then(() => location.reload())));
  return item;
}

/** The server's words, out of the notice or the row they came in. @param {string} html */
function reason(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = [...page.querySelectorAll(".field-error")].map((each) => each.textContent?.trim());
  return said.length ? said.join(" ") : (page.body.textContent?.trim() ?? "");
}

/** @param {string} words @param {() => Promise<unknown>} act */
function button(words, act) {
  const made = document.createElement("button");
  made.className = "button small";
  made.textContent = words;
  made.addEventListener("click", () => void act().then(deliver));
  return made;
}
