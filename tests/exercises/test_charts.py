"""Records and the line of an exercise, on paper."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from webapp.exercises.charts import SessionBests, line, records
from webapp.strength import Kind

BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def past(days: int, **bests: Any) -> SessionBests:
    usual: dict[str, Any] = {
        "log_id": uuid.uuid4(), "performed_at": BEGAN + timedelta(days=days), "heaviest_kg": None, "lightest_kg": None, "most_reps": 1,
        "longest_seconds": None, "farthest_m": None, "e1rm_kg": None, "sets": [],
    }  # fmt: skip
    return SessionBests(
        **(usual | {name: Decimal(value) if name.endswith(("kg", "_m")) else value for name, value in bests.items()})
    )


def said(kind: Kind, *sessions: SessionBests, unit: str = "kg") -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in records(sessions, kind, unit, "km")]


def test_records_of_weight_and_reps() -> None:
    newest = past(9, heaviest_kg="100", most_reps=12, e1rm_kg="116.666")
    middle = past(5, heaviest_kg="102.5", most_reps=5, e1rm_kg="119.5833")
    oldest = past(0, heaviest_kg="102.5", most_reps=12, e1rm_kg="110")

    assert said(Kind.WEIGHT_REPS, newest, middle, oldest) == [
        ("Heaviest", "102.5 kg"),
        ("Estimated maximum", "119.6 kg"),
        ("Most reps", "12"),
    ]
    found = records([newest, middle, oldest], Kind.WEIGHT_REPS, "kg", "km")
    assert [each.session for each in found] == [oldest, middle, oldest]
    assert said(Kind.WEIGHT_REPS, oldest, unit="lb")[0] == ("Heaviest", "225.974 lb")
    assert said(Kind.WEIGHT_REPS, oldest, unit="lb")[1] == ("Estimated maximum", "242.5 lb")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.ASSISTED_BODYWEIGHT, [("Least help", "15 kg"), ("Most reps", "8")]),
        (Kind.WEIGHTED_BODYWEIGHT, [("Heaviest", "20 kg"), ("Most reps", "8")]),
        (Kind.BODYWEIGHT_REPS, [("Most reps", "8")]),
        (Kind.DURATION, [("Longest", "1:30")]),
        (Kind.WEIGHT_DURATION, [("Heaviest", "20 kg"), ("Longest", "1:30")]),
        (Kind.DISTANCE_DURATION, [("Farthest", "0.4 km")]),
        (Kind.WEIGHT_DISTANCE, [("Heaviest", "20 kg"), ("Farthest", "400 m")]),
    ],
)
def test_records_are_of_what_an_exercise_is_measured_in(kind: Kind, expected: list[tuple[str, str]]) -> None:
    bests = past(1, heaviest_kg="20", lightest_kg="15", most_reps=8, longest_seconds=90, farthest_m="400")

    assert (
        said(kind, bests, past(0, heaviest_kg="19", lightest_kg="25", longest_seconds=60, farthest_m="100")) == expected
    )


def test_nothing_done_is_no_record() -> None:
    assert records([], Kind.WEIGHT_REPS, "kg", "km") == []
    assert said(Kind.WEIGHT_REPS, past(0, most_reps=0)) == [("Most reps", "0")]


def test_a_line_goes_from_the_first_session_to_the_last() -> None:
    found = line([past(10, e1rm_kg="110"), past(5, e1rm_kg="120"), past(2), past(0, e1rm_kg="100")])

    assert found is not None
    assert [point.x for point in found.points] == [Decimal("0.0"), Decimal("50.0"), Decimal("100.0")]
    assert (found.lowest, found.highest) == (Decimal(97), Decimal(123))
    assert found.path == "0.0,88.5 50.0,11.5 100.0,50.0"


def test_one_session_is_no_line_and_equal_ones_are_a_flat_one() -> None:
    assert line([past(0, e1rm_kg="100"), past(1)]) is None
    assert line([]) is None
    flat = line([past(1, e1rm_kg="100"), past(0, e1rm_kg="100")])
    assert flat is not None and [point.y for point in flat.points] == [Decimal("50.0")] * 2
    same_moment = line([past(0, e1rm_kg="100"), past(0, e1rm_kg="90")])
    assert same_moment is not None and [point.x for point in same_moment.points] == [Decimal("0.0")] * 2
