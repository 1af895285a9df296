"""Where the browser can, what waits is delivered after the last page is closed: Background Sync, in Chromium alone."""

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import CDPSession, Page

from tests.browser.network import CUT, cut, ready, tick
from tests.conftest import RunSql
from tests.processes import wait_until

pytestmark = pytest.mark.browser

LOGGED = """SELECT s.reps FROM log_sets s JOIN "user" u ON u.id = s.user_id WHERE u.first_name = %(name)s ORDER BY 1"""


@pytest.fixture(scope="session")
def chromium(whole_chromium: Chromium) -> Chromium:
    """The engine alone has no Background Sync."""
    return whole_chromium


def registration(devtools: CDPSession, page: Page) -> str:
    """The id of this site's service worker, as the browser's tools know it."""
    found: list[str] = []

    def told(news: dict[str, list[dict[str, str]]]) -> None:
        found.extend(each["registrationId"] for each in news["registrations"])

    def is_found() -> bool:
        page.wait_for_timeout(30)
        return bool(found)

    devtools.on("ServiceWorker.workerRegistrationUpdated", told)
    devtools.send("ServiceWorker.enable")
    wait_until(is_found, lambda: "no service worker is registered")
    return found[0]


def test_what_waits_is_delivered_when_no_page_is_open(phone: Page, forgiven: list[str], run_sql: RunSql) -> None:
    forgiven += [*CUT, "favicon"]
    ready(phone, "Pocketed")
    cut(phone)
    tick(phone, "140", "5")
    tick(phone, "145", "3")
    # A page of the site with no script of ours, which so delivers nothing by itself.
    plain = phone.context.new_page()
    phone.close()
    cut(plain, off=False)
    plain.goto("/manifest.webmanifest")
    devtools = plain.context.new_cdp_session(plain)
    worker = registration(devtools, plain)

    def reps() -> list[object]:
        plain.wait_for_timeout(50)
        return [row["reps"] for row in run_sql(LOGGED, name="Pocketed")]

    assert reps() == []
    origin = plain.evaluate("location.origin")
    told = {"origin": origin, "registrationId": worker, "tag": "outbox", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", told)
    wait_until(lambda: reps() == [3, 5], lambda: f"the database has {reps()}")
