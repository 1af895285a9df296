// @ts-check
/** The editor's hands: a grid that is walked by keys, written sets that are pasted, dragging, undo, the picker. */

import "./app.js";

/** @typedef {{ajax(method: string, url: string, context: object): Promise<void>, registerExtension(name: string, hooks: object): void}} Htmx */
/** @typedef {{request: {body?: unknown, form?: HTMLFormElement | null}}} Context */

const htmx = /** @type {{htmx: Htmx}} */ (/** @type {unknown} */ (window)).htmx;
/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const near = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
/** @param {Element | null} element */
const itemOf = (element) => /** @type {HTMLElement | null} */ (element?.closest("[data-item]") ?? null);
/** @param {HTMLElement} item */
const siblings = (item) =>
  [...(item.parentElement?.children ?? [])].filter((each) => each.getAttribute("data-item") === item.dataset.item);

// What is dragged to the edge of the screen scrolls on, so many pixels with each move.
const EDGE = 72;
const EDGE_STEP = 24;
/** @type {string | null} */
let focused = null;
// The row whose menu is open, or was last.
let opened = "";

// A request that waited for one of the same form says what the window has seen by then.
document.addEventListener("htmx:before:request", (event) => {
  const { request } = /** @type {{ctx: Context}} */ (/** @type {CustomEvent} */ (event).detail).ctx;
  const seen = request.form?.querySelector("input[name=seen]");
  if (seen instanceof HTMLInputElement && request.body instanceof URLSearchParams && request.body.has("seen")) {
    request.body.set("seen", seen.value);
  }
  if (!document.activeElement?.closest("#picker")) focused = document.activeElement?.id || null;
});

// What a lifter opened stays open. htmx asks only its extensions about a single attribute.
htmx.registerExtension("keep-open", {
  /** @param {Element} _ @param {{attrName: string, newValue: string | null}} change */
  htmx_before_morph_attr: (_, change) => change.attrName !== "open" || change.newValue !== null,
});

// Moving an element takes the focus from it, so it is given back.
document.addEventListener("htmx:after:swap", () => {
  const picker = document.getElementById("picker");
  if (picker instanceof HTMLDialogElement && picker.firstElementChild && !picker.open) picker.showModal();
  // A menu that was opened while the answer was on its way is where it was.
  const open = document.querySelector(".set-menu[open]");
  if (open) showMenu(document.getElementById(opened));
  else if (focused && (document.activeElement === document.body || !document.activeElement)) {
    document.getElementById(focused)?.focus();
  }
});
document.addEventListener("close", (event) => {
  if (event.target instanceof Element && event.target.id === "picker") event.target.replaceChildren();
}, true);
// The sets of a slot share one menu, which comes to the row that asks for it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    else if (near(event, ".menu-box .button")) leave(menu);
  }
  showMenu(near(event, ".row-more"));
});

/** Close a menu and be where it was opened. @param {Element | null} menu */
function leave(menu) {
  /** @type {HTMLElement | null | undefined} */ (menu?.parentElement?.querySelector(".row-more") ?? menu?.querySelector("summary"))?.focus();
  menu?.removeAttribute("open");
}

/** @param {HTMLElement | null} opener */
function showMenu(opener) {
  const menu = opener?.closest("table")?.querySelector("details");
  if (!opener || !menu) return;
  opened = opener.id;
  opener.after(menu);
  /** @type {HTMLSelectElement} */ (menu.querySelector("select")).value = opened.replace("more-", "");
  menu.open = true;
  menu.querySelector("button")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") leave(document.querySelector("details.menu[open]"));
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") takeBack(event);
  const handle = near(event, ".handle");
  const cell = near(event, ".cell");
  const field = event.key === "Enter" && near(event, ".day-name input, .slot-fields input");
  if (field) {
    // Enter is a change and a submit; what is left is a change alone.
    event.preventDefault();
    field.blur();
    field.focus();
  }
  if (handle && event.key.startsWith("Arrow")) byKey(event, handle);
  else if (cell instanceof HTMLInputElement) walk(event, cell);
});

/** Undo belongs to the text while it is being typed, and to the plan else. @param {KeyboardEvent} event */
function takeBack(event) {
  const field = event.target;
  if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== field.defaultValue) {
    return;
  }
  event.preventDefault();
  document.getElementById(event.shiftKey ? "redo" : "undo")?.click();
}

/** @param {KeyboardEvent} event @param {HTMLElement} handle */
function byKey(event, handle) {
  const item = itemOf(handle);
  if (!item) return;
  event.preventDefault();
  const isBack = event.key === "ArrowUp" || event.key === "ArrowLeft";
  const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight";
  const day = item.dataset.item === "slot" && isAcross ? itemOf(item.parentElement) : null;
  if (day) {
    const days = siblings(day);
    const beside = days[days.indexOf(day) + (isBack ? -1 : 1)];
    if (beside instanceof HTMLElement) send(item, siblings(item).indexOf(item), beside.dataset.day);
  } else {
    send(item, siblings(item).indexOf(item) + (isBack ? -1 : 1));
  }
}

/** Enter and the arrows walk the grid; with Alt they take the set along.
 * @param {KeyboardEvent} event @param {HTMLInputElement} cell */
function walk(event, cell) {
  const row = itemOf(cell);
  const form = cell.form;
  if (!row || !form) return;
  const rows = siblings(row);
  const index = rows.indexOf(row);
  const isEdge = cell.selectionStart === cell.selectionEnd;
  const column = [...row.querySelectorAll(".cell")].indexOf(cell);
  const by = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (by && event.altKey && event.key !== "Enter") {
    event.preventDefault();
    send(row, index + by);
  } else if (by && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const next = rows[index + by]?.querySelectorAll(".cell")[column];
    if (next instanceof HTMLElement) next.focus();
    else if (event.key === "Enter" && by > 0) document.getElementById(form.id.replace("form-", "add-set-"))?.click();
  } else if (event.key === "ArrowLeft" && isEdge && cell.selectionStart === 0) beside(event, row, column - 1);
  else if (event.key === "ArrowRight" && isEdge && cell.selectionEnd === cell.value.length) beside(event, row, column + 1);
}

/** @param {KeyboardEvent} event @param {HTMLElement} row @param {number} column */
function beside(event, row, column) {
  const next = row.querySelectorAll(".cell")[column];
  if (!(next instanceof HTMLInputElement)) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches(".cell")) event.target.select();
});

// `3x8 @ 80kg RPE 8`, or lines of it, pasted into a cell becomes sets from there on.
document.addEventListener("paste", (event) => {
  const row = itemOf(near(event, ".cell"));
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  const slot = row?.closest(".slot");
  const form = slot?.querySelector("form.write");
  if (!row || !(form instanceof HTMLFormElement) || !/[x×@/*\n;]/.test(text)) return;
  event.preventDefault();
  const at = row.id.replace("target-", "");
  htmx.ajax("POST", form.action, { source: form, values: { text, at } });
});

/** @param {HTMLElement} item @param {number} index @param {string} [day] */
function send(item, index, day) {
  if (index < 0) return;
  /** @type {Record<string, string>} */
  const values = { index: String(index) };
  if (item.dataset.item === "target") {
    const form = item.closest("form");
    values.act = "to";
    values.on = item.id.replace("target-", "");
    if (form) htmx.ajax("PUT", form.getAttribute("hx-put") ?? "", { source: form, values });
    return;
  }
  if (day) values.day_id = day;
  const source = item.querySelector(".handle") ?? item;
  htmx.ajax("PUT", item.dataset.url ?? "", { source, values });
}

// Dragging, by mouse and by finger alike: the item follows within what it may be put into, and is sent once on release.
document.addEventListener("pointerdown", (event) => {
  const handle = near(event, ".handle");
  const item = itemOf(handle);
  if (!handle || !item || event.button !== 0) return;
  event.preventDefault();
  handle.focus();
  const kind = item.dataset.item;
  const home = { parent: item.parentElement, next: item.nextElementSibling };
  item.classList.add("dragging");

  /** @param {PointerEvent} move */
  function follow(move) {
    const edge = move.clientY < EDGE ? -1 : move.clientY > innerHeight - EDGE ? 1 : 0;
    if (edge) scrollBy(0, edge * EDGE_STEP);
    const under = document.elementFromPoint(move.clientX, move.clientY);
    if (!item || !under || item.contains(under)) return;
    const other = under.closest(`[data-item="${kind}"]`);
    if (other instanceof HTMLElement) {
      const box = other.getBoundingClientRect();
      const isWide = kind === "day" && matchMedia("(width >= 56rem)").matches;
      const isAfter = isWide ? move.clientX > box.left + box.width / 2 : move.clientY > box.top + box.height / 2;
      other[isAfter ? "after" : "before"](item);
    } else if (kind === "slot") {
      under.closest("[data-item=day]")?.querySelector("[data-slots]")?.append(item);
    }
  }

  /** @param {Event} end */
  function drop(end) {
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", drop);
    if (!item) return;
    item.classList.remove("dragging");
    if (item.parentElement === home.parent && item.nextElementSibling === home.next) return;
    const index = siblings(item).indexOf(item);
    const day = /** @type {HTMLElement | null} */ (item.parentElement?.closest("[data-item=day]"))?.dataset.day;
    if (end.type === "pointercancel") home.parent?.insertBefore(item, home.next);
    else send(item, index, day);
  }

  addEventListener("pointermove", follow);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
});
