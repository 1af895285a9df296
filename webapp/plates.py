"""What can be loaded: pairs of plates on a bar, dumbbells on a rack, the steps of a stack (pure).

All weights of one gym are in one unit, and nothing here converts: a plate of 45 lb is no plate of
20.41 kg. static/js/loads.js says the same while one types, and a test holds the two together.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from webapp.units import TYPED, plain

# What carries plates on two sides, and what is made in steps.
BARS = ("barbell", "ez bar", "trap bar", "smith machine")
STEPPED = ("dumbbell", "kettlebell", "machine", "cable")
# Sums are kept of all that the plates can make; more than this no gym needs, and no page should wait for.
MAX_SUMS = 4000
MAX_PAIRS = 20
MAX_SIZES = 16
# Weights are counted in thousandths, as finely as they can be typed, so that sums are whole numbers.
FINENESS = 1000

Plates = tuple[int, ...]


def equipment_name(equipment: str) -> str:
    """`Smith machine`, `EZ bar`."""
    return {"ez bar": "EZ bar"}.get(equipment, equipment.capitalize())


@dataclass(frozen=True)
class Steps:
    """Weights from `lightest` to `heaviest`, each `step` from the next."""

    lightest: Decimal
    heaviest: Decimal
    step: Decimal


@dataclass(frozen=True)
class Gym:
    """What one lifter trains with, in one unit: bars and steps by equipment, plates as `(weight, pairs)`."""

    bars: dict[str, Decimal]
    plates: tuple[tuple[Decimal, int], ...]
    steps: dict[str, Steps]

    @property
    def brief(self) -> dict[str, object]:
        """The same in thousandths, for the script in the logger."""
        return {
            "bars": {name: thousandths(weight) for name, weight in self.bars.items()},
            "plates": [[thousandths(weight), pairs] for weight, pairs in self.plates],
            "steps": {name: [thousandths(each) for each in vars(steps).values()] for name, steps in self.steps.items()},
        }


@dataclass(frozen=True)
class Load:
    """How a weight is loaded: the bar and the plates of one side, heaviest first.

    `below` and `above` are the nearest weights that can be loaded where this one can't, each None
    where there is none. What has no bar has no plates either.
    """

    weight: Decimal
    bar: Decimal | None = None
    per_side: tuple[Decimal, ...] = ()
    below: Decimal | None = None
    above: Decimal | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the weight itself can be loaded."""
        return self.below is None and self.above is None


# A gym as most are; what is made in steps differs too much from gym to gym to be guessed.
USUAL = {
    "kg": Gym(
        bars={"barbell": Decimal(20), "ez bar": Decimal(10), "trap bar": Decimal(25), "smith machine": Decimal(20)},
        plates=tuple(
            (Decimal(weight), pairs)
            for weight, pairs in (("20", 8), ("15", 2), ("10", 4), ("5", 2), ("2.5", 2), ("1.25", 2))
        ),
        steps={},
    ),
    "lb": Gym(
        bars={"barbell": Decimal(45), "ez bar": Decimal(25), "trap bar": Decimal(55), "smith machine": Decimal(45)},
        plates=tuple(
            (Decimal(weight), pairs)
            for weight, pairs in (("45", 8), ("35", 2), ("25", 2), ("10", 4), ("5", 2), ("2.5", 2))
        ),
        steps={},
    ),
}


def gym(unit: str, bars: Iterable[Any], plates: Iterable[Any], steps: Iterable[Any]) -> Gym:
    """The gym a lifter described in `unit`, from the rows of their settings; the usual one where they said nothing."""
    usual = USUAL[unit]
    own_bars = {each["equipment"]: Decimal(each["weight"]) for each in bars if each["unit"] == unit}
    own_plates = tuple((Decimal(each["weight"]), int(each["pairs"])) for each in plates if each["unit"] == unit)
    return Gym(
        bars=usual.bars | own_bars,
        plates=tuple(sorted(own_plates, reverse=True)) or usual.plates,
        steps={
            each["equipment"]: Steps(*(Decimal(each[name]) for name in ("lightest", "heaviest", "step")))
            for each in steps
            if each["unit"] == unit
        },
    )


def gyms(bars: Iterable[Any], plates: Iterable[Any], steps: Iterable[Any]) -> dict[str, Gym]:
    """A lifter's gym in each unit, because a set keeps the unit it was typed in."""
    return {unit: gym(unit, bars, plates, steps) for unit in USUAL}


def load(where: Gym, equipment: str | None, weight: Decimal) -> Load | None:
    """How `weight` is loaded; None where the equipment is nothing to load or nothing is known of it."""
    if equipment in where.bars:
        return _on_a_bar(where, where.bars[equipment], weight)
    if equipment in where.steps:
        return _in_steps(where.steps[equipment], weight)
    return None


def nearest(where: Gym, equipment: str | None, weight: Decimal) -> Decimal:
    """What can be loaded and is closest to `weight`, the lighter of two; `weight` where nothing is known."""
    found = load(where, equipment, weight)
    choices = [each for each in (found.below, found.above) if each is not None] if found else []
    return min(choices, key=lambda each: (abs(each - weight), each)) if choices else weight


@dataclass(frozen=True)
class Loads:
    """What can be loaded for one exercise: by its equipment in a lifter's gym, in the unit of that gym.

    Where nothing is known of the equipment, what lies whole `step`s from a load can be loaded too. `may_be_none`
    says that no load at all is one.
    """

    gym: Gym
    equipment: str | None
    step: Decimal
    may_be_none: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the lifter's gym says what can be loaded."""
        return self.equipment in self.gym.bars or self.equipment in self.gym.steps

    def toward(self, start: Decimal, wanted: Decimal) -> Decimal | None:
        """What can be loaded closest to `wanted` on that side of `start`; None where there is nothing."""
        wanted = max(wanted.quantize(TYPED, ROUND_HALF_UP), Decimal(0))
        found = load(self.gym, self.equipment, wanted)
        if found is None:
            return steps_from(start, wanted, self.step, Decimal(0) if self.may_be_none else self.step)
        none = Decimal(0) if self.may_be_none else None
        near = [wanted if found.is_exact else found.below, found.above, none]
        beyond = [each for each in near if each is not None and (each - start) * (wanted - start) > 0]
        return min(beyond, key=lambda each: (abs(each - wanted), abs(each - start)), default=None)

    def at_least(self, start: Decimal, wanted: Decimal) -> Decimal | None:
        """What can be loaded at `wanted` or next beyond it, as seen from `start`; else what is closest before it."""
        found = load(self.gym, self.equipment, max(wanted.quantize(TYPED, ROUND_HALF_UP), Decimal(0)))
        if found is None:
            return steps_from(start, wanted, self.step, Decimal(0) if self.may_be_none else self.step, ROUND_CEILING)
        beyond = found.weight if found.is_exact else found.below if wanted < start else found.above
        if beyond is None and self.may_be_none and wanted < start:
            beyond = Decimal(0)
        return self.toward(start, wanted) if beyond is None or beyond == start else beyond

    def near(self, start: Decimal, wanted: Decimal) -> Decimal:
        """What can be loaded closest to `wanted`, from `start` on; `start` where nothing is closer."""
        found = self.toward(start, wanted)
        at = load(self.gym, self.equipment, start)
        is_start_loadable = at is None or at.is_exact
        if found is None or (is_start_loadable and abs(start - wanted) <= abs(found - wanted)):
            return start
        return found


def steps_from(
    start: Decimal, wanted: Decimal, step: Decimal, least: Decimal, rounding: str = ROUND_HALF_DOWN
) -> Decimal | None:
    """What lies whole steps from `start`, at least one, and closest to `wanted`; not below `least`, or else None."""
    if wanted == start:
        return None
    steps = max((abs(wanted - start) / step).quantize(Decimal(1), rounding), Decimal(1)) * step
    if wanted > start:
        return start + steps
    found = max(start - steps, least)
    return found if found < start else None


def rack_words(equipment: str | None, verb: str) -> str:
    """The lifter's own equipment and what it does: `your plates come`, `your machine comes`."""
    noun = (
        "plates" if equipment in BARS else {"dumbbell": "dumbbells", "kettlebell": "kettlebells"}.get(equipment or "")
    )
    if noun:
        return f"your {noun} {verb}"
    return f"your {equipment} {'has' if verb == 'have' else verb + 's'}"


def too_many(plates: Sequence[tuple[Decimal, int]]) -> bool:
    """Whether these plates make more different sums than a page should look through."""
    try:
        _ways(tuple((thousandths(weight), pairs) for weight, pairs in plates))
    except OverflowError:
        return True
    return False


def words(found: Load) -> str:
    """A load as the logger says it: `per side 20 + 5 + 1.25`, or what can be loaded instead."""
    if not found.is_exact:
        instead = " or ".join(plain(each) for each in (found.below, found.above) if each is not None)
        if found.below is None:
            return f"{instead} is the lightest"
        if found.above is None:
            return f"{instead} is the heaviest"
        return f"{plain(found.weight)} can't be loaded: {instead}"
    if found.bar is None:
        return ""
    if not found.per_side:
        return "the bar alone"
    return "per side " + " + ".join(map(plain, found.per_side))


def thousandths(weight: Decimal) -> int:
    """A weight as a whole number of thousandths."""
    return int(weight * FINENESS)


def _on_a_bar(where: Gym, bar: Decimal, weight: Decimal) -> Load:
    both_sides, ways = _ways(tuple((thousandths(each), pairs) for each, pairs in where.plates))
    wanted = thousandths(weight) - thousandths(bar)
    place = bisect_left(both_sides, wanted)
    if place < len(both_sides) and both_sides[place] == wanted:
        return Load(weight, bar, tuple(map(_weight, ways[wanted])))
    return Load(
        weight,
        bar,
        below=bar + _weight(both_sides[place - 1]) if place else None,
        above=bar + _weight(both_sides[place]) if place < len(both_sides) else None,
    )


@lru_cache(maxsize=256)
def _ways(plates: tuple[tuple[int, int], ...]) -> tuple[Sequence[int], Mapping[int, Plates]]:
    """What plates make on two sides together, least first, and the plates of one side for each.

    Of two ways to one sum the one of fewer plates is the better, then the one that begins heavier.
    `plates` stand heaviest first, so a plate that is added comes last, and the better of two ways
    stays the better with the same plates added. Raises OverflowError.
    """
    best: dict[int, Plates] = {0: ()}
    for size, pairs in plates:
        ways = dict(best)
        for total, way in best.items():
            for count in range(1, pairs + 1):
                reached, longer = total + count * size, (*way, *[size] * count)
                if reached not in ways or _rank(longer) < _rank(ways[reached]):
                    ways[reached] = longer
            if len(ways) > MAX_SUMS:
                raise OverflowError
        best = ways
    return [2 * total for total in sorted(best)], {2 * total: way for total, way in best.items()}


def _rank(way: Plates) -> tuple[int, list[int]]:
    return len(way), [-size for size in way]


def _in_steps(steps: Steps, weight: Decimal) -> Load:
    if weight < steps.lightest:
        return Load(weight, above=steps.lightest)
    count = (min(weight, steps.heaviest) - steps.lightest) // steps.step
    below = steps.lightest + count * steps.step
    if below == weight:
        return Load(weight)
    above = below + steps.step
    return Load(weight, below=below, above=above if above <= steps.heaviest else None)


def _weight(amount: int) -> Decimal:
    return Decimal(amount) / FINENESS
