// @ts-check
/**
 * What a written number means, as webapp/numerals.py says it; tests/test_numerals.py holds the two together.
 * A number is returned as plain text, such as 102.5, so that nothing is lost on the way.
 */

const ALIKE = [
  [/[\u00a0\u2007\u2009\u202f\u3000\t]/g, " "],
  [/[\u2018\u2019\u02bc\uff07\u066c]/g, "'"],
  [/[\uff0c\u060c]/g, ","],
  [/[\u2212\uff0d\u2010-\u2014]/g, "-"],
  [/\uff0e/g, "."],
  [/\uff1a/g, ":"],
  [/\uff0b/g, "+"],
];
const LONGEST = 9;
const NOT_A_NUMBER = "A number, please, such as 102.5.";
const NOT_WHOLE = "A whole number, please.";
const NOT_A_TIME = "A time, please, such as 1:30.";
const TOO_LARGE = "That number is too large.";

/** @param {string} mark */
const grouped = (mark) => `(?:\\d{1,3}(?:${mark}\\d{3})+|\\d{1,2}(?:${mark}\\d{2})+${mark}\\d{3})`;

/** @param {string} source */
const exactly = (source) => new RegExp(`^(?:${source})$`);

const PLAIN = exactly("\\d+|\\d+[.,٫]\\d*|[.,٫]\\d+");
const GROUPED = exactly(
  `(?:${grouped(" ")}|${grouped("'")})(?:[.,٫]\\d*)?|${grouped(",")}[.٫]\\d*|${grouped("[.]")}[,٫]\\d*` +
    "|\\d{1,3}(?:,\\d{3}){2,}|\\d{1,3}(?:[.]\\d{3}){2,}|\\d{1,2}(?:,\\d{2})+,\\d{3}",
);
const EITHER = exactly("[1-9]\\d{0,2}([.,])(\\d{3})");
const WHOLE = exactly(`\\d+(?:[.,٫]0*)?|${grouped(" ")}|${grouped("'")}|${grouped(",")}|${grouped("[.]")}`);

/** The value of a digit of any script: each script's ten stand together, and so do several scripts' in some places.
 * @param {string} digit */
function ascii(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0));
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** @param {string} text */
function normal(text) {
  let found = text;
  for (const [alike, mark] of ALIKE) found = found.replace(alike, /** @type {string} */ (mark));
  return found.replace(/[^\P{Nd}0-9]/gu, ascii).trim();
}

/** @param {string} text @returns {[sign: string, digits: string]} */
function signed(text) {
  const digits = normal(text);
  return [digits.startsWith("-") ? "-" : "", digits.replace(/^[-+]/, "")];
}

/** Without zeros that say nothing. @param {string} units @param {string} fraction */
function plain(units, fraction) {
  const decimals = fraction.replace(/0+$/, "");
  return (units.replace(/^0+(?=\d)/, "") || "0") + (decimals && `.${decimals}`);
}

/** The number that a text means in a field that takes `most`; undefined where it is none, or may be two.
 * @param {string} text @param {number} [most] @returns {string | undefined} */
export function number(text, most = Infinity) {
  const [sign, digits] = signed(text);
  if (question(text, most)) return undefined;
  const isPlain = PLAIN.test(digits);
  if (!isPlain && !GROUPED.test(digits)) return undefined;
  const mark = /[.,٫](?=\d*$)/.exec(digits);
  const isDecimal = mark && (isPlain || digits.split(mark[0]).length === 2);
  const units = isDecimal ? digits.slice(0, mark.index) : digits;
  const fraction = isDecimal ? digits.slice(mark.index + 1) : "";
  return sign + plain(units.replace(/\D/g, ""), fraction);
}

/** What to ask about a number that has two meanings, else nothing. @param {string} text @param {number} [most] */
export function question(text, most = Infinity) {
  const [, digits] = signed(text);
  const [, mark, fraction] = EITHER.exec(digits) ?? [];
  if (!mark || (mark === "." && !digits.endsWith("0"))) return "";
  const thousands = digits.replace(mark, "");
  if (Number(thousands) > most && fraction !== "000") return "";
  const decimals = plain(digits.split(mark)[0], fraction);
  return `Is that ${thousands} or ${decimals}? Write ${thousands} or ${decimals}.`;
}

/** The whole number that a text means, in which three digits after a mark are thousands. @param {string} text @returns {number | undefined} */
export function whole(text) {
  const [sign, digits] = signed(text);
  if (!WHOLE.test(digits)) return undefined;
  const isDecimal = /^\d+[.,٫]0*$/.test(digits) && !/^\d{1,3}[.,]000$/.test(digits);
  const found = (isDecimal ? digits.split(/[.,٫]/)[0] : digits).replace(/\D/g, "");
  return found.length > LONGEST ? undefined : Number(sign + found);
}

/** The seconds of `90`, `1:30` or `1:01:30`. @param {string} text @returns {number | undefined} */
export function seconds(text) {
  let parts = normal(text).split(":");
  if (parts.length === 1 && WHOLE.test(parts[0]) && !/[.,٫](?!\d{3})/.test(parts[0])) parts = [parts[0].replace(/\D/g, "")];
  const areDigits = parts.every((part) => /^\d+$/.test(part) && part.length <= LONGEST);
  if (!areDigits || parts.length > 3 || parts.slice(1).some((part) => Number(part) >= 60)) return undefined;
  return parts.reduce((total, part) => total * 60 + Number(part), 0);
}

/**
 * What the server would say of a measure as it is typed, else nothing.
 * @param {string} text @param {"number" | "whole" | "time"} kind @param {number} least @param {number} most
 */
export function problem(text, kind, least, most) {
  if (!text.trim()) return "";
  const asked = kind === "number" ? question(text, most) : "";
  if (asked) return asked;
  const read = { number, whole, time: seconds }[kind](text, most);
  if (read === undefined) {
    if (kind === "whole" && WHOLE.test(signed(text)[1])) return TOO_LARGE;
    return { number: NOT_A_NUMBER, whole: NOT_WHOLE, time: NOT_A_TIME }[kind];
  }
  if (Number(read) > most) return `At most ${most}, please.`;
  return Number(read) < least ? `At least ${least}, please.` : "";
}

/** A number moved by a step, within the limits; undefined where the text is none. @param {string} text @param {number} by
 * @param {number} least @param {number} most @returns {string | undefined} */
export function stepped(text, by, least, most) {
  const before = text.trim() ? number(text, most) : "0";
  if (before === undefined) return undefined;
  const decimals = Math.max(...[before, String(by)].map((each) => each.split(".")[1]?.length ?? 0));
  return String(Number(Math.min(Math.max(Number(before) + by, least), most).toFixed(decimals)));
}
