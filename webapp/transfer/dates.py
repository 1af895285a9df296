"""Moments as apps write them, in many languages (pure); None for what can't be read without doubt."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from webapp.transfer.months import MONTHS, fold

LONGEST = 40
CENTURY = 2000
MONTHS_A_YEAR = 12
_PARTS = ("year", "month", "day", "hour", "minute", "second")

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?"
    r"(?:\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_NUMERIC = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?\s?m\.?)?)?",
    re.IGNORECASE,
)
_WORDY_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*([ap]\.?\s?m\.?)?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def moment(text: str, *, day_first: bool | None = None) -> datetime | None:
    """A moment or a day as apps write it; zoned only where the text says a zone.

    `2024-03-05 18:01:12`, `2018/8/31 5:49`, `2024-03-01 17:30:05 +0000`, `5 Mar 2024, 18:00`, `Jul 14, 2026, 6:20 PM`.
    `12/4/2023 15:54` is read by `day_first`, and is None where that is not known and both readings are days.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if len(text) > LONGEST:
        return None
    if found := _ISO.fullmatch(text):
        return _made([int(each or 0) for each in found.groups()[:6]], found[7])
    if found := _EAST_ASIAN.fullmatch(text):
        return _made([int(each or 0) for each in found.groups()])
    if found := _NUMERIC.fullmatch(text):
        one, other = int(found[1]), int(found[2])
        first = day_first if day_first is not None else day_order((text,))
        if first is None:
            return None
        day_, month = (one, other) if first else (other, one)
        year = int(found[3]) + (CENTURY if len(found[3]) < len("2024") else 0)
        return _made([year, month, day_, _hour(int(found[4] or 0), found[7]), int(found[5] or 0), int(found[6] or 0)])
    return _wordy(text)


def day_order(cells: Sequence[str]) -> bool | None:
    """Whether days stand before months in a column of numeric dates; None where nothing tells."""
    pairs = [(int(found[1]), int(found[2])) for each in cells if (found := _NUMERIC.match(each.strip()))]
    if any(one > MONTHS_A_YEAR for one, _ in pairs):
        return True
    if any(other > MONTHS_A_YEAR for _, other in pairs):
        return False
    return None


def _wordy(text: str) -> datetime | None:
    """A date with the name of its month, in whatever order; the time is what has a colon."""
    clock = next((each for each in _WORDY_TIME.finditer(text) if ":" in each[0]), None)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    words = re.findall(r"[^\W\d_]+", rest)
    found = {month_of(word) for word in words} - {None}
    digits = re.findall(r"\d+", rest)
    years = [int(each) for each in digits if len(each) == len("2024")]
    days = [int(each) for each in digits if len(each) <= len("31")]
    if len(found) != 1 or len(years) != 1 or len(days) != 1:
        return None
    day_ = [years[0], next(iter(found)) or 0, days[0]]
    return _made([*day_, _hour(int(clock[1]), clock[4]), int(clock[2]), int(clock[3] or 0)] if clock else day_)


def _hour(hour: int, half: str | None) -> int:
    """An hour of 24, from one of 12 and its half of the day."""
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _made(parts: Sequence[int], zone: str | None = None) -> datetime | None:
    """A moment from its year, month, day, hour and so on; None for one that no calendar has."""
    try:
        year, month, day_, hour, minute, second = (*parts, 0, 0, 0)[: len(_PARTS)]
        made = datetime(year, month, day_, hour, minute, second)  # noqa: DTZ001  (wall clock unless a zone is written)
    except ValueError:
        return None
    if not zone:
        return made
    if zone in {"Z", "UTC"}:
        return made.replace(tzinfo=UTC)
    return datetime.strptime(f"{made:%Y-%m-%dT%H:%M:%S}{zone}", "%Y-%m-%dT%H:%M:%S%z")


def clock_time(text: str) -> time | None:
    """A time of day: `18:05`, `6:10 PM`."""
    found = _WORDY_TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    try:
        return time(_hour(int(found[1]), found[4]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def at(day_: datetime | date, clock: time | None) -> datetime:
    """A day with a time of day, midnight without one."""
    return datetime.combine(day_, clock or time())


def span(start: datetime, end: datetime | None) -> int | None:
    """Seconds from a start to an end; None where there is no end or it comes before."""
    if end is None or (end.tzinfo is None) != (start.tzinfo is None):
        return None
    lasted = end - start
    return int(lasted.total_seconds()) if lasted >= timedelta() else None


def month_of(word: str) -> int | None:
    """The month of a name or its abbreviation in the languages of `months.MONTHS`; None for another word."""
    return MONTHS.get(fold(word))
