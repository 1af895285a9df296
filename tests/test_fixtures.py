"""What the other tests rely on: budgets end with their test, and nothing of a session survives the pooler."""

import psycopg
import pytest

from tests.browsers import Browser
from tests.pooler import POOL_SIZE, Pgbouncer
from webapp import db
from webapp.db import Database


@pytest.mark.parametrize("times", [1, 2])
def test_a_budget_that_one_test_spent_is_not_the_next_ones(database: Database, times: int) -> None:
    database.ping()
    db.allow(0)
    assert times


def test_a_browsers_budget_is_its_requests_own(lifter: Browser) -> None:
    lifter.get("/dashboard")
    assert db._spending.get() is None


def test_transactions_of_one_client_take_turns_on_several_backends(pgbouncer: Pgbouncer) -> None:
    pgbouncer.fill()  # a test before this one may have restarted the server
    with psycopg.connect(pgbouncer.url, autocommit=True, prepare_threshold=None) as connection:
        backends = {connection.execute("SELECT pg_backend_pid()").fetchone() for _ in range(POOL_SIZE * 3)}
    assert len(backends) > 1


def test_prepared_statements_do_not_survive_the_pooler(pgbouncer: Pgbouncer) -> None:
    pgbouncer.fill()
    connection = psycopg.connect(pgbouncer.url, autocommit=True, prepare_threshold=0)
    with connection, pytest.raises(psycopg.Error, match="prepared statement"):
        for _ in range(POOL_SIZE * 3):
            connection.execute("SELECT 1")
