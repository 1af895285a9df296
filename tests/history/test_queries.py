"""Finished workouts, newest first, page after page, none twice and none left out."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.workouts.logbook import Logbook
from webapp import db
from webapp.db import Database
from webapp.history.queries import ExerciseCount, Place, Summary, finished_workouts
from webapp.ids import uuid7
from webapp.workouts import actions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def mine(database: Database, run_sql: RunSql, lifter: Browser) -> Logbook:
    return Logbook(database, run_sql, lifter.user_id)


@pytest.fixture
def theirs(database: Database, run_sql: RunSql, stranger: Browser) -> Logbook:
    return Logbook(database, run_sql, stranger.user_id)


def page(book: Logbook, before: Place | None = None, limit: int = 20) -> list[Summary]:
    with book.database.reading() as session:
        return finished_workouts(session, book.user_id, before=before, limit=limit)


def all_pages(book: Logbook, limit: int) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    shown = page(book, limit=limit)
    while shown:
        found += [each.id for each in shown]
        shown = page(book, Place(shown[-1].performed_at, shown[-1].id), limit)
    return found


def finish(book: Logbook, at: datetime, log_id: uuid.UUID | None = None) -> uuid.UUID:
    made = log_id or uuid7()
    book.run_sql(
        "INSERT INTO workout_logs (id, user_id, performed_at, finished_at) VALUES (%(id)s, %(user)s, %(at)s, %(at)s)",
        id=made, user=book.user_id, at=at,
    )  # fmt: skip
    return made


def test_a_lifter_without_workouts_has_an_empty_history(mine: Logbook, theirs: Logbook) -> None:
    theirs.past({})

    assert page(mine) == []


def test_the_newest_comes_first(mine: Logbook) -> None:
    made = [finish(mine, NOON + timedelta(days=days)) for days in (2, 0, 1)]

    assert [each.id for each in page(mine)] == [made[0], made[2], made[1]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 30])
def test_pages_show_every_workout_once_also_several_at_one_moment(mine: Logbook, limit: int) -> None:
    made = [finish(mine, NOON + timedelta(hours=hour // 4), uuid.uuid4()) for hour in range(23)]

    found = all_pages(mine, limit)

    assert len(found) == 23
    assert set(found) == set(made)


def test_a_workout_that_comes_while_one_reads_moves_no_page(mine: Logbook) -> None:
    made = [finish(mine, NOON - timedelta(days=days)) for days in range(6)]
    first = page(mine, limit=3)

    finish(mine, NOON + timedelta(days=1))
    second = page(mine, Place(first[-1].performed_at, first[-1].id), 3)

    assert [each.id for each in [*first, *second]] == made


def test_moments_apart_by_a_microsecond_are_told_apart(mine: Logbook) -> None:
    made = [finish(mine, NOON + timedelta(microseconds=number)) for number in range(5)]

    assert all_pages(mine, 2) == made[::-1]


def test_what_runs_or_was_deleted_or_is_a_strangers_is_not_history(mine: Logbook, theirs: Logbook) -> None:
    mine.start()
    mine.do(actions.delete_workout, finish(mine, NOON))
    finish(theirs, NOON)
    kept = finish(mine, NOON)

    assert [each.id for each in page(mine)] == [kept]


def test_a_summary_has_what_was_lifted_in_the_order_it_was(mine: Logbook) -> None:
    squat, deleted = {"exercise_id": exercise_id_of("Back squat"), "reps": 3, "weight_kg": Decimal("120.5")}, uuid7()
    log_id = mine.past({"reps": 5}, {"reps": 4}, squat)
    mine.record(log_id, deleted, set_number=9, reps=100)
    mine.delete(log_id, deleted, 2)

    (summary,) = page(mine)

    assert summary.sets == 3
    assert summary.exercises == [ExerciseCount("Bench press", 2), ExerciseCount("Back squat", 1)]
    assert summary.volume_kg == Decimal(900) + Decimal("361.5")


def test_help_and_bodyweight_and_time_move_nothing(mine: Logbook) -> None:
    mine.past(
        {"exercise_id": exercise_id_of("Assisted pull-up"), "weight_kg": Decimal(40), "reps": 10},
        {"exercise_id": exercise_id_of("Pull-up"), "weight_kg": None, "reps": 10},
        {"exercise_id": exercise_id_of("Plank"), "weight_kg": None, "reps": 1, "duration_seconds": 60},
    )

    assert page(mine)[0].volume_kg == 0
    assert page(mine)[0].sets == 3


def test_a_workout_without_sets_is_still_history(mine: Logbook) -> None:
    log_id = finish(mine, NOON)

    (summary,) = page(mine)

    assert summary == Summary(log_id, None, NOON, NOON, 0, Decimal(0), [])


def test_a_page_takes_one_statement(mine: Logbook) -> None:
    for _ in range(3):
        mine.past({}, {})
    spent = db.allow()
    try:
        page(mine)
    finally:
        db._spending.set(None)

    assert spent.statements == 1
