"""What webhooks missed is repaired from Clerk's list; nobody is deleted unless Clerk itself leaves no doubt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.auth import signing
from tests.auth.backend import SECRET_KEY, Backend, Reply
from webapp.auth import actions
from webapp.auth.directory import Directory, DirectoryError
from webapp.auth.people import Person, Version
from webapp.auth.reconcile import Reconciliation, Tally
from webapp.config import psycopg_url
from webapp.db import Database

YEAR = timedelta(days=365)
SECOND = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """A database with nobody in it yet, and the backend it is reconciled with."""

    database: Database
    url: str
    backend: Backend

    def sql(self, statement: LiteralString, **values: object) -> list[dict[str, Any]]:
        """Run SQL."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def people(self) -> dict[str, str | None]:
        """Who is here, and what they are called."""
        return {row["id"]: row["first_name"] for row in self.sql('SELECT id, first_name FROM "user" ORDER BY id')}

    def add(
        self, user_id: str, *, name: str | None = "Ana", ago: timedelta = YEAR, updated_at: datetime = SECOND
    ) -> None:
        """Someone whom a webhook told of."""
        self.sql(
            """INSERT INTO "user" (id, email, first_name, image_url, updated_at, created_at)
               VALUES (%(id)s, %(id)s || '@x', %(name)s, 'https://img.clerk.com/1', %(updated_at)s, %(at)s)""",
            id=user_id, name=name, updated_at=updated_at, at=datetime.now(UTC) - ago,
        )  # fmt: skip

    def add_both(self, *user_ids: str) -> None:
        """People whom both know alike."""
        for each in user_ids:
            self.backend.add(each)
            self.add(each)

    def walk(self, start: int = 0, *, dry_run: bool = False) -> Reconciliation:
        """Take over who is listed."""
        clerk = replace(signing.instance(), secret_key=SECRET_KEY, api_url=self.backend.url)
        walk = Reconciliation(self.database, Directory(clerk, 60), dry_run=dry_run)
        walk.walk(start, 5)
        return walk

    def reconcile(self, *, dry_run: bool = False, most: int | None = None, expected: int | None = None) -> Tally:
        """The whole of it."""
        walk = self.walk(dry_run=dry_run)
        walk.remove_missing(len(self.backend.users) if expected is None else expected, most)
        return walk.tally


@pytest.fixture
def house(new_database: Callable[[], str], backend: Backend) -> Iterator[House]:
    url = new_database()
    database = Database(psycopg_url(url))
    yield House(database, url, backend)
    database.dispose()


def counts(tally: Tally) -> tuple[int, int, int, list[str]]:
    return tally.added, tally.changed, tally.newer, tally.deleted


def test_who_was_missed_is_added_and_who_changed_is_changed(house: House) -> None:
    for number in range(12):
        house.backend.add(f"user_{number:02}")
    house.add("user_00")
    house.add("user_01", name="Old", updated_at=SECOND - timedelta(milliseconds=1))
    house.add("user_02", name="Other at the same time")
    house.sql("INSERT INTO \"user\" (id) VALUES ('user_03')")

    tally = house.reconcile()

    assert counts(tally) == (8, 3, 0, [])
    assert house.people() == {f"user_{number:02}": "Ana" for number in range(12)}


def test_a_second_time_changes_nothing(house: House) -> None:
    for number in range(12):
        house.backend.add(f"user_{number}")
    house.reconcile()
    before = house.sql('SELECT *, xmin FROM "user" ORDER BY id')
    house.backend.now += timedelta(minutes=5)

    tally = house.reconcile()

    assert counts(tally) == (0, 0, 0, [])
    assert tally.listed == 12
    assert house.sql('SELECT *, xmin FROM "user" ORDER BY id') == before


def test_what_an_event_told_after_the_page_was_made_is_kept(house: House) -> None:
    house.backend.add("user_1")
    house.add("user_1", name="Newer", updated_at=SECOND + timedelta(seconds=1))

    assert counts(house.reconcile()) == (0, 0, 1, [])
    assert house.people() == {"user_1": "Newer"}


def test_an_event_of_the_same_time_wins_if_it_was_said_after_the_list(house: House) -> None:
    house.backend.add("user_1")
    person = Person(
        "user_1", None, "Said", None, None, Version(SECOND, house.backend.now + timedelta(seconds=9), "msg")
    )
    with house.database.begin() as session:
        actions.save_user(session, person)

    assert counts(house.reconcile()) == (0, 0, 1, [])
    house.backend.now += timedelta(seconds=10)
    assert counts(house.reconcile()) == (0, 1, 0, [])
    assert house.people() == {"user_1": "Ana"}


def test_an_event_that_comes_late_does_not_undo_what_the_list_said(house: House) -> None:
    house.backend.add("user_1", updated_at=5000)
    house.reconcile()
    with house.database.begin() as session:
        late = Person("user_1", None, "Late", None, None, Version(SECOND, house.backend.now + YEAR, "msg_z"))
        assert not actions.save_user(session, late)

    assert house.people() == {"user_1": "Ana"}


def test_a_stale_page_revives_nobody(house: House) -> None:
    house.backend.add("user_1")
    house.add("user_1")
    with house.database.begin() as session:
        actions.delete_user(session, "user_1", datetime.now(UTC))

    assert counts(house.reconcile()) == (0, 0, 1, [])
    assert house.people() == {}


def test_who_was_deleted_at_clerks_is_deleted_with_a_stone(house: House) -> None:
    house.add_both("user_1", "user_2", "user_3")
    house.add("user_gone")
    house.sql("INSERT INTO workout_logs (id, user_id, performed_at) VALUES (gen_random_uuid(), 'user_gone', now())")

    assert counts(house.reconcile()) == (0, 0, 0, ["user_gone"])

    assert set(house.people()) == {"user_1", "user_2", "user_3"}
    assert house.sql("SELECT id FROM user_tombstones") == [{"id": "user_gone"}]
    assert house.sql("SELECT 1 FROM workout_logs") == []
    assert counts(house.reconcile()) == (0, 0, 0, [])


@pytest.mark.parametrize("ago", [timedelta(minutes=59), timedelta(0), timedelta(minutes=-5)])
def test_who_was_met_just_now_may_be_too_new_for_the_list(house: House, ago: timedelta) -> None:
    house.add_both("user_1", "user_2")
    house.add("user_new", name=None, ago=ago)

    assert house.reconcile().deleted == []
    assert "user_new" in house.people()


def test_a_stub_that_clerk_never_knew_is_deleted_after_a_while(house: House) -> None:
    house.add_both("user_1", "user_2")
    house.sql("INSERT INTO \"user\" (id, created_at) VALUES ('user_stub', now() - interval '2 hours')")

    assert house.reconcile().deleted == ["user_stub"]


def test_a_dry_run_says_the_same_and_does_nothing(house: House) -> None:
    house.add_both("user_1", "user_2", "user_3")
    house.backend.add("user_new")
    house.sql("UPDATE \"user\" SET first_name = 'Old', updated_at = NULL WHERE id = 'user_2'")
    house.add("user_gone")
    before = house.sql('SELECT *, xmin FROM "user" ORDER BY id')

    said = house.reconcile(dry_run=True)

    assert house.sql('SELECT *, xmin FROM "user" ORDER BY id') == before
    assert house.sql("SELECT 1 FROM user_tombstones") == []
    assert counts(said) == counts(house.reconcile()) == (1, 1, 0, ["user_gone"])


# When nobody may be deleted


def test_a_walk_that_breaks_off_deletes_nobody(house: House) -> None:
    house.add_both(*(f"user_{number:02}" for number in range(12)))
    house.add("user_gone")
    house.backend.trouble = lambda path: Reply(403, {}) if "offset=3" in path else None

    with pytest.raises(DirectoryError):
        house.reconcile()
    assert len(house.people()) == 13


def test_a_walk_from_the_middle_deletes_nobody(house: House) -> None:
    house.add_both(*(f"user_{number:02}" for number in range(12)))
    house.add("user_gone")
    walk = house.walk(6)

    with pytest.raises(DirectoryError):
        walk.remove_missing(0, most=99)
    assert len(house.people()) == 13


@pytest.mark.parametrize("shown", [0, 4, 9])
def test_a_list_that_ends_early_deletes_nobody(house: House, shown: int) -> None:
    house.add_both(*(f"user_{number:02}" for number in range(12)))
    whole = list(house.backend.users)

    def cut(path: str) -> Reply | None:
        house.backend.users = whole if "count" in path else whole[:shown]
        return None

    house.backend.trouble = cut

    with pytest.raises(DirectoryError, match="12 users and listed"):
        house.reconcile(expected=12)
    assert len(house.people()) == 12


def test_someone_deleted_during_the_walk_does_not_make_it_doubtful(house: House) -> None:
    house.add_both(*(f"user_{number:02}" for number in range(12)))
    walk = house.walk()
    house.backend.remove("user_05")

    walk.remove_missing(13)

    assert walk.tally.deleted == []


def test_who_is_not_listed_but_known_by_name_is_kept_and_repaired(house: House) -> None:
    house.add_both("user_1", "user_2", "user_3")
    hidden = house.backend.add("user_hidden", updated_at=9000, first_name="Changed")
    house.add("user_hidden")
    listed = [user for user in house.backend.users if user is not hidden]
    house.backend.trouble = lambda path: Reply(said=listed if "offset=0" in path else []) if "?" in path else None

    tally = house.reconcile(expected=3, most=9)

    assert counts(tally) == (0, 1, 0, [])
    assert house.people()["user_hidden"] == "Changed"


@pytest.mark.parametrize("reply", [Reply(404, b"<h1>Not found</h1>"), Reply(403, {}), Reply(200, {})])
def test_without_clerks_own_word_nobody_is_deleted(house: House, reply: Reply) -> None:
    house.add_both("user_1", "user_2")
    house.add("user_gone")
    house.backend.trouble = lambda path: reply if "user_gone" in path else None

    with pytest.raises(DirectoryError):
        house.reconcile()
    assert "user_gone" in house.people()


@pytest.mark.parametrize("dry_run", [True, False])
def test_another_instances_list_deletes_nobody(house: House, *, dry_run: bool) -> None:
    for number in range(3):
        house.add(f"user_{number}")
        house.backend.add(f"user_of_others_{number}")

    with pytest.raises(DirectoryError, match="CLERK_SECRET_KEY"):
        house.reconcile(dry_run=dry_run)
    assert {f"user_{number}" for number in range(3)} <= set(house.people())


def test_more_than_a_few_are_deleted_only_when_asked_to(house: House) -> None:
    house.add_both(*(f"user_{number:02}" for number in range(30)))
    for number in range(11):
        house.add(f"user_gone_{number:02}")

    for most in (None, 10, 0):
        with pytest.raises(DirectoryError, match="--most 11"):
            house.reconcile(most=most)
    assert len(house.people()) == 41

    assert len(house.reconcile(most=11).deleted) == 11
    assert len(house.people()) == 30


def test_who_can_not_be_read_is_neither_changed_nor_deleted(house: House) -> None:
    house.add_both("user_1", "user_2")
    house.backend.users[1]["first_name"] = "Ana\x00"

    tally = house.reconcile(most=9)

    assert (tally.unreadable, *counts(tally)) == (1, 0, 0, 0, [])
    assert house.people() == {"user_1": "Ana", "user_2": "Ana"}
