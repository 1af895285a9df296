"""Sets as lifters write them, there and back."""

import re
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
        ("3x8 @ 80kg RIR 2", ["3 × 8 @ 80 kg, RPE 8"]),
        ("3x8 @8 RIR 2", ["3 × 8, RPE 8"]),
        ("3x8 @ 8 rpe 8", ["3 × 8, RPE 8"]),
        ("3x8 @ 20 RIR 2", ["3 × 8 @ 20 kg, RPE 8"]),
        ("3x8 2 RIR @ 80", ["3 × 8 @ 80 kg, RPE 8"]),
        ("3x8 rir 0.5", ["3 × 8, RPE 9.5"]),
        ("AMRAP", ["1 × 1+"]),
        ("2x5 @ 100; amrap @ 60", ["2 × 5 @ 100 kg", "1 × 1+ @ 60 kg"]),
        ("3xAMRAP @ 20kg", ["1+/1+/1+ @ 20 kg"]),
        ("3x8 AMRAP", ["2 × 8", "1 × 8+"]),
        ("3x8-12 amrap", ["2 × 8–12", "1 × 8+"]),
        ("5x5, last set AMRAP", ["4 × 5", "1 × 5+"]),
        ("3 sets of 8", ["3 × 8"]),
        ("3 sets of 8-12 reps @ 60kg RIR 1.5", ["3 × 8–12 @ 60 kg, RPE 8.5"]),
        ("3 sets of 8-10 at 60 kg, RPE 8", ["3 × 8–10 @ 60 kg, RPE 8"]),
        ("1 set of 60s", ["1 × 1:00"]),
        ("3 x 8+", ["2 × 8", "1 × 8+"]),
        ("5x3+ @ 100", ["4 × 3 @ 100 kg", "1 × 3+ @ 100 kg"]),
        ("5+/5+/5+ @ 80 kg", ["5+/5+/5+ @ 80 kg"]),
        ("2x5/3+", ["1 × 5", "1 × 3+", "1 × 5", "1 × 3+"]),
        ("3 X 8", ["3 × 8"]),
        ("3x8—12", ["3 × 8–12"]),
        ("3x8 @ 1,000.5 lb", ["3 × 8 @ 453.819 kg"]),
        ("3x8 @ 1 000 lb", ["3 × 8 @ 453.592 kg"]),
        ("4x1 500m", ["4 × 1500 m"]),
        ("٣x٨ @ ٨٢٫٥kg", ["3 × 8 @ 82.5 kg"]),
        ("\uff13\uff58\uff18 ＠ ８０", ["3 × 8 @ 80 kg"]),
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


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("3x8 @ 1,000 lb", "Is that 1000 or 1?"),
        ("1x5 @ 1.250", "Is that 1250 or 1.25?"),
        ("2x1,500m", "Is that 1500 or 1.5?"),
        ("3x5 @ 80/1,000/85", "Is that 1000 or 1?"),
    ],
)
def test_a_number_that_may_be_two_is_asked_about(text: str, question: str) -> None:
    with pytest.raises(InvalidError, match=re.escape(question)):
        read(text, "kg")


@pytest.mark.parametrize("text", ["3x8+ @ 80", "5+/5+", "3xAMRAP", "AMRAP RIR 0", "5/3/1+; 2x8", "3+/3+/5 @ 60"])
def test_open_sets_come_back_as_they_were_written(text: str) -> None:
    sets = read(text, "kg")
    assert read("\n".join(words(sets, "kg", "km")), "kg") == sets
    assert any(each.reps_min is not None and each.reps_max is None for each in sets)


def test_what_is_said_of_a_set_comes_back_too() -> None:
    sets = read("w 1x5 @ 40; 3x8 @ 80 RPE 8; drop 1x12 @ 20 RIR 0; 1x8 to failure", "kg")
    assert read(", ".join(words(sets, "kg", "km")), "kg") == sets


def test_too_many_sets_are_refused() -> None:
    with pytest.raises(InvalidError, match="At most 20"):
        read("20x5\n1x5", "kg")
    assert len(read("20x5", "kg")) == MOST_SETS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", (8, 8)),
        ("8-12", (8, 12)),
        (" 8 – 12 ", (8, 12)),
        ("5+", (5, None)),
        ("0", (0, 0)),
        ("AMRAP", (1, None)),
        ("5 amrap", (5, None)),
        ("٨-١٢", (8, 12)),
        ("1,000", (1000, 1000)),
        ("８ ＋", (8, None)),
    ],
)
def test_reps_are_a_number_a_range_or_as_many_as_possible(text: str, expected: tuple[int, int | None]) -> None:
    assert reps(text) == expected
    assert reps(reps_words(*expected)) == expected


@pytest.mark.parametrize("text", ["", "a", "8-", "-8", "8+9", "12-8", "10000", "8.5", "++", "1,5", "AMRAP+"])
def test_other_reps_are_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        reps(text)


def test_what_was_not_said_is_absent() -> None:
    assert read("1x5", "kg") == [Prescribed(reps_min=5, reps_max=5)]
    assert read("w 1x5", "kg")[0].kind is SetKind.WARMUP
    assert words([Prescribed()], "kg", "km") == ["1 × –"]
    assert reps_words(None, None) == ""
