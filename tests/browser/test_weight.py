"""Bytes and requests, which are counts and so the same on every machine."""

import re
from collections.abc import Iterator

import pytest
from bundling import ENTRIES
from playwright.sync_api import Browser, Page

from tests import chromium as screens
from tests.browser.gym import add_exercise, fill, log_set, sign_in, start_workout
from tests.deployed import Site
from tests.weighing import (
    OTHER_SCRIPT_LIMIT,
    SCRIPT_LIMITS,
    WITHOUT_WORKER,
    WORKER,
    WORKER_IS_BLOCKED,
    sent_scripts,
    weighed,
)

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 60_000
FIRST_LOAD_REQUESTS = 10
SET_BYTES = 1_500
SET_HEAD_BYTES = 700
PAGE_BYTES = 15_000


@pytest.fixture
def logger_url(phone: Page) -> str:
    """A lifter's running workout with an exercise in it."""
    sign_in(phone, "", "Weighed")
    start_workout(phone)
    add_exercise(phone, "back squat", "Back squat")
    return phone.url.partition("#")[0]


@pytest.fixture
def newcomer(phone: Page, logger_url: str, chromium: Browser, site: Site) -> Iterator[Page]:
    """The same lifter on a phone that has never seen the site: signed in, and nothing in its cache."""
    del logger_url
    known = {**screens.PHONE, "storage_state": phone.context.storage_state()}
    with screens.screen(chromium, site.url, [], known) as page:
        yield page


def test_the_first_load_of_the_logger_is_light(newcomer: Page, logger_url: str) -> None:
    with weighed(newcomer) as scales:
        newcomer.goto(logger_url, wait_until="networkidle")
    assert scales.wire <= FIRST_LOAD_BYTES, scales
    assert scales.requests <= FIRST_LOAD_REQUESTS, scales


def test_a_second_load_fetches_the_page_alone(newcomer: Page, logger_url: str) -> None:
    newcomer.goto(logger_url, wait_until="networkidle")
    with weighed(newcomer) as scales:
        newcomer.goto(f"{logger_url}?again", wait_until="networkidle")
    assert [load.path for load in scales.loads.values() if load.path.startswith("/static/")] == []


def test_a_logged_set_is_one_small_request(phone: Page, logger_url: str) -> None:
    assert phone.url.startswith(logger_url)
    fill(phone, weight="100", reps="5")
    # What the page itself still asks its service worker for is not the set's.
    phone.wait_for_load_state("networkidle")
    with weighed(phone) as scales:
        log_set(phone)
    assert scales.requests == 1, scales
    assert scales.body <= SET_BYTES, scales
    assert scales.wire - scales.body <= SET_HEAD_BYTES, scales


@pytest.mark.parametrize("path", ["/dashboard", "/workouts/", "/history", "/exercises", "/settings"])
def test_the_html_of_an_ordinary_page_is_light(
    phone: Page, logger_url: str, chromium: Browser, site: Site, path: str
) -> None:
    known = {**screens.PHONE, **WITHOUT_WORKER, "storage_state": phone.context.storage_state()}
    with screens.screen(chromium, site.url, [WORKER_IS_BLOCKED], known) as page, weighed(page) as scales:
        page.goto(logger_url if path == "/workouts/" else path, wait_until="load")
    documents = [load.body for load in scales.loads.values() if load.path.startswith(path)]
    assert documents and 1_000 < min(documents) <= max(documents) <= PAGE_BYTES, scales


def test_our_own_scripts_are_small(site: Site) -> None:
    sizes = sent_scripts(site.url)
    assert set(sizes) == {*ENTRIES, WORKER}
    assert {name: size for name, size in sizes.items() if size > SCRIPT_LIMITS.get(name, OTHER_SCRIPT_LIMIT)} == {}


def test_a_page_loads_one_script_of_ours(newcomer: Page, logger_url: str) -> None:
    with weighed(newcomer) as scales:
        newcomer.goto(logger_url, wait_until="load")
    ours = {load.path for load in scales.loads.values() if re.search(r"/static/\w+/(?!vendor).*\.js$", load.path)}
    assert {path.rpartition("/")[2] for path in ours} == {"logger.js", "local-clerk.js"}
