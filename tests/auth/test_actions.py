"""The `user` table stays true to Clerk in whatever order and however often its events come."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.browsers import new_user_id
from tests.conftest import RunSql
from tests.pooler import Pgbouncer
from webapp.auth import actions
from webapp.auth.people import NEVER, Person, Version
from webapp.config import psycopg_url
from webapp.db import Database

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def user_id() -> str:
    return new_user_id()


@pytest.fixture
def databases(pgbouncer: Pgbouncer) -> Iterator[list[Database]]:
    """Two processes' connections."""
    with ExitStack() as stack:
        made = [Database(psycopg_url(pgbouncer.url)) for _ in range(2)]
        for each in made:
            stack.callback(each.dispose)
        yield made


def person(user_id: str, minute: int = 0, **changes: Any) -> Person:
    usual: dict[str, Any] = {
        "id": user_id,
        "email": f"at{minute}@topset.example",
        "first_name": "Ana",
        "last_name": "Lima",
        "image_url": None,
        "version": version(minute),
    }
    return Person(**(usual | changes))


def version(minute: int = 0, said: int = 0, msg_id: str = "") -> Version:
    return Version(NOON + timedelta(minutes=minute), NOON + timedelta(minutes=said), msg_id)


def row(someone: Person) -> dict[str, Any]:
    told = {name: value for name, value in vars(someone).items() if name != "version"}
    return told | vars(someone.version)


def save(database: Database, someone: Person) -> bool:
    with database.begin() as session:
        return actions.save_user(session, someone)


def save_all(database: Database, people: list[Person]) -> None:
    for each in people:
        save(database, each)


def delete(database: Database, user_id: str) -> None:
    with database.begin() as session:
        actions.delete_user(session, user_id, NOON)


def meet(database: Database, user_id: str) -> None:
    with database.begin() as session:
        actions.meet_user(session, user_id)


def stored(run_sql: RunSql, user_id: str) -> list[dict[str, Any]]:
    return run_sql(
        """SELECT id, email, first_name, last_name, image_url, updated_at, event_at, msg_id
           FROM "user" WHERE id = %(id)s""",
        id=user_id,
    )


def buried(run_sql: RunSql, user_id: str) -> list[dict[str, Any]]:
    return run_sql("SELECT id, deleted_at FROM user_tombstones WHERE id = %(id)s", id=user_id)


def test_a_new_user_is_stored_whole(database: Database, run_sql: RunSql, user_id: str) -> None:
    someone = person(user_id, image_url="https://img.clerk.com/1")

    save(database, someone)

    assert stored(run_sql, user_id) == [row(someone)]


def test_a_later_event_takes_over_and_an_earlier_one_does_not(
    database: Database, run_sql: RunSql, user_id: str
) -> None:
    save(database, person(user_id, 1))
    save(database, person(user_id, 3, first_name=None, email=None))
    save(database, person(user_id, 2, first_name="Old"))

    assert stored(run_sql, user_id) == [row(person(user_id, 3, first_name=None, email=None))]


def test_the_same_event_again_changes_nothing(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id, 1))
    save(database, person(user_id, 1, first_name="Twice"))

    assert stored(run_sql, user_id) == [row(person(user_id, 1))]


def test_an_update_keeps_when_the_user_came(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id, 1))
    before = run_sql('SELECT created_at FROM "user" WHERE id = %(id)s', id=user_id)

    save(database, person(user_id, 2))

    assert run_sql('SELECT created_at FROM "user" WHERE id = %(id)s', id=user_id) == before


def test_two_users_may_have_one_address(database: Database, run_sql: RunSql) -> None:
    ids = [new_user_id(), new_user_id()]
    for each in ids:
        save(database, person(each, email="both@topset.example"))

    assert [len(stored(run_sql, each)) for each in ids] == [1, 1]


def test_a_deleted_user_leaves_a_stone_with_nothing_personal(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id))

    delete(database, user_id)

    assert stored(run_sql, user_id) == []
    assert buried(run_sql, user_id) == [{"id": user_id, "deleted_at": NOON}]
    columns = run_sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'user_tombstones'")
    assert {each["column_name"] for each in columns} == {"id", "deleted_at"}


def test_a_deleted_user_is_never_created_again(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id))
    delete(database, user_id)

    save(database, person(user_id, 60))
    meet(database, user_id)

    assert stored(run_sql, user_id) == []


def test_a_deletion_that_comes_before_the_user_holds_too(database: Database, run_sql: RunSql, user_id: str) -> None:
    delete(database, user_id)
    save(database, person(user_id, 60))
    delete(database, user_id)

    assert stored(run_sql, user_id) == []
    assert len(buried(run_sql, user_id)) == 1


def test_a_deletion_takes_the_lifters_workouts_with_it(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id))
    log = uuid.uuid4()
    run_sql("INSERT INTO workout_logs (id, user_id, performed_at) VALUES (%(log)s, %(id)s, now())", log=log, id=user_id)

    delete(database, user_id)

    assert run_sql("SELECT 1 FROM workout_logs WHERE id = %(log)s", log=log) == []


def test_a_deletion_is_of_one_user(database: Database, run_sql: RunSql, user_id: str) -> None:
    other = new_user_id()
    save(database, person(user_id))
    save(database, person(other))

    delete(database, user_id)

    assert len(stored(run_sql, other)) == 1


def test_a_stub_is_older_than_any_event(database: Database, run_sql: RunSql, user_id: str) -> None:
    meet(database, user_id)
    assert stored(run_sql, user_id) == [
        {
            "id": user_id, "email": None, "first_name": None, "last_name": None, "image_url": None, "updated_at": None,
            "event_at": NEVER, "msg_id": "",
        }
    ]  # fmt: skip

    save(database, person(user_id, version=Version(NEVER)))

    assert stored(run_sql, user_id)[0]["first_name"] == "Ana"


def test_meeting_someone_known_changes_nothing(database: Database, run_sql: RunSql, user_id: str) -> None:
    save(database, person(user_id, 1))

    meet(database, user_id)

    assert stored(run_sql, user_id) == [row(person(user_id, 1))]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_events_ends_the_same(database: Database, run_sql: RunSql, order: tuple[int, ...]) -> None:
    user_id = new_user_id()
    saves = [partial(save, database, person(user_id, minute)) for minute in (1, 2, 3)]
    events: list[Callable[[], object]] = [partial(meet, database, user_id), *saves]

    for each in (*order, *order[:2]):
        events[each]()

    assert stored(run_sql, user_id) == [row(person(user_id, 3))]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_with_a_deletion_ends_deleted(database: Database, run_sql: RunSql, order: tuple[int, ...]) -> None:
    user_id = new_user_id()
    saves = [partial(save, database, person(user_id, minute)) for minute in (1, 2)]
    events: list[Callable[[], object]] = [partial(meet, database, user_id), partial(delete, database, user_id), *saves]

    for each in (*order, *order[:2]):
        events[each]()

    assert stored(run_sql, user_id) == []


def test_events_at_the_same_time_end_with_the_latest(databases: list[Database], run_sql: RunSql) -> None:
    wrong = []
    with ThreadPoolExecutor(2) as threads:
        for _ in range(40):
            user_id = new_user_id()
            races = [
                threads.submit(save_all, database, [person(user_id, minute) for minute in minutes])
                for database, minutes in zip(databases, [(1, 4, 2), (3, 5, 1)], strict=True)
            ]
            for each in races:
                each.result()
            if stored(run_sql, user_id) != [row(person(user_id, 5))]:
                wrong.append(user_id)

    assert wrong == []


@pytest.mark.parametrize("rival", [lambda database, user_id: save(database, person(user_id)), meet])
def test_a_deletion_wins_against_whatever_comes_at_the_same_time(
    databases: list[Database], run_sql: RunSql, rival: Callable[[Database, str], None]
) -> None:
    alive = []
    with ThreadPoolExecutor(2) as threads:
        for _ in range(60):
            user_id = new_user_id()
            races = [threads.submit(delete, databases[0], user_id), threads.submit(rival, databases[1], user_id)]
            for each in races:
                each.result()
            alive += stored(run_sql, user_id)

    assert alive == []


def test_an_arrival_waits_for_a_deletion_that_has_begun(
    databases: list[Database], run_sql: RunSql, user_id: str
) -> None:
    with ThreadPoolExecutor(1) as threads:
        with databases[0].begin() as session:
            actions.delete_user(session, user_id, NOON)
            arrival = threads.submit(save, databases[1], person(user_id))
            with pytest.raises(TimeoutError):
                arrival.result(0.3)
        arrival.result(5)

    assert stored(run_sql, user_id) == []


def test_events_of_other_users_do_not_wait(databases: list[Database], run_sql: RunSql, user_id: str) -> None:
    other = new_user_id()
    with databases[0].begin() as session:
        actions.delete_user(session, user_id, NOON)
        save(databases[1], person(other))

    assert len(stored(run_sql, other)) == 1
