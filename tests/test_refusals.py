"""What is refused changes nothing: every unsafe route with every wrong request, all tables compared before and after.

The routes come from the URL map, the tables from the database's own catalogue, so one that is new is in it.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Flask
from psycopg import sql

from tests import routes
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.routes import KNOWN, Route
from tests.test_tenancy import NUMBERS, belongings

Ids = Mapping[str, object]
Digest = Mapping[str, str]
Wrong = tuple[str, Ids, dict[str, str]]
# How a request comes: from a plain form, from htmx, from a phone's outbox.
MANNERS: tuple[Mapping[str, Any], ...] = (
    {"htmx": True, "headers": {"X-Outbox": "01999999-9999-7999-8999-999999999999"}},
    {"htmx": True},
    {"htmx": False},
)
# What hardly any field takes.
GARBAGE = ("", "x", "-1", "99999999999", "x" * 3000)
# What stands in many forms beside what the table of routes fills in.
MORE = {"revision": ("0", "1", "x"), "name": GARBAGE[-1:], "note": GARBAGE[-1:], "kind": GARBAGE[1:2]}
REFUSED = 400


def digest(run_sql: RunSql) -> Digest:
    """Every table's rows, everybody's, as one number a table."""
    tables = [
        row["name"]
        for row in run_sql(
            """SELECT relname AS name FROM pg_class
               WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace"""
        )
    ]
    sums = sql.SQL(" UNION ALL ").join(
        sql.SQL(
            "SELECT {} AS name, coalesce(sum(hashtextextended(each::text, 0)), 0)::text AS rows FROM {} AS each"
        ).format(sql.Literal(name), sql.Identifier(name))
        for name in tables
    )
    return {row["name"]: row["rows"] for row in run_sql(sums)}


class Lot:
    """Two lifters' things, made anew where a request that was taken has changed them."""

    def __init__(self, lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
        self._lifter, self._run_sql = lifter, run_sql
        self.theirs = belongings(stranger, run_sql)
        self.gone = belongings(lifter, run_sql)
        merged, into = self.gone["exercise_id"], self.gone["other_id"]
        assert lifter.put(f"/exercises/{merged}/merger", {"into_id": str(into)}).status_code == 303
        self.others: Mapping[str, Callable[[str], object]] = {
            "unknown": lambda _: uuid.uuid4(),
            "a stranger's": lambda name: self.theirs[name],
            "of another": lambda name: self.elsewhere[name],
            "gone": lambda name: self.gone[name],
            "beside it": lambda name: self.beside if name == "entry_id" else self.mine[name],
        }
        self.renew()

    def renew(self) -> None:
        """Start again, with things that nothing was done to, and what is gone is gone."""
        self._lifter.delete(f"/workouts/{self.gone['log_id']}")
        self._lifter.delete(f"/plans/{self.gone['plan_id']}")
        self.elsewhere = belongings(self._lifter, self._run_sql)
        self.mine = dict(belongings(self._lifter, self._run_sql))
        self.beside = self._lifter.add("Bench press", uuid.UUID(str(self.mine["log_id"])))


def mismatched(route: Route, lot: Lot) -> Iterator[Wrong]:
    """Requests whose ids don't belong together, or to the lifter, or are gone."""
    named = sorted(({*KNOWN[route.endpoint].data.values()} & set(lot.mine)) | set(route.rule.arguments) - NUMBERS)
    for words, whose in lot.others.items():
        for names in {*((name,) for name in named), tuple(named)} - {()}:
            ids = {**lot.mine, **{name: whose(name) for name in names}}
            yield f"{', '.join(names)} {words}", ids, route.data(ids)


def mistyped(route: Route, lot: Lot) -> Iterator[Wrong]:
    """Requests about the right things, with a field that is missing or holds what it can't."""
    known = KNOWN[route.endpoint].data
    fields = dict.fromkeys(known, (None, *GARBAGE)) | {name: MORE[name] for name in MORE.keys() - known.keys()}
    for name, values in fields.items():
        for value in values:
            data = route.data(lot.mine) | ({} if value is None else {name: value})
            if value is None:
                del data[name]
            yield f"{name}={value!r:.40}", lot.mine, data


def unsafe(app: Flask) -> list[Route]:
    return [route for route in routes.private(app) if route.method not in routes.SAFE]


def test_what_is_refused_changes_nothing(
    app: Flask, lifter: Browser, stranger: Browser, run_sql: RunSql, record_property: Callable[[str, object], None]
) -> None:
    lot = Lot(lifter, stranger, run_sql)
    before = digest(run_sql)
    changed, refused = [], 0
    for route in unsafe(app):
        asked = [(wrong, manner) for wrong in mismatched(route, lot) for manner in MANNERS]
        asked += [((words, ids, data | {"revision": "1"}), MANNERS[0]) for words, ids, data in mismatched(route, lot)]
        asked += [(wrong, MANNERS[0]) for wrong in mistyped(route, lot)]
        for (words, ids, data), manner in asked:
            status = lifter.send(route.method, route.path(ids), data=data, check=False, **manner).status_code
            after = digest(run_sql)
            if status >= REFUSED:
                refused += 1
                tables = [name for name in after if after[name] != before[name]]
                changed += [f"{route} with {words} answered {status} and changed {tables}"] if tables else []
            before = after
        lot.renew()
        before = digest(run_sql)
    record_property("refusals", refused)
    assert not changed, "\n".join(changed)
    assert refused > len(unsafe(app)) * 10
