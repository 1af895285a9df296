// @ts-check
/** Signing out says first what it would leave behind: what is on this phone only waits there for its lifter. */

import "./app.js";
import { all } from "./outbox.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-sign-out]"));
const warning = /** @type {HTMLDialogElement} */ (document.getElementById("sign-out-warning"));
let isDecided = false;

function leave() {
  isDecided = true;
  form.requestSubmit();
}

form.addEventListener("submit", (event) => {
  if (isDecided) return;
  event.preventDefault();
  // Where the phone can't say what waits, nobody is kept from leaving for it.
  all().catch(() => []).then(({ length: count }) => {
    // Not within this event: the browser takes a second submission of a form for the first.
    if (!count) return void setTimeout(leave);
    const words = warning.querySelector("[data-words]");
    if (words) words.textContent = count === 1 ? "One change is" : `${count} changes are`;
    warning.showModal();
  });
});
warning.querySelector("[data-stay]")?.addEventListener("click", () => warning.close());
warning.querySelector("[data-leave]")?.addEventListener("click", () => {
  warning.close();
  leave();
});
