"""Who a lifter is, with defaults where they chose nothing."""

import pytest

from tests.browsers import Browser, new_user_id
from tests.conftest import RunSql
from webapp import db
from webapp.auth.queries import Lifter, lifter
from webapp.db import Database


def find(database: Database, user_id: str) -> Lifter | None:
    with database.reading() as session:
        return lifter(session, user_id)


@pytest.fixture
def someone(run_sql: RunSql) -> str:
    user_id = new_user_id()
    run_sql('INSERT INTO "user" (id) VALUES (%(id)s)', id=user_id)
    return user_id


def test_nobody_is_none(database: Database) -> None:
    assert find(database, new_user_id()) is None


def test_a_stub_is_a_lifter_with_the_defaults(database: Database, someone: str) -> None:
    assert find(database, someone) == Lifter(
        id=someone,
        name="Lifter",
        email=None,
        image_url=None,
        weight_unit="kg",
        distance_unit="km",
        time_zone=None,
        week_starts_on=1,
        theme="auto",
        rest_seconds=120,
    )


def test_a_lifter_goes_by_their_first_name_else_their_address(
    database: Database, run_sql: RunSql, someone: str
) -> None:
    run_sql("UPDATE \"user\" SET email = 'ana@topset.example' WHERE id = %(id)s", id=someone)
    found = find(database, someone)
    assert found is not None
    assert found.name == "ana@topset.example"

    run_sql("UPDATE \"user\" SET first_name = 'Ana' WHERE id = %(id)s", id=someone)
    found = find(database, someone)
    assert found is not None
    assert found.name == "Ana"


def test_what_a_lifter_chose_comes_with_them(database: Database, run_sql: RunSql, someone: str) -> None:
    run_sql(
        """INSERT INTO user_settings (user_id, weight_unit, distance_unit, time_zone, week_starts_on, theme, rest_seconds)
           VALUES (%(id)s, 'lb', 'mi', 'Europe/Berlin', 7, 'dark', 0)""",
        id=someone,
    )

    found = find(database, someone)

    assert found is not None
    assert (found.weight_unit, found.distance_unit, found.time_zone) == ("lb", "mi", "Europe/Berlin")
    assert (found.week_starts_on, found.theme, found.rest_seconds) == (7, "dark", 0)


def test_another_lifters_choices_stay_theirs(
    database: Database, run_sql: RunSql, someone: str, stranger: Browser
) -> None:
    run_sql("INSERT INTO user_settings (user_id, weight_unit) VALUES (%(id)s, 'lb')", id=stranger.user_id)

    found = find(database, someone)

    assert found is not None
    assert found.weight_unit == "kg"


def test_knowing_a_lifter_takes_one_statement(database: Database, someone: str) -> None:
    spent = db.allow()
    try:
        find(database, someone)
    finally:
        db._spending.set(None)

    assert spent.statements == 1
