"""What Today begins with: the workout that runs, or the day of the plan that is next."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from tests.plans.desk import Desk
from tests.workouts.logbook import Logbook
from webapp.dashboard import queries
from webapp.dashboard.queries import NextDay, Running
from webapp.db import Database
from webapp.ids import uuid7
from webapp.workouts import actions


@pytest.fixture
def mine(database: Database, run_sql: RunSql, lifter: Browser) -> Logbook:
    return Logbook(database, run_sql, lifter.user_id)


@pytest.fixture
def theirs(database: Database, run_sql: RunSql, stranger: Browser) -> Logbook:
    return Logbook(database, run_sql, stranger.user_id)


def next_day(book: Logbook) -> NextDay | None:
    with book.database.reading() as session:
        return queries.today(session, book.user_id)[1]


def running(book: Logbook) -> Running | None:
    with book.database.reading() as session:
        return queries.today(session, book.user_id)[0]


def test_nothing_runs_at_first(mine: Logbook, theirs: Logbook) -> None:
    theirs.start()
    mine.past({})

    assert running(mine) is None


def test_the_running_workout_is_known_with_its_sets(mine: Logbook) -> None:
    log_id, deleted = mine.start(), uuid7()
    mine.record(log_id, performed_at=datetime.now(UTC) - timedelta(minutes=3))
    last = mine.record(log_id, set_number=2).row.performed_at
    mine.record(log_id, deleted, set_number=3)
    mine.delete(log_id, deleted, 2)

    found = running(mine)

    assert found is not None
    assert (found.id, found.name, found.sets, found.last_set_at) == (log_id, None, 2, last)
    assert found.performed_at == mine.whole(log_id).performed_at


def test_a_running_workout_without_sets_has_none(mine: Logbook) -> None:
    mine.start()

    found = running(mine)

    assert found is not None
    assert (found.sets, found.last_set_at) == (0, None)


def test_a_finished_or_deleted_workout_does_not_run(mine: Logbook) -> None:
    mine.do(actions.finish_workout, mine.start())
    mine.do(actions.delete_workout, mine.start())

    assert running(mine) is None


def test_days_come_round_in_turn(mine: Logbook, lifter: Browser) -> None:
    assert next_day(mine) is None
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    assert next_day(mine) is None
    for name in ("Push", "Rest", "Legs"):
        day = desk.add_day(name)
        if name != "Rest":
            desk.add_slot(day)
    seen = []
    for _ in range(5):
        found = next_day(mine)
        assert found is not None and found.exercises == ["Bench press"] and found.plan_name == "Winter"
        seen.append(found.day_name)
        lifter.post("/workouts", {"plan_day_id": str(found.day_id)})
        assert next_day(mine) is None
        started = running(mine)
        assert started is not None and started.name == found.day_name
        mine.record(started.id)
        mine.do(actions.finish_workout, started.id)
    assert seen == ["Push", "Legs", "Push", "Legs", "Push"]


def test_the_next_day_is_of_the_current_plan_and_ones_own(mine: Logbook, theirs: Logbook, lifter: Browser) -> None:
    urls = []
    for name in ("Old", "New"):
        desk = Desk(lifter, lifter.post("/plans", {"name": name}).location)
        desk.add_slot(desk.add_day(f"{name} day"))
        urls.append(desk.url)
    assert next_day(theirs) is None
    for url, expected in ((None, "New"), (urls[0], "Old")):
        if url:
            lifter.put("/plans/current", {"plan_id": url.rpartition("/")[2]})
        found = next_day(mine)
        assert found is not None and found.plan_name == expected
    lifter.delete(urls[0])
    lifter.put(f"{urls[1]}/archive")
    assert next_day(mine) is None


def test_a_workout_without_a_set_leaves_the_turn_where_it_is(mine: Logbook, lifter: Browser) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    for name in ("Push", "Legs"):
        desk.add_slot(desk.add_day(name))
    found = next_day(mine)
    assert found is not None and found.day_name == "Push"

    set_id = uuid7()
    for sets in (0, 1):
        log_id = uuid.UUID(lifter.post("/workouts", {"plan_day_id": str(found.day_id)}).location.rpartition("/")[2])
        if sets:
            mine.record(log_id, set_id)
        mine.do(actions.finish_workout, log_id)
        now = next_day(mine)
        assert now is not None and now.day_name == ("Legs" if sets else "Push")
    mine.delete(log_id, set_id, 2)
    again = next_day(mine)
    assert again is not None and again.day_name == "Push"
