"""Database rows become an entry with its rows: done and planned ones, in order, counted and filled (pure)."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from webapp import plates
from webapp.strength import Kind, SetKind, is_working
from webapp.unusual import is_unusual, usual
from webapp.workouts.records import records_of
from webapp.workouts.sheet import Entry, Exercise, Measures, SetRow
from webapp.workouts.weighing import Weighing


def measures(stored: Mapping[str, Any]) -> Measures:
    """Measures from a row or from the JSON of one, where decimals are text."""

    def number(name: str) -> Decimal | None:
        return None if stored.get(name) is None else Decimal(stored[name])

    return Measures(number("weight_kg"), stored.get("reps"), stored.get("duration_seconds"), number("distance_m"))


def exercise(row: Mapping[str, Any]) -> Exercise:
    """The exercise columns of a row."""
    return Exercise(
        id=row["exercise_id"],
        name=row["exercise_name"],
        kind=Kind(row["exercise_kind"]),
        equipment=row["equipment"],
        load_step=row["load_step"],
    )


def weighing(row: Mapping[str, Any]) -> Weighing:
    """How the lifter weighs the exercise of a row: its `chosen_unit`, and what their settings say."""
    return Weighing(
        unit=row["chosen_unit"] or row["usual_unit"] or "kg",
        is_chosen=row["chosen_unit"] is not None,
        equipment=row["equipment"],
        load_step=row["load_step"],
        gyms=plates.gyms(row["bars"] or (), row["plates"] or (), row["steps"] or ()),
    )


def arrange_entry(log_id: uuid.UUID, row: Mapping[str, Any], logged: Sequence[Mapping[str, Any]]) -> Entry:
    """An entry with its rows, from its own columns and its sets': done and planned ones, counted and filled."""
    previous = [measures(each) for each in row["previous"] or []]
    blank = SetRow(
        id=uuid.UUID(int=0),
        log_id=log_id,
        entry_id=row["entry_id"],
        exercise=exercise(row),
        set_number=0,
        ordinal=0,
        kind=SetKind.WORKING,
        measures=Measures(),
        rpe=None,
        note=None,
        revision=0,
        is_deleted=False,
        previous=None,
    )
    done = {each["id"]: _done(blank, each) for each in logged}
    planned = [
        _planned(blank, each) for each in row["planned"] if uuid.UUID(each["id"]) not in done and "gone" not in each
    ]
    rows = sorted([*done.values(), *planned], key=lambda each: (each.set_number, each.id))
    shown = [each for each in rows if not each.is_deleted]
    weighed = weighing(row)
    unit = weighed.unit_after(each.weight_unit for each in shown if each.is_done)
    usual_kg = _usual(row)
    return Entry(
        id=row["entry_id"],
        log_id=log_id,
        exercise=blank.exercise,
        note=row["entry_note"],
        rest_seconds=row["rest_seconds"],
        position=row["position"],
        superset=row["superset"],
        muscle_group=row["muscle_group"],
        secondary_muscles=row["secondary_muscles"] or (),
        previous_worked=[measures(each) for each in row["previous"] or [] if _is_work(each)],
        previous=previous,
        rows=_questioned(_weighed(_filled(_numbered(shown, previous)), weighed, unit), usual_kg),
        unit=unit,
        weighing=weighed,
        usual_kg=usual_kg,
        revision=row["entry_revision"],
        replaces=row.get("replaces"),
        instead_of=row.get("instead_of"),
        # A set that arrived late brings its removed exercise back: what was lifted is never hidden.
        is_removed=row["removed_at"] is not None and not any(each.is_done for each in done.values()),
    )


def _done(blank: SetRow, stored: Mapping[str, Any]) -> SetRow:
    return replace(
        blank,
        id=stored["id"],
        set_number=stored["set_number"],
        kind=SetKind(stored["kind"]),
        measures=measures(stored),
        rpe=stored["rpe"],
        note=stored["note"],
        revision=stored["revision"],
        is_deleted=stored["is_deleted"],
        performed_at=stored["performed_at"],
        weight_unit=stored["weight_unit"],
        records=records_of(stored, blank.exercise.kind),
    )


def _planned(blank: SetRow, intended: Mapping[str, Any]) -> SetRow:
    target = intended.get("target", {})
    return replace(
        blank,
        id=uuid.UUID(intended["id"]),
        set_number=intended["set_number"],
        kind=SetKind(intended.get("kind", SetKind.WORKING)),
        measures=measures(intended),
        weight_unit=intended.get("weight_unit"),
        open_from=None if "reps_max" in target else target.get("reps_min"),
    )


def _usual(row: Mapping[str, Any]) -> Decimal | None:
    """The weight that is usual for an entry: that of last time's working sets, else of those it plans."""
    for sets in (row["previous"] or [], row["planned"]):
        weights = [Decimal(each["weight_kg"]) for each in sets if each.get("weight_kg") is not None and _is_work(each)]
        if (found := usual(weights)) is not None:
            return found
    return None


def _is_work(stored: Mapping[str, Any]) -> bool:
    return is_working(stored.get("kind", SetKind.WORKING))


def _questioned(rows: Sequence[SetRow], usual_kg: Decimal | None) -> Sequence[SetRow]:
    """Rows, of which those ask back that are unusual; where nothing is usual yet, beside the other rows."""

    def among(row: SetRow) -> Decimal | None:
        others = [each for each in rows if each.id != row.id and is_working(each.kind) and not each.follows]
        return usual([each.measures.weight_kg for each in others if each.measures.weight_kg is not None])

    return [
        replace(row, is_unusual=True)
        if row.is_done and is_unusual(row.measures.weight_kg, usual_kg or among(row))
        else row
        for row in rows
    ]


def answered(entry: Entry, sure: Collection[str]) -> Entry:
    """An entry without the questions about sets of which the lifter is sure, by their ids, and others as light."""
    right = max((row.measures.weight_kg or Decimal(0) for row in entry.rows if str(row.id) in sure), default=None)
    if right is None:
        return entry
    rows = [
        replace(
            row, is_unusual=row.is_unusual and row.measures.weight_kg is not None and row.measures.weight_kg > right
        )
        for row in entry.rows
    ]
    return replace(entry, rows=rows)


def _numbered(rows: Sequence[SetRow], previous: Sequence[Measures]) -> Iterator[SetRow]:
    """Rows count from 1 without gaps, and stand beside the same set of last time."""
    counts: Counter[bool] = Counter()
    for index, row in enumerate(rows):
        counts[row.kind == SetKind.WARMUP] += 1
        yield replace(
            row,
            set_number=index + 1,
            ordinal=counts[row.kind == SetKind.WARMUP],
            previous=previous[index] if index < len(previous) else None,
        )


def _filled(rows: Iterable[SetRow]) -> Sequence[SetRow]:
    """A planned row that knows nothing is filled from the set before it; a warm-up or a failed lift is no example."""
    filled: list[SetRow] = []
    known = Measures()
    for row in rows:
        is_blank = row.revision == 0 and row.measures.is_blank
        filled.append(replace(row, measures=known, follows=True) if is_blank else row)
        known = filled[-1].measures if filled[-1].counts else known
    return filled


def _weighed(rows: Iterable[SetRow], weighed: Weighing, unit: str) -> Sequence[SetRow]:
    """The rows that are still to do in the unit of their exercise, filled with what can be loaded in it."""
    return [row.weighed(weighed, unit) if row.state == "todo" else row for row in rows]
