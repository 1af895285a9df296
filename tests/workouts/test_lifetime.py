"""A moment that PostgreSQL keeps and Python can't read would close its workout for ever, so it never gets in."""

import pytest

from tests.browsers import Browser, exercise_id_of
from webapp.forms import parse
from webapp.workouts.forms import SetForm, WorkoutForm

SET = {"exercise_id": "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "set_number": "1", "reps": "5"}
UNREADABLE = "0001-01-01T00:00:00+14:00"


def test_a_set_at_an_unreadable_moment_is_refused_and_the_workout_still_opens(lifter: Browser) -> None:
    log_id = lifter.start()

    answer = lifter.log(log_id, exercise_id_of("Bench press"), performed_at=UNREADABLE)

    assert answer.status_code == 422
    assert lifter.get(f"/workouts/{log_id}").status_code == 200
    assert lifter.get("/dashboard").status_code == 200


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_workout_can_not_be_moved_to_an_unreadable_moment(lifter: Browser, typed: str) -> None:
    log_id = lifter.start()

    answer = lifter.put(f"/workouts/{log_id}", {"performed_at": typed, "minutes": "60"})

    assert answer.status_code == 422
    assert lifter.get(f"/workouts/{log_id}").status_code == 200


@pytest.mark.parametrize(
    "typed", [UNREADABLE, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "1899-12-31T00:00:00Z"]
)
def test_a_moment_outside_a_lifetime_is_named_by_its_field(typed: str) -> None:
    assert list(parse(SetForm, {**SET, "performed_at": typed}).errors) == ["performed_at"]


@pytest.mark.parametrize("typed", ["1900-01-01T00:00:00Z", "2026-11-23T12:00:00+02:00"])
def test_a_moment_in_a_lifetime_is_taken(typed: str) -> None:
    assert parse(SetForm, {**SET, "performed_at": typed}).values is not None


@pytest.mark.parametrize("typed", ["2026-11-23T12:00:00Z", "2026-11-23T12:00+02:00", "1700000000"])
def test_a_correction_is_by_the_lifters_own_clock(typed: str) -> None:
    assert parse(WorkoutForm, {"performed_at": typed}).errors == {"performed_at": "A time by your own clock, please."}
