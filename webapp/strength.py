"""What a set is worth: kinds of exercise, volume, records, warm-ups (pure)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What one set of an exercise is measured in; it decides the inputs of its rows."""

    WEIGHT_REPS = "weight_reps"
    BODYWEIGHT_REPS = "bodyweight_reps"
    WEIGHTED_BODYWEIGHT = "weighted_bodyweight"
    ASSISTED_BODYWEIGHT = "assisted_bodyweight"
    DURATION = "duration"
    WEIGHT_DURATION = "weight_duration"
    DISTANCE_DURATION = "distance_duration"
    WEIGHT_DISTANCE = "weight_distance"

    @property
    def fields(self) -> tuple[str, ...]:
        """The measures a set of this kind has, in the order they are typed."""
        return _FIELDS[self]

    @property
    def has_weight(self) -> bool:
        """Whether a set of this kind carries a load (or, assisted, a help)."""
        return "weight" in self.fields


_FIELDS = {
    Kind.WEIGHT_REPS: ("weight", "reps"),
    Kind.BODYWEIGHT_REPS: ("reps",),
    Kind.WEIGHTED_BODYWEIGHT: ("weight", "reps"),
    Kind.ASSISTED_BODYWEIGHT: ("weight", "reps"),
    Kind.DURATION: ("duration",),
    Kind.WEIGHT_DURATION: ("weight", "duration"),
    Kind.DISTANCE_DURATION: ("distance", "duration"),
    Kind.WEIGHT_DISTANCE: ("weight", "distance"),
}


class SetKind(StrEnum):
    """What a set was for."""

    WARMUP = "warmup"
    WORKING = "working"
    DROP = "drop"
    FAILURE = "failure"


def volume(weight_kg: Decimal | None, reps: int, kind: str) -> Decimal:
    """Kilograms moved by one set: weight times reps.

    Assistance is help, not load, so it moves nothing.
    """
    if weight_kg is None or kind == Kind.ASSISTED_BODYWEIGHT:
        return Decimal(0)
    return weight_kg * reps


class Record(StrEnum):
    """What a set was better in than every set of its exercise before it."""

    WEIGHT = "weight"
    HELP = "help"
    REPS = "reps"
    TIME = "time"
    PACE = "pace"
    DISTANCE = "distance"
    E1RM = "e1rm"
    VOLUME = "volume"


# Beyond so many reps a one-rep maximum is no longer to be estimated; a longer set counts as this.
E1RM_REPS = 12
# What a set of a kind is judged by, each in units of which more is better; `records.py` has the same in SQL.
_SECOND = {
    Kind.WEIGHT_REPS: Record.REPS,
    Kind.BODYWEIGHT_REPS: Record.REPS,
    Kind.WEIGHTED_BODYWEIGHT: Record.REPS,
    Kind.ASSISTED_BODYWEIGHT: Record.REPS,
    Kind.DURATION: Record.TIME,
    Kind.WEIGHT_DURATION: Record.TIME,
    Kind.DISTANCE_DURATION: Record.PACE,
    Kind.WEIGHT_DISTANCE: Record.DISTANCE,
}
_FIRST = {
    Kind.WEIGHT_REPS: Record.WEIGHT,
    Kind.WEIGHTED_BODYWEIGHT: Record.WEIGHT,
    Kind.ASSISTED_BODYWEIGHT: Record.HELP,
    Kind.WEIGHT_DURATION: Record.WEIGHT,
    Kind.WEIGHT_DISTANCE: Record.WEIGHT,
}


@dataclass(frozen=True)
class Goods:
    """The two things a set is judged by, more being better: load and reps; less help and reps; distance and pace."""

    first: Decimal
    second: Decimal


@dataclass(frozen=True)
class Bests:
    """The best of the sets before one; None where no set could be compared with it.

    `first` is the best first good of those that were as good in the second, `second` the other way
    round, `farthest` the best first good of all. `e1rm` is in thirtieths of a kilogram, which are exact.
    """

    first: Decimal | None
    second: Decimal | None
    farthest: Decimal | None
    e1rm: Decimal | None
    volume: Decimal | None


def e1rm(weight_kg: Decimal, reps: int) -> Decimal:
    """The weight in kilograms that could be lifted once, as estimated by Epley (1985): `w (1 + r / 30)`.

    One rep is itself.
    """
    return _thirtieths(weight_kg, reps) / 30


def goods(
    kind: Kind, *, weight_kg: Decimal | None, reps: int, duration_seconds: int | None, distance_m: Decimal | None
) -> Goods | None:
    """What a set is judged by; None where a measure of its kind was not logged."""
    nothing = Decimal(0)
    added = weight_kg if kind != Kind.WEIGHTED_BODYWEIGHT else weight_kg or nothing
    first: Decimal | None = nothing
    if kind == Kind.DISTANCE_DURATION:
        first = distance_m
    elif kind == Kind.ASSISTED_BODYWEIGHT:
        first = None if weight_kg is None else -weight_kg
    elif kind.has_weight:
        first = added
    measured = {Record.REPS: reps, Record.TIME: duration_seconds, Record.DISTANCE: distance_m}
    pace = None if duration_seconds is None else -duration_seconds
    second = pace if _SECOND[kind] == Record.PACE else measured[_SECOND[kind]]
    return None if first is None or second is None else Goods(first, Decimal(second))


def records(kind: Kind, judged: Goods, bests: Bests) -> Sequence[Record]:
    """The records of a set, given the best of what came before; what has nothing before it is no record."""

    def beats(own: Decimal, best: Decimal | None) -> bool:
        return best is not None and own > best

    found = []
    if kind in _FIRST and beats(judged.first, bests.first):
        found.append(_FIRST[kind])
    if kind == Kind.DISTANCE_DURATION and beats(judged.first, bests.farthest):
        found.append(Record.DISTANCE)
    if beats(judged.second, bests.second):
        found.append(_SECOND[kind])
    reps = int(judged.second)
    if kind == Kind.WEIGHT_REPS and reps > 0 and beats(_thirtieths(judged.first, reps), bests.e1rm):
        found.append(Record.E1RM)
    if kind in {Kind.WEIGHT_REPS, Kind.WEIGHTED_BODYWEIGHT} and beats(judged.first * reps, bests.volume):
        found.append(Record.VOLUME)
    return found


def _thirtieths(weight_kg: Decimal, reps: int) -> Decimal:
    return weight_kg * (30 if reps == 1 else 30 + min(reps, E1RM_REPS))


# The last warm-ups of a working weight: which part of it, for how many reps.
_WARM_UPS = ((Decimal("0.4"), 5), (Decimal("0.6"), 3), (Decimal("0.8"), 2))
_EMPTY_BAR_REPS = 5
# A warm-up that is hardly heavier than the one before warms nothing up.
_JUMP = Decimal("0.1")


def warm_ups(
    working: Decimal, loadable: Callable[[Decimal], Decimal], empty_bar: Decimal | None = None
) -> list[tuple[Decimal, int]]:
    """Warm-up sets before a working weight, as `(weight, reps)`, each heavier than the one before.

    The scheme is that of Rippetoe and Kilgore, *Starting Strength*: the empty bar, then about 40, 60
    and 80 % for five, three and two. `loadable` gives what can be loaded near a weight; what comes to
    less than a tenth of the working weight above the set before, or to that weight itself, is left out.
    """
    steps = [(loadable(working * part), reps) for part, reps in _WARM_UPS]
    sets = [(empty_bar, _EMPTY_BAR_REPS)] if empty_bar is not None and empty_bar < working else []
    for weight, reps in steps:
        if (sets[-1][0] + working * _JUMP if sets else empty_bar or 0) < weight < working:
            sets.append((weight, reps))
    return sets
