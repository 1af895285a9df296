"""How the rows of an exercise are ordered, counted and filled, on paper."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from webapp.strength import Kind, SetKind
from webapp.workouts.rows import arrange_entry, measures
from webapp.workouts.sheet import Entry, Measures, SetRow

LOG, ENTRY, EXERCISE = (uuid.UUID(int=number) for number in (1, 2, 3))
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def planned(number: int, **changes: object) -> dict[str, object]:
    return {"id": str(uuid.UUID(int=100 + number)), "set_number": number, "kind": "working", **changes}


def logged(number: int, **changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "id": uuid.UUID(int=100 + number), "set_number": number, "kind": "working", "weight_kg": Decimal(100), "weight_unit": "kg",
        "reps": 5, "duration_seconds": None, "distance_m": None, "rpe": None, "note": None, "revision": 1, "performed_at": NOW,
        "is_deleted": False,
        "bests": None,
    }  # fmt: skip
    return usual | changes


def arrange(
    plan: list[dict[str, object]] | None = None,
    sets: list[dict[str, object]] | None = None,
    previous: list[Mapping[str, Any]] | None = None,
    kind: Kind = Kind.WEIGHT_REPS,
    **units: str,
) -> Entry:
    row = {
        "entry_id": ENTRY, "entry_note": None, "rest_seconds": None, "muscle_group": None, "secondary_muscles": None, "planned": plan or [], "previous": previous, "exercise_id": EXERCISE,
        "exercise_name": "Bench press", "entry_revision": 1, "removed_at": None, "exercise_kind": kind, "equipment": None, "load_step": None,
        "position": Decimal(1), "superset": None, "chosen_unit": units.get("chosen_unit"), "usual_unit": units.get("usual_unit"), "bars": None, "plates": None, "steps": None,
    }  # fmt: skip
    return arrange_entry(LOG, row, sets or [])


def numbers(entry: Entry) -> list[tuple[int, int]]:
    return [(row.set_number, row.ordinal) for row in entry.rows]


def test_measures_are_read_from_a_row_or_from_json() -> None:
    whole = Measures(Decimal("102.5"), 5, 60, Decimal("12.5"))

    assert (
        measures({"weight_kg": Decimal("102.5"), "reps": 5, "duration_seconds": 60, "distance_m": Decimal("12.5")})
        == whole
    )
    assert measures({"weight_kg": "102.5", "reps": 5, "duration_seconds": 60, "distance_m": "12.5"}) == whole
    assert measures({}).is_blank


def test_zero_is_a_measure_and_nothing_is_none() -> None:
    assert not measures({"reps": 0}).is_blank
    assert not measures({"weight_kg": "0"}).is_blank
    assert measures({"reps": None, "weight_kg": None}).is_blank


def test_rows_stand_in_the_order_of_their_numbers_and_count_without_gaps() -> None:
    entry = arrange([planned(9), planned(2)], [logged(5)])

    assert [row.id.int - 100 for row in entry.rows] == [2, 5, 9]
    assert numbers(entry) == [(1, 1), (2, 2), (3, 3)]
    assert entry.next_set_number == 4


def test_the_first_working_set_is_the_first_however_many_warm_ups_came_before() -> None:
    entry = arrange([planned(3)], [logged(1, kind="warmup"), logged(2, kind="warmup"), logged(4, kind="failure")])

    assert numbers(entry) == [(1, 1), (2, 2), (3, 1), (4, 2)]


def test_a_logged_set_stands_in_the_place_of_its_plan() -> None:
    entry = arrange([planned(1, reps=8), planned(2, reps=8)], [logged(1, reps=7)])

    assert [(row.is_done, row.measures.reps) for row in entry.rows] == [(True, 7), (False, 8)]


def test_a_deleted_set_takes_its_plan_with_it() -> None:
    entry = arrange([planned(1), planned(2)], [logged(1, is_deleted=True)])

    assert [row.id.int for row in entry.rows] == [102]
    assert numbers(entry) == [(1, 1)]


def test_last_time_stands_beside_the_set_of_the_same_place() -> None:
    entry = arrange([planned(1), planned(2), planned(3)], previous=[{"reps": 8}, {"reps": 7}])

    assert [row.previous for row in entry.rows] == [Measures(reps=8), Measures(reps=7), None]
    assert list(entry.previous) == [Measures(reps=8), Measures(reps=7)]


def test_a_row_that_knows_nothing_follows_the_last_done_set() -> None:
    entry = arrange([planned(1), planned(3), planned(4)], [logged(2, reps=6)])

    assert [(row.measures.reps, row.follows) for row in entry.rows] == [(None, True), (6, False), (6, True), (6, True)]


def test_a_row_with_a_plan_of_its_own_follows_nobody() -> None:
    entry = arrange([planned(2, weight_kg="60", reps=10)], [logged(1)])

    assert entry.rows[1].measures == Measures(Decimal(60), 10)
    assert not entry.rows[1].follows


def test_a_planned_row_keeps_its_kind_and_is_not_done() -> None:
    row = arrange([planned(1, kind="warmup")]).rows[0]

    assert isinstance(row, SetRow)
    assert (row.kind, row.revision, row.is_done, row.weight_unit) == (SetKind.WARMUP, 0, False, "kg")
