"""Deletion means deleted: signed out at once, gone from every table, and revived by nothing."""

import json
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests import routes
from tests.auth.test_views_webhooks import AT, deliver, user
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.histories import make_history
from tests.test_tenancy import belongings
from webapp.auth import actions
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.models import Base

TABLES = {name: table for name, table in Base.metadata.tables.items() if name != "user_tombstones"}
BENCH = "Bench press"


def delete(app: Flask, user_id: str) -> None:
    assert deliver(app, "user.deleted", {"id": user_id}, msg_id="msg_gone").status_code == 204


def counts(run_sql: RunSql) -> dict[str, int]:
    """How many rows each table has."""
    return {name: run_sql(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in TABLES}


def traces(run_sql: RunSql, user_id: str) -> list[str]:
    """Every table but the stones' in which this person's id still stands, in whatever column."""
    found = run_sql(
        """SELECT table_name AS name FROM information_schema.tables
           WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'user_tombstones'"""
    )
    return [
        row["name"]
        for row in found
        if run_sql(
            f"""SELECT 1 FROM "{row["name"]}" each WHERE to_jsonb(each)::text LIKE '%%' || %(id)s || '%%' LIMIT 1""",
            id=user_id,
        )
    ]


def belonging_to_a_person() -> set[str]:
    """The tables whose rows are a person's, by whatever path of foreign keys leads to `user`."""
    found = {"user"}
    while more := {
        name
        for name, table in TABLES.items()
        if name not in found and any(key.column.table.name in found for key in table.foreign_keys)
    }:
        found |= more
    return found


@pytest.fixture
def things(lifter: Browser, run_sql: RunSql) -> Mapping[str, object]:
    return belongings(lifter, run_sql)


# Signed out


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_whatever_a_deleted_person_asks_next_they_are_signed_out(
    app: Flask, lifter: Browser, things: Mapping[str, object], *, htmx: bool
) -> None:
    delete(app, lifter.user_id)
    wrong = []
    for route in routes.private(app):
        path, form = route.path(things), route.data(things)
        answer = lifter.send(route.method, path, data=None if route.method == "GET" else form, htmx=htmx)
        expected = 303 if route.method == "GET" and not htmx else 401
        led = answer.location if answer.status_code == 303 else answer.headers.get("HX-Trigger")
        if answer.status_code != expected or not str(led).startswith(("/sign-in?", "session-expired")):
            wrong.append((str(route), answer.status_code, led))
    assert wrong == []


def test_a_set_of_a_deleted_person_is_401_and_of_a_living_one_is_still_one_statement(
    app: Flask, lifter: Browser, things: Mapping[str, object]
) -> None:
    log_id, exercise_id = uuid.UUID(str(things["log_id"])), uuid.UUID(str(things["exercise_id"]))
    assert lifter.log(log_id, exercise_id).status_code == 201
    assert lifter.statements == 1
    assert lifter.log(uuid.uuid4(), exercise_id).status_code == 404

    delete(app, lifter.user_id)

    for htmx in (True, False):
        answer = lifter.log(log_id, exercise_id, htmx=htmx)
        assert answer.status_code == 401
        assert answer.headers["HX-Trigger"] == "session-expired"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "X-Outbox-Ack" not in answer.headers


def test_a_set_that_is_written_during_the_deletion_is_401_and_no_fault(
    lifter: Browser, things: Mapping[str, object], database: Database, run_sql: RunSql
) -> None:
    log_id, exercise_id = uuid.UUID(str(things["log_id"])), exercise_id_of(BENCH)
    with ThreadPoolExecutor(1) as threads:
        with database.begin() as session:
            actions.delete_user(session, lifter.user_id, datetime.now(UTC))
            session.execute(text("SELECT 1"))
            late = threads.submit(lifter.log, log_id, exercise_id)
            with pytest.raises(TimeoutError):
                late.result(0.3)
        assert late.result(5).status_code == 401
    assert traces(run_sql, lifter.user_id) == []


def test_a_deletion_waits_for_a_set_that_is_being_written_and_takes_it_along(
    app: Flask, lifter: Browser, database: Database, run_sql: RunSql
) -> None:
    log_id = lifter.start()
    lifter.add(BENCH, log_id)
    with ThreadPoolExecutor(1) as threads:
        with database.begin() as session:
            session.execute(
                text("""INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, reps, performed_at)
                        SELECT gen_random_uuid(), user_id, log_id, id, exercise_id, 9, 5, now()
                        FROM log_entries WHERE log_id = :log_id"""),
                {"log_id": log_id},
            )
            gone = threads.submit(delete, app, lifter.user_id)
            with pytest.raises(TimeoutError):
                gone.result(0.3)
        gone.result(5)
    assert traces(run_sql, lifter.user_id) == []


def test_the_sign_in_page_is_not_closed_to_a_token_of_someone_deleted(app: Flask, lifter: Browser) -> None:
    assert lifter.get("/sign-in").status_code == 303

    delete(app, lifter.user_id)

    assert lifter.get("/sign-in").status_code == 200


def test_a_living_person_who_finds_nothing_is_told_so(lifter: Browser) -> None:
    assert lifter.get(f"/workouts/{uuid.uuid4()}").status_code == 404


# Gone


def test_a_history_has_a_row_in_every_table_that_can_hold_a_persons(run_sql: RunSql) -> None:
    before = counts(run_sql)

    make_history(run_sql)

    assert {name for name, count in counts(run_sql).items() if count > before[name]} == belonging_to_a_person()
    named = {name for name, table in TABLES.items() if {"user_id", "owner_id"} & set(table.columns.keys())}
    assert named < belonging_to_a_person()


def test_every_row_of_a_deleted_person_is_gone_from_every_table(app: Flask, run_sql: RunSql) -> None:
    other, before = make_history(run_sql), counts(run_sql)
    history = make_history(run_sql)
    assert len(traces(run_sql, history.user)) > 8

    delete(app, history.user)

    assert counts(run_sql) == before
    assert traces(run_sql, history.user) == []
    assert len(traces(run_sql, other.user)) > 8


def test_a_deletion_reads_no_table_from_end_to_end(run_sql: RunSql, postgres_url: str) -> None:
    """Tables this small are else read whole, so that is forbidden; and a backend of its own has no plan from before."""
    history, database = make_history(run_sql), Database(psycopg_url(postgres_url))
    with database.begin() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        assert actions.delete_user(session, history.user, datetime.now(UTC))
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        read = text("SELECT relname FROM pg_stat_xact_user_tables WHERE seq_scan > 0")
        assert session.execute(read).scalars().all() == []
    database.dispose()


# For good


def late_events(app: Flask, lifter: Browser) -> None:
    for kind, msg_id in (("user.updated", "msg_z"), ("user.created", "msg_0"), ("user.deleted", "msg_gone")):
        said = user(lifter.user_id, updated_at=AT + 10**10)
        assert deliver(app, kind, said, msg_id=msg_id, envelope={"timestamp": AT + 10**10}).status_code == 204


def late_tokens(app: Flask, lifter: Browser) -> None:
    for route in routes.private(app):
        ids = {name: uuid.uuid4() for name in route.rule.arguments}
        usual: dict[str, Any] = {**ids, "exercise_id": ids.get("exercise_id", exercise_id_of(BENCH))}
        assert lifter.send(route.method, route.path(usual), data=route.data(usual), htmx=True).status_code == 401


def a_late_visit_of_the_page_that_signs_in(_app: Flask, lifter: Browser) -> None:
    assert lifter.get("/sign-in").status_code == 200
    assert lifter.get("/").status_code in {200, 303}


@pytest.mark.parametrize("attempt", [late_events, late_tokens, a_late_visit_of_the_page_that_signs_in])
def test_nothing_revives_a_deleted_person(
    app: Flask, lifter: Browser, run_sql: RunSql, attempt: Callable[[Flask, Browser], None]
) -> None:
    delete(app, lifter.user_id)
    stone = run_sql("SELECT deleted_at FROM user_tombstones WHERE id = %(id)s", id=lifter.user_id)

    attempt(app, lifter)

    assert traces(run_sql, lifter.user_id) == []
    assert run_sql("SELECT deleted_at FROM user_tombstones WHERE id = %(id)s", id=lifter.user_id) == stone


def test_a_stone_says_when_clerk_deleted_them_whichever_report_came_first(
    app: Flask, run_sql: RunSql, lifter: Browser
) -> None:
    for at in (AT + 5000, AT, AT + 9000):
        deliver(app, "user.deleted", {"id": lifter.user_id}, envelope={"timestamp": at})

    stones = run_sql("SELECT * FROM user_tombstones WHERE id = %(id)s", id=lifter.user_id)
    assert json.dumps(stones, default=str) == json.dumps(
        [{"id": lifter.user_id, "deleted_at": datetime.fromtimestamp(AT / 1000, UTC)}], default=str
    )
