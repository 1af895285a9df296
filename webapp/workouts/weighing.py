"""The unit an exercise's weights are shown and typed in, and the weight a row still to do is filled with (pure).

Every copy of a weight (from the set before, from last time, from a plan, into a swap or a repeated workout) is made in
exact kilograms and passes through `Weighing.filled` when it is shown, so no copier needs to know about units.
static/js/weighing.js says the same for a page without signal, and a test holds the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_DOWN, Decimal

from webapp import plates
from webapp.plates import USUAL, Gym
from webapp.units import from_kg, is_typed_in, step, to_kg

LEAST = Decimal(1)


@dataclass(frozen=True)
class Weighing:
    """How one lifter weighs one exercise.

    `unit` is what they chose for this exercise (`is_chosen`), else what their settings say. `gyms` is what they train
    with, by unit. `load_step` is the exercise's own step in kilograms.
    """

    unit: str = "kg"
    is_chosen: bool = False
    equipment: str | None = None
    load_step: Decimal | None = None
    gyms: Mapping[str, Gym] = field(default_factory=lambda: USUAL)

    def unit_after(self, done: Iterable[str | None]) -> str:
        """The unit of the rows still to do, from the units of the rows done before them, None without a weight.

        A choice for the exercise holds. Otherwise an exercise stays in the unit of its last set: a lifter who changes
        the settings in the middle of it still stands at the same rack.
        """
        last = [each for each in done if each is not None][-1:]
        return last[0] if last and not self.is_chosen else self.unit

    def filled(self, kilograms: Decimal | None, unit: str) -> Decimal | None:
        """The weight in kilograms that a row in `unit` is filled with, for a weight that was lifted or planned.

        A weight that was typed in `unit` stays exactly as it is. Any other is what can be loaded nearest to it in
        `unit`, the lighter of two: 100 kg is offered as 220 lb, 102.5 lb as 47.5 kg on a bar of 20 kg.
        """
        if kilograms is None or is_typed_in(kilograms, unit):
            return kilograms
        return to_kg(self._loadable(from_kg(kilograms, unit), unit), unit)

    def _loadable(self, weight: Decimal, unit: str) -> Decimal:
        gym = self.gyms[unit]
        if plates.load(gym, self.equipment, weight) is not None:
            return plates.nearest(gym, self.equipment, weight)
        # Nothing is known of the equipment but its step; what is lighter than that goes by whole kilograms or pounds.
        by = step(unit, self.load_step)
        by = by if weight >= by else LEAST
        return max(by, (weight / by).quantize(Decimal(1), ROUND_HALF_DOWN) * by)
