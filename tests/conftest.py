"""Fixtures: the real parts, the application on them, and the people who use it."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, sync_playwright
from psycopg.rows import dict_row

import webapp
from tests import chromium as screens
from tests import deployed, pooler, services
from tests.browsers import Browser, exercise_id_of, new_user_id
from tests.deployed import Site
from tests.pooler import Pgbouncer
from tests.serving import configuration
from webapp import db
from webapp.config import psycopg_url
from webapp.db import Database
from webapp.local import postgres as embedded

RunSql = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _no_budget_is_left_over() -> None:
    """A request has a context of its own in a server; the tests of one process share theirs."""
    db._spending.set(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left with it at the end."""
    items.sort(key=lambda item: "/chaos/" not in item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much a test that tries many things has tried."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value} ({report.nodeid.rpartition('::')[2]})")


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in place of `instance/`, with the keys of a local identity provider."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """A PostgreSQL server of this test process's own."""
    with services.postgres_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def new_database(postgres: embedded.Server, instance: Path) -> Callable[[], str]:
    """Makes databases, each migrated and with the catalogue loaded, and returns their direct URLs."""
    services.make_template(postgres, instance)
    return lambda: services.create_database(postgres.url, services.new_name("test"), services.TEMPLATE)


@pytest.fixture
def empty_database(postgres: embedded.Server) -> str:
    """The direct URL of a database with nothing in it."""
    return services.create_database(postgres.url, services.new_name("empty"))


@pytest.fixture(scope="session")
def postgres_url(new_database: Callable[[], str]) -> str:
    """The direct URL of the tests' database: migrated, with the catalogue."""
    return new_database()


@pytest.fixture(scope="session")
def pgbouncer(
    postgres: embedded.Server, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pgbouncer]:
    """A PgBouncer in transaction mode with several backends, in front of the tests' database."""
    name = postgres_url.partition("://")[2].partition("/")[2].partition("?")[0]
    with pooler.pgbouncer(postgres, name, tmp_path_factory.mktemp("pgbouncer")) as running:
        yield running


@pytest.fixture
def database(pgbouncer: Pgbouncer) -> Iterator[Database]:
    """The application's database, through PgBouncer."""
    opened = Database(psycopg_url(pgbouncer.url))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def app(pgbouncer: Pgbouncer, instance: Path) -> Iterator[Flask]:
    """The application, through PgBouncer, with the local identity provider."""
    made = webapp.create_app(configuration(pgbouncer.url, instance))
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def new_browser(app: Flask, run_sql: RunSql) -> Callable[[], Browser]:
    """Opens browsers, each of a new lifter of whom the webhook has told."""
    names = itertools.count(1)

    def open_one() -> Browser:
        browser = Browser(app, new_user_id())
        run_sql(
            'INSERT INTO "user" (id, first_name, updated_at) VALUES (%(id)s, %(name)s, now())',
            id=browser.user_id,
            name=f"Lifter {next(names)}",
        )
        return browser

    return open_one


@pytest.fixture
def lifter(new_browser: Callable[[], Browser]) -> Browser:
    """The person a test is about: new, signed in."""
    return new_browser()


@pytest.fixture
def stranger(new_browser: Callable[[], Browser]) -> Browser:
    """Someone else who is signed in."""
    return new_browser()


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Someone who is not signed in."""
    return Browser(app)


@pytest.fixture(scope="session")
def exercise() -> Callable[[str], uuid.UUID]:
    """The id of the catalogue's exercise of a name."""
    return exercise_id_of


@pytest.fixture(scope="session")
def run_sql(postgres_url: str) -> Iterator[RunSql]:
    """Runs SQL on the direct URL, with `%(name)s` parameters, and returns the rows as dicts."""
    with psycopg.connect(postgres_url, autocommit=True, row_factory=dict_row) as connection:

        def run(statement: LiteralString, **values: object) -> list[dict[str, Any]]:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture(scope="session")
def site(pgbouncer: Pgbouncer, instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application as it is deployed: gunicorn, its workers, PgBouncer, PostgreSQL."""
    with deployed.site(pgbouncer.url, instance, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of Chromium, of which a process can have one."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """A running Chromium: its engine, which is all that most tests need."""
    browser = playwright.chromium.launch(**screens.launch_options())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Chromium]:
    """A running Chromium with all that a lifter's has."""
    browser = playwright.chromium.launch(**screens.launch_options(whole=True))
    yield browser
    browser.close()


@pytest.fixture
def forgiven() -> list[str]:
    """Patterns of what a test expects to go wrong in its browser; everything else that does fails it."""
    return []


@pytest.fixture
def phone(chromium: Chromium, site: Site, forgiven: list[str]) -> Iterator[Page]:
    """A phone with our site in it: 390 by 844, touch."""
    with screens.screen(chromium, site.url, forgiven, screens.PHONE) as page:
        yield page


@pytest.fixture
def desk(chromium: Chromium, site: Site, forgiven: list[str]) -> Iterator[Page]:
    """A computer with our site in it: 1280 by 800."""
    with screens.screen(chromium, site.url, forgiven, screens.DESK) as page:
        yield page
