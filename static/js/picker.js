// @ts-check
/** Choosing an exercise without signal: the page may be a copy made for another workout, and the phone searches itself. */

import "./app.js";
import { guard } from "./session.js";

/** @typedef {[id: string, name: string, kind: string, about: string, aliases: string, equipment: string, unit: string]} Listed */

const SHOWN = 50;
const SLOW_MS = 2500;
const INTO = /^(\/workouts\/[0-9a-f-]{36})\/entries(?:\/([0-9a-f-]{36})\/swap)?\?token=[0-9a-f-]{36}$/;

const into = new URL(location.href).searchParams.get("into") ?? "";
/** @type {Promise<Listed[]> | null} */
let list = null;

const picker = () => /** @type {HTMLFormElement | null} */ (document.querySelector("form.picker"));

/** Let the page pick for the workout that its address names. */
function aim() {
  const form = picker();
  const [, back, old] = INTO.exec(into) ?? [];
  if (!form || !back || form.getAttribute("action") === into) return;
  form.action = into;
  form.setAttribute("hx-post", into);
  form.dataset.outbox = `${back} {new_id}`;
  form.dataset.effect = "entries+entry-{exercise_kind}";
  form.dataset.next = `${back}#entry-{new_id}`;
  form.dataset.instead = "";
  const heading = document.querySelector("h1");
  if (heading) heading.textContent = `${old ? "Swap" : "Add"} exercise`;
  document.querySelector("a.round")?.setAttribute("href", back);
  document.querySelector('form.search input[name="into"]')?.setAttribute("value", into);
  /** @type {any} */ (window).htmx?.process(form);
}

document.addEventListener("htmx:config:request", (event) => {
  const ctx = /** @type {CustomEvent} */ (event).detail.ctx;
  if (!ctx.sourceElement.matches("form.search")) return;
  const asked = new FormData(ctx.sourceElement);
  ctx.fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
    const late = new Promise((_, reject) => setTimeout(reject, SLOW_MS));
    try {
      const response = /** @type {Response} */ (await Promise.race([guard(url, options), late]));
      if (response.ok) return response;
    } catch (error) {
      if (options.signal?.aborted) throw error;
    }
    return new Response(await found(String(asked.get("q")), [asked.get("muscle"), asked.get("equipment")]), { headers: { "Content-Type": "text/html" } });
  };
});
document.addEventListener("htmx:after:swap", aim);

/** As two names are compared; the server's words.py says the same. @param {string} text */
const plain = (text) => text.normalize("NFKC").toLowerCase();

/** The results for what was typed, from the list on this phone. @param {string} typed @param {unknown[]} filters */
async function found(typed, filters) {
  list ??= fetch("/exercises/list").then((response) => response.json());
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const wanted = filters.filter(Boolean).map((each) => String(each).toLowerCase());
  const fits = (await list).filter(([, name, , about, aliases]) => {
    const all = plain(`${name}, ${aliases}`);
    return words.every((word) => all.includes(word)) && wanted.every((each) => about.toLowerCase().includes(each));
  });
  fits.sort((one, other) => rank(one, typed) - rank(other, typed));
  const results = /** @type {HTMLElement} */ (document.getElementById("results")?.cloneNode(true));
  const form = results.querySelector("form") ?? picker()?.cloneNode(true);
  const rows = fits.slice(0, SHOWN).map(row);
  if (form instanceof HTMLFormElement) form.querySelector("ul")?.replaceChildren(...rows);
  const status = results.querySelector("[role=status]");
  if (status) status.textContent = `${fits.length} exercise${fits.length === 1 ? "" : "s"}`;
  for (const each of results.querySelectorAll(".hint, .empty")) each.remove();
  if (form && !results.contains(form)) results.append(form);
  if (!rows.length) {
    const none = document.createElement("p");
    none.className = "empty";
    none.textContent = "No exercise on this phone is called that. Try fewer letters.";
    results.append(none);
  }
  return results.outerHTML;
}

/** Names that begin with what was typed come first; the list has what is done most before the rest. @param {Listed} listed @param {string} typed */
function rank([, name, , , aliases], typed) {
  const asked = plain(typed.trim());
  if (plain(name).startsWith(asked)) return 0;
  return plain(` ${name}, ${aliases}`).includes(` ${asked}`) ? 1 : 2;
}

/** @param {Listed} listed */
function row([id, name, kind, about, , equipment, unit = ""]) {
  const made = /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (document.getElementById("found")).content.firstElementChild?.cloneNode(true));
  const button = /** @type {HTMLButtonElement} */ (made.querySelector("button"));
  button.value = id;
  button.dataset.exerciseKind = kind;
  button.dataset.exerciseName = name;
  button.dataset.exerciseEquipment = equipment;
  button.dataset.exerciseUnit = unit;
  /** @type {Element} */ (made.querySelector(".name")).textContent = name;
  /** @type {Element} */ (made.querySelector(".about")).textContent = about;
  return made;
}

aim();
