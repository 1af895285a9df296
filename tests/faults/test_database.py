"""One process's Database while the pooler freezes and the server restarts: told within 3 s, and back by itself."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from tests import pooler, services
from tests.pooler import Pgbouncer
from tests.processes import wait_until
from webapp import db
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.errors import UnavailableError
from webapp.local import postgres as embedded

pytestmark = pytest.mark.faults

HONEST_SECONDS = 3.0


@pytest.fixture(scope="module")
def url(durable: embedded.Server) -> str:
    """The direct URL of an empty database on a server that may be broken."""
    return services.create_database(durable.url, services.new_name("broken"))


@pytest.fixture(scope="module")
def frail(durable: embedded.Server, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pgbouncer]:
    """A PgBouncer that may be broken."""
    name = urlsplit(url).path.removeprefix("/")
    settings = {"server_login_retry": "1"}
    with pooler.pgbouncer(durable, name, tmp_path_factory.mktemp("frail"), settings) as running:
        yield running


@pytest.fixture
def pooled(frail: Pgbouncer) -> Iterator[Database]:
    """The application's database behind it."""
    made = Database(psycopg_url(frail.url))
    yield made
    made.dispose()
    db._spending.set(None)


@pytest.fixture
def direct(url: str) -> Iterator[Database]:
    """The application's database without a pooler."""
    made = Database(psycopg_url(url))
    yield made
    made.dispose()
    db._spending.set(None)


def answers(database: Database) -> bool:
    db.allow()
    try:
        database.ping()
    except UnavailableError:
        return False
    return True


def refuses_in_time(database: Database) -> None:
    """Raise unless a use is refused, as an outage and soon enough for an honest answer."""
    db.allow()
    started = time.monotonic()
    with pytest.raises(UnavailableError):
        database.ping()
    assert time.monotonic() - started < HONEST_SECONDS


def test_a_frozen_pooler_is_noticed_on_an_open_connection(frail: Pgbouncer, pooled: Database) -> None:
    pooled.ping()

    with frail.frozen():
        for _ in range(3):
            refuses_in_time(pooled)

    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_frozen_pooler_is_noticed_when_connecting_anew(frail: Pgbouncer, pooled: Database) -> None:
    with frail.frozen():
        for _ in range(3):
            refuses_in_time(pooled)

    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_pooler_that_freezes_in_the_middle_of_a_block_is_noticed(frail: Pgbouncer, pooled: Database) -> None:
    db.allow()
    started = time.monotonic()
    with pytest.raises(UnavailableError), pooled.begin() as session:
        session.execute(text("SELECT 1"))
        with frail.frozen():
            session.execute(text("SELECT 1"))

    assert time.monotonic() - started < HONEST_SECONDS
    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_pooler_that_is_gone_is_noticed_and_comes_back(frail: Pgbouncer, pooled: Database) -> None:
    pooled.ping()
    frail.stop()
    try:
        for _ in range(3):
            refuses_in_time(pooled)
    finally:
        frail.start()

    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_pooler_without_a_free_backend_is_noticed(durable: embedded.Server, url: str, tmp_path: Path) -> None:
    name = urlsplit(url).path.removeprefix("/")
    with pooler.pgbouncer(durable, name, tmp_path / "full", {"default_pool_size": "1", "min_pool_size": "0"}) as full:
        holder, waiting = Database(psycopg_url(full.url)), Database(psycopg_url(full.url))
        with holder.begin() as session:
            session.execute(text("SELECT 1"))
            refuses_in_time(waiting)

        wait_until(lambda: answers(waiting), lambda: "it did not come back", 5)
        holder.dispose()
        waiting.dispose()
    db._spending.set(None)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_server_that_restarts_between_two_uses_is_not_noticed(
    durable: embedded.Server, direct: Database, how: signal.Signals
) -> None:
    direct.ping()

    durable.restart(how)

    db.allow()
    direct.ping()


def test_a_server_that_restarts_behind_the_pooler_comes_back(durable: embedded.Server, pooled: Database) -> None:
    pooled.ping()

    durable.restart()

    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_server_that_is_stopped_is_noticed_through_the_pooler(durable: embedded.Server, pooled: Database) -> None:
    pooled.ping()
    durable.stop()
    try:
        for _ in range(3):
            refuses_in_time(pooled)
    finally:
        durable.start()

    wait_until(lambda: answers(pooled), lambda: "it did not come back", 5)


def test_a_host_that_swallows_packets_is_noticed() -> None:
    # TEST-NET-1 is routed nowhere; where the machine says so at once, that is an outage too.
    nowhere = Database("postgresql+psycopg://topset@192.0.2.1/topset")

    refuses_in_time(nowhere)

    nowhere.dispose()
    db._spending.set(None)
