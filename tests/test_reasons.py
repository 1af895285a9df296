"""What is said of a proposal; most sentences stand in the tables of test_progression."""

from decimal import Decimal

import pytest

from webapp.plates import USUAL, Loads
from webapp.progression import Measure, Proposal, Reason
from webapp.reasons import words
from webapp.strength import Kind

LOADS = Loads(USUAL["kg"], "machine", Decimal(5))


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        (Proposal(Measure.LOAD, Decimal(80), Reason.PLANNED), "As planned."),
        (Proposal(Measure.LOAD, Decimal(80), Reason.CHANGED), "As the plan says now."),
        (
            Proposal(Measure.LOAD, Decimal(80), Reason.REPEAT, misses=2),
            "Same load again: sets were missed 2 times in a row.",
        ),
        (
            Proposal(Measure.LOAD, Decimal(80), Reason.END),
            "Same load: every set reached its reps, but your machine has no more. Add reps.",
        ),
    ],
)
def test_a_reason_is_a_sentence(proposal: Proposal, said: str) -> None:
    assert words(Kind.WEIGHT_REPS, proposal, LOADS, "kg", "km") == said


@pytest.mark.parametrize(("seconds", "said"), [("5", "5 s"), ("60", "1 min"), ("90", "90 s"), ("120", "2 min")])
def test_times_are_said_as_they_are_spoken(seconds: str, said: str) -> None:
    more = Proposal(Measure.TIME, Decimal(300), Reason.ADD, Decimal(seconds))

    assert words(Kind.DURATION, more, LOADS, "kg", "km").startswith(f"{said} more:")
