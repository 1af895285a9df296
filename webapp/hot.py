"""Statements that are asked so often that what surrounds them counts.

psycopg remembers how a query is to be read only below 4 kB, so one that is longer is read here, once;
and no session is needed around a single statement. Of the processor's time for logging a set that was
a tenth each.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from psycopg import RawCursor
from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from webapp import db
from webapp.db import Driver

_NAMED = re.compile(r"(?<!:):([a-z_]+)\b")


@dataclass(frozen=True)
class Hot:
    """A statement as PostgreSQL reads it: `$1` stands for the first of `names`."""

    text: str
    names: tuple[str, ...]


def hot(statement: str) -> Hot:
    """A statement for `one`, in which `:name` stands for a value."""
    names: dict[str, int] = {}
    numbered = _NAMED.sub(lambda found: f"${names.setdefault(found[1], len(names) + 1)}", statement)
    return Hot(" ".join(numbered.split()), tuple(names))


def one(session: Session | Driver, statement: Hot, values: Mapping[str, object]) -> dict[str, Any] | None:
    """The one row of a hot statement, by the driver alone or within a session's transaction."""
    if isinstance(session, Session):
        session = cast("Driver", session.connection().connection.driver_connection)
    began = time.perf_counter()
    cursor = RawCursor(session, row_factory=dict_row)
    row = cursor.execute(statement.text, [values[name] for name in statement.names]).fetchone()
    db.count(began)
    return row
