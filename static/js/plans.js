// @ts-check
/** The editor's hands: a grid that is walked by keys, written sets that are pasted, dragging, undo, the picker. */

import "./app.js";
import "./selecting.js";

/** @typedef {{ajax(method: string, url: string, context: object): Promise<void>, registerExtension(name: string, hooks: object): void}} Htmx */
/** @typedef {{request: {body?: URLSearchParams, form?: HTMLFormElement | null, headers: Record<string, string>}}} Context */

const htmx = /** @type {{htmx: Htmx}} */ (/** @type {unknown} */ (window)).htmx;
/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const near = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
/** @param {Element | null} element */
const itemOf = (element) => /** @type {HTMLElement | null | undefined} */ (element?.closest("[data-item]"));
/** @param {Element | undefined} row */
const cells = (row) => /** @type {HTMLElement[]} */ ([...(row?.querySelectorAll(".cell") ?? [])]);
/** @param {HTMLElement} item */
const siblings = (item) =>
  /** @type {HTMLElement[]} */ ([...(item.parentElement?.children ?? [])]).filter((each) => each.dataset.item === item.dataset.item);

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
  request.headers["Plan-Revision"] = document.getElementById("tools")?.dataset.revision ?? "";
  const seen = /** @type {HTMLInputElement | null | undefined} */ (request.form?.querySelector("[name=seen]"));
  if (seen && request.body?.has?.("seen")) request.body.set("seen", seen.value);
  if (!document.activeElement?.closest("#picker")) focused = document.activeElement?.id || null;
});

// What a lifter opened stays open, and what the server did not draw again as it is. htmx asks only its extensions.
htmx.registerExtension("keep", {
  /** @param {Element} _ @param {{newNode: Element}} change */
  htmx_before_morph_node: (_, change) => !change.newNode.hasAttribute?.("data-kept"),
  /** @param {Element} _ @param {{attrName: string, newValue: string | null}} change */
  htmx_before_morph_attr: (_, change) => change.attrName !== "open" || change.newValue !== null,
});

// Moving an element takes the focus from it, so it is given back.
document.addEventListener("htmx:after:swap", () => {
  const picker = /** @type {HTMLDialogElement | null} */ (document.getElementById("picker"));
  if (picker?.firstElementChild && !picker.open) picker.showModal();
  // A menu that was opened while the answer was on its way is where it was.
  const open = document.querySelector(".set-menu[open]");
  if (open) showMenu(document.getElementById(opened));
  else if (focused && (document.activeElement === document.body || !document.activeElement)) {
    document.getElementById(focused)?.focus();
  }
});
document.addEventListener("close", (event) => near(event, "#picker")?.replaceChildren(), true);
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

// Days are named and moved without drawing every slot again, so their names are looked up where one is moved to.
document.addEventListener("toggle", (event) => {
  const select = near(event, ".slot-head .menu")?.querySelector("select");
  const days = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".day"));
  select?.replaceChildren(...[...days].map((day) =>
    new Option(day.querySelector("h2")?.textContent ?? "", day.dataset.day, day.contains(select), day.contains(select))));
}, true);

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
  if (event.key === "Escape") {
    leave(document.querySelector("details.menu[open]"));
    closeSearch(event);
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") takeBack(event);
  const handle = near(event, ".handle");
  const cell = /** @type {HTMLInputElement | null} */ (near(event, ".cell"));
  const field = event.key === "Enter" && near(event, ".day-name input, .slot-fields input");
  if (field) {
    // Enter is a change and a submit; what is left is a change alone.
    event.preventDefault();
    field.blur();
    field.focus();
  }
  if (handle && event.key.startsWith("Arrow")) byKey(event, handle);
  else if (cell) walk(event, cell);
});

/** Engines disagree on whether Escape in a search field empties it, closes its dialog, or both. @param {Event} event */
function closeSearch(event) {
  const dialog = /** @type {HTMLDialogElement | null | undefined} */ (near(event, "input[type=search]")?.closest("dialog[open]"));
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
}

/** Undo belongs to the text while it is being typed, and to the plan else. @param {KeyboardEvent} event */
function takeBack(event) {
  const { value, defaultValue = value } = /** @type {HTMLInputElement} */ (event.target);
  if (value !== defaultValue) return;
  event.preventDefault();
  document.getElementById(event.shiftKey ? "redo" : "undo")?.click();
}

/** @param {KeyboardEvent} event @param {HTMLElement} handle */
function byKey(event, handle) {
  const item = itemOf(handle);
  if (!item) return;
  event.preventDefault();
  const by = /Up|Left/.test(event.key) ? -1 : 1;
  const day = /Left|Right/.test(event.key) && itemOf(item.parentElement);
  if (day) {
    const days = siblings(day);
    const beside = days[days.indexOf(day) + by];
    if (beside) send(item, siblings(item).indexOf(item), beside.dataset.day);
  } else {
    send(item, siblings(item).indexOf(item) + by);
  }
}

/** Enter and the arrows walk the grid; with Alt they take the set along.
 * @param {KeyboardEvent} event @param {HTMLInputElement} cell */
function walk(event, cell) {
  const row = itemOf(cell);
  if (!row) return;
  const { key, shiftKey, altKey } = event;
  const { selectionStart, selectionEnd, value } = cell;
  const rows = siblings(row);
  const index = rows.indexOf(row);
  const column = cells(row).indexOf(cell);
  const by = { ArrowUp: -1, ArrowDown: 1, Enter: shiftKey ? -1 : 1 }[key] ?? 0;
  // From the end of one cell to the start of the next.
  const across = +(key === "ArrowRight" && selectionStart === value.length) - +(key === "ArrowLeft" && selectionEnd === 0);
  const next = cells(rows[index + by])[column + across];
  if (event.ctrlKey || event.metaKey || !(by || (across && next))) return;
  event.preventDefault();
  if (by && altKey && key !== "Enter") send(row, index + by);
  else if (next) next.focus();
  else if (key === "Enter" && by > 0) document.getElementById(cell.form?.id.replace("form-", "add-set-") ?? "")?.click();
}

// `3x8 @ 80kg RPE 8`, or lines of it, pasted into a cell becomes sets from there on.
document.addEventListener("paste", (event) => {
  const row = itemOf(near(event, ".cell"));
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  const form = /** @type {HTMLFormElement | null | undefined} */ (row?.closest(".slot")?.querySelector(".write"));
  if (!row || !form || !/[x×✕@/*\n;]|\bsets?\b|\bamrap\b|\brir\b/i.test(text)) return;
  event.preventDefault();
  const at = row.id.replace("target-", "");
  const unit = /** @type {HTMLInputElement} */ (form.elements.namedItem("weight_unit")).value;
  htmx.ajax("POST", form.action, { source: form, values: { text, at, weight_unit: unit } });
});

/** A set goes with all that is typed beside it, a slot or a day alone.
 * @param {HTMLElement} item @param {number} index @param {string} [day] */
function send(item, index, day) {
  if (index < 0) return;
  const form = item.closest("form");
  const values = form ? { index, act: "to", on: item.id.replace("target-", "") } : day ? { index, day_id: day } : { index };
  const url = form?.getAttribute("hx-put") ?? item.dataset.url ?? "";
  htmx.ajax("PUT", url, { source: form ?? item.querySelector(".handle"), values });
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
  const over = new AbortController();
  item.classList.add("dragging");

  /** @param {PointerEvent} move */
  function follow(move) {
    const { clientX, clientY } = move;
    scrollBy(0, clientY < EDGE ? -EDGE_STEP : clientY > innerHeight - EDGE ? EDGE_STEP : 0);
    const under = document.elementFromPoint(clientX, clientY);
    if (!item || !under || item.contains(under)) return;
    const other = under.closest(`[data-item="${kind}"]`);
    if (other) {
      const { left, top, width, height } = other.getBoundingClientRect();
      const isWide = kind === "day" && matchMedia("(width >= 56rem)").matches;
      const isAfter = isWide ? clientX > left + width / 2 : clientY > top + height / 2;
      other[isAfter ? "after" : "before"](item);
    } else if (kind === "slot") {
      under.closest("[data-item=day]")?.querySelector("[data-slots]")?.append(item);
    }
  }

  /** @param {Event} end */
  function drop(end) {
    over.abort();
    if (!item) return;
    item.classList.remove("dragging");
    if (item.parentElement === home.parent && item.nextElementSibling === home.next) return;
    if (end.type === "pointerup") send(item, siblings(item).indexOf(item), itemOf(item.parentElement)?.dataset.day);
    else home.parent?.insertBefore(item, home.next);
  }

  addEventListener("pointermove", follow, over);
  addEventListener("pointerup", drop, over);
  addEventListener("pointercancel", drop, over);
  addEventListener("keydown", (key) => key.key === "Escape" && drop(key), over);
});
