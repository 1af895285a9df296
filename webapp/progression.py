"""What to do next in a slot of a plan, and why: pure rules that look back at the slot's past sessions.

*Linear*: after a session in which every working set was done as planned, the exercise gets harder by one step.
*Double*: the same, but only after every set reached the top of its rep range; before that, reps climb.
In both, a session with a missed set is repeated. After several misses in a row the exercise gets easier by at least
a percentage (a deload).

What gets harder depends on the kind of exercise; `COURSES` has one line for each kind, and nothing else here
asks which kind it is. Amounts are in the units that the lifter trains in: kg or lb, reps, seconds, and km, mi or m.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import takewhile

from webapp.plates import Loads, steps_from
from webapp.strength import Kind
from webapp.unusual import is_unusual

HUNDRED = Decimal(100)
NOTHING = Decimal(0)
# The next heavier load is proposed only if it is at most so many steps away, or so great a part of the load.
FAR_STEPS = 4
FAR_PART = Decimal("0.25")


class Progression(StrEnum):
    """How the load of a slot moves."""

    NONE = "none"
    LINEAR = "linear"
    DOUBLE = "double"


class Measure(StrEnum):
    """Something that a set is measured in."""

    LOAD = "load"
    REPS = "reps"
    TIME = "time"
    DISTANCE = "distance"


Amounts = Mapping[Measure, Decimal]


@dataclass(frozen=True)
class Course:
    """How exercises of one kind progress.

    `grows` are the measures that can move, in order of preference: the first that was planned or done moves.
    `steps` are the steps of all measures but the load, whose step is the slot's or the gym's.
    """

    grows: tuple[Measure, ...]
    # The load is help, so less of it is harder.
    is_help: bool = False
    # The load comes on top of (or, as help, is taken off) the lifter's own weight, so it may be none at all.
    is_extra: bool = False
    # A blank load means that nothing was added. In all other kinds it means that the load is not known.
    blank_is_none: bool = False
    # A planned time is the pace to hold over the planned distance, not a time to reach.
    is_paced: bool = False
    steps: Amounts = field(default_factory=dict)

    def direction(self, measure: Measure) -> int:
        """1 where more is harder, -1 where less is."""
        return -1 if self.is_help and measure is Measure.LOAD else 1

    def hardest(self, measure: Measure, amounts: Sequence[Decimal]) -> Decimal | None:
        """The amount that is hardest: the heaviest load, the least help."""
        return max(amounts, key=lambda each: each * self.direction(measure), default=None)


_REPS, _HOLD, _CARRY = {Measure.REPS: Decimal(1)}, {Measure.TIME: Decimal(5)}, {Measure.DISTANCE: Decimal(5)}
_WAY = {Measure.DISTANCE: Decimal("0.1"), Measure.TIME: Decimal(60)}
COURSES = {
    Kind.WEIGHT_REPS: Course((Measure.LOAD,), steps=_REPS),
    Kind.BODYWEIGHT_REPS: Course((Measure.REPS,), steps=_REPS),
    Kind.WEIGHTED_BODYWEIGHT: Course((Measure.LOAD,), is_extra=True, blank_is_none=True, steps=_REPS),
    Kind.ASSISTED_BODYWEIGHT: Course((Measure.LOAD,), is_extra=True, is_help=True, steps=_REPS),
    Kind.DURATION: Course((Measure.TIME,), steps=_HOLD),
    Kind.WEIGHT_DURATION: Course((Measure.LOAD, Measure.TIME), steps=_HOLD),
    Kind.DISTANCE_DURATION: Course((Measure.DISTANCE, Measure.TIME), is_paced=True, steps=_WAY),
    Kind.WEIGHT_DISTANCE: Course((Measure.LOAD, Measure.DISTANCE), steps=_CARRY),
}


class Reason(StrEnum):
    """Why something is proposed; `reasons.words` says it to the lifter."""

    PLANNED = "planned"
    CHANGED = "changed"
    ADD = "add"
    CLIMB = "climb"
    # Every set reached the top of its range, and there is no load that could grow.
    TOP = "top"
    # A step is due, and the gym has no load to take it with.
    END = "end"
    # A step is due, and no help is left to take away.
    BARE = "bare"
    # A step is due, and nobody knows what was lifted.
    UNKNOWN = "unknown"
    REPEAT = "repeat"
    DELOAD = "deload"
    # A deload is due, and the gym has nothing easier.
    LOWEST = "lowest"


@dataclass(frozen=True)
class Rule:
    """A slot's progression: the step of its load, after how many misses it is deloaded, and how far."""

    progression: Progression = Progression.NONE
    step_kg: Decimal | None = None
    misses: int = 3
    deload_percent: int = 10


@dataclass(frozen=True)
class Done:
    """A working set of a past session: what that session asked for, and what was done; not done at all is nothing.

    `reps_min` to `reps_max` is the range in the plan; a `reps_max` of None is as many as possible.
    """

    asked: Amounts
    did: Amounts
    reps_min: int | None = None
    reps_max: int | None = None

    @property
    def has_range(self) -> bool:
        """Whether its reps have room to climb."""
        return self.reps_min is not None and self.reps_min != self.reps_max


@dataclass(frozen=True)
class Past:
    """A session of this slot: its working sets, and the hardest amounts that the plan had then."""

    sets: tuple[Done, ...]
    planned: Amounts = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """The amount of the hardest sets, None where none is known, and why.

    `change` is the difference to the last session, with its sign. `wanted` is what the rule came to, where the gym
    can't make that exactly. `limit` is the next load that the gym has, where that is too far to be proposed.
    `short` is what all the counted misses were short of, None where they differ.
    """

    measure: Measure
    amount: Decimal | None
    reason: Reason
    change: Decimal = NOTHING
    wanted: Decimal | None = None
    limit: Decimal | None = None
    misses: int = 0
    short: Measure | None = None


def propose(kind: Kind, rule: Rule, planned: Amounts, pasts: Sequence[Past], loads: Loads) -> Proposal:
    """What to do in the next session. `planned` are the hardest amounts in the plan, `pasts` are newest first.

    Who changes the plan is believed, until it was done once.
    """
    course = COURSES[kind]
    pasts = [past for past in pasts if any(each.did for each in past.sets)]
    measure = _measure(course, planned, pasts)
    own = planned.get(measure)
    if not pasts or rule.progression is Progression.NONE:
        return Proposal(measure, own, Reason.PLANNED)
    last = _Session(course, measure, rule, pasts[0])
    if own is not None and own not in {last.past.planned.get(measure), last.amount}:
        return Proposal(measure, own, Reason.CHANGED)
    if last.is_missed:
        return _after_a_miss(rule, [replace(last, past=past) for past in pasts], loads)
    if last.is_by_range and measure is Measure.REPS:
        return Proposal(measure, None, Reason.TOP if last.reached_top else Reason.CLIMB)
    if last.is_by_range and not last.reached_top:
        return Proposal(measure, last.amount, Reason.CLIMB)
    return _harder(last, own, loads)


def _measure(course: Course, planned: Amounts, pasts: Sequence[Past]) -> Measure:
    """What grows: the first measure of the course that is planned or was done.

    Where the plan asks for a time alone, the distance that was covered in it is a result and no plan.
    """
    sets = [each for past in pasts[:1] for each in past.sets]
    asked, did = [planned, *(each.asked for each in sets)], [each.did for each in sets]
    for known in (asked, did) if course.is_paced else (asked + did,):
        for measure in course.grows:
            if any(amounts.get(measure) for amounts in known):
                return measure
    return course.grows[-1]


@dataclass(frozen=True)
class _Session:
    """A past session as a rule looks at it."""

    course: Course
    measure: Measure
    rule: Rule
    past: Past

    @property
    def is_by_range(self) -> bool:
        """Whether reps climb within their range before anything else grows."""
        return self.rule.progression is Progression.DOUBLE and any(each.has_range for each in self.past.sets)

    @property
    def is_missed(self) -> bool:
        """Whether a set was not done as planned."""
        return any(self.short(each) for each in self.past.sets)

    @property
    def reached_top(self) -> bool:
        """Whether every set reached the top of its range; a range without an end has one only for a load to grow."""
        if self.measure is Measure.REPS and any(each.reps_max is None for each in self.past.sets):
            return False
        tops = [(each, each.reps_max or each.reps_min) for each in self.past.sets]
        return all(top is None or each.did.get(Measure.REPS, NOTHING) >= top for each, top in tops)

    @property
    def amount(self) -> Decimal | None:
        """The amount to go on from: what was asked, or more where all the sets that should carry it carried more.

        One outlier is not what was lifted. Where nothing was asked, it is what most of the sets had.
        """
        sign = self.course.direction(self.measure)
        asked = [each.asked[self.measure] for each in self.past.sets if self.measure in each.asked]
        hardest = self.course.hardest(self.measure, asked)
        did = [self._believed(each) for each in self.past.sets if each.asked.get(self.measure) == hardest]
        known = [each for each in did if each is not None]
        if hardest is None:
            counts = Counter(known)
            return max(known, key=lambda each: (counts[each], -each * sign), default=None)
        if self.is_missed or len(known) < len(did):
            return hardest
        return min(known, key=lambda each: each * sign)

    def short(self, each: Done) -> Measure | None:
        """The first measure in which a set stayed below what was asked; None where it was done as planned."""
        wanted = self._wanted(each)
        if not each.did:
            return next(iter(wanted), self.measure)
        for measure, least in wanted.items():
            had, sign = self._had(each, measure), self.course.direction(measure)
            if had is None or had * sign < least * sign:
                return measure
        return Measure.TIME if self.course.is_paced and _is_slower(each) else None

    def _wanted(self, each: Done) -> dict[Measure, Decimal]:
        """The least that counts as done, in the order in which misses are told."""
        reps = None if each.reps_min is None else Decimal(each.reps_min)
        if self.measure is Measure.REPS and not self.is_by_range:
            reps = each.asked.get(Measure.REPS, reps)
        is_pace = self.course.is_paced and Measure.DISTANCE in each.asked
        found = {
            Measure.REPS: reps,
            Measure.TIME: None if is_pace else each.asked.get(Measure.TIME),
            Measure.DISTANCE: each.asked.get(Measure.DISTANCE),
            Measure.LOAD: each.asked.get(Measure.LOAD),
        }
        return {measure: least for measure, least in found.items() if least is not None}

    def _had(self, each: Done, measure: Measure) -> Decimal | None:
        had = each.did.get(measure)
        if had is None and measure is Measure.LOAD and (self.course.blank_is_none or each.asked.get(measure) == 0):
            return NOTHING if each.did else None
        return had

    def _believed(self, each: Done) -> Decimal | None:
        """What a set had, or what it was asked for where that can only be a slip of the finger."""
        had, asked = self._had(each, self.measure), each.asked.get(self.measure)
        return asked if is_unusual(had, asked) else had


def _is_slower(each: Done) -> bool:
    """Whether a set did not hold the pace that was planned for its distance."""
    try:
        planned = each.asked[Measure.TIME] * each.did[Measure.DISTANCE]
        return each.did[Measure.TIME] * each.asked[Measure.DISTANCE] > planned
    except KeyError:
        return False


def _harder(last: _Session, planned: Decimal | None, loads: Loads) -> Proposal:
    """One step harder, as nearly as the gym can make it: never easier, and never a leap."""
    course, measure, amount = last.course, last.measure, last.amount
    if amount is None:
        return Proposal(measure, planned, Reason.UNKNOWN)
    if measure is not Measure.LOAD:
        step = course.steps[measure]
        return Proposal(measure, amount + step, Reason.ADD, step)
    if course.is_help and amount == 0:
        return Proposal(measure, amount, Reason.BARE)
    wanted = max(amount + loads.step * course.direction(measure), NOTHING)
    found = loads.toward(amount, wanted)
    if found is None or abs(found - amount) > max(FAR_STEPS * loads.step, amount * FAR_PART):
        return Proposal(measure, amount, Reason.END, limit=found)
    return Proposal(measure, found, Reason.ADD, found - amount, wanted=None if found == wanted else wanted)


def _after_a_miss(rule: Rule, sessions: Sequence[_Session], loads: Loads) -> Proposal:
    """The same again, or a deload after too many misses in a row; an easier session in between ends the count."""
    course, measure, amount = sessions[0].course, sessions[0].measure, sessions[0].amount
    sign = course.direction(measure)

    def is_counted(session: _Session) -> bool:
        is_easier = amount is not None and session.amount is not None and session.amount * sign < amount * sign
        return session.is_missed and not is_easier

    counted = list(takewhile(is_counted, sessions))
    shorts = {short for session in counted for each in session.past.sets if (short := session.short(each))}
    told = {"misses": len(counted), "short": shorts.pop() if len(shorts) == 1 else None}
    if len(counted) < rule.misses or rule.deload_percent == 0 or amount is None:
        return Proposal(measure, amount, Reason.REPEAT, **told)  # type: ignore[arg-type]
    part = amount * rule.deload_percent / HUNDRED
    if measure is not Measure.LOAD:
        wanted, step = amount - part, course.steps[measure]
        found, wanted = steps_from(amount, wanted, step, step, ROUND_CEILING), NOTHING
    else:
        # A tenth of a little help is hardly any: at least a step more of it.
        wanted = amount + max(part, loads.step) if course.is_help else amount - part
        found = loads.at_least(amount, wanted)
    if found is None:
        return Proposal(measure, amount, Reason.LOWEST, **told)  # type: ignore[arg-type]
    rounded = wanted if wanted and found != wanted else None
    return Proposal(measure, found, Reason.DELOAD, found - amount, wanted=rounded, **told)  # type: ignore[arg-type]
