"""Logbooks of lifters."""

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts.logbook import Logbook
from webapp.db import Database


@pytest.fixture
def mine(database: Database, run_sql: RunSql, lifter: Browser) -> Logbook:
    """The lifter's workouts."""
    return Logbook(database, run_sql, lifter.user_id)


@pytest.fixture
def theirs(database: Database, run_sql: RunSql, stranger: Browser) -> Logbook:
    """The stranger's."""
    return Logbook(database, run_sql, stranger.user_id)
