"""What to lift next, and why: pure rules that look back at the same place of a plan (kilograms throughout).

*Linear*: after a session in which no working set stayed below its reps, the load goes up by a step.
*Double*: the load goes up once every working set reached the top of its range, and reps climb before that.
In both, a session below the range is repeated, and after so many of them in a row the load falls by a percentage and
the count begins anew. A load is always one that can be loaded: a multiple of the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import takewhile

from webapp.units import from_kg, plain

DEFAULT_STEP_KG = Decimal("2.5")
HUNDRED = Decimal(100)


class Progression(StrEnum):
    """How the load of a slot moves."""

    NONE = "none"
    LINEAR = "linear"
    DOUBLE = "double"


class Reason(StrEnum):
    """Why a load is proposed; what it says is `words`."""

    PLANNED = "planned"
    CHANGED = "changed"
    ADD = "add"
    CLIMB = "climb"
    REPEAT = "repeat"
    DELOAD = "deload"


@dataclass(frozen=True)
class Rule:
    """A slot's progression: how much is added, after how many misses it is taken back, and how far."""

    progression: Progression = Progression.NONE
    step_kg: Decimal | None = None
    misses: int = 3
    deload_percent: int = 10


@dataclass(frozen=True)
class Done:
    """A working set of a past session: what was intended and what was lifted. Not lifted at all is 0 reps."""

    reps_min: int
    reps_max: int
    reps: int
    weight_kg: Decimal


@dataclass(frozen=True)
class Past:
    """A session of this slot: its working sets, and the load the plan asked for then."""

    sets: tuple[Done, ...]
    planned_kg: Decimal | None

    @property
    def weight_kg(self) -> Decimal:
        """The load it was about: the heaviest."""
        return max(each.weight_kg for each in self.sets)

    @property
    def reached_top(self) -> bool:
        """Whether every set reached the top of its range."""
        return all(each.reps >= each.reps_max for each in self.sets)

    @property
    def missed(self) -> bool:
        """Whether a set stayed below its range."""
        return any(each.reps < each.reps_min for each in self.sets)


@dataclass(frozen=True)
class Proposal:
    """The load of the working sets, None when nothing is known of it, and why; `step_kg` is what moved it."""

    weight_kg: Decimal | None
    reason: Reason
    step_kg: Decimal = Decimal(0)
    misses: int = 0


def loadable(weight_kg: Decimal, step_kg: Decimal) -> Decimal:
    """The nearest multiple of a step that is not below one step; halves go up."""
    steps = (weight_kg / step_kg).quantize(Decimal(1), ROUND_HALF_UP)
    return max(steps, Decimal(1)) * step_kg


def propose(
    rule: Rule, planned_kg: Decimal | None, pasts: Sequence[Past], step_kg: Decimal = DEFAULT_STEP_KG
) -> Proposal:
    """The load for the next session. `pasts` are newest first, `step_kg` is the gym's where the rule has none.

    Who changes the load in the plan is believed, until it has been lifted once.
    """
    step = rule.step_kg or step_kg
    pasts = [each for each in pasts if each.sets]
    if not pasts or rule.progression is Progression.NONE:
        return Proposal(planned_kg, Reason.PLANNED)
    last = pasts[0]
    if planned_kg is not None and planned_kg not in {last.planned_kg, last.weight_kg}:
        return Proposal(planned_kg, Reason.CHANGED)
    if last.missed:
        return _after_a_miss(rule, pasts, step)
    if rule.progression is Progression.DOUBLE and not last.reached_top:
        return Proposal(last.weight_kg, Reason.CLIMB)
    return Proposal(loadable(last.weight_kg + step, step), Reason.ADD, step)


def _after_a_miss(rule: Rule, pasts: Sequence[Past], step: Decimal) -> Proposal:
    """Misses in a row with the same load or more; a lighter session in between was a deload and ends the count."""
    load = pasts[0].weight_kg
    misses = sum(1 for _ in takewhile(lambda past: past.missed and past.weight_kg >= load, pasts))
    if misses < rule.misses:
        return Proposal(load, Reason.REPEAT, misses=misses)
    fallen = load * (HUNDRED - rule.deload_percent) / HUNDRED
    down = max((fallen / step).quantize(Decimal(1), ROUND_DOWN), Decimal(1)) * step
    return Proposal(min(down, load), Reason.DELOAD, misses=misses)


def words(proposal: Proposal, unit: str) -> str:
    """Why a load is proposed, for the lifter, in their unit."""
    step = f"{plain(from_kg(proposal.step_kg, unit))} {unit}"
    misses = "once" if proposal.misses == 1 else f"{proposal.misses} times in a row"
    return {
        Reason.PLANNED: "As planned.",
        Reason.CHANGED: "As the plan says now.",
        Reason.ADD: f"{step} more: every set reached its reps last time.",
        Reason.CLIMB: "Same load, more reps: not every set reached the top of its range last time.",
        Reason.REPEAT: f"Same load again: reps were missed {misses}.",
        Reason.DELOAD: f"Lighter on purpose: reps were missed {misses}.",
    }[proposal.reason]
