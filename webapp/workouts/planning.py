"""A day of a plan as the entries of a workout: which load is proposed for each set, and why (pure)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from webapp import units
from webapp.ids import nth
from webapp.plates import Gym, Loads
from webapp.progression import (
    COURSES,
    Amounts,
    Course,
    Done,
    Measure,
    Past,
    Progression,
    Proposal,
    Reason,
    Rule,
    propose,
)
from webapp.reasons import words
from webapp.strength import Kind, SetKind
from webapp.unusual import is_unusual, usual
from webapp.workouts.rows import measures
from webapp.workouts.sheet import ROWS_AN_ENTRY, Measures

AS_LAST_TIME = "As last time."
# Where a set keeps each measure, here and in the database.
_STORED = {
    Measure.LOAD: "weight_kg",
    Measure.REPS: "reps",
    Measure.TIME: "duration_seconds",
    Measure.DISTANCE: "distance_m",
}
_TYPED = {
    "weight": Measure.LOAD,
    "reps": Measure.REPS,
    "duration": Measure.TIME,
    "distance": Measure.DISTANCE,
}


@dataclass(frozen=True)
class Training:
    """What a lifter trains with: the units they chose, and their gym in each unit of weight."""

    unit: str
    distance_unit: str
    gyms: Mapping[str, Gym]


@dataclass(frozen=True)
class PlannedEntry:
    """An entry that is to be made; `planned` as `log_entries` keeps it, each set with the target it has.

    `why` is the reason for its loads, where a rule proposes them; it ends the note that the workout shows. `unit` is
    the unit of weight that the exercise is trained in.
    """

    id: uuid.UUID
    exercise_id: uuid.UUID
    kind: Kind
    unit: str
    position: int
    superset: int | None
    rest_seconds: int | None
    note: str | None
    why: str | None
    planned: Sequence[dict[str, Any]]

    @property
    def top(self) -> Measures | None:
        """The hardest working set: the heaviest, or that with the least help; None where nothing is known to go by."""
        course = COURSES[self.kind]
        for measure in course.grows if not course.blank_is_none else (*course.grows, Measure.REPS):
            name = _STORED[measure]
            known = [each for each in self.planned if name in each and each["kind"] != SetKind.WARMUP]
            hardest = course.hardest(measure, [Decimal(each[name]) for each in known])
            if hardest is not None:
                return measures(next(each for each in known if Decimal(each[name]) == hardest))
        return None


def entries(slots: Sequence[Mapping[str, Any]], training: Training, log_id: uuid.UUID) -> list[PlannedEntry]:
    """The entries for a day's slots, in their order and named after the workout.

    Each slot is as the query has it, decimals as text; its `chosen_unit` goes before `unit`.
    """
    return [
        _entry(slot, position, training, nth(log_id, position * ROWS_AN_ENTRY))
        for position, slot in enumerate(slots, 1)
    ]


def _entry(slot: Mapping[str, Any], position: int, training: Training, entry_id: uuid.UUID) -> PlannedEntry:
    kind = Kind(slot["kind"])
    course, scale = COURSES[kind], _Scale.of(kind, slot, training)
    rule = Rule(Progression(slot["progression"]), _number(slot["step_kg"]), slot["misses"], slot["deload_percent"])
    loads = Loads(training.gyms[scale.unit], slot["equipment"], scale.step(rule, slot), may_be_none=course.is_extra)
    planned = scale.hardest(course, slot["targets"])
    pasts = [past for past in (_past(each, course, scale) for each in slot["pasts"]) if past.sets]
    proposal = propose(kind, rule, planned, pasts, loads)
    reason = None
    if pasts and rule.progression is not Progression.NONE:
        reason = words(kind, proposal, loads, scale.unit, scale.distance_unit)
    last = _last_load(course, scale, slot["last"])
    if proposal.measure is Measure.LOAD and proposal.amount is None and last is not None:
        proposal, reason = Proposal(Measure.LOAD, last, Reason.PLANNED), AS_LAST_TIME
    session = _Session(course, scale, loads, proposal, planned.get(proposal.measure), pasts)
    said = "\n".join(each for each in (slot["note"], reason) if each)
    return PlannedEntry(
        id=entry_id,
        exercise_id=uuid.UUID(slot["exercise_id"]),
        kind=kind,
        unit=scale.unit,
        position=position,
        superset=slot["superset"],
        rest_seconds=slot["rest_seconds"],
        note=said or None,
        why=reason,
        planned=[
            _planned(nth(entry_id, number), target, number, slot, session)
            for number, target in enumerate(slot["targets"], 1)
        ],
    )


@dataclass(frozen=True)
class _Scale:
    """The units in which an exercise is trained: stored values to amounts, and back."""

    fields: tuple[str, ...]
    unit: str
    distance_unit: str

    @staticmethod
    def of(kind: Kind, slot: Mapping[str, Any], training: Training) -> "_Scale":
        """The unit of weight is the one the lifter chose for the exercise, else the one of their settings."""
        return _Scale(
            kind.fields,
            slot.get("chosen_unit") or training.unit,
            "m" if kind is Kind.WEIGHT_DISTANCE else training.distance_unit,
        )

    def step(self, rule: Rule, slot: Mapping[str, Any]) -> Decimal:
        """The step of a load: the slot's own, else the exercise's or the usual one of the unit."""
        if rule.step_kg is not None:
            return units.own_step(self.unit, rule.step_kg)
        return units.step(self.unit, _number(slot["load_step"]))

    def amounts(self, stored: Mapping[str, Any]) -> dict[Measure, Decimal]:
        """The amounts of a set that is stored or planned; what is blank, or no measure of the kind, is left out."""
        found = {}
        for field in self.fields:
            measure = _TYPED[field]
            value = stored.get(_STORED[measure])
            if value is not None:
                found[measure] = self._shown(measure, Decimal(value))
        return found

    def hardest(self, course: Course, targets: Sequence[Mapping[str, Any]]) -> Amounts:
        """The hardest amounts of the working sets among some targets."""
        working = [self.amounts(_asked(each)) for each in targets if each["kind"] != SetKind.WARMUP]
        tops = {
            measure: course.hardest(measure, [each[measure] for each in working if measure in each])
            for measure in Measure
        }
        return {measure: top for measure, top in tops.items() if top is not None}

    def stored(self, measure: Measure, amount: Decimal) -> str | int:
        """An amount as `log_entries` keeps it."""
        if measure in {Measure.REPS, Measure.TIME}:
            return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
        exact = units.to_kg(amount, self.unit)
        return units.plain(exact if measure is Measure.LOAD else units.to_metres(amount, self.distance_unit))

    def _shown(self, measure: Measure, value: Decimal) -> Decimal:
        if measure is Measure.LOAD:
            return units.from_kg(value, self.unit)
        return units.from_metres(value, self.distance_unit) if measure is Measure.DISTANCE else value


@dataclass(frozen=True)
class _Session:
    """The next session: what is proposed for the hardest sets, and what the others follow from."""

    course: Course
    scale: _Scale
    loads: Loads
    proposal: Proposal
    top: Decimal | None
    pasts: Sequence[Past]

    def amount(self, target: Mapping[str, Any]) -> Decimal | None:
        """What a set has of the measure that grows: the hardest sets the proposal, the easier ones in proportion."""
        measure, proposed = self.proposal.measure, self.proposal.amount
        own = self.scale.amounts(_asked(target)).get(measure)
        if target["kind"] == SetKind.WARMUP or proposed is None or proposed == self.top:
            return own
        if own is None and proposed == 0 and self.proposal.reason is Reason.REPEAT:
            return None
        if own is None or own == self.top or self.top is None:
            return proposed
        if measure is not Measure.LOAD:
            return max(own + proposed - self.top, self.course.steps[measure])
        # What comes on top of the lifter's own weight is no part of it that could be kept in proportion.
        shifted = own + proposed - self.top if self.course.is_extra else own * proposed / self.top
        return self.loads.near(own, shifted)

    def reps(self, target: Mapping[str, Any], place: int) -> int | None:
        """The reps to begin with: the least of the range, or one more than last time while they climb.

        As many as possible from one on (AMRAP) says nothing of how many; the lifter types them.
        """
        least, most = target["reps_min"], target["reps_max"]
        if least is None or (least == 1 and most is None):
            return None
        if self.proposal.reason is Reason.TOP:
            return int(least if most is None else most)
        if self.proposal.reason is not Reason.CLIMB or place > len(self.pasts[0].sets):
            grown = self.amount(target) if self.proposal.measure is Measure.REPS else None
            return int(least if grown is None else grown)
        climbed = int(self.pasts[0].sets[place - 1].did.get(Measure.REPS, 0)) + 1
        return int(max(least, climbed if most is None else min(climbed, most)))

    def row(self, target: Mapping[str, Any], place: int) -> dict[str, Any]:
        """The measures of a set, as they are stored; what the plan says stays exactly as it is stored there."""
        asked = _asked(target)
        row = {_STORED[_TYPED[field]]: asked[_STORED[_TYPED[field]]] for field in self.scale.fields}
        own = self.scale.amounts(asked)
        amount = self.amount(target)
        if amount is not None and amount != own.get(self.proposal.measure):
            row[_STORED[self.proposal.measure]] = self.scale.stored(self.proposal.measure, amount)
            planned = own.get(self.proposal.measure)
            if self.course.is_paced and self.proposal.measure is Measure.DISTANCE and planned and Measure.TIME in own:
                # A longer way at the same pace.
                row["duration_seconds"] = self.scale.stored(Measure.TIME, own[Measure.TIME] * amount / planned)
        if "reps" in row:
            row["reps"] = self.reps(target, place)
        if row.get("weight_kg") is not None:
            row["weight_kg"] = units.plain(Decimal(row["weight_kg"]))
            row["weight_unit"] = self.scale.unit
        return row


def _planned(
    set_id: uuid.UUID, target: Mapping[str, Any], number: int, slot: Mapping[str, Any], session: _Session
) -> dict[str, Any]:
    working = [each["id"] for each in slot["targets"] if each["kind"] != SetKind.WARMUP]
    place = working.index(target["id"]) + 1 if target["id"] in working else number
    row = {
        "id": str(set_id),
        "set_number": number,
        "kind": target["kind"],
        **session.row(target, place),
        "target": {"slot": slot["id"]} | {name: value for name, value in target.items() if value is not None},
    }
    return {name: value for name, value in row.items() if value is not None}


def _past(stored: Mapping[str, Any], course: Course, scale: _Scale) -> Past:
    """A session as it was kept: what was asked, and what was done of it. Warm-ups are not judged."""
    done = {each["id"]: each for each in stored["sets"]}
    intended = [
        each
        for each in stored["planned"]
        if "target" in each and SetKind.WARMUP not in {each["kind"], done.get(each["id"], each).get("kind")}
    ]
    sets = [
        Done(
            asked=scale.amounts(_asked(each["target"]) | each),
            did=scale.amounts(done[each["id"]]) if each["id"] in done else {},
            reps_min=each["target"].get("reps_min"),
            reps_max=each["target"].get("reps_max"),
        )
        for each in intended
    ]
    is_done = any(each.did for each in sets)
    return Past(tuple(sets) if is_done else (), scale.hardest(course, [each["target"] for each in intended]))


def _asked(target: Mapping[str, Any]) -> dict[str, Any]:
    """The measures of a target by the names of a set's; reps are the least of its range."""
    named = {Measure.REPS: "reps_min"}
    return {name: target.get(named.get(measure, name)) for measure, name in _STORED.items()}


def _last_load(course: Course, scale: _Scale, sets: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """The load of the hardest set in the last workout that has the exercise, but for what can only be a slip."""
    loads = [each[Measure.LOAD] for each in map(scale.amounts, sets) if Measure.LOAD in each]
    return course.hardest(Measure.LOAD, [each for each in loads if not is_unusual(each, usual(loads))])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
