"""A plan as rows, the difference of two plans as the rows that changed, and a plan made of rows (pure).

Undo is a journal of row images, kept by the server, and not a list of inverse operations: a change is the rows it
touched as they were and as they became, found by comparing the plan before with the plan after. So a new kind of edit
can be undone without a word about undoing, "undone" means exactly as it was (ids and positions too, whatever stood
between), and it works without JavaScript, after a reload and from another device. The price is a few hundred bytes
for each of the last fifty changes. Inverse operations would be smaller, but each would be code of its own to get wrong.
"""

import uuid
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from webapp.plans.sheet import Day, Exercise, Plan, Slot, Target, in_order, number
from webapp.progression import Progression, Rule
from webapp.strength import SetKind

Row = dict[str, Any]
# By table: rows by id.
Rows = dict[str, dict[str, Row]]
TABLES = ("workout_plans", "plan_days", "plan_slots", "plan_targets")


@dataclass(frozen=True)
class Difference:
    """The rows that differ between two plans, on either side; a row that is on one side only is new or gone."""

    before: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    after: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not self.before and not self.after

    @property
    def reverse(self) -> "Difference":
        """What takes it back."""
        return Difference(self.after, self.before)

    def gone(self, table: str) -> list[str]:
        """The ids of rows that are there no more."""
        kept = {row["id"] for row in self.after.get(table, ())}
        return [row["id"] for row in self.before.get(table, ()) if row["id"] not in kept]


def rows(plan: Plan, without: Container[tuple[uuid.UUID, int]] = ()) -> Rows:
    """A plan as the rows that the tables hold, decimals as text; `without` are slots that are not asked for."""
    found: Rows = {table: {} for table in TABLES}
    found["workout_plans"][str(plan.id)] = {"id": str(plan.id), "name": plan.name, "notes": plan.notes}
    for day in plan.days:
        found["plan_days"][str(day.id)] = {"id": str(day.id), "name": day.name, "position": _text(day.position)}
        for slot in day.slots:
            if (day.id, id(slot)) in without:
                continue
            found["plan_slots"][str(slot.id)] = _slot_row(day, slot)
            for target in slot.targets:
                found["plan_targets"][str(target.id)] = _target_row(slot, target)
    return found


def difference(before: Plan, after: Plan) -> Difference:
    """What changed from one plan to the other."""
    # An edit leaves what it does not touch the very same, and most of a plan is not touched.
    untouched = {(day.id, id(slot)) for day, slot in before.slots} & {(day.id, id(slot)) for day, slot in after.slots}
    old, new = rows(before, untouched), rows(after, untouched)
    was: dict[str, list[Row]] = defaultdict(list)
    became: dict[str, list[Row]] = defaultdict(list)
    for table in TABLES:
        for row_id in {**old[table], **new[table]}:
            row, changed = old[table].get(row_id), new[table].get(row_id)
            if row == changed:
                continue
            if row is not None:
                was[table].append(row)
            if changed is not None:
                became[table].append(changed)
    return Difference(dict(was), dict(became))


def changed(plan: Plan, by: Difference, exercises: Iterable[Exercise]) -> Plan:
    """A plan with a difference made in it; `exercises` are those of the rows it brings."""
    found = rows(plan)
    for table in TABLES:
        for gone in by.gone(table):
            found[table].pop(gone, None)
        found[table] |= {row["id"]: row for row in by.after.get(table, ())}
    known = {slot.exercise.id: slot.exercise for _, slot in plan.slots} | {each.id: each for each in exercises}
    own = found["workout_plans"][str(plan.id)]
    return replace(plan, name=own["name"], notes=own["notes"], days=days(found, known))


def days(found: Rows, exercises: Mapping[uuid.UUID, Exercise]) -> tuple[Day, ...]:
    """Days of rows, in order."""
    targets: dict[str, list[Target]] = defaultdict(list)
    for row in found["plan_targets"].values():
        targets[row["slot_id"]].append(_target(row))
    slots: dict[str, list[Slot]] = defaultdict(list)
    for row in found["plan_slots"].values():
        in_place = tuple(sorted(targets[row["id"]], key=lambda each: (each.position, each.id)))
        slots[row["day_id"]].append(_slot(row, exercises[uuid.UUID(row["exercise_id"])], in_place))
    return in_order(
        [
            Day(
                uuid.UUID(row["id"]),
                Decimal(row["position"]),
                row["name"],
                tuple(sorted(slots[row["id"]], key=lambda each: (each.position, each.id))),
            )
            for row in found["plan_days"].values()
        ]
    )


def _slot_row(day: Day, slot: Slot) -> Row:
    return {
        "id": str(slot.id),
        "day_id": str(day.id),
        "exercise_id": str(slot.exercise.id),
        "position": _text(slot.position),
        "superset": slot.superset,
        "rest_seconds": slot.rest_seconds,
        "note": slot.note,
        "progression": str(slot.rule.progression),
        "step_kg": _text(slot.rule.step_kg),
        "misses": slot.rule.misses,
        "deload_percent": slot.rule.deload_percent,
    }


def _slot(row: Row, exercise: Exercise, targets: tuple[Target, ...]) -> Slot:
    rule = Rule(Progression(row["progression"]), number(row["step_kg"]), row["misses"], row["deload_percent"])
    return Slot(
        id=uuid.UUID(row["id"]),
        position=Decimal(row["position"]),
        exercise=exercise,
        targets=targets,
        superset=row["superset"],
        rest_seconds=row["rest_seconds"],
        note=row["note"],
        rule=rule,
    )


def _target_row(slot: Slot, target: Target) -> Row:
    return {
        "id": str(target.id),
        "slot_id": str(slot.id),
        "position": _text(target.position),
        "kind": str(target.kind),
        "reps_min": target.reps_min,
        "reps_max": target.reps_max,
        "weight_kg": _text(target.weight_kg),
        "rpe": _text(target.rpe),
        "duration_seconds": target.duration_seconds,
        "distance_m": _text(target.distance_m),
    }


def _target(row: Row) -> Target:
    return Target(
        id=uuid.UUID(row["id"]),
        position=Decimal(row["position"]),
        kind=SetKind(row["kind"]),
        reps_min=row["reps_min"],
        reps_max=row["reps_max"],
        weight_kg=number(row["weight_kg"]),
        rpe=number(row["rpe"]),
        duration_seconds=row["duration_seconds"],
        distance_m=number(row["distance_m"]),
    )


def _text(value: Decimal | None) -> str | None:
    """A decimal as text; equal numbers are equal texts, whatever zeros the database keeps."""
    return None if value is None else f"{value.normalize():f}"
