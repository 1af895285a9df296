// @ts-check
/** What a row is called: its kind and its number among the sets of its kind, which other rows may change. */

import { input } from "./steppers.js";

/** The words and the sign of each kind, as the server writes them. @returns {Record<string, [string, string]>} */
const kinds = () => JSON.parse(/** @type {HTMLElement | null} */ (document.getElementById("entries"))?.dataset.kinds ?? "{}");

/** Number the rows of an exercise as the server does: warm-ups by themselves, all others together. @param {Element} list */
export function number(list) {
  const known = Object.entries(kinds());
  const counts = { warmup: 0, other: 0 };
  for (const row of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    const [kind, [word, sign]] = known.find(([each]) => row.matches(`.set.${each}`)) ?? ["", ["", ""]];
    if (!kind || row.matches(".gone")) continue;
    const ordinal = String(++counts[kind === "warmup" ? "warmup" : "other"]);
    call(row, `${word} ${ordinal}`, sign || ordinal);
    const field = input(row, "ordinal");
    if (field) field.value = ordinal;
  }
}

/** @param {HTMLElement} row @param {string} name @param {string} sign */
function call(row, name, sign) {
  const [said, shown] = row.querySelectorAll(".number > span");
  const old = said?.textContent?.replace(/,$/, "") ?? "";
  if (!old || !shown || (old === name && shown.textContent === sign)) return;
  said.textContent = `${name},`;
  shown.textContent = sign;
  for (const each of row.querySelectorAll(".dock-head span, .undo > span")) {
    if (each.textContent?.startsWith(old)) each.textContent = each.textContent.replace(old, name);
  }
  for (const each of row.querySelectorAll("[data-label], [aria-label]")) {
    for (const attribute of ["data-label", "aria-label"]) {
      const words = each.getAttribute(attribute);
      if (words?.includes(`${old} of `)) each.setAttribute(attribute, words.replace(old, name));
    }
  }
}
