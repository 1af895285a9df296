"""Why something is proposed, in the lifter's words: the true difference, and what it was rounded to (pure)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from webapp.plates import Loads, rack_words
from webapp.progression import COURSES, Measure, Proposal, Reason
from webapp.strength import Kind
from webapp.units import plain

MINUTE = 60
# What is the same, easier and harder, by measure; help that grows makes an exercise easier.
_SAME = {Measure.LOAD: "load", Measure.REPS: "reps", Measure.TIME: "time", Measure.DISTANCE: "distance"}
_EASIER = {Measure.LOAD: "Lighter", Measure.REPS: "Fewer reps", Measure.TIME: "Shorter", Measure.DISTANCE: "Shorter"}
# What every set reached, by the last thing that is typed of it.
_REACHED = {"reps": "its reps", "duration": "its time", "distance": "its distance"}


def words(kind: Kind, proposal: Proposal, loads: Loads, unit: str, distance_unit: str) -> str:
    """Why something is proposed. `unit` is kg or lb, `distance_unit` km, mi or m, as in the amounts."""
    field = kind.fields[-1]
    if COURSES[kind].is_paced and proposal.measure is Measure.DISTANCE:
        field = "distance"
    is_help = COURSES[kind].is_help and proposal.measure is Measure.LOAD
    reached = f"every set reached {_REACHED[field]}"
    return str(_Sentence(proposal, loads, {Measure.LOAD: unit, Measure.DISTANCE: distance_unit}, reached, is_help))


@dataclass(frozen=True)
class _Sentence:
    """A proposal on its way to words; `reached` says what every set did, where a step is due."""

    proposal: Proposal
    loads: Loads
    units: dict[Measure, str]
    reached: str
    is_help: bool

    def __str__(self) -> str:
        says: dict[Reason, Callable[[], str]] = {
            Reason.PLANNED: lambda: "As planned.",
            Reason.CHANGED: lambda: "As the plan says now.",
            Reason.ADD: self._add,
            Reason.CLIMB: self._climb,
            Reason.TOP: lambda: "Every set reached the top of its range: raise the range, or make it harder.",
            Reason.END: self._end,
            Reason.BARE: lambda: f"No help again: {self.reached} without. Go on with added weight.",
            Reason.UNKNOWN: lambda: f"Write down the {self.same}, and the next one follows from it.",
            Reason.REPEAT: lambda: f"Same {self.same} again: {self._missed()}.",
            Reason.DELOAD: self._deload,
            Reason.LOWEST: lambda: f"Same {self.same} again: {self._missed()}, and there is nothing easier.",
        }
        return says[self.proposal.reason]()

    @property
    def same(self) -> str:
        """What stays the same where nothing moves."""
        return "help" if self.is_help else _SAME[self.proposal.measure]

    def _add(self) -> str:
        bare = " Try it without help." if self.is_help and self.proposal.amount == 0 else ""
        return f"{self._change()}: {self.reached} last time.{bare}"

    def _climb(self) -> str:
        more = "More reps" if self.proposal.measure is Measure.REPS else f"Same {self.same}, more reps"
        return f"{more}: not every set reached the top of its range last time."

    def _end(self) -> str:
        limit, rack = self.proposal.limit, self.loads.equipment
        if limit is not None:
            why = f"the next that {rack_words(rack, 'come')} to is {self._amount(limit)}"
        else:
            why = f"{rack_words(rack, 'have')} no {'less' if self.is_help else 'more'}"
        return f"Same {self.same}: {self.reached}, but {why}. {'Try it without help' if self.is_help else 'Add reps'}."

    def _deload(self) -> str:
        easier = "More help" if self.is_help else _EASIER[self.proposal.measure]
        return f"{easier} on purpose: {self._missed()}. {self._change()}."

    def _missed(self) -> str:
        misses = self.proposal.misses
        often = "once" if misses == 1 else f"{misses} times in a row"
        what = {
            None: "sets were missed",
            Measure.REPS: "reps were missed",
            Measure.TIME: "the time was missed",
            Measure.DISTANCE: "the distance was missed",
            Measure.LOAD: f"sets had {'more help' if self.is_help else 'less weight'} than planned",
        }[self.proposal.short]
        return f"{what} {often}"

    def _change(self) -> str:
        """The true difference, and what it was rounded from: `2.5 kg more, the nearest your plates come to 47 kg`."""
        change, wanted = self.proposal.change, self.proposal.wanted
        less = "fewer" if self.proposal.measure is Measure.REPS else "less"
        said = f"{self._amount(abs(change))} {'more' if change > 0 else less}{' help' if self.is_help else ''}"
        if wanted is None:
            return said
        if not self.loads.is_known:
            return f"{said}, in whole steps of {self._amount(self.loads.step)}"
        rack, amount = rack_words(self.loads.equipment, "come"), self.proposal.amount or Decimal(0)
        if self.proposal.reason is Reason.DELOAD and (amount > wanted) == (change > 0):
            return f"{said}, the next that {rack} to {'above' if change > 0 else 'below'} {self._amount(wanted)}"
        return f"{said}, the nearest that {rack} to {self._amount(wanted)}"

    def _amount(self, amount: Decimal) -> str:
        measure = self.proposal.measure
        if measure is Measure.REPS:
            return f"{plain(amount)} rep{'' if amount == 1 else 's'}"
        if measure is Measure.TIME:
            return f"{plain(amount / MINUTE)} min" if amount % MINUTE == 0 else f"{plain(amount)} s"
        return f"{plain(amount)} {self.units[measure]}"
