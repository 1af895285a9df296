// @ts-check
/** Weights so far above the usual that a slip of the finger is likelier, as webapp/unusual.py says it. All in kilograms. */

const TIMES = 10;
const KG_PER_LB = 0.45359237;
/** Pounds in kilograms are not exact here; a weight is never so close to ten times another one by chance. */
const TINY = 1e-9;

/** @param {number} weight @param {string} unit */
export const kilograms = (weight, unit) => (unit === "lb" ? weight * KG_PER_LB : weight);

/** The middle one of some weights, the lower of two. @param {number[]} weights @returns {number | undefined} */
export function usual(weights) {
  const known = weights.filter((each) => each > 0).sort((one, other) => one - other);
  return known[Math.ceil(known.length / 2) - 1];
}

/** Whether a weight is ten times the usual one or more. @param {number | undefined} weight @param {number | undefined} among */
export const isUnusual = (weight, among) => weight !== undefined && !!among && weight >= TIMES * among * (1 - TINY);
