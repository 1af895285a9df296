// @ts-check
/** The loading line beneath the current set follows what is typed and stepped. */

import { loading, thousandths, words } from "./loads.js";

/** @type {Record<string, import("./loads.js").Gym>} */
export const gyms = JSON.parse(/** @type {HTMLElement | null} */ (document.querySelector("[data-gyms]"))?.dataset.gyms ?? "{}");

document.addEventListener("input", ({ target }) => tellLines(/** @type {Element} */ (target).closest("form")));

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-take]");
  const field = beside(button, "weight");
  if (!(button instanceof HTMLElement) || !field) return;
  field.value = button.dataset.take ?? "";
  field.focus({ preventScroll: true });
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

/** Every line in a form, or on the page, says how its weight is loaded. @param {ParentNode | null} scope */
export const tellLines = (scope) => scope?.querySelectorAll(".loading").forEach(tell);

/** The field that is called so in the form around. @param {Element | null} within @param {string} name @returns {HTMLInputElement | null | undefined} */
const beside = (within, name) => within?.closest("form")?.querySelector(`[name="${name}"]`);

/** @param {Element} line */
function tell(line) {
  const gym = gyms[beside(line, "weight_unit")?.value ?? ""];
  const field = beside(line, "weight");
  const weight = thousandths(field?.value ?? "", Number(field?.dataset.most ?? Infinity));
  const said = gym && weight !== undefined ? loading(gym, line.getAttribute("data-equipment") ?? "", weight) : undefined;
  if (line.textContent === (said ? words(said) : "")) return;
  line.replaceChildren();
  if (!said) return;
  line.append(said.before);
  said.instead.forEach((amount, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = button.dataset.take = String(amount / 1000);
    line.append(place ? " or " : "", button);
  });
  line.append(said.after);
}
