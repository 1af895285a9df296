"""The year of training: the same each time, plausible, and over by today."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from webapp.db import Database
from webapp.exercises import catalogue
from webapp.local import demo
from webapp.strength import Kind, SetKind

UNTIL = datetime(2026, 11, 23, 20, tzinfo=UTC)


def year() -> list[demo.DemoWorkout]:
    return list(demo.year(UNTIL))


def test_the_year_is_the_same_each_time() -> None:
    assert year() == year()


@pytest.mark.parametrize("hours", range(0, 24 * 8, 7))
def test_the_year_is_over_by_today_whenever_that_is(hours: int) -> None:
    until = UNTIL + timedelta(hours=hours)
    workouts = list(demo.year(until))

    assert workouts[0].at > until - timedelta(days=365 + 7)
    assert all(workout.at < each.at < until for workout in workouts for each in workout.sets)
    assert until - workouts[-1].at < timedelta(days=9)


def test_workouts_and_sets_follow_one_another() -> None:
    workouts = year()
    assert all(one.sets[-1].at < other.at for one, other in pairwise(workouts))
    assert all(one.at < other.at for workout in workouts for one, other in pairwise(workout.sets))
    assert all(timedelta(minutes=20) < workout.sets[-1].at - workout.at < timedelta(hours=2) for workout in workouts)


def test_a_year_is_four_sessions_a_week_of_which_some_are_missed() -> None:
    workouts = year()
    assert 180 <= len(workouts) <= 208
    assert set(Counter(workout.name for workout in workouts)) == {"Upper A", "Lower A", "Upper B", "Lower B"}


def test_loads_creep_up_and_rest_every_sixth_week() -> None:
    bench = [
        max(each.weight_kg for each in workout.sets if each.key == "barbell-bench-press" and each.weight_kg is not None)
        for workout in year()
        if workout.name == "Upper A"
    ]
    assert bench[0] == 70 and max(bench) >= 90
    assert any(other < one for one, other in pairwise(bench))
    assert all(weight % Decimal("2.5") == 0 for weight in bench)


def test_every_exercise_is_in_the_catalogue_and_logged_as_its_kind_asks() -> None:
    kinds = {each.id: each.kind for each in catalogue.load()}
    for workout in year()[:8]:
        for each in workout.sets:
            fields = Kind(kinds[demo.exercise_id(each.key)]).fields
            assert ("duration" in fields) == (each.seconds is not None), each.key
            assert ("distance" in fields) == (each.metres is not None), each.key
            assert "weight" in fields or each.weight_kg is None, each.key


def test_sets_are_numbered_and_warm_ups_lighter() -> None:
    for workout in year():
        for key in {each.key for each in workout.sets}:
            sets = [each for each in workout.sets if each.key == key]
            assert [each.number for each in sets] == list(range(1, len(sets) + 1))
            warmups = [each for each in sets if each.kind == SetKind.WARMUP]
            assert sets[: len(warmups)] == warmups
            assert all(each.rpe is None for each in warmups)
            if warmups:
                assert (warmups[0].weight_kg or 0) < (sets[-1].weight_kg or 0)


def test_a_session_is_written_as_its_lifter_would_have(database: Database, lifter: Browser, run_sql: RunSql) -> None:
    workout = year()[0]
    with database.begin() as session:
        assert demo.write_workout(session, lifter.user_id, workout) == len(workout.sets)

    (stored,) = run_sql("SELECT * FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id)
    assert (stored["name"], stored["performed_at"]) == (workout.name, workout.at)
    assert stored["finished_at"] == workout.sets[-1].at + timedelta(minutes=3)
    sets = run_sql("SELECT * FROM log_sets WHERE log_id = %(id)s ORDER BY performed_at", id=stored["id"])
    assert [
        (each["exercise_id"], each["set_number"], each["weight_kg"], each["reps"], each["rpe"], each["performed_at"])
        for each in sets
    ] == [
        (demo.exercise_id(each.key), each.number, each.weight_kg, each.reps, each.rpe, each.at) for each in workout.sets
    ]
    assert {each["weight_unit"] for each in sets if each["weight_kg"] is not None} == {"kg"}
    assert workout.name in reading.words(lifter.get("/history"))
    page = lifter.get(f"/workouts/{stored['id']}")
    assert len(reading.classed(page, "done")) == len(sets) and reading.classed(page, "todo") == []
