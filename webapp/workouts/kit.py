"""Stand-ins for what a phone adds to a workout without signal: a workout, an exercise and a row of every kind (pure).

The server draws them by the same partials as everything else, and scripts put the real names in: of the workout
(8 in the fourth group), of the exercise's place (9), of the exercise (a), of one more row (b).
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from webapp.ids import nth
from webapp.strength import Kind, SetKind, is_lifted
from webapp.workouts.sheet import ROWS_AN_ENTRY, Entry, Exercise, Measures, SetRow, Workout

LOG, PLACE, EXERCISE, SET = (uuid.UUID(f"00000000-0000-7000-{digit}000-000000000000") for digit in "89ab")
# Read by scripts as "which one of the rows it turns out to be".
ORDINAL = 90909
NAME, EQUIPMENT, UNIT = "{exercise_name}", "{exercise_equipment}", "{exercise_unit}"
BLANK_SETS = 3
_INTENDED = ("kind", "weight_kg", "reps", "duration_seconds", "distance_m")


@dataclass(frozen=True)
class Sample(Entry):
    """An exercise with blank rows, one `further` row to add, and one that is a warm-up."""

    further: SetRow | None = None
    warm_up: SetRow | None = None

    @property
    def chosen_unit(self) -> str:
        """The stand-in for the unit that was chosen for the exercise."""
        return UNIT


def workout(repeated: Workout | None = None) -> Workout:
    """A workout that runs: empty, or with the exercises of another one, named as `start_workout` names them."""
    shown = repeated.shown_entries if repeated else ()
    entries = [_again(entry, n) for n, entry in enumerate(shown, 1)]
    return Workout(id=LOG, name=None, note=None, performed_at=datetime.now(UTC), finished_at=None, entries=entries)


def _again(entry: Entry, position: int) -> Entry:
    entry_id = nth(LOG, position * ROWS_AN_ENTRY)
    done = [row for row in entry.rows if row.is_done and is_lifted(row.exercise.kind, row.measures)]
    rows = [
        replace(
            row, id=nth(entry_id, n), log_id=LOG, entry_id=entry_id, set_number=n, rpe=None, note=None, revision=0,
            previous=row.measures, performed_at=None,
        ).weighed(entry.weighing, entry.weighing.unit)
        for n, row in enumerate(done, 1)
    ]  # fmt: skip
    return replace(
        entry, id=entry_id, log_id=LOG, rows=rows, previous=[row.measures for row in done], note=None, revision=1,
        position=Decimal(position), superset=None, unit=entry.weighing.unit,
    )  # fmt: skip


def samples(unit: str) -> Iterator[Sample]:
    """One exercise of each kind, in the lifter's unit; a script turns it into the one that was chosen."""
    for kind in Kind:
        exercise = Exercise(id=EXERCISE, name=NAME, kind=kind, equipment=EQUIPMENT, load_step=None)
        rows = [_row(exercise, nth(PLACE, n), n) for n in range(1, BLANK_SETS + 1)]
        further = _row(exercise, SET, ORDINAL)
        warm_up = replace(further, kind=SetKind.WARMUP, follows=False)
        yield Sample(
            id=PLACE,
            log_id=LOG,
            exercise=exercise,
            note=None,
            previous=[],
            rows=rows,
            further=further,
            warm_up=warm_up,
            instead_of="",
            unit=unit,
        )


def _row(exercise: Exercise, set_id: uuid.UUID, number: int) -> SetRow:
    return SetRow(
        id=set_id,
        log_id=LOG,
        entry_id=PLACE,
        exercise=exercise,
        set_number=number,
        ordinal=number,
        kind=SetKind.WORKING,
        measures=Measures(),
        rpe=None,
        note=None,
        revision=0,
        is_deleted=False,
        previous=None,
        follows=True,
    )


def planned_rows(entry_id: uuid.UUID, intended: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sets as an entry plans them, named after it."""
    return [
        {"id": str(nth(entry_id, n)), "set_number": n, **{k: each[k] for k in _INTENDED if each.get(k) is not None}}
        for n, each in enumerate(intended, 1)
    ]
