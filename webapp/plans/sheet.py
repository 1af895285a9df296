"""A plan as a sheet: days side by side, slots in a day, targets in a slot, and what they come to in a week (pure)."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from webapp.errors import NotFoundError
from webapp.progression import Rule
from webapp.strength import Kind, SetKind
from webapp.unusual import is_unusual, usual

GONE = "That is not in the plan any more. It may have been deleted in another window."
HALF = Decimal("0.5")
NO_RULE = Rule()


@dataclass(frozen=True)
class Target:
    """One planned set; kilograms, seconds and metres. `reps_max` is None for as many as possible from `reps_min`."""

    id: uuid.UUID
    position: Decimal
    kind: SetKind = SetKind.WORKING
    reps_min: int | None = None
    reps_max: int | None = None
    weight_kg: Decimal | None = None
    rpe: Decimal | None = None
    duration_seconds: int | None = None
    distance_m: Decimal | None = None


@dataclass(frozen=True)
class Exercise:
    """As much of an exercise as a plan shows; `unit` is the one its owner chose for its weights, if any."""

    id: uuid.UUID
    name: str
    kind: Kind
    muscle_group: str | None
    secondary_muscles: tuple[str, ...]
    equipment: str | None
    load_step: Decimal | None
    unit: str | None = None


@dataclass(frozen=True)
class Slot:
    """An exercise's place in a day. Neighbours with the same `superset` are done in turns."""

    id: uuid.UUID
    position: Decimal
    exercise: Exercise
    targets: tuple[Target, ...] = ()
    superset: int | None = None
    rest_seconds: int | None = None
    note: str | None = None
    rule: Rule = NO_RULE


@dataclass(frozen=True)
class Day:
    """One session of a plan."""

    id: uuid.UUID
    position: Decimal
    name: str
    slots: tuple[Slot, ...] = ()

    @property
    def letters(self) -> Mapping[uuid.UUID, str]:
        """What the slots of supersets are called: A1, A2, B1 …; the others are not in it."""
        named: dict[uuid.UUID, str] = {}
        for letter, group in enumerate(group for group in self._groups() if len(group) > 1):
            named |= {slot.id: f"{chr(ord('A') + letter % 26)}{number}" for number, slot in enumerate(group, 1)}
        return named

    def _groups(self) -> list[list[Slot]]:
        groups: list[list[Slot]] = []
        for slot in self.slots:
            if groups and slot.superset is not None and groups[-1][-1].superset == slot.superset:
                groups[-1].append(slot)
            else:
                groups.append([slot])
        return groups


@dataclass(frozen=True)
class Change:
    """A change in the journal, in words."""

    number: int
    words: str


@dataclass(frozen=True)
class Plan:
    """A plan, whole; `undo` and `redo` are the changes that would be taken back or made again next.

    `token` is in the link it is shared by.
    """

    id: uuid.UUID
    name: str
    notes: str | None
    revision: int
    archived_at: datetime | None = None
    is_current: bool = False
    token: str | None = None
    days: tuple[Day, ...] = ()
    undo: Change | None = None
    redo: Change | None = None

    @property
    def slots(self) -> Iterator[tuple[Day, Slot]]:
        """Every slot with its day."""
        return ((day, slot) for day in self.days for slot in day.slots)

    def day(self, day_id: uuid.UUID) -> Day:
        """A day; raises NotFoundError."""
        found = next((day for day in self.days if day.id == day_id), None)
        if found is None:
            raise NotFoundError(GONE)
        return found

    def slot(self, slot_id: uuid.UUID) -> tuple[Day, Slot]:
        """A slot and its day; raises NotFoundError."""
        found = next((each for each in self.slots if each[1].id == slot_id), None)
        if found is None:
            raise NotFoundError(GONE)
        return found

    def target(self, target_id: uuid.UUID) -> tuple[Slot, Target]:
        """A target and its slot; raises NotFoundError."""
        found = next(
            ((slot, target) for _, slot in self.slots for target in slot.targets if target.id == target_id), None
        )
        if found is None:
            raise NotFoundError(GONE)
        return found


def fingerprint(*seen: object) -> str:
    """What a window says it has seen, so that what another one changed since is not overwritten unseen."""
    return blake2b("\x1f".join(map(_canonical, seen)).encode(), digest_size=6).hexdigest()


def _canonical(seen: object) -> str:
    """Text of a value; 80 and 80.0 are the same load, and a revision or a journal is not what a plan says."""
    if isinstance(seen, Decimal):
        return f"{seen.normalize():f}"
    if isinstance(seen, Target | Slot | Day | Rule):
        return "\x1e".join(_canonical(getattr(seen, each.name)) for each in fields(seen) if each.name != "position")
    if isinstance(seen, Exercise):
        return str(seen.id)
    if isinstance(seen, tuple):
        return "\x1d".join(map(_canonical, seen))
    return repr(seen)


def unusual_loads(before: Plan, after: Plan) -> frozenset[uuid.UUID]:
    """The targets whose load has just become ten times what was usual in their slot: each may be a slip."""
    loads = {
        slot.id: usual(
            [target.weight_kg for target in slot.targets if target.weight_kg and target.kind != SetKind.WARMUP]
        )
        for _, slot in before.slots
    }
    had = {target.id: target.weight_kg for _, slot in before.slots for target in slot.targets}
    return frozenset(
        target.id
        for _, slot in after.slots
        for target in slot.targets
        if target.weight_kg != had.get(target.id) and is_unusual(target.weight_kg, loads.get(slot.id))
    )


@dataclass(frozen=True)
class MuscleSets:
    """A muscle's sets a week."""

    muscle: str
    sets: Decimal


def weekly_sets(plan: Plan) -> list[MuscleSets]:
    """Sets per muscle when each day is done once a week, most first: a set counts 1 for the exercise's own muscle and
    ½ for each that helps; warm-ups count nothing.
    """  # noqa: D205  (one sentence)
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for _, slot in plan.slots:
        sets = sum(target.kind != SetKind.WARMUP for target in slot.targets)
        if slot.exercise.muscle_group and sets:
            totals[slot.exercise.muscle_group] += sets
        for muscle in slot.exercise.secondary_muscles if sets else ():
            totals[muscle] += sets * HALF
    return sorted((MuscleSets(*each) for each in totals.items()), key=lambda each: (-each.sets, each.muscle))


def exercise(stored: Mapping[str, Any]) -> Exercise:
    """An exercise from its row as JSON, where decimals are text."""
    return Exercise(
        id=uuid.UUID(stored["id"]),
        name=stored["name"],
        kind=Kind(stored["kind"]),
        muscle_group=stored["muscle_group"],
        secondary_muscles=tuple(stored["secondary_muscles"]),
        equipment=stored["equipment"],
        load_step=number(stored["load_step"]),
        unit=stored["unit"],
    )


def number(text: str | None) -> Decimal | None:
    """A decimal from JSON's text."""
    return None if text is None else Decimal(text)


def in_order(days: Sequence[Day]) -> tuple[Day, ...]:
    """Days in their order."""
    return tuple(sorted(days, key=lambda day: (day.position, day.id)))
