"""What a written number means, and how large each measure may be (pure). `static/js/numerals.js` is its twin.

The digits of any script are digits (`unicodedata.decimal`). Both `.` and `,` are decimal marks; `٫` always is one.
A space, an apostrophe and `٬` stand between thousands, and so do `.` and `,` where nothing else makes sense:
`1,000,000`, `1.000,5`, and any group of three digits in a whole number.

A single `.` or `,` before three digits can mean either: `1,500` is 1500 in London and 1.5 in Berlin. Then the lifter is
asked, and nothing is stored. These are not asked about:

- `0,125` and `1000.125`, because thousands are never written so.
- `44,092` where at most 9999 is possible, because only the decimals fit. `10,000` is asked about all the same: nobody
  writes ten like that.
- `1.125`, because our own fields show three decimals in this way (20 lb are `9.072` in kilograms), and what we showed
  must come back unchanged. We never write a last zero, so `1.500` is not ours. A page or an outbox of an earlier
  release sends what its fields showed, which is written in the same way.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from webapp.errors import InvalidError
from webapp.units import plain


@dataclass(frozen=True)
class Limits:
    """The least and the most that a measure may be, in the unit it is typed in, and its decimals."""

    least: Decimal
    most: Decimal
    decimals: int = 0

    def contain(self, number: Decimal) -> bool:
        """Whether a number is within."""
        return self.least <= number <= self.most


def _limits(least: str, most: str, decimals: int = 0) -> Limits:
    return Limits(Decimal(least), Decimal(most), decimals)


REPS = _limits("0", "9999")
WEIGHT = _limits("0", "9999", 3)
RPE = _limits("1", "10", 1)
# By the unit. No set is longer than 1,000 km.
DISTANCE = {"m": _limits("0", "1000000", 3), "km": _limits("0", "1000", 3), "mi": _limits("0", "625", 3)}
DURATION = _limits("0", "86400")
REST = _limits("0", "3600")
WORKOUT_MINUTES = _limits("0", "1440")
LOAD_STEP = _limits("0.001", "1000", 3)
# A bar, a plate, a dumbbell, or a step of a machine.
GYM_WEIGHT = _limits("0.001", "999", 3)

NOT_A_NUMBER = "A number, please, such as 102.5."
NOT_WHOLE = "A whole number, please."
NOT_A_TIME = "A time, please, such as 1:30."
TOO_LARGE = "That number is too large."
# int() refuses thousands of digits in words for programmers; no count and no time is this long.
LONGEST = 9
MINUTE = 60

# What looks alike or does the same; a dash and full-width punctuation too, for the planner's notation.
_ALIKE = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t", " ")
    | dict.fromkeys("\u2018\u2019\u02bc\uff07\u066c", "'")
    | dict.fromkeys("\uff0c\u060c", ",")
    | dict.fromkeys("\u2212\uff0d\u2010\u2011\u2012\u2013\u2014", "-")
    | dict(zip("\uff0e\uff1a\uff0b\uff20\uff0f\uff1b", ".:+@/;", strict=True))
)


def normal(text: str) -> str:
    """Return a text with ASCII digits, and with one character for each mark; `٫` stays, for it has one meaning."""
    return "".join(str(unicodedata.decimal(each, each)) for each in text.translate(_ALIKE))


APOSTROPHE = "'"


def _grouped(mark: str) -> str:
    # In India, a group is two digits above the first thousand: 1,00,000.
    return rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}})"


_PLAIN = re.compile(r"\d+|\d+[.,٫]\d*|[.,٫]\d+")
_GROUPED = re.compile(
    rf"(?:{_grouped(' ')}|{_grouped(APOSTROPHE)})(?:[.,٫]\d*)?|{_grouped(',')}[.٫]\d*|{_grouped('[.]')}[,٫]\d*"
    r"|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:[.]\d{3}){2,}|\d{1,2}(?:,\d{2})+,\d{3}"
)
_EITHER = re.compile(r"[1-9]\d{0,2}([.,])(\d{3})")
_WHOLE = re.compile(rf"\d+(?:[.,٫]0*)?|{_grouped(' ')}|{_grouped(APOSTROPHE)}|{_grouped(',')}|{_grouped('[.]')}")


def number(text: str, most: Decimal) -> Decimal:
    """Return the number that a text means, in a field that takes `most`; raises InvalidError with the question."""
    sign, digits = _signed(text)
    if question := _question(digits, most):
        raise InvalidError(question)
    if _PLAIN.fullmatch(digits):
        return Decimal(sign + re.sub("[,٫]", ".", digits))
    if _GROUPED.fullmatch(digits):
        # The last mark is the decimal one, unless it stands more than once.
        mark = re.search(r"[.,٫](?=\d*$)", digits)
        is_decimal = mark is not None and digits.count(mark[0]) == 1
        whole, fraction = (digits[: mark.start()], digits[mark.end() :]) if mark and is_decimal else (digits, "")
        return Decimal(f"{sign}{re.sub('[^0-9]', '', whole)}.{fraction}")
    raise InvalidError(NOT_A_NUMBER)


def whole(text: str) -> int:
    """Return the whole number that a text means, in which three digits after a mark are thousands.

    Raises InvalidError.
    """
    sign, digits = _signed(text)
    if not _WHOLE.fullmatch(digits):
        raise InvalidError(NOT_WHOLE)
    if re.fullmatch(r"\d+[.,٫]0*", digits) and not re.fullmatch(r"\d{1,3}[.,]000", digits):
        digits = re.split("[.,٫]", digits)[0]
    found = re.sub("[^0-9]", "", digits)
    if len(found) > LONGEST:
        raise InvalidError(TOO_LARGE)
    return int(sign + found)


def seconds(text: str) -> int:
    """Return the seconds of `90`, `1:30` or `1:01:30`; raises InvalidError."""
    parts = normal(text).strip().split(":")
    if len(parts) == 1 and _WHOLE.fullmatch(parts[0]) and not re.search(r"[.,٫](?!\d{3})", parts[0]):
        parts = [re.sub("[^0-9]", "", parts[0])]
    are_digits = all(re.fullmatch(rf"\d{{1,{LONGEST}}}", part) for part in parts)
    if not are_digits or len(parts) > 3 or any(int(part) >= MINUTE for part in parts[1:]):  # noqa: PLR2004  (h:mm:ss)
        raise InvalidError(NOT_A_TIME)
    total = 0
    for part in parts:
        total = total * MINUTE + int(part)
    return total


def _signed(text: str) -> tuple[str, str]:
    digits = normal(text).strip()
    return ("-" if digits[:1] == "-" else "", digits[1:] if digits[:1] in {"-", "+"} else digits)


def _question(digits: str, most: Decimal) -> str:
    """What to ask about a number that has two meanings, else nothing."""
    found = _EITHER.fullmatch(digits)
    if found is None or (found[1] == "." and not digits.endswith("0")):
        return ""
    thousands, decimals = digits.replace(found[1], ""), plain(Decimal(digits.replace(",", ".")))
    if Decimal(thousands) > most and found[2] != "000":
        return ""
    return f"Is that {thousands} or {decimals}? Write {thousands} or {decimals}."
