"""What a workout did otherwise than its day of the plan says, and taking that over into the plan (pure)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from webapp.formatting import count
from webapp.ids import uuid7
from webapp.plans import edits
from webapp.plans.positions import GAP
from webapp.plans.sheet import Day, Exercise, Plan, Slot, Target
from webapp.progression import COURSES, Measure
from webapp.strength import SetKind, counts, is_lifted, is_working
from webapp.units import from_kg, plain


@dataclass(frozen=True)
class Lifted:
    """A set that was done, and the target it was done for, if it was planned."""

    target_id: uuid.UUID | None
    kind: SetKind
    reps: int
    weight_kg: Decimal | None
    duration_seconds: int | None
    distance_m: Decimal | None


@dataclass(frozen=True)
class Outcome:
    """An exercise of a workout, the slot it was planned in, if any, and its sets."""

    entry_id: uuid.UUID
    slot_id: uuid.UUID | None
    exercise: Exercise
    sets: Sequence[Lifted]

    @property
    def lifted(self) -> Sequence[Lifted]:
        """Its sets without the failed lifts."""
        return [each for each in self.sets if is_lifted(self.exercise.kind, each)]

    @property
    def counted(self) -> Sequence[Lifted]:
        """Its sets that count: without failed lifts and warm-ups."""
        return [each for each in self.sets if counts(self.exercise.kind, each.kind, each)]


@dataclass(frozen=True)
class Difference:
    """Something that was done otherwise; `key` names it in a form."""

    key: str
    words: str


def differences(day: Day, outcomes: Sequence[Outcome], unit: str) -> list[Difference]:
    """What was done otherwise, in the order of the plan, then what was added."""
    done = {each.slot_id: each for each in outcomes if each.slot_id and each.sets}
    found = [each for slot in day.slots for each in _of_slot(slot, done.get(slot.id), unit)]
    slots = {slot.id for slot in day.slots}
    added = [each for each in outcomes if each.counted and not {each.slot_id, _new_id(each)} & slots]
    return found + [Difference(f"add:{each.entry_id}", f"Add {each.exercise.name}") for each in added]


def keep(plan: Plan, day_id: uuid.UUID, outcomes: Sequence[Outcome], keys: Sequence[str]) -> Plan:
    """The plan with the chosen differences in it; keys that are none any more change nothing."""
    day = plan.day(day_id)
    current = {each.key for each in differences(day, outcomes, "kg")}
    by_id = {str(each.slot_id or ""): each for each in outcomes} | {str(each.entry_id): each for each in outcomes}
    for key in keys:
        if key not in current:
            continue
        what, _, named = key.partition(":")
        if what == "remove":
            plan = edits.remove_slot(plan, uuid.UUID(named))
        elif what == "add" and not any(slot.id == _new_id(by_id[named]) for _, slot in plan.slots):
            plan = edits.fill_slot(plan, day_id, _new_slot(by_id[named]))
        elif what == "swap":
            outcome = by_id[named]
            plan = edits.swap_exercise(plan, uuid.UUID(named), outcome.exercise)
            plan = _with_loads(plan, outcome)
        elif what == "load":
            plan = _with_loads(plan, by_id[named])
        elif what == "sets":
            plan = _with_sets(plan, by_id[named])
    return plan


def _of_slot(slot: Slot, outcome: Outcome | None, unit: str) -> list[Difference]:
    name, unit = slot.exercise.name, slot.exercise.unit or unit
    if outcome is None:
        return [Difference(f"remove:{slot.id}", f"Take {name} out: it was not done")]
    if outcome.exercise.id != slot.exercise.id:
        return [Difference(f"swap:{slot.id}", f"{outcome.exercise.name} instead of {name}")]
    found = []
    planned, lifted = _top(slot, slot.targets), _top(slot, _matched(slot, outcome))
    if lifted is not None and _with_done_loads(slot, outcome) != slot.targets:
        before = "no load" if planned is None else plain(from_kg(planned, unit))
        found.append(Difference(f"load:{slot.id}", f"{name}: {before} → {plain(from_kg(lifted, unit))} {unit}"))
    asked, done = _working(slot.targets), _working(_targets_as_done(slot, outcome))
    if asked != done:
        found.append(Difference(f"sets:{slot.id}", f"{name}: {asked} → {count(done, 'set')}"))
    return found


def _matched(slot: Slot, outcome: Outcome) -> list[Lifted]:
    own = {target.id for target in slot.targets}
    return [each for each in outcome.counted if each.target_id in own]


def _working(targets: Sequence[Target]) -> int:
    return sum(is_working(each.kind) for each in targets)


def _top(slot: Slot, sets: Sequence[Target] | Sequence[Lifted]) -> Decimal | None:
    """The load of the hardest set: the heaviest, or the least help."""
    loads = [each.weight_kg for each in sets if each.weight_kg is not None and each.kind != SetKind.WARMUP]
    return COURSES[slot.exercise.kind].hardest(Measure.LOAD, loads)


def _with_done_loads(slot: Slot, outcome: Outcome) -> tuple[Target, ...]:
    loads = {each.target_id: each.weight_kg for each in outcome.lifted if each.weight_kg is not None}
    return tuple(replace(each, weight_kg=loads.get(each.id, each.weight_kg)) for each in slot.targets)


def _with_loads(plan: Plan, outcome: Outcome) -> Plan:
    if outcome.slot_id is None:
        return plan
    return edits.map_slot(plan, outcome.slot_id, lambda slot: replace(slot, targets=_with_done_loads(slot, outcome)))


def _with_sets(plan: Plan, outcome: Outcome) -> Plan:
    if outcome.slot_id is None:
        return plan
    return edits.map_slot(plan, outcome.slot_id, lambda slot: replace(slot, targets=_targets_as_done(slot, outcome)))


def _targets_as_done(slot: Slot, outcome: Outcome) -> tuple[Target, ...]:
    """A slot's targets with as many working sets as were done.

    A working set that was not tried goes, one that was lifted besides is added as it was. Warm-ups stay as planned.
    """
    tried = {each.target_id for each in outcome.sets}
    stay = [target for target in slot.targets if target.id in tried or not is_working(target.kind)]
    last = stay[-1].position if stay else Decimal(0)
    known = {target.id for target in slot.targets}
    more = [each for each in outcome.counted if each.target_id not in known]
    new = [replace(_as_target(each), position=last + GAP * nth) for nth, each in enumerate(more, 1)]
    return (*stay, *new)


def _new_slot(outcome: Outcome) -> Slot:
    targets = [replace(_as_target(each), position=GAP * nth) for nth, each in enumerate(outcome.lifted, 1)]
    return Slot(_new_id(outcome), GAP, outcome.exercise, tuple(targets))


def _new_id(outcome: Outcome) -> uuid.UUID:
    """The id of the slot that an added exercise becomes, so that it is added once."""
    return uuid.uuid5(outcome.entry_id, "slot")


def _as_target(lifted: Lifted) -> Target:
    counts_reps = lifted.duration_seconds is None and lifted.distance_m is None
    return Target(
        id=uuid7(),
        position=GAP,
        kind=lifted.kind,
        reps_min=lifted.reps if counts_reps else None,
        reps_max=lifted.reps if counts_reps else None,
        weight_kg=lifted.weight_kg,
        duration_seconds=lifted.duration_seconds,
        distance_m=lifted.distance_m,
    )
