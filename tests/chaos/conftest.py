"""A deployment of this folder's own, with our network before it."""

import random
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.chaos.lifter import Lifter
from tests.chaos.logbook import Logbook
from tests.chaos.run import seen, synced
from tests.chaos.stand import Stand, phone, standing


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails says what was on the screen and on the network: it may not fail like that again."""
    report = yield
    lifter = item.funcargs.get("lifter") if isinstance(item, pytest.Function) else None
    if call.when == "call" and report.failed and isinstance(lifter, Lifter):
        report.sections.append(("what was seen", "\n".join([seen(lifter.page), *lifter.stand.network.log])))
    return report


@pytest.fixture(scope="package")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Gunicorn, PgBouncer and PostgreSQL; each run leaves them working."""
    with standing(tmp_path_factory.mktemp("chaos")) as made:
        yield made


@pytest.fixture(autouse=True)
def _fair_weather(stand: Stand) -> None:
    """No test inherits the weather of the one before."""
    stand.network.weather = "clear"


@pytest.fixture
def lifter(playwright: Playwright, stand: Stand, tmp_path: Path) -> Iterator[Lifter]:
    """A lifter with a workout that runs and an exercise in it, on a phone that has all it needs."""
    with phone(playwright, tmp_path / "profile", stand.network.url) as handset:
        made = Lifter(stand, handset, random.Random(1), Logbook(f"Lifter {uuid.uuid4().hex[:8]}"))
        made.sign_in()
        made.start()
        made.add_exercise("Deadlift")
        synced(made.page)
        yield made
