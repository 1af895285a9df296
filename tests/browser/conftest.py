"""The application with Clerk, in a Chromium that finds Clerk's hosts at the stand-in; and what the database has."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests import chromium as screens
from tests.clerk import deployment
from tests.clerk.deployment import Deployment, Form
from tests.clerk.frontend_api import TOKEN_SECONDS
from tests.conftest import RunSql
from tests.pooler import Pgbouncer

Opens = Callable[..., Page]
Stored = Callable[[str], list[tuple[int | None, int, bool]]]


@pytest.fixture(scope="session")
def deploy(
    pgbouncer: Pgbouncer, instance: Path, chromium: Chromium, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Form], tuple[Deployment, Chromium]]]:
    """Brings up a form of deployment the first time it is asked for, and a browser that knows the way to it."""
    made: dict[Form, tuple[Deployment, Chromium]] = {}
    with ExitStack() as stack:

        def one(form: Form) -> tuple[Deployment, Chromium]:
            if form not in made:
                folder = tmp_path_factory.mktemp(form)
                running = stack.enter_context(deployment.deployment(form, pgbouncer.url, instance, folder))
                options = screens.launch_options()
                if running.rules:
                    options["args"] += [f"--host-resolver-rules={running.rules}", "--ignore-certificate-errors"]
                browser = chromium.browser_type.launch(**options)
                stack.callback(browser.close)
                made[form] = running, browser
            return made[form]

        yield one


@pytest.fixture
def form(request: pytest.FixtureRequest) -> Form:
    """How the Frontend API is reached; a test may ask for others by `@pytest.mark.parametrize`."""
    chosen: Form = getattr(request, "param", "development")
    return chosen


@pytest.fixture
def clerk(form: Form, deploy: Callable[[Form], tuple[Deployment, Chromium]]) -> Iterator[Deployment]:
    """The application with Clerk; a test may trouble it, and it is well again afterwards."""
    running, _ = deploy(form)
    running.api.asked.clear()
    yield running
    running.api.life, running.api.party = TOKEN_SECONDS, None
    running.api.trouble = lambda _ask: None
    running.gateway.heal()


@pytest.fixture
def open_page(
    form: Form, clerk: Deployment, deploy: Callable[[Form], tuple[Deployment, Chromium]], forgiven: list[str]
) -> Iterator[Opens]:
    """Opens pages, each in a browser profile of its own; like `phone`, it fails the test for what nobody forgave."""
    # Clerk says so itself on every page, and a browser reports each answer that is no success.
    forgiven.append("loaded with development keys")
    _, browser = deploy(form)
    with ExitStack() as stack:

        def one(size: dict[str, Any] = screens.PHONE, **options: Any) -> Page:
            return stack.enter_context(screens.screen(browser, clerk.url, forgiven, {**size, **options}))

        yield one


@pytest.fixture
def visitor_page(open_page: Opens) -> Page:
    """A phone at the application with Clerk."""
    return open_page()


@pytest.fixture
def stored(run_sql: RunSql) -> Stored:
    """The sets of a lifter as the database has them: kilograms, reps, whether they stand."""

    def look(name: str) -> list[tuple[int | None, int, bool]]:
        rows = run_sql(
            """SELECT s.weight_kg::int AS kg, s.reps, s.deleted_at IS NULL AS stands FROM log_sets s
               JOIN "user" u ON u.id = s.user_id WHERE u.first_name = %(name)s
               ORDER BY s.performed_at, s.set_number""",
            name=name,
        )
        return [(row["kg"], row["reps"], row["stands"]) for row in rows]

    return look
