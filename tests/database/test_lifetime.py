"""How long a wait and a connection may last: deadlines, idleness, lost backends, forks."""

import os
import threading
import time
import types

import pytest
from sqlalchemy import event

from tests.conftest import RunSql
from tests.connections import ask, backend, lives
from tests.database.conftest import NewDatabase
from tests.pooler import Pgbouncer
from tests.processes import wait_until
from webapp import db
from webapp.db import Database
from webapp.errors import UnavailableError


def test_a_statement_that_takes_too_long_is_given_up(database: Database) -> None:
    db.allow(0.3)
    started = time.monotonic()

    with pytest.raises(UnavailableError), database.reading() as session:
        ask(session, "SELECT pg_sleep(5)")

    assert 0.25 < time.monotonic() - started < 1
    db.allow()
    database.ping()


def test_one_wait_ends_long_before_the_requests_budget(database: Database) -> None:
    db.allow(60)
    started = time.monotonic()

    with pytest.raises(UnavailableError), database.begin() as session:
        ask(session, "SELECT pg_sleep(10)")

    assert 1.9 < time.monotonic() - started < 3


def test_a_spent_budget_asks_nothing_more(database: Database) -> None:
    database.ping()
    spent = db.allow(0)
    started = time.monotonic()

    for _ in range(20):
        with pytest.raises(UnavailableError):
            database.ping()

    assert spent.statements == 0
    assert time.monotonic() - started < 1


# Idle connections


def test_a_quiet_process_frees_its_backend(direct: Database, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.4)
    pid = backend(direct)
    assert lives(run_sql, pid)

    wait_until(lambda: not lives(run_sql, pid), lambda: "the backend was kept", 5)

    other = backend(direct)
    assert other != pid
    wait_until(lambda: not lives(run_sql, other), lambda: "the second backend was kept", 5)


def test_a_busy_process_keeps_its_backend(direct: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.5)
    pids = set()
    for _ in range(10):
        pids.add(backend(direct))
        time.sleep(0.1)

    assert len(pids) == 1


def test_a_connection_in_use_is_never_taken_away(direct: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.2)
    backend(direct)

    with direct.begin() as session:
        pid = ask(session, "SELECT pg_backend_pid()")
        time.sleep(0.8)
        assert ask(session, "SELECT pg_backend_pid()") == pid


@pytest.mark.parametrize(("seconds", "kept"), [(3600, False), (-3600, True), (1, True)])
def test_a_frozen_machine_wakes_to_a_new_connection(
    direct: Database, monkeypatch: pytest.MonkeyPatch, seconds: int, *, kept: bool
) -> None:
    pid = backend(direct)
    clock = {name: getattr(time, name) for name in ("monotonic", "perf_counter", "sleep")}
    monkeypatch.setattr(db, "time", types.SimpleNamespace(**clock, time=lambda: time.time() + seconds))

    assert (backend(direct) == pid) is kept


def test_a_backend_that_died_in_the_pool_is_replaced_unnoticed(direct: Database, run_sql: RunSql) -> None:
    pid = backend(direct)
    run_sql("SELECT pg_terminate_backend(%(pid)s)", pid=pid)
    wait_until(lambda: not lives(run_sql, pid), lambda: "the backend did not end")

    assert backend(direct) != pid


def test_a_backend_that_dies_in_the_middle_is_an_outage_and_no_more(direct: Database, run_sql: RunSql) -> None:
    with pytest.raises(UnavailableError), direct.begin() as session:
        run_sql("SELECT pg_terminate_backend(%(pid)s)", pid=ask(session, "SELECT pg_backend_pid()"))
        time.sleep(0.1)
        ask(session, "SELECT 1")

    direct.ping()


def test_backends_lost_behind_the_pooler_are_an_outage_at_most(database: Database, run_sql: RunSql) -> None:
    with pytest.raises(UnavailableError), database.begin() as session:
        run_sql("SELECT pg_terminate_backend(%(pid)s)", pid=ask(session, "SELECT pg_backend_pid()"))
        time.sleep(0.1)
        ask(session, "SELECT 1")

    database.ping()


# Forks


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_leaves_its_parents_connection_usable(direct: Database, run_sql: RunSql) -> None:
    pid = backend(direct)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            db.after_fork()
            os.write(write, str(backend(direct)).encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)

    assert os.read(read, 20) not in {b"", str(pid).encode()}
    assert lives(run_sql, pid)
    assert backend(direct) == pid
    os.close(read)


def test_the_idle_connections_keeper_does_not_outlive_the_connection(
    direct: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.2)

    def keepers() -> int:
        return sum(thread.name == "idle-release" for thread in threading.enumerate())

    before = keepers()
    for _ in range(3):
        backend(direct)
        assert keepers() >= 1
        direct.dispose()

    wait_until(lambda: keepers() <= before, lambda: f"{keepers()} threads remain", 3)


def test_one_connection_is_opened_for_many_uses(new_database_of: NewDatabase, pgbouncer: Pgbouncer) -> None:
    database = new_database_of(pgbouncer.url)
    opened: list[object] = []
    event.listen(database.engine, "connect", lambda connection, _entry: opened.append(connection))

    for _ in range(20):
        database.ping()
        with database.begin() as session:
            ask(session, "SELECT 1")

    assert len(opened) == 1
