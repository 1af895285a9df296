"""The application's Database on a URL of one's choice, and lifters with a history."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import RunSql
from tests.histories import History, make_history
from webapp import db
from webapp.config import psycopg_url
from webapp.db import Database

NewDatabase = Callable[[str], Database]
MakeHistory = Callable[[], History]


@pytest.fixture(autouse=True)
def no_budget() -> Iterator[None]:
    """A budget that one test gives itself must not bind the next."""
    yield
    db._spending.set(None)


@pytest.fixture
def new_database_of() -> Iterator[NewDatabase]:
    """Makes the application's Database for a URL."""
    made: list[Database] = []

    def make(url: str) -> Database:
        made.append(Database(psycopg_url(url)))
        return made[-1]

    yield make
    for each in made:
        each.dispose()


@pytest.fixture
def direct(new_database_of: NewDatabase, postgres_url: str) -> Database:
    """Without PgBouncer, where a backend is one connection and can be watched."""
    return new_database_of(postgres_url)


@pytest.fixture
def make(run_sql: RunSql) -> MakeHistory:
    return lambda: make_history(run_sql)


@pytest.fixture
def history(run_sql: RunSql) -> History:
    return make_history(run_sql)
