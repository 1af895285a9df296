"""What a finished workout came to: muscles, records, and each exercise against its last time (pure)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from webapp.strength import Kind, volume
from webapp.workouts.sheet import Entry, Exercise, Measures, SetRow, Workout

# A set counts half for the muscles that only help.
HELPING = Decimal("0.5")
# What the sets of a kind add up to.
TOTALS = {
    Kind.WEIGHT_REPS: "volume",
    Kind.BODYWEIGHT_REPS: "reps",
    Kind.WEIGHTED_BODYWEIGHT: "reps",
    Kind.ASSISTED_BODYWEIGHT: "reps",
    Kind.DURATION: "duration",
    Kind.WEIGHT_DURATION: "duration",
    Kind.DISTANCE_DURATION: "distance",
    Kind.WEIGHT_DISTANCE: "distance",
}


@dataclass(frozen=True)
class Change:
    """An exercise against its last time: what its sets add up to, in `total`'s unit; weights are shown in `unit`.

    `before` is None where this was the first time.
    """

    entry_id: uuid.UUID
    exercise: Exercise
    total: str
    sets: int
    now: Decimal
    before: Decimal | None
    unit: str


@dataclass(frozen=True)
class Summary:
    """A workout in a few lines; muscles with their sets, most first."""

    muscles: Sequence[tuple[str, Decimal]]
    changes: Sequence[Change]
    records: Sequence[SetRow]


def summarize(workout: Workout) -> Summary:
    """Sum a workout up: its sets that count."""
    return Summary(
        muscles=_muscles(workout.shown_entries),
        changes=[_change(entry) for entry in workout.shown_entries if _worked(entry)],
        records=[row for row in workout.done if row.records],
    )


def _muscles(entries: Iterable[Entry]) -> Sequence[tuple[str, Decimal]]:
    sets: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        worked = len(_worked(entry))
        for muscle, share in [(entry.muscle_group, Decimal(1)), *((each, HELPING) for each in entry.secondary_muscles)]:
            if muscle and worked:
                sets[muscle] += worked * share
    return sorted(sets.items(), key=lambda each: (-each[1], each[0]))


def _change(entry: Entry) -> Change:
    worked = [row.measures for row in _worked(entry)]
    total = TOTALS[entry.exercise.kind]
    before = _total(total, entry.previous_worked, entry.exercise.kind) if entry.previous_worked else None
    now = _total(total, worked, entry.exercise.kind)
    return Change(entry.id, entry.exercise, total, len(worked), now, before, entry.weighing.unit)


def _worked(entry: Entry) -> Sequence[SetRow]:
    return [row for row in entry.rows if row.counts]


def _total(total: str, sets: Iterable[Measures], kind: Kind) -> Decimal:
    return sum((_amount(total, each, kind) for each in sets), Decimal(0))


def _amount(total: str, each: Measures, kind: Kind) -> Decimal:
    if total == "volume":
        return volume(each.weight_kg, each.reps or 0, kind)
    amounts = {"reps": each.reps, "duration": each.duration_seconds, "distance": each.distance_m}
    return Decimal(amounts[total] or 0)
