"""Weights and distances come back as they were typed."""

from decimal import Decimal

import pytest

from webapp.units import from_kg, from_metres, own_step, plain, step, to_kg, to_metres

QUARTERS = [Decimal(quarter) / 4 for quarter in range(4001)]


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_every_quarter_up_to_a_thousand_comes_back_as_typed(unit: str) -> None:
    lost = [typed for typed in QUARTERS if from_kg(to_kg(typed, unit), unit) != typed]

    assert lost == []


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_every_quarter_is_written_as_it_was_typed(unit: str) -> None:
    written = [plain(from_kg(to_kg(typed, unit), unit)) for typed in QUARTERS]

    assert written == [f"{quarter / 4:g}" for quarter in range(4001)]


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_the_finest_and_the_heaviest_typed_weight_come_back(unit: str) -> None:
    for typed in (Decimal("0.001"), Decimal("0.999"), Decimal(9999), Decimal("9998.999")):
        assert from_kg(to_kg(typed, unit), unit) == typed


def test_a_pound_is_exactly_its_legal_kilograms() -> None:
    assert to_kg(Decimal("102.5"), "lb") == Decimal("46.493217925")
    assert to_kg(Decimal("102.5"), "kg") == Decimal("102.5")


def test_what_was_not_typed_in_this_unit_is_rounded_to_a_thousandth() -> None:
    assert from_kg(Decimal(1), "lb") == Decimal("2.205")
    assert from_kg(Decimal("0.0005"), "kg") == Decimal("0.001")
    assert from_metres(Decimal(5000), "mi") == Decimal("3.107")
    assert from_metres(Decimal("0.5"), "km") == Decimal("0.001")


@pytest.mark.parametrize("unit", ["km", "mi"])
def test_every_hundredth_of_a_distance_comes_back_as_typed(unit: str) -> None:
    typed = [Decimal(hundredth) / 100 for hundredth in range(10_001)]

    assert [from_metres(to_metres(each, unit), unit) for each in typed] == typed


def test_a_mile_is_exactly_its_legal_metres() -> None:
    assert to_metres(Decimal(1), "mi") == Decimal("1609.344")
    assert to_metres(Decimal("0.1"), "km") == Decimal(100)


@pytest.mark.parametrize(
    ("unit", "load_step", "expected"),
    [
        ("kg", None, "2.5"),
        ("lb", None, "5"),
        ("kg", "1.25", "1.25"),
        ("lb", "2.5", "5"),
        ("lb", "1", "2"),
        ("lb", "1.25", "3"),
        ("lb", "0.1", "1"),
        ("lb", "2", "5"),
        ("lb", "4", "10"),
        ("lb", "5", "10"),
        # Those that were typed in pounds.
        ("lb", "4.5359237", "10"),
        ("lb", "1.133980925", "2.5"),
        ("kg", "4.5359237", "5"),
        ("kg", "2.26796185", "2.5"),
        ("kg", "1.133980925", "1.25"),
        ("kg", "0.045359237", "0.25"),
    ],
)
def test_a_stepper_moves_by_plates_of_its_unit(unit: str, load_step: str | None, expected: str) -> None:
    assert step(unit, Decimal(load_step) if load_step else None) == Decimal(expected)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("100", "100"), ("100.00", "100"), ("102.50", "102.5"), ("0", "0"), ("0.000", "0"), ("1E+3", "1000")],
)
def test_a_number_is_written_without_exponent_or_idle_zeros(number: str, expected: str) -> None:
    assert plain(Decimal(number)) == expected


@pytest.mark.parametrize(
    ("typed", "typed_in", "unit", "expected"),
    [
        ("2.5", "kg", "kg", "2.5"), ("2.5", "kg", "lb", "5"), ("1.25", "kg", "lb", "2.5"), ("2", "kg", "lb", "4"),
        ("5", "lb", "lb", "5"), ("5", "lb", "kg", "2.5"), ("2.5", "lb", "kg", "1.25"), ("7.5", "lb", "lb", "7.5"),
    ],
)  # fmt: skip
def test_a_step_is_what_was_typed_or_what_the_other_gym_has_in_its_place(
    typed: str, typed_in: str, unit: str, expected: str
) -> None:
    assert own_step(unit, to_kg(Decimal(typed), typed_in)) == Decimal(expected)
