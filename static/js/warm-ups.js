// @ts-check
/** Warm-up sets for what is typed in the first working set, as strength.warm_ups plans them; shown before the server answers. */

import { say } from "./app.js";
import { gyms } from "./loading.js";
import { thousandths, warmUps } from "./loads.js";
import { nth } from "./ids.js";
import { draws, insert } from "./effects.js";
import { input } from "./steppers.js";
import { label } from "./weighing.js";

/** @typedef {import("./outbox.js").Write} Write */

/** @param {Element} entry @returns {HTMLElement | null} */
const firstWorking = (entry) => entry.querySelector(".set:not(.warmup, .deleted, .gone)");

/** What was typed for the sets to come, by the row: the answer draws the exercise anew and knows nothing of it. @type {Map<string, Record<string, string>>} */
const typed = new Map();

document.addEventListener("outbox:answered", () => {
  for (const [id, values] of typed) {
    const row = document.getElementById(id);
    for (const [name, value] of Object.entries(values)) {
      const field = input(row, name);
      if (!field || field.value || !row?.matches(".todo")) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});

// Before the outbox looks at what is sent.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = /** @type {CustomEvent} */ (event).detail.ctx;
  if (!sourceElement.matches(".warm-up")) return;
  const row = firstWorking(sourceElement.closest(".entry"));
  for (const name of ["weight", "weight_unit"]) request.body.set(name, input(row, name)?.value ?? "");
  if (row?.matches(".todo")) typed.set(row.id, { weight: input(row, "weight")?.value ?? "", reps: input(row, "reps")?.value ?? "" });
  // What can't be read goes to the server, which says so.
  if (thousandths(request.body.get("weight") || "0") !== 0) return;
  event.preventDefault();
  say(sourceElement.dataset.none);
}, true);

document.addEventListener("outbox:shown", (event) => {
  const write = /** @type {CustomEvent<Write>} */ (event).detail;
  const entry = /** @type {HTMLElement} */ (event.target);
  if (entry.matches(".entry") && write.url.endsWith("/warm-ups")) draws(plan(entry, write));
});

/** @param {HTMLElement} entry @param {Write} write */
async function plan(entry, write) {
  const { token, weight, weight_unit: unit } = write.values;
  const row = firstWorking(entry);
  const step = thousandths(/** @type {HTMLElement | null | undefined} */ (input(row, "weight")?.closest(".stepper")?.lastElementChild)?.dataset.step ?? "");
  const gym = gyms[unit];
  if (!row || !step || !gym || document.getElementById(`set-${nth(token, 1)}`)) return;
  const before = entry.querySelectorAll(".set.warmup:not(.deleted)").length;
  const equipment = write.values.exerciseEquipment;
  for (const [n, [load, reps]] of warmUps(gym, equipment, thousandths(weight) ?? 0, step).entries()) {
    const id = nth(token, n + 1);
    await insert(row, "^", "warm-up", { ...write, ids: [...write.ids, id], values: { ...write.values, ordinal: String(before + n + 1) } });
    const made = document.getElementById(`set-${id}`);
    for (const [name, value] of [["weight_unit", unit], ["weight", load / 1000], ["reps", reps]]) {
      const field = input(made, String(name));
      if (field) field.value = String(value);
    }
    if (made) label(made);
    input(made, "reps")?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  // Their places among all sets are as the server counts them; what a set is called stays.
  for (const [index, each] of [...entry.querySelectorAll(".set")].entries()) {
    const number = input(each, "set_number");
    if (number) number.value = String(index + 1);
  }
}
