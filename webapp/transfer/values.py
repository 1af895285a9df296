"""What cells of exported files mean: numbers, units, lengths of time (pure).

Everything here returns None for what it can't read, so that a reader can list the row with a reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from webapp.units import KG_PER_LB, TYPED, WEIGHT_UNITS


@dataclass(frozen=True)
class Amount:
    """A weight (kg, lb) or a distance (m, km, mi); the unit is None where the file doesn't say it."""

    value: Decimal
    unit: str | None = None

    def __bool__(self) -> bool:
        """An amount of nothing is none."""
        return self.value != 0


_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.'\u2019\s]\d{3})+(?:[.,]\d+)?")
_CLOCK = re.compile(r"[0-9]{1,6}(?::[0-9]{1,6}){1,2}")
_COMMA = re.compile(r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+)")
_LONGEST = 40


@lru_cache(maxsize=16_384)
def number(text: str, *, comma: bool = False) -> Decimal | None:
    """A number with a decimal point, or with a decimal comma where the file uses one (`comma`).

    `1,250` without that knowledge could be one or the other, so it is None, as is `1.250` in a file with commas.
    """
    text = text.strip()
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    other = "." if comma else ","
    if other in text and (_THOUSANDS.fullmatch(text) or ("," in text and "." in text)):
        return None
    return Decimal(text.replace(",", "."))


def is_thousands(text: str) -> bool:
    """Whether a number may be written with marks between its thousands, so that its reading is in doubt."""
    return bool(_THOUSANDS.fullmatch(text.strip()))


def uses_comma(cells: Iterable[str]) -> bool:
    """Whether decimal commas are in use: one, two or more than three digits stand behind a comma, or a zero before."""
    return any(_COMMA.fullmatch(each) for each in {each.strip() for each in cells})


_UNITS = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "kilo": "kg", "kilos": "kg",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "#": "lb",
    "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "metri": "m", "mt": "m",
    "km": "km", "kms": "km", "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km",
    "mi": "mi", "mile": "mi", "miles": "mi",
    "ft": "ft", "feet": "ft", "foot": "ft", "yd": "yd", "yds": "yd", "yard": "yd", "yards": "yd",
    "cm": "cm", "in": "in", "inch": "in", "inches": "in",
}  # fmt: skip
# International foot, yard and inch, exact by definition, in metres.
SMALL_METRES = {"ft": Decimal("0.3048"), "yd": Decimal("0.9144"), "cm": Decimal("0.01"), "in": Decimal("0.0254")}


@lru_cache(maxsize=256)
def unit(text: str) -> str | None:
    """A unit as apps write it (`kgs`, `lbs`, `mi.`, `meters`) by its usual sign; None for an unknown one."""
    return _UNITS.get(text.strip().strip(".").casefold())


def weight(value: Decimal, name: str | None) -> Amount | None:
    """A weight in a unit as written; None where that is no unit of weight. Nothing written is not known."""
    if not (name or "").strip():
        return Amount(value)
    known = unit(name or "")
    return Amount(value, known) if known in WEIGHT_UNITS else None


def distance(value: Decimal, name: str | None) -> Amount | None:
    """A distance in a unit as written; feet, yards and the like become metres; None for what is no unit of length."""
    if not (name or "").strip():
        return Amount(value)
    known = unit(name or "")
    if known in SMALL_METRES:
        return Amount(value * SMALL_METRES[known], "m")
    return Amount(value, known) if known in {"m", "km", "mi"} else None


QUARTER = Decimal("0.25")
LEAST_RPE, MOST_RPE = 1, 10


@lru_cache(maxsize=16_384)
def round_weight(amount: Amount) -> Amount:
    """A weight as it was typed, free of what floating point made of it.

    A thousandth is kept. Kilograms that are no whole quarter, but whole pounds to a thousandth, were typed in pounds
    (6.80388555 kg is 15 lb); pounds with more than three decimals that are whole quarters of a kilogram were typed in
    kilograms (22.046226218487757 lb is 10 kg).
    """
    value, name = amount.value, amount.unit
    rounded = value.quantize(TYPED, ROUND_HALF_UP)
    if name == "kg" and rounded % QUARTER:
        pounds = (value / KG_PER_LB).quantize(TYPED, ROUND_HALF_UP)
        if pounds % 1 == 0 and pounds:
            return Amount(_plain(pounds), "lb")
    if name == "lb" and abs(value - rounded) > Decimal("1e-6"):
        kilograms = (value * KG_PER_LB).quantize(TYPED, ROUND_HALF_UP)
        if kilograms % QUARTER == 0 and kilograms:
            return Amount(_plain(kilograms), "kg")
    return Amount(_plain(rounded), name)


@lru_cache(maxsize=16_384)
def round_distance(amount: Amount) -> Amount:
    """A distance to a thousandth of its unit."""
    return Amount(_plain(amount.value.quantize(TYPED, ROUND_HALF_UP)), amount.unit)


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def whole(text: str, *, comma: bool = False) -> int | None:
    """A whole number, also when it is written `8.0`."""
    value = number(text, comma=comma)
    return int(value) if value is not None and value == value.to_integral_value() else None


def seconds(text: str, *, comma: bool = False) -> int | None:
    """Seconds from a number, rounded (`1624.0`), or from a clock (`0:08:12`, `12:30` is minutes and seconds)."""
    if ":" in text:
        if not _CLOCK.fullmatch(text.strip()):
            return None
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        return total
    value = number(text, comma=comma)
    return None if value is None or value < 0 else int(value.to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=256)
def rpe(text: str, *, comma: bool = False) -> tuple[Decimal | None, str | None]:
    """An effort from 1 to 10 by halves, and a remark where one was written that is none; `0` is not logged."""
    if not text.strip():
        return None, None
    value = number(text, comma=comma)
    if value is not None and value == 0:
        return None, None
    if value is None or not LEAST_RPE <= value <= MOST_RPE or value * 2 % 1:
        return None, f"RPE {text.strip()} is left out: it goes from 1 to 10 by halves."
    return _plain(value), None


_LENGTH_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zµ]*)\.?\s*", re.IGNORECASE)
_LENGTH_UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}


@lru_cache(maxsize=4096)
def length(text: str) -> int | None:
    """How long a workout took, in seconds: `1h 5m`, `45m`, `29s`, `1h 2min`, `264h 1m`; a bare number is seconds."""
    text = text.strip()
    if not text:
        return None
    if ":" in text:
        return seconds(text)
    total, at = Decimal(0), 0
    for part in _LENGTH_PARTS.finditer(text):
        if part.start() != at:
            return None
        at = part.end()
        factor = _LENGTH_UNITS.get(part[2][:1].casefold() or "s")
        if factor is None:
            return None
        total += Decimal(part[1].replace(",", ".")) * factor
    return int(total) if at == len(text) else None
