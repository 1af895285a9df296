"""What a set is worth: kinds of exercise, volume, records, warm-ups (pure)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


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


class Measured(Protocol):
    """The measures of one set; kilograms, seconds and metres, None where not logged."""

    @property
    def weight_kg(self) -> Decimal | None: ...  # noqa: D102  (explained by their names)
    @property
    def reps(self) -> int | None: ...  # noqa: D102
    @property
    def duration_seconds(self) -> int | None: ...  # noqa: D102
    @property
    def distance_m(self) -> Decimal | None: ...  # noqa: D102


# Kinds of set that are preparation: they count nowhere.
_PREPARATION = (SetKind.WARMUP,)
# What must be above 0, or the lift failed; what is blank is passed over. Where all of it is blank (a script may send
# reps of a hold), the reps decide.
_LIFTED = {
    Kind.WEIGHT_REPS: ("reps",),
    Kind.BODYWEIGHT_REPS: ("reps",),
    Kind.WEIGHTED_BODYWEIGHT: ("reps",),
    Kind.ASSISTED_BODYWEIGHT: ("reps",),
    Kind.DURATION: ("duration_seconds",),
    Kind.WEIGHT_DURATION: ("duration_seconds",),
    Kind.DISTANCE_DURATION: ("distance_m", "duration_seconds"),
    Kind.WEIGHT_DISTANCE: ("distance_m",),
}


def is_working(set_kind: str) -> bool:
    """Whether a set of this kind is one that may count: every kind but the warm-up."""
    return set_kind not in _PREPARATION


def is_lifted(kind: Kind, measures: Measured) -> bool:
    """Whether anything was lifted: 0 reps, 0 seconds and 0 metres are a failed lift."""
    values = [getattr(measures, name) for name in _LIFTED[kind]]
    return min((value for value in values if value is not None), default=measures.reps or 0) > 0


def counts(kind: Kind, set_kind: str, measures: Measured) -> bool:
    """Whether a done set counts: in records, charts, totals, sets per muscle and comparisons with last time."""
    return is_working(set_kind) and is_lifted(kind, measures)


def working_sql(set_kind: str) -> str:
    """`is_working` in SQL; `set_kind` is an expression of a set's kind."""
    return f"{set_kind} NOT IN ({_quoted(_PREPARATION)})"


def lifted_sql(prefix: str, kind: str) -> str:
    """`is_lifted` in SQL.

    `prefix` names the set's table (`s.`, or empty), `kind` is an expression of the exercise's kind.
    """
    cases = "".join(
        f" WHEN '{each}' THEN {_least(prefix, columns)}" for each, columns in _LIFTED.items() if columns != ("reps",)
    )
    return f"coalesce(CASE {kind}{cases} END, {prefix}reps) > 0"


def counts_sql(prefix: str, kind: str) -> str:
    """`counts` in SQL, of the arguments of `lifted_sql`. Whether the set was deleted is another question."""
    return f"{working_sql(f'{prefix}kind')} AND {lifted_sql(prefix, kind)}"


def _least(prefix: str, columns: Sequence[str]) -> str:
    # LEAST passes over what is null: https://www.postgresql.org/docs/current/functions-conditional.html
    named = ", ".join(prefix + column for column in columns)
    return f"least({named})" if len(columns) > 1 else named


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def volume(weight_kg: Decimal | None, reps: int, kind: str) -> Decimal:
    """Kilograms moved by one set: weight times reps.

    Assistance is help, not load, so it moves nothing.
    """
    if weight_kg is None or kind == Kind.ASSISTED_BODYWEIGHT:
        return Decimal(0)
    return weight_kg * reps


def volume_sql(prefix: str, kind: str) -> str:
    """`volume` in SQL, of the arguments of `lifted_sql`."""
    weight = f"coalesce({prefix}weight_kg, 0)"
    return f"CASE {kind} WHEN '{Kind.ASSISTED_BODYWEIGHT}' THEN 0 ELSE {weight} END * {prefix}reps"


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


# An estimate from more reps is too uncertain: the lighter the load, the more lifters differ in the reps they get (Nuzzo
# et al. 2024, Sports Med 54:303-321).
E1RM_REPS = 12
# Epley's formula counts in parts of so many: one for each rep.
_PARTS = 30
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


def e1rm(weight_kg: Decimal | None, reps: int | None) -> Decimal | None:
    """The weight in kilograms that could be lifted once, `w (1 + r / 30)` as estimated by Epley (1985).

    A single is itself. None without a weight, for a failed lift and above `E1RM_REPS` reps. Whether the set is a
    warm-up is for `counts` to say, and whether its exercise has a maximum for `has_e1rm`.
    """
    return e1rm_of_parts(e1rm_parts(weight_kg, reps))


def e1rm_parts(weight_kg: Decimal | None, reps: int | None) -> Decimal | None:
    """`e1rm` in thirtieths of a kilogram, which are exact."""
    if weight_kg is None or reps is None or not 1 <= reps <= E1RM_REPS:
        return None
    return weight_kg * (_PARTS if reps == 1 else _PARTS + reps)


def e1rm_parts_sql(prefix: str) -> str:
    """`e1rm_parts` in SQL; `prefix` names the set's table."""
    reps = f"{prefix}reps"
    factor = f"CASE WHEN {reps} = 1 THEN {_PARTS} WHEN {reps} BETWEEN 2 AND {E1RM_REPS} THEN {_PARTS} + {reps} END"
    return f"{prefix}weight_kg * {factor}"


def e1rm_of_parts(parts: Decimal | None) -> Decimal | None:
    """Kilograms from thirtieths of them."""
    return None if parts is None else parts / _PARTS


def has_e1rm(kind: Kind) -> bool:
    """Whether an exercise of this kind has an estimated maximum: only where the weight is the whole load."""
    return kind is Kind.WEIGHT_REPS


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
    estimated = e1rm_parts(judged.first, reps) if has_e1rm(kind) else None
    if estimated is not None and beats(estimated, bests.e1rm):
        found.append(Record.E1RM)
    if kind in {Kind.WEIGHT_REPS, Kind.WEIGHTED_BODYWEIGHT} and beats(judged.first * reps, bests.volume):
        found.append(Record.VOLUME)
    return found


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
