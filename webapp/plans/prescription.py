"""Sets as lifters write them, `3x8 @ 80kg RPE 8` or `5/3/1+`, to planned sets and back (pure).

One prescription is sets × measure, then what is said of each set: a load (`@ 80`, `80kg`, `@ 80/85/90`), an effort
(`RPE 8`, or `@8` as a number no one would load), and what it is for (`warm-up`, `drop`, `to failure`). A measure is
reps (`8`, `8-12`), reps of each set in turn (`5/3/1`), a time (`60s`, `1:30`, `2min`) or a way (`400m`, `5km`,
`1mi`). Several stand on lines of their own, or apart by a semicolon or a comma and a space. `3 sets of 8` is `3x8`, and
`RIR 2`, two reps in reserve, is RPE 8 (https://pubmed.ncbi.nlm.nih.gov/26049792/).

A set is open when it asks for as many reps as possible: `5+` asks for 5 or more, `AMRAP` for 1 or more. It has no
`reps_max`. In `3x5+` or `3x5 AMRAP` only the last set is open, as programs write it; three open ones are `5+/5+/5+`
or `3xAMRAP`. Numbers are read as in fields (`numerals.py`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from webapp import numerals
from webapp.errors import InvalidError
from webapp.formatting import clock, distance, weight
from webapp.strength import SetKind
from webapp.units import plain, to_kg, to_metres

MOST_SETS = 20
MOST_RPE = numerals.RPE.most
# A way of whole kilometres is said in the lifter's unit, a shorter one in metres.
METRES = Decimal(1000)
KIND_WORDS: dict[SetKind | None, str] = {
    SetKind.WORKING: "",
    SetKind.WARMUP: ", warm-up",
    SetKind.DROP: ", drop set",
    SetKind.FAILURE: ", to failure",
}
EXAMPLE = "Write sets as 3x8 @ 80kg RPE 8, 5/3/1 or 3x60s."

# Any number, with groups of thousands or without; `numerals` says what it means, or asks.
_NUMBER = r"(?:\d{1,3}(?:[ ']\d{3})+|\d[\d']*)(?:[.,٫]\d+)*"
_REPS = r"(?:amrap|\d+(?:[.,']\d{3})*(?:\s*(?:-|to)\s*\d+(?:[.,']\d{3})*|\s*\+)?)"
# A comma ends a set, but not before what `words` says of it.
_ABOUT = r"(?:rpe|rir)\b|(?:warm-?\s?up|drop\s?set|to\s+failure)\s*(?:[\n;,]|$)"
_APART = re.compile(rf"[\n;]|,\s+(?!{_ABOUT})")
_LAST_OPEN = re.compile(r"[,\s]*\(?\blast(?:\s+sets?)?\s+amrap\b\)?")
_HEAD = re.compile(
    rf"""(?:(?P<sets>\d{{1,2}})\s*(?:[x*]|sets?\s+(?:of\b|x)?)\s*)?
    (?:(?P<time>\d{{1,2}}:\d\d|\d{{1,4}}\s*(?:s|sec|min)\b)
      |(?P<way>{_NUMBER}\s*(?:km|mi|m)\b)
      |(?P<reps>{_REPS}(?:\s*/\s*{_REPS})*))
    \s*(?:reps?\b)?\s*(?P<open>amrap\b)?\s*""",
    re.VERBOSE,
)
_RPE = re.compile(r"@?\s*\brpe\s*(\d{1,2}(?:[.,]5)?)(?![\d.,])")
_RIR = (
    re.compile(r"@?\s*\brir\s*(\d(?:[.,]5)?)(?![\d.,])"),
    re.compile(r"@?\s*(?<![\d.,])(\d(?:[.,]5)?)\s*rir\b"),
)
_AT = re.compile(r"\bat\b")
_LOAD = re.compile(rf"(?:@\s*|\bwith\s+)?({_NUMBER}(?:\s*/\s*{_NUMBER})*)\s*(kgs?|lbs?)?")
_TIMES = str.maketrans(dict.fromkeys("×✕✖Ｘｘ", "x"))  # noqa: RUF001  (full-width letters)
_KINDS = (
    (re.compile(r"\b(?:warm-?\s?ups?|w)\b"), SetKind.WARMUP),
    (re.compile(r"\b(?:drop(?:\s?sets?)?|d)\b"), SetKind.DROP),
    (re.compile(r"\b(?:to\s+failure|failure|f)\b"), SetKind.FAILURE),
)


@dataclass(frozen=True)
class Prescribed:
    """One planned set as written; None is what was not said. Kilograms, seconds, metres."""

    kind: SetKind | None = None
    reps_min: int | None = None
    reps_max: int | None = None
    weight_kg: Decimal | None = None
    rpe: Decimal | None = None
    duration_seconds: int | None = None
    distance_m: Decimal | None = None


class Said(Protocol):
    """A planned set, as far as words about it go."""

    @property
    def kind(self) -> SetKind | None: ...  # noqa: D102  (explained by their names)
    @property
    def reps_min(self) -> int | None: ...  # noqa: D102
    @property
    def reps_max(self) -> int | None: ...  # noqa: D102
    @property
    def weight_kg(self) -> Decimal | None: ...  # noqa: D102
    @property
    def rpe(self) -> Decimal | None: ...  # noqa: D102
    @property
    def duration_seconds(self) -> int | None: ...  # noqa: D102
    @property
    def distance_m(self) -> Decimal | None: ...  # noqa: D102


def words(sets: Iterable[Said], unit: str, distance_unit: str) -> list[str]:
    """Planned sets in the least room, equal neighbours together: `3 × 8–12 @ 80 kg, RPE 8`."""
    grouped = groupby(sets, key=lambda each: (each.reps_max is None, *_words(each, unit, distance_unit)))
    return [_together(len(list(group)), *key) for key, group in grouped]


def _together(count: int, is_open: bool, measure: str, about: str) -> str:  # noqa: FBT001  (a group's key)
    """`3 × 8 @ 80 kg`; of open sets each says so, because `3 × 5+` is read as one open set after two others."""
    if is_open and count > 1 and measure.endswith("+"):
        return "/".join([measure] * count) + about
    return f"{count} × {measure}{about}"


def _words(target: Said, unit: str, distance_unit: str) -> tuple[str, str]:
    """The measure of a planned set, and what is said of it."""
    far = distance_unit if target.distance_m is not None and target.distance_m % METRES == 0 else "m"
    measure = " · ".join(
        each
        for each in (
            reps_words(target.reps_min, target.reps_max),
            clock(target.duration_seconds),
            f"{distance(target.distance_m, far)} {far}" if target.distance_m is not None else "",
        )
        if each
    )
    load = f" @ {weight(target.weight_kg, unit)} {unit}" if target.weight_kg is not None else ""
    effort = f", RPE {plain(target.rpe)}" if target.rpe is not None else ""
    return measure or "–", f"{load}{effort}{KIND_WORDS.get(target.kind, '')}"


def read(text: str, unit: str) -> list[Prescribed]:
    """The sets of a text; a load without a unit is in `unit`. Raises InvalidError with the part that is not one."""
    written = _LAST_OPEN.sub(" amrap", _plain(text))
    parts = [part.strip() for part in _APART.split(written) if part.strip()]
    sets = [each for part in parts for each in _sets(part, unit)]
    if not sets or len(sets) > MOST_SETS:
        message = f"At most {MOST_SETS} sets at once, please." if sets else EXAMPLE
        raise InvalidError(message)
    return sets


def reps(text: str) -> tuple[int, int | None]:
    """`8`, `8-12`, `5+` or `AMRAP` as the least and the most; None is as many as possible. Raises InvalidError."""
    written = _plain(text).strip()
    if written == "amrap":
        return 1, None
    found = re.fullmatch(r"([\d.,' ]+?)\s*(?:(?:-|to)\s*([\d.,' ]+)|(\+)|(amrap))?", written)
    try:
        least = numerals.whole(found[1]) if found else -1
        most = numerals.whole(found[2]) if found and found[2] else least
    except InvalidError:
        least = most = -1
    if found is None or least < 0 or most < 0:
        message = "Reps such as 8, 8-12 or 5+, please."
        raise InvalidError(message)
    if max(least, most) > numerals.REPS.most:
        message = f"At most {numerals.REPS.most}, please."
        raise InvalidError(message)
    if most < least:
        message = "The smaller number first, please."
        raise InvalidError(message)
    return least, None if found[3] or found[4] else most


def reps_words(reps_min: int | None, reps_max: int | None) -> str:
    """`8`, `8–12`, `5+`; empty when there are none."""
    if reps_min is None:
        return ""
    if reps_max is None:
        return f"{reps_min}+"
    return str(reps_min) if reps_min == reps_max else f"{reps_min}–{reps_max}"


def _sets(part: str, unit: str) -> Iterator[Prescribed]:
    kind, rest = _kind(part)
    head = _HEAD.match(rest)
    if head is None:
        raise InvalidError(_not_understood(part))
    rpe, rest = _effort(rest[head.end() :].strip())
    loads, rpe = _loads(rest, unit, rpe, part)
    turns = [each.strip() for each in head["reps"].split("/")] if head["reps"] else [""]
    sets = int(head["sets"] or 1) * len(turns)
    if not 0 < sets <= MOST_SETS or (len(loads) > 1 and len(loads) != sets) or (head["open"] and not head["reps"]):
        raise InvalidError(_not_understood(part))
    is_last_open = bool(head["open"]) or (len(turns) == 1 and turns[0].endswith("+"))
    for number in range(sets):
        least, most = reps(turns[number % len(turns)]) if head["reps"] else (None, None)
        if is_last_open:
            most = None if number == sets - 1 else (most or least)
        yield Prescribed(
            kind=kind,
            reps_min=least,
            reps_max=most,
            weight_kg=loads[number % len(loads)] if loads else None,
            rpe=rpe,
            duration_seconds=_seconds(head["time"]) if head["time"] else None,
            distance_m=_metres(head["way"]) if head["way"] else None,
        )


def _kind(text: str) -> tuple[SetKind | None, str]:
    for pattern, kind in _KINDS:
        if pattern.search(text):
            return kind, pattern.sub(" ", text, count=1).strip(" :,")
    return None, text.strip()


def _effort(text: str) -> tuple[Decimal | None, str]:
    for pattern in (_RPE, *_RIR):
        if found := pattern.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip(" ,")
            number = _decimal(found[1], numerals.RPE.most)
            return number if pattern is _RPE else MOST_RPE - number, rest
    return None, text


def _loads(text: str, unit: str, rpe: Decimal | None, part: str) -> tuple[list[Decimal], Decimal | None]:
    if not text:
        return [], rpe if rpe is None else _possible_rpe(rpe, part)
    found = _LOAD.fullmatch(text)
    if found is None or (found[2] is None and "@" not in text):
        raise InvalidError(_not_understood(part))
    numbers = [_decimal(each, numerals.WEIGHT.most) for each in found[1].split("/")]
    # `@8 RIR 2` says the same effort twice.
    if found[2] is None and rpe in {None, numbers[0]} and len(numbers) == 1 and numbers[0] <= MOST_RPE:
        return [], _possible_rpe(numbers[0], part)
    named = (found[2] or unit).removesuffix("s")
    loads = [to_kg(each, named) for each in numbers]
    if max(loads) > numerals.WEIGHT.most:
        raise InvalidError(_not_understood(part))
    return loads, rpe if rpe is None else _possible_rpe(rpe, part)


def _possible_rpe(rpe: Decimal, part: str) -> Decimal:
    if not numerals.RPE.contain(rpe) or rpe * 2 % 1:
        raise InvalidError(_not_understood(part))
    return rpe


def _seconds(text: str) -> int:
    if ":" in text:
        minutes, seconds = text.split(":")
        return int(minutes) * 60 + int(seconds)
    number = int(text.removesuffix("sec").removesuffix("min").removesuffix("s"))
    return number * 60 if text.endswith("min") else number


def _metres(text: str) -> Decimal:
    way = next(each for each in ("km", "mi", "m") if text.endswith(each))
    return to_metres(_decimal(text.removesuffix(way), numerals.DISTANCE[way].most), way)


def _decimal(text: str, most: Decimal) -> Decimal:
    try:
        return numerals.number(text, most)
    except InvalidError as error:
        if str(error) != numerals.NOT_A_NUMBER:
            raise
        raise InvalidError(_not_understood(text)) from error


def _plain(text: str) -> str:
    """A text in small letters, with the digits, dashes and signs that are read here."""
    return _AT.sub("@", numerals.normal(text.translate(_TIMES)).lower())


def _not_understood(part: str) -> str:
    shown = part if len(part) <= 40 else f"{part[:40]}…"  # noqa: PLR2004  (as much as a line has room for)
    return f"“{shown}” is not understood. {EXAMPLE}"
