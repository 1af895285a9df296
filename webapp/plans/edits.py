"""Changes of a plan, each from a plan to a plan (pure): what a lifter does in the editor, without a database around.

Everything raises NotFoundError for what is not in the plan any more, and InvalidError for what makes no sense in it.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from webapp.errors import InvalidError
from webapp.ids import uuid7
from webapp.plans.positions import GAP, inserted
from webapp.plans.prescription import Prescribed
from webapp.plans.sheet import Day, Exercise, Plan, Slot, Target
from webapp.progression import Rule

MOST_DAYS = 14
MOST_SLOTS = 30
MOST_TARGETS = 20
NEW_SETS = 3


@dataclass(frozen=True)
class SlotFields:
    """What is typed about a slot itself."""

    rest_seconds: int | None
    note: str | None
    rule: Rule
    joins_above: bool


def change_plan(plan: Plan, name: str, notes: str | None) -> Plan:
    """Name and notes."""
    return replace(plan, name=name, notes=notes)


def add_day(plan: Plan, day_id: uuid.UUID, name: str) -> Plan:
    """A new day at the end; the same `day_id` again is the same day."""
    if any(day.id == day_id for day in plan.days):
        return plan
    return _with_day(plan, Day(day_id, GAP, name), len(plan.days))


def change_day(plan: Plan, day_id: uuid.UUID, name: str) -> Plan:
    """A day's name."""
    return _map_day(plan, day_id, lambda day: replace(day, name=name))


def copy_day(plan: Plan, day_id: uuid.UUID, new_id: uuid.UUID | None = None) -> Plan:
    """A day again, after itself; the same `new_id` again is the same copy."""
    day = plan.day(day_id)
    if any(each.id == new_id for each in plan.days):
        return plan
    again = replace(copied(day), id=new_id or uuid7(), name=f"{day.name} (copy)"[:100])
    return _with_day(plan, again, plan.days.index(day) + 1)


def with_exercises(days: Sequence[Day], usable: Mapping[str, Exercise]) -> tuple[list[Day], list[str]]:
    """Days with the exercises of these names in place of their own, and the names that there is none of."""
    missing = dict.fromkeys(s.exercise.name for day in days for s in day.slots if s.exercise.name not in usable)
    return [
        replace(
            day,
            slots=tuple(
                replace(slot, exercise=usable[slot.exercise.name])
                for slot in day.slots
                if slot.exercise.name in usable and usable[slot.exercise.name].kind == slot.exercise.kind
            ),
        )
        for day in days
    ], list(missing)


def copied(day: Day) -> Day:
    """A day with all that is in it, under other ids."""
    return replace(day, id=uuid7(), slots=tuple(map(_copied, day.slots)))


def remove_day(plan: Plan, day_id: uuid.UUID) -> Plan:
    """Without a day."""
    gone = plan.day(day_id)
    return replace(plan, days=tuple(day for day in plan.days if day != gone))


def move_day(plan: Plan, day_id: uuid.UUID, index: int) -> Plan:
    """A day at another place."""
    day = plan.day(day_id)
    return _with_day(remove_day(plan, day_id), day, index)


def add_slot(plan: Plan, day_id: uuid.UUID, slot_id: uuid.UUID, exercise: Exercise) -> Plan:
    """An exercise at the end of a day, with sets to fill in; the same `slot_id` again is the same slot."""
    day = plan.day(day_id)
    if any(slot.id == slot_id for _, slot in plan.slots):
        return plan
    reps = 8 if "reps" in exercise.kind.fields else None
    targets = [Target(uuid7(), GAP * number, reps_min=reps, reps_max=reps) for number in range(1, NEW_SETS + 1)]
    return fill_slot(plan, day.id, Slot(slot_id, GAP, exercise, tuple(targets)))


def fill_slot(plan: Plan, day_id: uuid.UUID, slot: Slot) -> Plan:
    """A slot with its sets at the end of a day."""
    return _map_day(plan, day_id, lambda day: _with_slot(day, slot, len(day.slots)))


def change_slot(plan: Plan, slot_id: uuid.UUID, typed: SlotFields, targets: Sequence[Target]) -> Plan:
    """A slot's own fields, and those of its targets that are given."""
    day, slot = plan.slot(slot_id)
    given = {target.id: target for target in targets}
    changed = replace(
        slot,
        rest_seconds=typed.rest_seconds,
        note=typed.note,
        rule=typed.rule,
        targets=tuple(given.get(target.id, target) for target in slot.targets),
    )
    return _map_day(plan, day.id, lambda _: _joined(_replaced(day, changed), changed, joins_above=typed.joins_above))


def swap_exercise(plan: Plan, slot_id: uuid.UUID, exercise: Exercise) -> Plan:
    """Another exercise in the same place; sets keep what it is measured in."""
    fields = exercise.kind.fields

    def fitting(target: Target) -> Target:
        return replace(
            target,
            reps_min=target.reps_min if "reps" in fields else None,
            reps_max=target.reps_max if "reps" in fields else None,
            # Another exercise is another load: what was written for the old one would be a wrong plan.
            weight_kg=None,
            duration_seconds=target.duration_seconds if "duration" in fields else None,
            distance_m=target.distance_m if "distance" in fields else None,
        )

    return map_slot(
        plan, slot_id, lambda slot: replace(slot, exercise=exercise, targets=tuple(map(fitting, slot.targets)))
    )


def copy_slot(plan: Plan, slot_id: uuid.UUID, new_id: uuid.UUID | None = None) -> Plan:
    """A slot again, after itself; the same `new_id` again is the same copy."""
    day, slot = plan.slot(slot_id)
    if any(each.id == new_id for _, each in plan.slots):
        return plan
    again = replace(_copied(slot), id=new_id or uuid7())
    return _map_day(plan, day.id, lambda _: _with_slot(day, again, day.slots.index(slot) + 1))


def remove_slot(plan: Plan, slot_id: uuid.UUID) -> Plan:
    """Without a slot."""
    day, gone = plan.slot(slot_id)
    return _map_day(plan, day.id, lambda _: _without(day, gone))


def move_slot(plan: Plan, slot_id: uuid.UUID, day_id: uuid.UUID, index: int) -> Plan:
    """A slot at another place, of its day or of another, where it is in no superset."""
    before, slot = plan.slot(slot_id)
    left = _map_day(plan, before.id, lambda _: _without(before, slot))
    moved = slot if before.id == day_id else replace(slot, superset=None)
    return _map_day(left, day_id, lambda day: _with_slot(day, moved, index))


def add_target(plan: Plan, slot_id: uuid.UUID, after: uuid.UUID | None = None, new_id: uuid.UUID | None = None) -> Plan:
    """One more set like the one it comes after, which is the last where none is named.

    The same `new_id` again is the same set.
    """
    _, slot = plan.slot(slot_id)
    if any(target.id == new_id for _, each in plan.slots for target in each.targets):
        return plan
    like = plan.target(after)[1] if after else (slot.targets[-1] if slot.targets else Target(uuid7(), GAP))
    index = slot.targets.index(like) + 1 if like in slot.targets else len(slot.targets)
    return map_slot(plan, slot_id, lambda slot: _with_target(slot, replace(like, id=new_id or uuid7()), index))


def remove_target(plan: Plan, target_id: uuid.UUID) -> Plan:
    """Without a set."""
    slot, gone = plan.target(target_id)
    left = tuple(target for target in slot.targets if target != gone)
    return map_slot(plan, slot.id, lambda slot: replace(slot, targets=left))


def move_target(plan: Plan, target_id: uuid.UUID, index: int) -> Plan:
    """A set at another place of its slot."""
    slot, target = plan.target(target_id)
    left = remove_target(plan, target_id)
    return map_slot(left, slot.id, lambda slot: _with_target(slot, target, index))


def prescribe(plan: Plan, slot_id: uuid.UUID, sets: Sequence[Prescribed], at: uuid.UUID | None = None) -> Plan:
    """Written sets over a slot's targets from `at` on (from the first, if none is named), and on past the last.

    What is not written of a set stays as it was.
    """
    return map_slot(plan, slot_id, lambda slot: written(slot, sets, at))


def written(slot: Slot, sets: Sequence[Prescribed], at: uuid.UUID | None = None) -> Slot:
    """A slot with sets as they are written; see `prescribe`."""
    targets = list(slot.targets)
    start = next((index for index, target in enumerate(targets) if target.id == at), 0)
    for offset, each in enumerate(sets):
        if start + offset < len(targets):
            targets[start + offset] = _written(slot.exercise, targets[start + offset], each)
        else:
            like = targets[-1] if targets else Target(uuid7(), Decimal(0))
            targets.append(_written(slot.exercise, replace(like, id=uuid7(), position=like.position + GAP), each))
    _refuse_more(len(targets), MOST_TARGETS, "sets in one place")
    return replace(slot, targets=tuple(targets))


def _written(exercise: Exercise, target: Target, written: Prescribed) -> Target:
    fields = exercise.kind.fields
    seconds = written.duration_seconds
    if written.reps_min is not None and "reps" not in fields and "duration" in fields:
        # Who writes 3x60 for a plank means seconds.
        written, seconds = replace(written, reps_min=None, reps_max=None), written.reps_min
    said = {
        "reps": written.reps_min is not None,
        "weight": written.weight_kg is not None,
        "duration": seconds is not None,
        "distance": written.distance_m is not None,
    }
    foreign = [name for name, is_said in said.items() if is_said and name not in fields]
    if foreign:
        message = f"{exercise.name} is not measured in {foreign[0]}."
        raise InvalidError(message)
    return replace(
        target,
        kind=written.kind or target.kind,
        reps_min=written.reps_min if said["reps"] else target.reps_min,
        reps_max=written.reps_max if said["reps"] else target.reps_max,
        weight_kg=written.weight_kg if said["weight"] else target.weight_kg,
        rpe=target.rpe if written.rpe is None else written.rpe,
        duration_seconds=seconds if said["duration"] else target.duration_seconds,
        distance_m=written.distance_m if said["distance"] else target.distance_m,
    )


def _map_day(plan: Plan, day_id: uuid.UUID, change: Callable[[Day], Day]) -> Plan:
    changed = change(plan.day(day_id))
    return replace(plan, days=tuple(changed if day.id == day_id else day for day in plan.days))


def map_slot(plan: Plan, slot_id: uuid.UUID, change: Callable[[Slot], Slot]) -> Plan:
    """A plan with one slot changed."""
    day, slot = plan.slot(slot_id)
    return _map_day(plan, day.id, lambda _: _replaced(day, change(slot)))


def _replaced(day: Day, changed: Slot) -> Day:
    return replace(day, slots=tuple(changed if slot.id == changed.id else slot for slot in day.slots))


def _without(day: Day, gone: Slot) -> Day:
    return replace(day, slots=tuple(slot for slot in day.slots if slot != gone))


def _with_day(plan: Plan, day: Day, index: int) -> Plan:
    _refuse_more(len(plan.days) + 1, MOST_DAYS, "days in one plan")
    position, others = inserted([each.position for each in plan.days], index)
    days = [replace(each, position=there) for each, there in zip(plan.days, others, strict=True)]
    days.insert(max(0, index), replace(day, position=position))
    return replace(plan, days=tuple(days))


def _with_slot(day: Day, slot: Slot, index: int) -> Day:
    _refuse_more(len(day.slots) + 1, MOST_SLOTS, "exercises in one day")
    position, others = inserted([each.position for each in day.slots], index)
    slots = [replace(each, position=there) for each, there in zip(day.slots, others, strict=True)]
    slots.insert(max(0, index), replace(slot, position=position))
    return replace(day, slots=tuple(slots))


def _with_target(slot: Slot, target: Target, index: int) -> Slot:
    _refuse_more(len(slot.targets) + 1, MOST_TARGETS, "sets in one place")
    position, others = inserted([each.position for each in slot.targets], index)
    targets = [replace(each, position=there) for each, there in zip(slot.targets, others, strict=True)]
    targets.insert(max(0, index), replace(target, position=position))
    return replace(slot, targets=tuple(targets))


def _joined(day: Day, slot: Slot, *, joins_above: bool) -> Day:
    """A slot in a superset with the one above it, or not: its number and those of the ones below it follow."""
    index = next(number for number, each in enumerate(day.slots) if each.id == slot.id)
    above = day.slots[index - 1] if index else None
    was_joined = above is not None and slot.superset is not None and above.superset == slot.superset
    if above is None or joins_above == was_joined:
        return day
    fresh = 1 + max((each.superset or 0 for each in day.slots), default=0)
    if joins_above:
        number = above.superset or fresh
        return _replaced(_replaced(day, replace(above, superset=number)), replace(slot, superset=number))
    for each in day.slots[index:]:
        if each.superset != slot.superset:
            break
        day = _replaced(day, replace(each, superset=fresh))
    return day


def _copied(slot: Slot) -> Slot:
    return replace(slot, id=uuid7(), targets=tuple(replace(target, id=uuid7()) for target in slot.targets))


def _refuse_more(count: int, most: int, what: str) -> None:
    if count > most:
        message = f"At most {most} {what}, please."
        raise InvalidError(message)
