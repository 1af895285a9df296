"""What is hot is asked in PostgreSQL's own words, once read, and counts like any other statement."""

import pytest
from psycopg import errors

from webapp import db
from webapp.db import Database
from webapp.hot import Hot, hot, one

ADD = hot("SELECT :first::int + :second::int AS sum, :first::text AS first")


def test_a_statement_is_read_once_and_a_value_that_is_named_twice_is_sent_once() -> None:
    read = hot("""
        SELECT :some_id, CAST(:a AS text),
               '12:30'::time, x::int
        WHERE id = :some_id
    """)
    assert read == Hot("SELECT $1, CAST($2 AS text), '12:30'::time, x::int WHERE id = $1", ("some_id", "a"))


@pytest.mark.parametrize("way", ["driving", "reading", "begin"])
def test_the_row_comes_by_the_driver_alone_or_within_a_session(database: Database, way: str) -> None:
    spending = db.allow()
    with getattr(database, way)() as session:
        assert one(session, ADD, {"first": 1, "second": 2, "third": 3}) == {"sum": 3, "first": "1"}
        assert one(session, hot("SELECT 1 WHERE :no"), {"no": False}) is None
    assert spending.statements == 2
    assert spending.seconds > 0


def test_what_is_hot_within_a_block_is_undone_with_it(database: Database) -> None:
    name = hot("INSERT INTO user_tombstones (id) VALUES (:id) RETURNING id")
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        assert one(session, name, {"id": "user_hot"}) == {"id": "user_hot"}
        raise ZeroDivisionError
    with database.driving() as driver:
        assert one(driver, hot("SELECT 1 AS n FROM user_tombstones WHERE id = :id"), {"id": "user_hot"}) is None


def test_a_connection_is_whole_again_after_what_failed_on_it(database: Database) -> None:
    with pytest.raises(errors.DivisionByZero), database.driving() as driver:
        one(driver, hot("SELECT 1 / :nought::int"), {"nought": 0})
    with database.driving() as driver:
        assert one(driver, ADD, {"first": 1, "second": 2}) == {"sum": 3, "first": "1"}
