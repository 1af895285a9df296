"""Kilograms and pounds, kilometres and miles, as exact decimals (pure)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

WeightUnit = Literal["kg", "lb"]
DistanceUnit = Literal["km", "mi"]
WEIGHT_UNITS: tuple[str, ...] = get_args(WeightUnit)
DISTANCE_UNITS: tuple[str, ...] = get_args(DistanceUnit)

# International avoirdupois pound and international mile, both exact by definition.
KG_PER_LB = Decimal("0.45359237")
METRES_PER = {"m": Decimal(1), "km": Decimal(1000), "mi": Decimal("1609.344")}

# What one press of a stepper moves where the exercise has no step of its own.
STEP = {"kg": Decimal("2.5"), "lb": Decimal(5)}
# Dumbbells and plates of so many pounds are made in fives.
FOUR_POUNDS = 4
# A typed weight has at most three decimals, so rounding back to them returns it exactly.
TYPED = Decimal("0.001")


def to_kg(weight: Decimal, unit: str) -> Decimal:
    """Kilograms of `weight` in `unit`, exact: 102.5 lb is 46.493217925 kg."""
    return weight * KG_PER_LB if unit == "lb" else weight


def from_kg(kilograms: Decimal, unit: str) -> Decimal:
    """`kilograms` in `unit`, to a thousandth; gives back exactly what `to_kg` was given."""
    weight = kilograms / KG_PER_LB if unit == "lb" else kilograms
    return weight.quantize(TYPED, ROUND_HALF_UP)


def is_typed_in(kilograms: Decimal, unit: str) -> bool:
    """Whether a weight is one that can be typed in `unit`: a whole number of its thousandths.

    This tells the unit of a weight from its exact kilograms. A thousandth of a pound has eight decimals of a
    kilogram, so except 0 no weight below 100,000 lb is a whole number of thousandths of both units.
    """
    return to_kg(from_kg(kilograms, unit), unit) == kilograms


def to_metres(distance: Decimal, unit: str) -> Decimal:
    """Metres of `distance` in `unit` (m, km or mi), exact."""
    return distance * METRES_PER[unit]


def from_metres(metres: Decimal, unit: str) -> Decimal:
    """`metres` in `unit` (m, km or mi), to a thousandth."""
    return (metres / METRES_PER[unit]).quantize(TYPED, ROUND_HALF_UP)


def step(unit: str, load_step_kg: Decimal | None) -> Decimal:
    """How far a stepper moves in `unit`, for an exercise whose own step is in kilograms or absent.

    A gym in pounds has plates and dumbbells in pounds, so a step of the other unit is not converted but becomes
    what is made there: two pounds are as good as a kilogram, from 2 kg on in fives (2.5 kg is 5 lb, 2 kg too, 1 kg
    is 2 lb), and kilograms go by quarters (5 lb is 2.5 kg, 2.5 lb is 1.25 kg).
    """
    if load_step_kg is None:
        return STEP[unit]
    if is_typed_in(load_step_kg, unit):
        return from_kg(load_step_kg, unit)
    by, wanted = Decimal("0.25"), from_kg(load_step_kg, "lb") / 2
    if unit == "lb":
        wanted = load_step_kg * 2
        by = Decimal(5) if wanted >= FOUR_POUNDS else Decimal(1)
    return max(by, (wanted / by).quantize(Decimal(1), ROUND_HALF_UP) * by)


def own_step(unit: str, step_kg: Decimal) -> Decimal:
    """A lifter's own step in `unit`: exactly what was typed, where it was typed in that unit.

    What was typed in the other unit becomes what gyms of this one have in its place, as in `step`: 2.5 kg and 5 lb,
    or 1.25 kg and 2.5 lb.
    """
    typed = from_kg(step_kg, unit)
    if to_kg(typed, unit) == step_kg:
        return typed
    return max(TYPED, from_kg(step_kg, "lb") / 2) if unit == "kg" else step_kg * 2


def plain(number: Decimal) -> str:
    """A number as a lifter writes it: no exponent, no trailing zeros (`100`, `102.5`)."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
