"""A day of a plan as the entries of a workout: which load is proposed for each set, and why (pure)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from webapp import units
from webapp.ids import nth
from webapp.progression import Done, Past, Progression, Proposal, Reason, Rule, loadable, propose, words
from webapp.strength import SetKind
from webapp.workouts.sheet import ROWS_AN_ENTRY

AS_LAST_TIME = "As last time."


@dataclass(frozen=True)
class PlannedEntry:
    """An entry that is to be made; `planned` as `log_entries` keeps it, each set with the target it has.

    `why` is the reason for its loads, where a rule proposes them; it ends the note that the workout shows.
    """

    id: uuid.UUID
    exercise_id: uuid.UUID
    position: int
    superset: int | None
    rest_seconds: int | None
    note: str | None
    why: str | None
    planned: Sequence[dict[str, Any]]

    @property
    def top(self) -> tuple[Decimal, int | None] | None:
        """The load of the heaviest working set, in kilograms, and its reps; None where no load is known."""
        loaded = [each for each in self.planned if "weight_kg" in each and each["kind"] != SetKind.WARMUP]
        tops = [(Decimal(each["weight_kg"]), each.get("reps")) for each in loaded]
        return max(tops, key=lambda each: each[0], default=None)


def entries(slots: Sequence[Mapping[str, Any]], unit: str, log_id: uuid.UUID) -> list[PlannedEntry]:
    """The entries for a day's slots, in their order and named after the workout.

    Each slot is as the query has it, decimals as text; its `chosen_unit` goes before `unit`.
    """
    return [
        _entry(slot, position, unit, nth(log_id, position * ROWS_AN_ENTRY)) for position, slot in enumerate(slots, 1)
    ]


def _entry(slot: Mapping[str, Any], position: int, unit: str, entry_id: uuid.UUID) -> PlannedEntry:
    rule = Rule(Progression(slot["progression"]), _number(slot["step_kg"]), slot["misses"], slot["deload_percent"])
    unit = slot.get("chosen_unit") or unit
    step = units.to_kg(units.step(unit, _number(slot["load_step"])), unit)
    loads = [_number(each["weight_kg"]) for each in slot["targets"] if each["kind"] != SetKind.WARMUP]
    top = max((load for load in loads if load is not None), default=None)
    pasts = [_past(each) for each in slot["pasts"]]
    proposal = propose(rule, top, pasts, step)
    reason = words(proposal, unit) if pasts and rule.progression is not Progression.NONE else None
    if proposal.weight_kg is None and slot["last_kg"] is not None:
        proposal, reason = Proposal(Decimal(slot["last_kg"]), Reason.PLANNED), AS_LAST_TIME
    planned = [
        _planned(nth(entry_id, number), target, number, slot, _Load(proposal, top, rule.step_kg or step, pasts))
        for number, target in enumerate(slot["targets"], 1)
    ]
    said = "\n".join(each for each in (slot["note"], reason) if each)
    return PlannedEntry(
        id=entry_id,
        exercise_id=uuid.UUID(slot["exercise_id"]),
        position=position,
        superset=slot["superset"],
        rest_seconds=slot["rest_seconds"],
        note=said or None,
        why=reason,
        planned=planned,
    )


@dataclass(frozen=True)
class _Load:
    """What is proposed for the heaviest set, and what the others follow from."""

    proposal: Proposal
    top: Decimal | None
    step: Decimal
    pasts: Sequence[Past]

    def of(self, target: Mapping[str, Any]) -> Decimal | None:
        """A set's load: the heaviest is the proposal, the lighter ones keep their share of it."""
        own = _number(target["weight_kg"])
        proposed = self.proposal.weight_kg
        if target["kind"] == SetKind.WARMUP or proposed is None or proposed == self.top:
            return own
        if own is None or own == self.top or not self.top:
            return proposed
        return loadable(own * proposed / self.top, self.step)

    def reps(self, target: Mapping[str, Any], number: int) -> int | None:
        """The reps to begin with: the least of the range, or one more than last time while they climb."""
        least, most = target["reps_min"], target["reps_max"]
        if self.proposal.reason is not Reason.CLIMB or least is None or number > len(self.pasts[0].sets):
            return None if least is None else int(least)
        climbed = self.pasts[0].sets[number - 1].reps + 1
        return int(max(least, climbed if most is None else min(climbed, most)))


def _planned(
    set_id: uuid.UUID, target: Mapping[str, Any], number: int, slot: Mapping[str, Any], load: _Load
) -> dict[str, Any]:
    working = [each["id"] for each in slot["targets"] if each["kind"] != SetKind.WARMUP]
    place = working.index(target["id"]) + 1 if target["id"] in working else number
    has_weight = "weight" in slot["fields"]
    weight = load.of(target) if has_weight else None
    row = {
        "id": str(set_id),
        "set_number": number,
        "kind": target["kind"],
        "weight_kg": None if weight is None else units.plain(weight),
        "reps": load.reps(target, place),
        "duration_seconds": target["duration_seconds"],
        "distance_m": target["distance_m"],
        "target": {"slot": slot["id"]} | {name: value for name, value in target.items() if value is not None},
    }
    return {name: value for name, value in row.items() if value is not None}


def _past(stored: Mapping[str, Any]) -> Past:
    """A session as it was kept: what was intended, and what was lifted of it. Warm-ups are not judged."""
    intended = [each for each in stored["planned"] if "target" in each and each["kind"] != SetKind.WARMUP]
    lifted = {each["id"]: each for each in stored["sets"]}
    loads = [Decimal(each["target"]["weight_kg"]) for each in intended if "weight_kg" in each["target"]]
    if not lifted:
        return Past((), max(loads, default=None))
    heaviest = max((Decimal(each["weight_kg"]) for each in lifted.values() if each["weight_kg"]), default=Decimal(0))
    sets = [
        Done(
            each["target"]["reps_min"],
            each["target"].get("reps_max", each["target"]["reps_min"]),
            lifted[each["id"]]["reps"] if each["id"] in lifted else 0,
            Decimal(lifted[each["id"]]["weight_kg"] or 0) if each["id"] in lifted else heaviest,
        )
        for each in intended
        if "reps_min" in each["target"]
    ]
    return Past(tuple(sets), max(loads, default=None))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
