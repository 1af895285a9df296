"""Asking a Database who serves it, and seeing from outside whether that one still lives."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import RunSql
from webapp.db import Database


def ask(session: Session, statement: str, **values: object) -> object:
    """The first value of a statement's first row."""
    return session.execute(text(statement), values).scalar()


def backend(database: Database) -> int:
    """The process id of the backend behind its connection."""
    with database.reading() as session:
        return int(str(ask(session, "SELECT pg_backend_pid()")))


def lives(run_sql: RunSql, pid: int) -> bool:
    """Whether a backend is there."""
    return bool(run_sql("SELECT 1 FROM pg_stat_activity WHERE pid = %(pid)s", pid=pid))
