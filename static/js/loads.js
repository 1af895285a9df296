// @ts-check
/** What can be loaded, as webapp/plates.py says it, while one types. All weights are in thousandths. */

import { number } from "./numerals.js";

/** @typedef {{bars: Record<string, number>, plates: [number, number][], steps: Record<string, [number, number, number]>}} Gym */
/** @typedef {{before: string, instead: number[], after: string}} Said */

/** Tenths of the working weight, and reps. */
const WARM_UPS = [[4, 5], [6, 3], [8, 2]];
const EMPTY_BAR_REPS = 5;

/** @type {WeakMap<Gym, {sums: number[], ways: Map<number, number[]>}>} */
const known = new WeakMap();

/** @param {number} amount */
const plain = (amount) => String(amount / 1000);

/** A typed weight; nothing where it is none, or may be two. @param {string} typed @param {number} [most] @returns {number | undefined} */
export function thousandths(typed, most) {
  const weight = number(typed, most) ?? "";
  return /^\d+(\.\d{1,3})?$/.test(weight) ? Math.round(Number(weight) * 1000) : undefined;
}

/** How a weight is loaded, or what can be instead. @param {Gym} gym @param {string} equipment @param {number} weight @returns {Said | undefined} */
export function loading(gym, equipment, weight) {
  const bar = gym.bars[equipment];
  if (bar !== undefined) return onABar(gym, bar, weight);
  const steps = gym.steps[equipment];
  return steps && inSteps(steps, weight);
}

/** @param {Said} said */
export const words = ({ before, instead, after }) => before + instead.map(plain).join(" or ") + after;

/** @param {Gym} gym @param {number} bar @param {number} weight @returns {Said} */
function onABar(gym, bar, weight) {
  const { sums, ways } = waysOf(gym);
  const way = ways.get(weight - bar);
  if (way) return exactly(way.length ? `per side ${way.map(plain).join(" + ")}` : "the bar alone");
  const next = sums.findIndex((sum) => sum > weight - bar);
  const above = sums[next];
  const below = next < 0 ? sums.at(-1) : sums[next - 1];
  return between(weight, below === undefined ? below : below + bar, above === undefined ? above : above + bar);
}

/** @param {[number, number, number]} steps @param {number} weight @returns {Said} */
function inSteps([lightest, heaviest, step], weight) {
  if (weight < lightest) return between(weight, undefined, lightest);
  const below = lightest + Math.floor((Math.min(weight, heaviest) - lightest) / step) * step;
  if (below === weight) return exactly("");
  return between(weight, below, below + step <= heaviest ? below + step : undefined);
}

/** @param {string} before @returns {Said} */
const exactly = (before) => ({ before, instead: [], after: "" });

/** @param {number} weight @param {number | undefined} below @param {number | undefined} above @returns {Said} */
function between(weight, below, above) {
  if (below === undefined) return { before: "", instead: [/** @type {number} */ (above)], after: " is the lightest" };
  if (above === undefined) return { before: "", instead: [below], after: " is the heaviest" };
  return { before: `${plain(weight)} can't be loaded: `, instead: [below, above], after: "" };
}

/** What the plates make on two sides together, and the plates of one side for each: few before many, heavy before light. @param {Gym} gym */
function waysOf(gym) {
  const found = known.get(gym);
  if (found) return found;
  /** @type {Map<number, number[]>} */
  let best = new Map([[0, []]]);
  for (const [size, pairs] of gym.plates) {
    const ways = new Map(best);
    for (const [total, way] of best) {
      for (let count = 1, longer = way; count <= pairs; count += 1) {
        longer = [...longer, size];
        const reached = total + 2 * count * size;
        if (isBetter(longer, ways.get(reached))) ways.set(reached, longer);
      }
    }
    best = ways;
  }
  const made = { sums: [...best.keys()].sort((one, other) => one - other), ways: best };
  known.set(gym, made);
  return made;
}

/** @param {number[]} way @param {number[] | undefined} other */
function isBetter(way, other) {
  if (!other || way.length !== other.length) return !other || way.length < other.length;
  const differs = way.findIndex((size, place) => size !== other[place]);
  return differs >= 0 && Number(way[differs]) > Number(other[differs]);
}

/**
 * Warm-up sets as webapp/strength.py plans them: each heavier than the one before, none as heavy as the working weight; all in thousandths.
 * @param {Gym} gym @param {string} equipment @param {number} working @param {number} step
 */
export function warmUps(gym, equipment, working, step) {
  const bar = gym.bars[equipment];
  const sets = bar < working ? [[bar, EMPTY_BAR_REPS]] : [];
  for (const [tenths, reps] of WARM_UPS) {
    const load = nearest(gym, equipment, Math.floor((working * tenths) / (10 * step)) * step);
    const last = sets.at(-1);
    if ((last ? last[0] + working / 10 : (bar ?? 0)) < load && load < working) sets.push([load, reps]);
  }
  return sets;
}

/** A pound is 45,359,237 hundred-millionths of a kilogram, exactly. */
const GRAIN = 100_000_000;
const POUND = 45_359_237;
const LEAST = 1000;

/** A weight of one unit in another, to a thousandth, as webapp/units.py has it. @param {number} weight @param {string} from @param {string} to */
export function converted(weight, from, to) {
  if (from === to) return weight;
  return to === "lb" ? Math.round((weight * GRAIN) / POUND) : Math.round((weight * POUND) / GRAIN);
}

/**
 * What a row is filled with for a weight of another unit, as workouts/weighing.py has it: the nearest that can be loaded, the lighter of two.
 * @param {Gym} gym @param {string} equipment @param {number} weight @param {number} step
 */
export function offered(gym, equipment, weight, step) {
  if (loading(gym, equipment, weight)) return nearest(gym, equipment, weight);
  const by = weight >= step ? step : LEAST;
  return Math.max(by, Math.ceil((2 * weight - by) / (2 * by)) * by);
}

/** @param {Gym} gym @param {string} equipment @param {number} weight */
function nearest(gym, equipment, weight) {
  const near = loading(gym, equipment, weight)?.instead ?? [];
  return near.length ? near.reduce((one, other) => (other - weight < weight - one ? other : one)) : weight;
}
