"""The pool of one and the pooler's rules, on a real PgBouncer and a real PostgreSQL."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import exc as sa_exc
from sqlalchemy import text

from tests import pooler
from tests.conftest import RunSql
from tests.connections import ask, backend
from tests.database.conftest import NewDatabase
from tests.pooler import POOL_SIZE, Pgbouncer
from tests.processes import LOOPBACK, free_port
from webapp import db
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.errors import NotFoundError, UnavailableError
from webapp.local import postgres as embedded


@pytest.fixture(scope="module")
def own_pooler(
    postgres: embedded.Server, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pgbouncer]:
    """A PgBouncer whose backends these tests may dirty."""
    name = urlsplit(postgres_url).path.removeprefix("/")
    with pooler.pgbouncer(postgres, name, tmp_path_factory.mktemp("own")) as running:
        open_all_backends(running.url)
        yield running


def open_all_backends(url: str) -> None:
    """PgBouncer makes a backend when a transaction finds none free; from then on they take turns."""
    with ExitStack() as stack:
        for _ in range(POOL_SIZE):
            stack.enter_context(psycopg.connect(url, prepare_threshold=None)).execute("SELECT 1")


# One connection a process


def test_a_process_has_one_connection_however_many_threads_it_has(
    direct: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "TURN_SECONDS", 60)  # on a busy machine eight take their turns slowly
    with ThreadPoolExecutor(8) as threads:
        pids = set(threads.map(lambda _: backend(direct), range(80)))

    assert len(pids) == 1


def test_who_waits_too_long_for_the_connection_is_told_so(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    monkeypatch.setattr(db, "TURN_SECONDS", 0.2)
    database = Database(psycopg_url(postgres_url))
    with database.begin() as session:
        ask(session, "SELECT 1")
        with ThreadPoolExecutor(1) as threads, pytest.raises(UnavailableError):
            threads.submit(backend, database).result(5)
    database.dispose()


def test_nothing_connects_before_it_is_needed(new_database_of: NewDatabase) -> None:
    nowhere = new_database_of(f"postgresql://topset@{LOOPBACK}:{free_port()}/topset")

    with pytest.raises(UnavailableError):
        nowhere.ping()


# What a transaction pooler allows


def test_transactions_go_well_over_many_backends(own_pooler: Pgbouncer, new_database_of: NewDatabase) -> None:
    databases = [new_database_of(own_pooler.url) for _ in range(3)]
    pids = set()
    for number in range(200):
        database = databases[number % 3]
        with database.begin() as session:
            assert ask(session, "SELECT CAST(:number AS int)", number=number) == number
            pids.add(ask(session, "SELECT pg_backend_pid()"))
        with database.reading() as session:
            assert ask(session, "SELECT CAST(:number AS int)", number=number) == number

    assert len(pids) > 1


def test_prepared_statements_would_fail_behind_the_pooler(own_pooler: Pgbouncer) -> None:
    preparing = Database(psycopg_url(own_pooler.url), prepare_threshold=0)

    with pytest.raises(sa_exc.DBAPIError, match="prepared statement"):
        for number in range(100):
            with preparing.reading() as session:
                ask(session, "SELECT CAST(:number AS int)", number=number)

    preparing.dispose()


def test_the_application_prepares_nothing(direct: Database) -> None:
    with direct.reading() as session:
        for number in range(20):
            ask(session, "SELECT CAST(:number AS int)", number=number)

        assert ask(session, "SELECT count(*) FROM pg_prepared_statements") == 0


def test_a_session_setting_would_reach_another_client(own_pooler: Pgbouncer, new_database_of: NewDatabase) -> None:
    one, other = new_database_of(own_pooler.url), new_database_of(own_pooler.url)
    mark = str(uuid.uuid4())
    with one.reading() as session:
        ask(session, "SELECT set_config('topset.leak', :mark, false)", mark=mark)

    with other.reading() as session:
        seen = [ask(session, "SELECT current_setting('topset.leak', true)") for _ in range(2 * POOL_SIZE)]

    assert mark in seen
    assert seen.count(mark) < len(seen)


def test_a_session_lock_would_be_left_behind(own_pooler: Pgbouncer, new_database_of: NewDatabase) -> None:
    one = new_database_of(own_pooler.url)
    key = uuid.uuid4().int >> 66
    with one.reading() as session:
        ask(session, "SELECT pg_advisory_lock(:key)", key=key)
    one.dispose()

    with new_database_of(own_pooler.url).reading() as session:
        taken = [ask(session, "SELECT pg_try_advisory_lock(:key)", key=key) for _ in range(2 * POOL_SIZE)]

    assert False in taken


def test_a_lock_of_a_transaction_ends_with_it(own_pooler: Pgbouncer, new_database_of: NewDatabase) -> None:
    one, other = new_database_of(own_pooler.url), new_database_of(own_pooler.url)
    key = uuid.uuid4().int >> 66
    with one.begin() as session:
        ask(session, "SELECT pg_advisory_xact_lock(:key)", key=key)
        with other.reading() as elsewhere:
            assert ask(elsewhere, "SELECT pg_try_advisory_xact_lock(:key)", key=key) is False

    with other.reading() as elsewhere:
        for _ in range(2 * POOL_SIZE):
            assert ask(elsewhere, "SELECT pg_try_advisory_xact_lock(:key)", key=key) is True


# Round trips


@contextmanager
def traced(database: Database, trace: Path) -> Iterator[Path]:
    """Write down what goes over the wire; the server says ReadyForQuery once a round trip."""
    with database.reading() as session:
        ask(session, "SELECT 1")
        raw = session.connection().connection.dbapi_connection.pgconn  # type: ignore[union-attr]
    with trace.open("w") as file:
        raw.trace(file.fileno())
        yield trace
        raw.untrace()


def test_a_read_is_one_round_trip(database: Database, tmp_path: Path) -> None:
    with traced(database, tmp_path / "trace") as trace, database.reading() as session:
        ask(session, "SELECT CAST(:number AS int)", number=1)

    assert trace.read_text().count("ReadyForQuery") == 1
    assert "BEGIN" not in trace.read_text()


def test_a_block_costs_two_round_trips_more(database: Database, tmp_path: Path) -> None:
    with traced(database, tmp_path / "trace") as trace, database.begin() as session:
        ask(session, "SELECT 1")

    assert trace.read_text().count("ReadyForQuery") == 3
    assert "BEGIN" in trace.read_text()


def test_taking_and_giving_back_the_connection_costs_nothing(database: Database, tmp_path: Path) -> None:
    with traced(database, tmp_path / "trace") as trace:
        for _ in range(5):
            with database.reading() as session:
                ask(session, "SELECT 1")

    assert trace.read_text().count("ReadyForQuery") == 5


def test_statements_and_their_time_are_counted(database: Database) -> None:
    spent = db.allow()
    with database.reading() as session:
        ask(session, "SELECT pg_sleep(0.05)")
        ask(session, "SELECT 1")
    with database.begin() as session:
        ask(session, "SELECT 1")

    assert spent.statements == 3
    assert 0.05 <= spent.seconds < 1


def test_each_context_counts_its_own(database: Database) -> None:
    mine = db.allow()

    def elsewhere() -> int:
        spent = db.allow()
        database.ping()
        return spent.statements

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(elsewhere).result() == 1
    assert mine.statements == 0


# Blocks


def test_a_block_is_all_or_nothing(database: Database, run_sql: RunSql) -> None:
    name = str(uuid.uuid4())
    insert = text("INSERT INTO user_tombstones (id) VALUES (:name)")

    def fail() -> None:
        with database.begin() as session:
            session.execute(insert, {"name": name})
            raise NotFoundError

    with pytest.raises(NotFoundError):
        fail()
    assert run_sql("SELECT 1 FROM user_tombstones WHERE id = %(name)s", name=name) == []

    with database.begin() as session:
        session.execute(insert, {"name": name})
    assert len(run_sql("SELECT 1 FROM user_tombstones WHERE id = %(name)s", name=name)) == 1


def test_each_statement_of_a_reading_session_stands_for_itself(database: Database, run_sql: RunSql) -> None:
    name = str(uuid.uuid4())

    def fail() -> None:
        with database.reading() as session:
            session.execute(text("INSERT INTO user_tombstones (id) VALUES (:name)"), {"name": name})
            raise NotFoundError

    with pytest.raises(NotFoundError):
        fail()

    assert len(run_sql("SELECT 1 FROM user_tombstones WHERE id = %(name)s", name=name)) == 1


def test_a_session_knows_whether_it_is_a_block(database: Database) -> None:
    with database.begin() as session:
        assert database.is_block(session)
    with database.reading() as session:
        assert not database.is_block(session)


def test_a_refusal_of_the_database_is_no_outage(database: Database) -> None:
    with pytest.raises(sa_exc.IntegrityError), database.begin() as session:
        ask(session, "INSERT INTO user_tombstones (id) VALUES (NULL)")
    with pytest.raises(sa_exc.ProgrammingError), database.reading() as session:
        ask(session, "SELECT nonsense")

    database.ping()
