"""Starting, filling, finishing, correcting, deleting a workout: each once, and only one's own."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import RunSql
from tests.pooler import Pgbouncer
from tests.workouts.logbook import BENCH, Logbook
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.errors import ConflictError, NotFoundError
from webapp.ids import uuid7
from webapp.workouts import actions
from webapp.workouts.sheet import Measures, SetRow


@pytest.fixture
def phones(pgbouncer: Pgbouncer, mine: Logbook) -> Iterator[list[Logbook]]:
    """The lifter's logbook in two hands."""
    with ExitStack() as stack:
        databases = [Database(psycopg_url(pgbouncer.url)) for _ in range(2)]
        for each in databases:
            stack.callback(each.dispose)
        yield [replace(mine, database=each) for each in databases]


def rows(book: Logbook, log_id: uuid.UUID, nth: int = 0) -> list[SetRow]:
    return list(book.whole(log_id).entries[nth].rows)


def names(book: Logbook, log_id: uuid.UUID) -> list[str]:
    return [each.exercise.name for each in book.whole(log_id).entries]


def correct(book: Logbook, log_id: uuid.UUID, **changes: Any) -> None:
    now = datetime.now(UTC)
    usual = {"name": None, "note": None, "performed_at": now - timedelta(hours=1), "finished_at": now}
    book.do(actions.correct_workout, log_id, **(usual | changes))


# Starting


def test_a_workout_starts_now_under_the_id_the_phone_gave_it(mine: Logbook) -> None:
    log_id = uuid7()

    assert mine.start(log_id) == log_id

    started = mine.whole(log_id)
    assert abs(started.performed_at - datetime.now(UTC)) < timedelta(seconds=5)
    assert started.is_running
    assert started.entries == []


def test_starting_while_one_runs_goes_on_with_it(mine: Logbook) -> None:
    first = mine.start()

    assert mine.start() == first
    assert mine.start(first) == first


def test_starting_the_same_one_again_after_it_ended_is_the_same_one(mine: Logbook) -> None:
    log_id = mine.start()
    mine.do(actions.finish_workout, log_id)

    assert mine.start(log_id) == log_id
    assert not mine.whole(log_id).is_running


def test_each_lifter_has_a_running_workout_of_their_own(mine: Logbook, theirs: Logbook) -> None:
    assert mine.start() != theirs.start()


def test_an_id_that_is_taken_by_a_stranger_or_by_a_deleted_one_is_a_conflict(mine: Logbook, theirs: Logbook) -> None:
    foreign, deleted = theirs.start(), mine.past()
    mine.do(actions.delete_workout, deleted)

    for taken in (foreign, deleted):
        with pytest.raises(ConflictError):
            mine.start(taken)


def test_two_phones_starting_at_once_start_one(phones: list[Logbook], run_sql: RunSql) -> None:
    with ThreadPoolExecutor(2) as threads:
        started = set(threads.map(lambda n: phones[n % 2].start(), range(20)))

    assert len(started) == 1
    assert len(run_sql("SELECT 1 FROM workout_logs WHERE user_id = %(id)s", id=phones[0].user_id)) == 1


def test_a_workout_may_begin_with_the_exercises_of_another(mine: Logbook) -> None:
    old = mine.past({"reps": 8}, days=3)
    mine.add(old, "Deadlift")

    again = mine.start(repeat=old)

    assert names(mine, again) == [BENCH, "Deadlift"]
    assert rows(mine, again)[0].measures == Measures(Decimal(100), 8)


def test_repeating_is_done_once_and_only_of_ones_own(mine: Logbook, theirs: Logbook) -> None:
    old, foreign = mine.past({}), theirs.past({})
    log_id = mine.start(repeat=foreign)
    assert mine.whole(log_id).entries == []

    assert mine.start(repeat=old) == log_id

    assert mine.whole(log_id).entries == []


# Finishing


def test_a_workout_ends_now_and_once(mine: Logbook) -> None:
    log_id = mine.start()
    mine.do(actions.finish_workout, log_id)
    ended = mine.whole(log_id).finished_at
    assert ended is not None
    assert abs(ended - datetime.now(UTC)) < timedelta(seconds=5)

    mine.do(actions.finish_workout, log_id)

    assert mine.whole(log_id).finished_at == ended
    assert mine.start() != log_id


@pytest.mark.parametrize(("hours_ago", "lifted_after", "expected"), [(13, 1, 1), (13, None, 0), (11, 1, 11)])
def test_a_forgotten_workout_ended_with_its_last_set(
    mine: Logbook, run_sql: RunSql, hours_ago: int, lifted_after: int | None, expected: int
) -> None:
    log_id, began = mine.start(), datetime.now(UTC) - timedelta(hours=hours_ago)
    run_sql("UPDATE workout_logs SET performed_at = %(at)s WHERE id = %(id)s", at=began, id=log_id)
    if lifted_after is not None:
        mine.record(log_id, performed_at=began + timedelta(hours=lifted_after))

    mine.do(actions.finish_workout, log_id)

    ended = mine.whole(log_id).finished_at
    assert ended is not None
    assert abs(ended - began - timedelta(hours=expected)) < timedelta(seconds=5)


def test_finishing_forgets_rows_that_were_never_done(mine: Logbook) -> None:
    log_id = mine.start()
    mine.add(log_id)
    done = rows(mine, log_id)[1].id
    mine.record(log_id, done, set_number=2)

    mine.do(actions.finish_workout, log_id)

    assert [row.id for row in rows(mine, log_id)] == [done]


# Correcting


def test_a_correction_is_kept(mine: Logbook) -> None:
    log_id, began = mine.past({}), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    correct(mine, log_id, name="Push", note="Good", performed_at=began, finished_at=began + timedelta(minutes=90))

    found = mine.whole(log_id)
    assert (found.name, found.note, found.performed_at) == ("Push", "Good", began)
    assert found.finished_at == began + timedelta(minutes=90)


def test_sets_move_with_the_date_of_their_workout(mine: Logbook) -> None:
    log_id = mine.past({}, {})
    began = mine.whole(log_id).performed_at
    before = [row["performed_at"] for row in mine.stored(log_id)]

    correct(mine, log_id, performed_at=began - timedelta(days=30), finished_at=began)

    assert [row["performed_at"] for row in mine.stored(log_id)] == [each - timedelta(days=30) for each in before]


def test_correcting_a_running_workout_does_not_end_it(mine: Logbook) -> None:
    log_id = mine.start()

    correct(mine, log_id, name="Push")

    assert mine.whole(log_id).is_running
    assert mine.whole(log_id).name == "Push"


# Deleting


def test_a_deleted_workout_comes_back_with_exactly_its_sets(mine: Logbook) -> None:
    log_id, deleted = mine.past({}, {}), uuid7()
    mine.record(log_id, deleted, set_number=3)
    mine.delete(log_id, deleted, 2)
    before = [row["id"] for row in mine.stored(log_id) if row["deleted_at"] is None]

    for _ in range(2):
        mine.do(actions.delete_workout, log_id)
    assert mine.read(log_id) is None
    assert all(row["deleted_at"] for row in mine.stored(log_id))
    for _ in range(2):
        mine.do(actions.restore_workout, log_id)

    assert [row["id"] for row in mine.stored(log_id) if row["deleted_at"] is None] == before
    assert not mine.whole(log_id).is_running


def test_a_running_workout_that_was_deleted_comes_back_finished(mine: Logbook) -> None:
    log_id = mine.start()
    mine.do(actions.delete_workout, log_id)
    other = mine.start()

    mine.do(actions.restore_workout, log_id)

    assert not mine.whole(log_id).is_running
    assert mine.whole(other).is_running


def test_restoring_what_was_never_deleted_changes_nothing(mine: Logbook) -> None:
    log_id = mine.start()
    mine.record(log_id)
    before = mine.stored(log_id)

    mine.do(actions.restore_workout, log_id)

    assert mine.whole(log_id).is_running
    assert mine.stored(log_id) == before


@pytest.mark.parametrize(
    "attempt",
    [
        lambda book, log_id: book.do(actions.finish_workout, log_id),
        correct,
        lambda book, log_id: book.do(actions.restore_workout, log_id),
        lambda book, log_id: book.do(actions.delete_workout, log_id),
    ],
)
def test_a_strangers_workout_does_not_exist(
    mine: Logbook, theirs: Logbook, attempt: Callable[[Logbook, uuid.UUID], None]
) -> None:
    log_id = theirs.start()
    theirs.record(log_id)
    before = (theirs.whole(log_id), theirs.stored(log_id))

    for unknown in (log_id, uuid7()):
        with pytest.raises(NotFoundError):
            attempt(mine, unknown)

    assert (theirs.whole(log_id), theirs.stored(log_id)) == before
