"""A day of a plan as entries: which load stands in each row, and what is said of it."""

import uuid
from typing import Any

import pytest

from webapp.workouts.planning import entries

SLOT = str(uuid.UUID(int=1))


LOG = uuid.UUID("01a2169a-6a73-7ef9-9606-000000000000")


def target(number: int, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": str(uuid.UUID(int=number)), "kind": "working", "reps_min": 5, "reps_max": 5, "weight_kg": "100", "rpe": None,
        "duration_seconds": None, "distance_m": None,
    }  # fmt: skip
    return usual | changes


def slot(*targets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": SLOT, "exercise_id": str(uuid.UUID(int=9)), "superset": None, "rest_seconds": None, "note": None,
        "progression": "linear", "step_kg": None, "misses": 3, "deload_percent": 10, "load_step": "2.5",
        "fields": ("weight", "reps"), "targets": list(targets), "pasts": [], "last_kg": None,
    }  # fmt: skip
    return usual | changes


def session(targets: list[dict[str, Any]], *lifted: tuple[int, str]) -> dict[str, Any]:
    """A past session in which the first of the targets were lifted so."""
    planned = [
        {
            "id": f"set{number}",
            "kind": each["kind"],
            "target": {name: value for name, value in each.items() if value is not None},
        }
        for number, each in enumerate(targets)
    ]
    return {
        "planned": planned,
        "sets": [
            {"id": f"set{number}", "reps": reps, "weight_kg": weight} for number, (reps, weight) in enumerate(lifted)
        ],
    }


def rows(of: dict[str, Any], unit: str = "kg") -> list[tuple[str | None, int | None]]:
    (entry,) = entries([of], unit, LOG)
    return [(row.get("weight_kg"), row.get("reps")) for row in entry.planned]


def note(of: dict[str, Any], unit: str = "kg") -> str | None:
    return entries([of], unit, LOG)[0].note


FIVES = [target(1), target(2), target(3)]
RANGE = [target(number, reps_min=8, reps_max=12) for number in (1, 2, 3)]


def test_a_first_session_is_as_planned_and_every_set_knows_its_target() -> None:
    (entry,) = entries([slot(*FIVES, note="slow", superset=1, rest_seconds=90)], "kg", LOG)

    assert [row["set_number"] for row in entry.planned] == [1, 2, 3]
    assert {row["target"]["slot"] for row in entry.planned} == {SLOT}
    assert entry.planned[0]["target"]["weight_kg"] == "100" and "rpe" not in entry.planned[0]["target"]
    assert len({row["id"] for row in entry.planned}) == 3
    assert (entry.note, entry.superset, entry.rest_seconds, entry.position) == ("slow", 1, 90, 1)
    assert rows(slot(*FIVES)) == [("100", 5)] * 3


@pytest.mark.parametrize(
    ("lifted", "weight", "said"),
    [
        ([(5, "100")] * 3, "102.5", "2.5 kg more: every set reached its reps last time."),
        ([(5, "100"), (5, "100"), (4, "100")], "100", "Same load again: reps were missed once."),
        ([(5, "100"), (5, "100")], "100", "Same load again: reps were missed once."),
    ],
)
def test_the_load_follows_what_was_lifted_and_says_why(lifted: list[tuple[int, str]], weight: str, said: str) -> None:
    of = slot(*FIVES, pasts=[session(FIVES, *lifted)], note="slow")

    assert rows(of) == [(weight, 5)] * 3
    assert note(of) == f"slow\n{said}"


def test_three_misses_in_a_row_are_a_deload() -> None:
    missed = session(FIVES, (5, "100"), (5, "100"), (4, "100"))

    assert rows(slot(*FIVES, pasts=[missed] * 3)) == [("90", 5)] * 3
    assert note(slot(*FIVES, pasts=[missed] * 3)) == "Lighter on purpose: reps were missed 3 times in a row."


def test_reps_climb_before_the_load() -> None:
    of = slot(*RANGE, progression="double", pasts=[session(RANGE, (12, "100"), (9, "100"), (8, "100"))])

    assert rows(of) == [("100", 12), ("100", 10), ("100", 9)]
    assert rows(slot(*RANGE, progression="double", pasts=[session(RANGE, *[(12, "100")] * 3)])) == [("102.5", 8)] * 3


def test_pounds_go_by_pounds() -> None:
    """102.5 lb and 5 lb more."""
    pounds = [target(1, weight_kg="46.493217925")]
    of = slot(*pounds, pasts=[session(pounds, (5, "46.493217925"))])

    assert rows(of, "lb") == [("49.89516070", 5)] or rows(of, "lb") == [("49.8951607", 5)]
    assert note(of, "lb") == "5 lb more: every set reached its reps last time."


def test_lighter_sets_keep_their_share_and_warm_ups_their_load() -> None:
    pyramid = [
        target(1, kind="warmup", weight_kg="40"),
        target(2),
        target(3, weight_kg="80"),
        target(4, weight_kg=None),
    ]
    of = slot(*pyramid, pasts=[session(pyramid, (5, "40"), (5, "100"), (5, "80"), (5, "100"))], step_kg="5")

    assert rows(of) == [("40", 5), ("105", 5), ("85", 5), ("105", 5)]


def test_a_plan_without_loads_begins_with_those_of_last_time() -> None:
    blank = [target(1, weight_kg=None)]

    assert rows(slot(*blank, last_kg="60")) == [("60", 5)]
    assert note(slot(*blank, last_kg="60")) == "As last time."
    assert rows(slot(*blank)) == [(None, 5)]


def test_a_session_in_which_nothing_was_lifted_is_none() -> None:
    assert rows(slot(*FIVES, pasts=[session(FIVES), session(FIVES, *[(5, "100")] * 3)])) == [("102.5", 5)] * 3


def test_what_has_no_weight_gets_none() -> None:
    plank = [target(1, reps_min=None, reps_max=None, weight_kg=None, duration_seconds=60)]
    of = slot(*plank, fields=("duration",), last_kg="20", pasts=[session(plank, (1, "0"))])

    assert rows(of) == [(None, None)]
    assert entries([of], "kg", LOG)[0].planned[0]["duration_seconds"] == 60


def test_as_many_as_possible_climbs_without_an_end() -> None:
    amrap = [target(1, reps_max=None)]
    of = slot(*amrap, progression="double", pasts=[session(amrap, (5, "100"))])

    assert rows(of) == [("102.5", 5)]
