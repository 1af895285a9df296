// @ts-check
/**
 * Live state of form controls, kept in step with what the server answers.
 *
 * A control has two states: what its markup says (`value`, `checked`, `selected`) and what it holds. Once a control was
 * changed by hand or by a script, new markup no longer reaches what it holds, so a morph that only updates attributes
 * leaves the old value on the screen: https://github.com/bigskysoftware/htmx/issues/4030. After each swap the controls
 * in it are therefore set to what their markup says. Excepted are unsent edits: what was changed since the request went
 * out, or was not part of it.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{form?: HTMLFormElement | null | undefined, fields: [string, unknown][]}} Sent what a request held, and of which form */
/** @typedef {{target: string | Element | null, swapSpec?: string | {style: string}}} Task */
/** @typedef {{request: {form?: HTMLFormElement | null, body?: FormData | URLSearchParams | null}}} Context */

const CONTROLS = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";

/** @param {ParentNode} root @returns {Control[]} */
export const controlsOf = (root) => [...(root instanceof Element && root.matches(CONTROLS) ? [root] : []), .../** @type {any} */ (root.querySelectorAll(CONTROLS))];

/** @param {Control} control @returns {control is HTMLInputElement} */
const isBox = (control) => control.type === "checkbox" || control.type === "radio";

/** What a control holds; "true" or "false" for a box. @param {Control} control */
export const held = (control) => (isBox(control) ? String(control.checked) : control.value);

/** What the markup of a control says, in the same terms. @param {Control} control */
export function marked(control) {
  if (isBox(control)) return String(control.defaultChecked);
  if (!(control instanceof HTMLSelectElement)) return control.defaultValue;
  const options = [...control.options];
  return (options.findLast((option) => option.defaultSelected) ?? options.find((option) => !option.disabled))?.value ?? "";
}

/** @param {Control} control @param {string} state */
export function put(control, state) {
  if (held(control) === state) return;
  if (isBox(control)) control.checked = state === "true";
  else control.value = state;
}

/** What a control is called on the page, also when it is drawn anew. @param {Control} control */
export const nameOf = (control) =>
  control.id || [control.form?.id || control.form?.getAttribute("action"), control.name, isBox(control) && control.value].join(" ");

/** What a request held of a control; undefined if it did not hold it. @param {Control} control @param {Sent} [sent] */
function sentOf(control, sent) {
  if (!sent || !control.name || control.form !== sent.form) return undefined;
  const values = sent.fields.filter(([name]) => name === control.name).map(([, value]) => String(value).replaceAll("\r\n", "\n"));
  return isBox(control) ? String(values.includes(control.value)) : values[0];
}

/** The unsent edits within an element, by the names of their controls. @param {ParentNode} root @param {Sent} [sent] @returns {Map<string, string>} */
export function unsent(root, sent) {
  const edited = controlsOf(root).filter((control) => held(control) !== (sentOf(control, sent) ?? marked(control)));
  return new Map(edited.map((control) => [nameOf(control), held(control)]));
}

/** Set what controls hold to what their markup says, except for unsent edits. @param {ParentNode} root @param {Map<string, string>} edits */
export function settle(root, edits) {
  for (const control of controlsOf(root)) put(control, edits.get(nameOf(control)) ?? marked(control));
}

/** @param {Task} task */
const isMorph = ({ swapSpec }) => (typeof swapSpec === "string" ? swapSpec : (swapSpec?.style ?? "")).includes("Morph");

/** @param {string | Element | null} target @returns {Element | null} */
function drawn(target) {
  if (!(target instanceof Element)) return target ? document.querySelector(target) : null;
  return target.isConnected ? target : document.getElementById(target.id);
}

/** @type {WeakMap<Context, Sent>} */
const requests = new WeakMap();
/** @type {WeakMap<Context, {targets: (string | Element | null)[], edits: Map<string, string>, selected: unknown}>} */
const swaps = new WeakMap();
/** What a request that waits is to send as it is, by the names of the controls. @type {WeakMap<Context, Map<string, string>>} */
const edited = new WeakMap();
/** The requests of a form that wait for each other or for their answer, in order. @type {WeakMap<HTMLFormElement, Context[]>} */
const pending = new WeakMap();

/** @param {Context} ctx @returns {Sent} */
const sentBy = ({ request }) => ({ form: request.form, fields: request.body?.entries ? [...request.body] : [] });

/**
 * A request that waited for another of its form holds that form as it was before the other's answer. What the lifter
 * did not change in it becomes what that answer says, else it would be changed back.
 * @param {Context} ctx
 */
function refresh({ request: { form, body } }, edits = new Map()) {
  for (const control of /** @type {Iterable<Control>} */ (form ? controlsOf(form) : [])) {
    if (!control.name || !body?.set || edits.has(nameOf(control))) continue;
    if (!isBox(control)) {
      if (body.has(control.name)) body.set(control.name, marked(control));
    } else if (marked(control) === "true") body.set(control.name, control.value);
    else body.delete(control.name);
  }
}

// An extension, for the events of an element that is no longer on the page don't reach the document.
/** @type {any} */ (window).htmx?.registerExtension("controls", {
  /** @param {Element} _ @param {{ctx: Context}} detail */
  htmx_config_request(_, { ctx }) {
    const { form } = ctx.request;
    if (form?.getAttribute("hx-sync") !== "this:queue all" || !form.hasAttribute("hx-put")) return;
    // What the outbox kept is sent as it was at the tap, and its answer draws a row anew.
    if (form.hasAttribute("data-outbox")) return;
    const before = pending.get(form) ?? [];
    const last = before.at(-1);
    // What a script put into the request stays, too.
    const given = controlsOf(form).filter((control) => sentOf(control, sentBy(ctx)) !== held(control));
    const kept = last && unsent(form, sentBy(last));
    for (const control of given) kept?.set(nameOf(control), held(control));
    if (kept) edited.set(ctx, kept);
    pending.set(form, [...before, ctx]);
  },
  /** @param {Element} _ @param {{ctx: Context}} detail */
  htmx_before_request(_, { ctx }) {
    if (edited.has(ctx)) refresh(ctx, edited.get(ctx));
    requests.set(ctx, sentBy(ctx));
  },
  /** @param {Element} _ @param {{ctx: Context}} detail */
  htmx_finally_request(_, { ctx }) {
    const { form } = ctx.request;
    if (form) pending.set(form, (pending.get(form) ?? []).filter((each) => each !== ctx));
  },
  /** @param {Element} _ @param {{ctx: Context, tasks: Task[]}} detail */
  htmx_before_swap(_, { ctx, tasks }) {
    // What is only replaced brings new controls, and what is not swapped at all is no answer.
    const targets = tasks.filter(isMorph).map((task) => task.target);
    const edits = targets.flatMap((target) => [...unsent(drawn(target) ?? new DocumentFragment(), requests.get(ctx))]);
    swaps.set(ctx, { targets, edits: new Map(edits), selected: wholeSelection() });
  },
  /** @param {Element} _ @param {{ctx: Context}} detail */
  htmx_after_swap(_, { ctx }) {
    const { targets = [], edits = new Map(), selected = null } = swaps.get(ctx) ?? {};
    for (const target of targets) settle(drawn(target) ?? new DocumentFragment(), edits);
    // What stood selected, to be typed over, is selected again once it is another.
    if (selected && selected === document.activeElement) /** @type {HTMLInputElement} */ (selected).select();
  },
});

/** The field whose text is selected as a whole. */
function wholeSelection() {
  const field = /** @type {HTMLInputElement} */ (document.activeElement);
  const isWhole = field?.value && field.selectionStart === 0 && field.selectionEnd === field.value.length;
  return isWhole ? field : null;
}
