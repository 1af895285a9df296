"""Many connections write the same set: one row, and everyone gets an answer."""

import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.browsers import exercise_id_of
from tests.pooler import Pgbouncer
from tests.workouts.logbook import Logbook
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.errors import NotFoundError
from webapp.ids import uuid7

CONNECTIONS = 8
REPEATS = 20


@pytest.fixture
def phones(pgbouncer: Pgbouncer, mine: Logbook) -> Iterator[list[Logbook]]:
    """The lifter's logbook in many hands, each with a connection of its own."""
    with ExitStack() as stack:
        databases = [Database(psycopg_url(pgbouncer.url)) for _ in range(CONNECTIONS)]
        for each in databases:
            stack.callback(each.dispose)
        yield [replace(mine, database=each) for each in databases]


def test_many_connections_putting_one_set_end_with_one_row_and_all_get_an_answer(phones: list[Logbook]) -> None:
    log_id, set_id = phones[0].start(), uuid7()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        outcomes = list(
            threads.map(lambda n: phones[n % CONNECTIONS].record(log_id, set_id), range(CONNECTIONS * REPEATS))
        )

    assert Counter(each.is_new for each in outcomes) == {True: 1, False: CONNECTIONS * REPEATS - 1}
    assert not any(each.is_stale for each in outcomes)
    assert len(phones[0].stored(log_id)) == 1
    assert len(phones[0].whole(log_id).entries) == 1


def test_many_connections_editing_one_set_end_with_the_greatest_revision(phones: list[Logbook]) -> None:
    log_id, set_id = phones[0].start(), uuid7()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        work = [
            threads.submit(phones[n % CONNECTIONS].record, log_id, set_id, reps=n, revision=n)
            for n in range(1, CONNECTIONS * REPEATS + 1)
        ]
        outcomes = [each.result() for each in work]

    (stored,) = phones[0].stored(log_id)
    assert stored["revision"] == stored["reps"] == CONNECTIONS * REPEATS
    assert all(each.row.revision == each.row.measures.reps for each in outcomes)


def test_many_connections_beginning_an_exercise_make_one_place_for_it(phones: list[Logbook]) -> None:
    log_id = phones[0].start()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        work = [threads.submit(phone.record, log_id, set_number=n) for n, phone in enumerate(phones, 1)]
        places = {each.result().row.entry_id for each in work}

    assert len(places) == 1
    assert len(phones[0].whole(log_id).entries) == 1
    assert len(phones[0].stored(log_id)) == CONNECTIONS


def test_one_set_of_two_exercises_at_once_makes_a_place_for_one_of_them(phones: list[Logbook]) -> None:
    exercises = [exercise_id_of(name) for name in ("Bench press", "Back squat")]

    def put(phone: Logbook, log_id: uuid.UUID, set_id: uuid.UUID, exercise_id: uuid.UUID) -> bool:
        try:
            return phone.record(log_id, set_id, exercise_id=exercise_id).is_new
        except NotFoundError:
            return False

    log_id = phones[0].start()
    with ThreadPoolExecutor(2) as threads:
        for tries in range(1, 21):
            set_id = uuid7()
            work = [
                threads.submit(put, phone, log_id, set_id, x) for phone, x in zip(phones[:2], exercises, strict=True)
            ]
            assert sorted(each.result() for each in work) == [False, True]
            # Every place has a set; none stands empty.
            places = phones[0].whole(log_id).entries
            assert sum(len(each.rows) for each in places) == tries
            assert all(each.rows for each in places)


def test_a_deletion_and_a_retry_at_once_end_deleted(phones: list[Logbook]) -> None:
    log_id = phones[0].start()
    alive = []
    with ThreadPoolExecutor(2) as threads:
        for _ in range(40):
            set_id = uuid7()
            phones[0].record(log_id, set_id)
            deletion = threads.submit(phones[1].delete, log_id, set_id, 2)
            retry = threads.submit(phones[2].record, log_id, set_id)
            assert deletion.result() is not None
            assert retry.result() is not None
            alive += [row for row in phones[0].stored(log_id) if row["id"] == set_id and row["deleted_at"] is None]

    assert alive == []
