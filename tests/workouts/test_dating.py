"""A workout whose date is moved while it runs: its sets, before and after, and its end are on its date."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts.logbook import Logbook
from webapp.db import Database
from webapp.ids import uuid7
from webapp.workouts import actions

MINUTE = timedelta(minutes=1)
SPANS = [
    timedelta(days=-3),
    timedelta(hours=-5),
    timedelta(days=-1),
    timedelta(days=-400, hours=3),
    timedelta(hours=20),
]


@pytest.fixture
def mine(database: Database, run_sql: RunSql, lifter: Browser) -> Logbook:
    return Logbook(database, run_sql, lifter.user_id)


def begin(mine: Logbook, ago: timedelta) -> uuid.UUID:
    """A workout that was started so long ago and runs."""
    log_id: uuid.UUID = mine.do(actions.start_workout, uuid7(), None, datetime.now(UTC) - ago)
    return log_id


def move(mine: Logbook, log_id: uuid.UUID, to: datetime) -> None:
    whole = mine.whole(log_id)
    length = (whole.finished_at or whole.performed_at) - whole.performed_at
    mine.do(actions.correct_workout, log_id, name=None, note=None, performed_at=to, finished_at=to + length)


def stored(mine: Logbook, log_id: uuid.UUID) -> dict[str, Any]:
    return mine.run_sql("SELECT * FROM workout_logs WHERE id = %(id)s", id=log_id)[0]


def offsets(mine: Logbook, log_id: uuid.UUID) -> list[int]:
    """Minutes from the start of a workout to each of its sets."""
    began = stored(mine, log_id)["performed_at"]
    return [round((each["performed_at"] - began) / MINUTE) for each in mine.stored(log_id)]


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_what_is_logged_before_and_after_stands_on_the_date(mine: Logbook, span: timedelta) -> None:
    log_id = begin(mine, 30 * MINUTE)
    began = mine.whole(log_id).performed_at
    mine.record(log_id, performed_at=began + 5 * MINUTE)
    move(mine, log_id, began + span)
    mine.record(log_id, set_number=2, performed_at=began + 10 * MINUTE)
    mine.record(log_id, set_number=3)
    mine.do(actions.finish_workout, log_id)

    assert offsets(mine, log_id) == [5, 10, 30]
    now = stored(mine, log_id)
    assert now["performed_at"] == began + span
    assert round((now["finished_at"] - now["performed_at"]) / MINUTE) == 30


def test_a_set_that_arrives_after_the_end_is_dated_too(mine: Logbook) -> None:
    log_id = begin(mine, 30 * MINUTE)
    began = mine.whole(log_id).performed_at
    mine.do(actions.finish_workout, log_id)
    move(mine, log_id, began - timedelta(days=2))
    mine.record(log_id, performed_at=began + 20 * MINUTE)
    mine.record(log_id, set_number=2)

    assert offsets(mine, log_id) == [20, 30]


def test_a_time_on_the_new_date_is_taken_as_it_is(mine: Logbook) -> None:
    log_id = begin(mine, 30 * MINUTE)
    to = mine.whole(log_id).performed_at - timedelta(days=3)
    move(mine, log_id, to)
    mine.record(log_id, performed_at=to + 7 * MINUTE)

    assert offsets(mine, log_id) == [7]


def test_a_workout_that_began_before_it_was_started_ends_when_it_ends(mine: Logbook) -> None:
    log_id = begin(mine, 30 * MINUTE)
    began = mine.whole(log_id).performed_at
    move(mine, log_id, began - 20 * MINUTE)
    mine.record(log_id)
    mine.do(actions.finish_workout, log_id)

    now = stored(mine, log_id)
    assert round((now["finished_at"] - now["performed_at"]) / MINUTE) == 50
    assert offsets(mine, log_id) == [30]


def test_a_date_that_is_moved_there_and_back_is_where_it_was(mine: Logbook) -> None:
    log_id = begin(mine, 30 * MINUTE)
    mine.record(log_id)
    before, sets = stored(mine, log_id), mine.stored(log_id)
    for days in (-3, 11, 0):
        move(mine, log_id, before["performed_at"] + timedelta(days=days))

    assert (stored(mine, log_id), mine.stored(log_id)) == (before, sets)


def test_a_workout_dated_back_was_not_left_running(mine: Logbook) -> None:
    log_id = begin(mine, 30 * MINUTE)
    move(mine, log_id, mine.whole(log_id).performed_at - timedelta(days=3))
    assert not mine.whole(log_id).is_forgotten

    forgotten = begin(mine, timedelta(hours=13))
    assert mine.whole(forgotten).is_forgotten


@pytest.mark.parametrize(("hours", "minutes"), [(1, 60), (30, 4)])
def test_a_running_workout_that_was_deleted_comes_back_as_long_as_it_was(
    mine: Logbook, hours: int, minutes: int
) -> None:
    log_id = begin(mine, timedelta(hours=hours))
    began = mine.whole(log_id).performed_at
    mine.record(log_id, performed_at=began + 4 * MINUTE)
    move(mine, log_id, began - timedelta(days=3))
    mine.do(actions.delete_workout, log_id)
    mine.do(actions.restore_workout, log_id)

    now = stored(mine, log_id)
    assert round((now["finished_at"] - now["performed_at"]) / MINUTE) == minutes
    assert offsets(mine, log_id) == [4]


def test_last_time_follows_the_date(mine: Logbook) -> None:
    """The workout that runs is dated before the one of yesterday, which so becomes the last time."""
    yesterday = mine.past({"reps": 7}, days=1)
    log_id = begin(mine, 30 * MINUTE)
    mine.record(log_id, reps=9)
    move(mine, log_id, mine.whole(log_id).performed_at - timedelta(days=3))
    mine.record(log_id, set_number=2, reps=8)
    mine.do(actions.finish_workout, log_id)
    later = mine.start()
    mine.add(later)

    (entry,) = mine.whole(later).entries
    assert [each.reps for each in entry.previous] == [7]
    assert mine.whole(yesterday).entries[0].previous[0].reps == 9
