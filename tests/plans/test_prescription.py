"""Sets as lifters write them, there and back."""

from decimal import Decimal

import pytest

from webapp.errors import InvalidError
from webapp.plans.prescription import MOST_SETS, Prescribed, read, reps, reps_words, words
from webapp.strength import SetKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3x8 @ 80kg RPE 8", ["3 × 8 @ 80 kg, RPE 8"]),
        ("3 x 8 @ 80 kg rpe8", ["3 × 8 @ 80 kg, RPE 8"]),
        ("3×8-12", ["3 × 8–12"]),
        ("3*8–12 @ 82,5", ["3 × 8–12 @ 82.5 kg"]),
        ("8", ["1 × 8"]),
        ("10 reps", ["1 × 10"]),
        ("5/3/1", ["1 × 5", "1 × 3", "1 × 1"]),
        ("5/3/1+ @ 80/90/100", ["1 × 5 @ 80 kg", "1 × 3 @ 90 kg", "1 × 1+ @ 100 kg"]),
        ("2x5/3", ["1 × 5", "1 × 3", "1 × 5", "1 × 3"]),
        ("3x8@8", ["3 × 8, RPE 8"]),
        ("3x8 @ 8kg", ["3 × 8 @ 8 kg"]),
        ("3x8 rpe 7.5 @ 60", ["3 × 8 @ 60 kg, RPE 7.5"]),
        ("3x8 80kg", ["3 × 8 @ 80 kg"]),
        ("3x8 with 40 kg", ["3 × 8 @ 40 kg"]),
        ("1x5 @ 220 lb", ["1 × 5 @ 99.79 kg"]),
        ("3x60s", ["3 × 1:00"]),
        ("3x1:30", ["3 × 1:30"]),
        ("2 x 2min", ["2 × 2:00"]),
        ("3 x 10 sec", ["3 × 0:10"]),
        ("4x400m", ["4 × 400 m"]),
        ("1x5km", ["1 × 5 km"]),
        ("1x1mi", ["1 × 1609.344 m"]),
        ("w 2x5 @ 40", ["2 × 5 @ 40 kg, warm-up"]),
        ("warm-up 1x10 @ 20", ["1 × 10 @ 20 kg, warm-up"]),
        ("drop 1x12 @ 20kg", ["1 × 12 @ 20 kg, drop set"]),
        ("3x8 to failure", ["3 × 8, to failure"]),
        ("1x5 @ 100; 3x8 @ 80", ["1 × 5 @ 100 kg", "3 × 8 @ 80 kg"]),
        ("1x5 @ 100, 3x8 @ 80", ["1 × 5 @ 100 kg", "3 × 8 @ 80 kg"]),
        ("1x5 @ 100\n\n3x8 @ 80\n", ["1 × 5 @ 100 kg", "3 × 8 @ 80 kg"]),
    ],
)
def test_sets_are_read_as_they_are_written(text: str, expected: list[str]) -> None:
    assert words(read(text, "kg"), "kg", "km") == expected


def test_a_load_without_a_unit_is_in_the_lifters() -> None:
    (pounds,) = read("1x5 @ 102.5", "lb")
    (kilograms,) = read("1x5 @ 102.5kg", "lb")

    assert pounds.weight_kg == Decimal("46.493217925")
    assert kilograms.weight_kg == Decimal("102.5")
    assert words([pounds], "lb", "km") == ["1 × 5 @ 102.5 lb"]


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "squat", "@ 80", "3x", "x8", "0x8", "3x12-8", "3x8 80", "3x8 @ 80 @ 90", "3x8 @ eighty", "3x8 rpe 11", "3x8 rpe 7.3",
        "3x8 @ 0.5.5", "3x8 @ 99999kg", "2x5 @ 80/90/100", "99x1", "3x8 @", "3x8; squat", "\x00", "3x8 @ 1e9", "²x³",
    ],
)  # fmt: skip
def test_what_is_no_set_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(InvalidError, match=r"Write sets as|smaller number first"):
        read(text, "kg")


def test_too_many_sets_are_refused() -> None:
    with pytest.raises(InvalidError, match="At most 20"):
        read("20x5\n1x5", "kg")
    assert len(read("20x5", "kg")) == MOST_SETS


@pytest.mark.parametrize(
    ("text", "expected"), [("8", (8, 8)), ("8-12", (8, 12)), (" 8 – 12 ", (8, 12)), ("5+", (5, None)), ("0", (0, 0))]
)
def test_reps_are_a_number_a_range_or_as_many_as_possible(text: str, expected: tuple[int, int | None]) -> None:
    assert reps(text) == expected
    assert reps(reps_words(*expected)) == expected


@pytest.mark.parametrize("text", ["", "a", "8-", "-8", "8+9", "12-8", "1000", "8.5"])
def test_other_reps_are_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        reps(text)


def test_what_was_not_said_is_absent() -> None:
    assert read("1x5", "kg") == [Prescribed(reps_min=5, reps_max=5)]
    assert read("w 1x5", "kg")[0].kind is SetKind.WARMUP
    assert words([Prescribed()], "kg", "km") == ["1 × –"]
    assert reps_words(None, None) == ""
