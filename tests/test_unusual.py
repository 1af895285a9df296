"""Amounts that can only be a slip of the finger."""

from decimal import Decimal

import pytest

from webapp.unusual import is_unusual, usual

D = Decimal


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ("", None),
        ("0", None),
        ("100", "100"),
        ("100 1000", "100"),
        ("10 100 100", "100"),
        ("0 20", "20"),
        ("3 1 2", "2"),
    ],
)
def test_the_usual_is_the_middle_one(amounts: str, expected: str | None) -> None:
    assert usual([D(each) for each in amounts.split()]) == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("amount", "among", "expected"),
    [
        ("1000", "100", True), ("999.9", "100", False), ("1000", None, False), (None, "100", False),
        ("1000", "0", False), ("25", "2.5", True), ("100", "1000", False),
    ],
)  # fmt: skip
def test_ten_times_the_usual_is_unusual(amount: str | None, among: str | None, *, expected: bool) -> None:
    values = [None if each is None else D(each) for each in (amount, among)]
    assert is_unusual(*values) is expected
