// @ts-check
/** The time zone of this phone: told to the server where none is set, and asked about where another one is. */

import { guard } from "./session.js";

/** The zones for which the lifter has said No on this phone. */
const DECLINED = "zones-declined";
const HALF_A_YEAR_MS = 182 * 86_400_000;

/** The IANA name of the zone that this phone is in; empty where the browser does not know. */
export function timeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  return zone === "Etc/Unknown" ? "" : zone;
}

const here = timeZone();
const setting = document.body.dataset.timeZone;

// A day of training is a day where the lifter is: tell the server once, where they have not said.
if (setting === "" && here && sessionStorage.getItem("time-zone") !== here) {
  guard("/settings/time-zone", {
    method: "PUT",
    body: new URLSearchParams({ time_zone: here }),
    headers: { "HX-Request": "true" },
  })
    .then((response) => response.ok && sessionStorage.setItem("time-zone", here))
    .catch(() => undefined);
}

/** What clocks in a zone show at a moment. @param {string} zone @param {number} moment */
const shown = (zone, moment) =>
  new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(moment);

/** Whether clocks in two zones show the same, in summer and in winter. @param {string} one @param {string} other */
function isSame(one, other) {
  if (one === other) return true;
  try {
    return [Date.now(), Date.now() + HALF_A_YEAR_MS].every((moment) => shown(one, moment) === shown(other, moment));
  } catch {
    // A zone that this browser does not know is not where it is.
    return false;
  }
}

const declined = () => (localStorage.getItem(DECLINED) ?? "").split(" ");

const question = document.getElementById("zone-question");
if (question && setting && here && !isSame(setting, here) && !declined().includes(here)) {
  for (const field of question.querySelectorAll("[data-zone-here]")) {
    if (field instanceof HTMLInputElement) field.value = here;
    else field.textContent = here;
  }
  const use = question.querySelector("[data-zone-use]");
  if (use) use.textContent = `Use ${here.slice(here.lastIndexOf("/") + 1).replaceAll("_", " ")}`;
  question.hidden = false;
  question.querySelector("[value=no]")?.addEventListener("click", () => {
    localStorage.setItem(DECLINED, [...declined(), here].join(" "));
    question.hidden = true;
  });
}
