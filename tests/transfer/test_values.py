"""What cells mean: numbers, units, lengths, and weights without the noise of floating point."""

from decimal import Decimal

import pytest

from webapp.transfer import values
from webapp.transfer.values import Amount


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("62.5", False, "62.5"), ("8.0", False, "8.0"), (".5", False, ".5"), ("82,5", True, "82.5"),
        ("82,5", False, "82.5"), ("1,250", True, "1.250"), ("1,250", False, None), ("1.250", True, None),
        ("1.250", False, "1.250"), ("1,234.5", False, None), ("1.234,5", True, None), ("1e3", False, "1e3"),
        ("5E-1", False, "5E-1"), ("", False, None), ("eight", False, None), ("8 kg", False, None), ("-5", False, "-5"),
        ("1_000", False, None), ("9" * 50, False, None),
    ],
)  # fmt: skip
def test_a_number_is_read_only_where_there_is_one_reading(text: str, comma: bool, number: str | None) -> None:  # noqa: FBT001
    assert values.number(text, comma=comma) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("cells", "uses"), [(["1,250", "82,5"], True), (["1,250"], False), (["0,125"], True), (["82.5", "100"], False)]
)
def test_a_file_shows_whether_it_writes_decimal_commas(cells: list[str], uses: bool) -> None:  # noqa: FBT001
    assert values.uses_comma(cells) is uses


@pytest.mark.parametrize(
    ("written", "unit", "typed"),
    [
        ("149.99999999999997", "lb", ("150", "lb")),
        ("22.046226218487757", "lb", ("10", "kg")),
        ("6.80388555", "kg", ("15", "lb")),
        ("43.091275149999994", "kg", ("95", "lb")),
        ("20.41168092460379", "kg", ("45", "lb")),
        ("102.5", "lb", ("102.5", "lb")),
        ("102.5", "kg", ("102.5", "kg")),
        ("61.25", "kg", ("61.25", "kg")),
        ("100", "kg", ("100", "kg")),
        ("52.9", "lb", ("52.9", "lb")),
        ("3.7200000000000002", "kg", ("3.72", "kg")),
        ("1.125", "kg", ("1.125", "kg")),
    ],
)
def test_a_weight_comes_back_as_it_was_typed(written: str, unit: str, typed: tuple[str, str]) -> None:
    assert values.round_weight(Amount(Decimal(written), unit)) == Amount(Decimal(typed[0]), typed[1])


def test_no_weight_in_quarters_of_a_kilogram_is_taken_for_pounds() -> None:
    weights = [Amount(Decimal(quarters) / 4, "kg") for quarters in range(1, 4001)]
    assert [values.round_weight(weight) for weight in weights] == weights


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2h 38m", 9480), ("45m", 2700), ("1h", 3600), ("29s", 29), ("1h 2min", 3720), ("32min", 1920), ("62m", 3720),
        ("264h 1m", 950_460), ("3600", 3600), ("1:05:00", 3900), ("", None), ("soon", None), ("5 apples", None),
    ],
)  # fmt: skip
def test_the_length_of_a_workout(text: str, seconds: int | None) -> None:
    assert values.length(text) == seconds


@pytest.mark.parametrize(
    ("text", "rpe", "remarks"), [("8.5", "8.5", 0), ("0", None, 0), ("", None, 0), ("11", None, 1), ("8.3", None, 1)]
)
def test_an_effort_goes_by_halves(text: str, rpe: str | None, remarks: int) -> None:
    found, remark = values.rpe(text)
    assert found == (None if rpe is None else Decimal(rpe))
    assert (remark is not None) == bool(remarks)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("mi.", ("2", "mi")), ("meters", ("2", "m")), ("yd", ("1.8288", "m")), ("parsec", None), ("", ("2", None))],
)
def test_a_distance_in_a_unit_as_written(written: str, amount: tuple[str, str | None] | None) -> None:
    assert values.distance(Decimal(2), written) == (None if amount is None else Amount(Decimal(amount[0]), amount[1]))
