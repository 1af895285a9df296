"""What a workout did otherwise than its day of the plan says, and taking that over into the plan (pure)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from webapp.ids import uuid7
from webapp.plans import edits
from webapp.plans.positions import GAP
from webapp.plans.sheet import Day, Exercise, Plan, Slot, Target
from webapp.strength import SetKind
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
    added = [each for each in outcomes if each.sets and each.slot_id not in slots]
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
        elif what == "add":
            plan = edits.fill_slot(plan, day_id, _new_slot(by_id[named]))
        elif what == "swap":
            outcome = by_id[named]
            plan = edits.swap_exercise(plan, uuid.UUID(named), outcome.exercise)
            plan = _with_loads(plan, outcome)
        elif what == "load":
            plan = _with_loads(plan, by_id[named])
        else:
            plan = _with_sets(plan, by_id[named])
    return plan


def _of_slot(slot: Slot, outcome: Outcome | None, unit: str) -> list[Difference]:
    name, unit = slot.exercise.name, slot.exercise.unit or unit
    if outcome is None:
        return [Difference(f"remove:{slot.id}", f"Take {name} out: it was not done")]
    if outcome.exercise.id != slot.exercise.id:
        return [Difference(f"swap:{slot.id}", f"{outcome.exercise.name} instead of {name}")]
    found = []
    planned, lifted = _top(slot.targets), _top(_matched(slot, outcome))
    if lifted is not None and _with_done_loads(slot, outcome) != slot.targets:
        before = "no load" if planned is None else plain(from_kg(planned, unit))
        found.append(Difference(f"load:{slot.id}", f"{name}: {before} → {plain(from_kg(lifted, unit))} {unit}"))
    sets = len(outcome.sets)
    if sets != len(slot.targets):
        found.append(Difference(f"sets:{slot.id}", f"{name}: {len(slot.targets)} → {sets} sets"))
    return found


def _matched(slot: Slot, outcome: Outcome) -> list[Lifted]:
    own = {target.id for target in slot.targets}
    return [each for each in outcome.sets if each.target_id in own]


def _top(sets: Sequence[Target] | Sequence[Lifted]) -> Decimal | None:
    loads = [each.weight_kg for each in sets if each.weight_kg is not None and each.kind != SetKind.WARMUP]
    return max(loads, default=None)


def _with_done_loads(slot: Slot, outcome: Outcome) -> tuple[Target, ...]:
    loads = {each.target_id: each.weight_kg for each in outcome.sets if each.weight_kg is not None}
    return tuple(replace(each, weight_kg=loads.get(each.id, each.weight_kg)) for each in slot.targets)


def _with_loads(plan: Plan, outcome: Outcome) -> Plan:
    if outcome.slot_id is None:
        return plan
    return edits.map_slot(plan, outcome.slot_id, lambda slot: replace(slot, targets=_with_done_loads(slot, outcome)))


def _with_sets(plan: Plan, outcome: Outcome) -> Plan:
    """As many sets as were done: those that were not done go, those that came besides are added like they were."""
    if outcome.slot_id is None:
        return plan

    def counted(slot: Slot) -> Slot:
        done = {each.target_id for each in outcome.sets}
        stay = [target for target in slot.targets if target.id in done]
        last = stay[-1].position if stay else Decimal(0)
        known = {target.id for target in slot.targets}
        more = [each for each in outcome.sets if each.target_id not in known]
        new = [replace(_as_target(each), position=last + GAP * nth) for nth, each in enumerate(more, 1)]
        return replace(slot, targets=(*stay, *new))

    return edits.map_slot(plan, outcome.slot_id, counted)


def _new_slot(outcome: Outcome) -> Slot:
    targets = [replace(_as_target(each), position=GAP * nth) for nth, each in enumerate(outcome.sets, 1)]
    return Slot(uuid7(), GAP, outcome.exercise, tuple(targets))


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
