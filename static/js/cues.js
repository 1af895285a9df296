// @ts-check
/** How this device tells that a rest is over; kept on the device, because it is about its speaker and its screen. */

import "./app.js";

const KEPT = "cues";
const part = document.getElementById("cues");
const boxes = /** @type {HTMLInputElement[]} */ ([...(part?.querySelectorAll("input") ?? [])]);
const said = /** @type {Record<string, boolean>} */ (JSON.parse(localStorage.getItem(KEPT) ?? "{}"));

for (const box of boxes) {
  box.checked = said[box.value] ?? box.defaultChecked;
  if (box.value === "notification") box.checked &&= "Notification" in window && Notification.permission === "granted";
}
if (part) part.hidden = false;

part?.addEventListener("change", async (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  // Asked for only here, where the lifter wishes it.
  if (box.value === "notification" && box.checked) {
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    box.checked = answer === "granted";
    /** @type {HTMLElement} */ (part.querySelector("[role=status]")).textContent = box.checked ? "" : `${part.dataset.none}`;
  }
  localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(boxes.map((each) => [each.value, each.checked]))));
});
