"""A page that loads itself again, for something was saved since, comes before nothing that was tapped."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from tests import chromium as screens
from tests.browser.gym import sign_in
from tests.browser.network import CUT, cut, has_copy, ready, stocked, tick
from tests.deployed import Site

pytestmark = pytest.mark.browser

# Another tab has delivered all that waits: what it keeps of it, and what it tells the others.
DELIVERED = """async () => {
    const open = indexedDB.open("topset");
    await new Promise((resolve) => (open.onsuccess = resolve));
    const store = open.result.transaction("writes", "readwrite").objectStore("writes");
    const all = store.getAll();
    await new Promise((resolve) => (all.onsuccess = resolve));
    const saved = { at: Date.now(), by: Date.now(), status: 200, html: "" };
    for (const write of all.result) store.put({ ...write, saved });
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    open.result.close();
    const told = { write: all.result.at(-1), verdict: "saved", status: 200, html: "", by: Date.now() };
    new BroadcastChannel("topset-outbox").postMessage({ told });
}"""
LOCK = """() => new Promise((locked) => {
    navigator.locks.request("topset-outbox", () => new Promise((release) => {
        window.release = release;
        locked();
    }));
})"""


def test_a_workout_that_another_tab_delivers_is_led_to_all_the_same(phone: Page, forgiven: list[str]) -> None:
    forgiven += [*CUT, "404"]
    ready(phone, "Two tabs")
    phone.goto("/dashboard")
    has_copy(phone, "/dashboard")
    phone.go_back()
    cut(phone)
    tick(phone, "140", "5")
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.locator("body.finished")).to_be_attached()
    # Today was opened while something waited, so it loads itself again once nothing does.
    today = phone.context.new_page()
    today.goto("/dashboard")
    expect(today.locator("#saved")).to_have_text("2 changes waiting")
    # Without these it waits for an answer long enough for the page to be loaded again meanwhile.
    phone.evaluate("async () => { await (await caches.open('pages')).delete('/workouts/new'); }")
    phone.evaluate(LOCK)
    cut(phone, off=False)
    today.get_by_role("button", name="Start a workout").click()
    expect(today.get_by_role("link", name="Resume")).to_be_visible()
    phone.evaluate(DELIVERED)
    phone.wait_for_timeout(1500)
    phone.evaluate("() => window.release()")
    expect(today).to_have_url(re.compile("/workouts/[0-9a-f-]{36}$"))


# Another tab saved something after this page was asked for, so it loads itself again when it is looked at.
IS_OLD = "localStorage.setItem('outbox-saved-at', String(Date.now() + 60_000));"
BACK = "dispatchEvent(new Event('online'))"
# What is kept waits for whoever writes already, for longer than a page takes to load.
SLOW_STORAGE = """
    const open = indexedDB.open("topset");
    await new Promise((resolve) => (open.onsuccess = resolve));
    function hold() {
        const until = Date.now() + 1500;
        const store = open.result.transaction("writes", "readwrite").objectStore("writes");
        const go = () => { if (Date.now() < until) store.count().onsuccess = go; };
        go();
    }
"""
START = "document.querySelector('form[action=\"/workouts\"] button').click()"


@pytest.fixture
def empty_handed(phone: Page, forgiven: list[str]) -> Page:
    """At Today, where nothing runs, on a phone that has all it needs; no answer comes to what is started there."""
    forgiven += [*CUT, "404"]
    ready(phone, "Impatient")
    phone.locator(".menu summary").click()
    phone.get_by_role("button", name="Remove exercise").click()
    phone.get_by_role("button", name="Discard workout").click()
    expect(phone.get_by_role("button", name="Start a workout")).to_be_visible()
    expect(phone.locator("#saved")).not_to_contain_text("waiting")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    phone.route("**/workouts", hold)
    return phone


def test_a_page_that_finds_itself_old_after_a_tap_goes_where_the_tap_leads(empty_handed: Page) -> None:
    empty_handed.evaluate(
        f"""() => new Promise((kept) => {{
            {IS_OLD}
            document.addEventListener("outbox:painted", () => kept({BACK}));
            {START};
        }})"""
    )
    empty_handed.evaluate(DELIVERED)
    expect(empty_handed).to_have_url(re.compile("/workouts/[0-9a-f-]{36}$"))


def test_a_page_that_is_about_to_load_itself_again_goes_where_a_tap_leads(empty_handed: Page) -> None:
    empty_handed.evaluate(
        f"""async () => {{
            {IS_OLD}
            {SLOW_STORAGE}
            document.addEventListener('outbox:counted', () => {{ hold(); {START}; }}, {{ once: true }});
            {BACK};
        }}"""
    )
    expect(empty_handed).to_have_url(re.compile("/workouts/[0-9a-f-]{36}$"))
    empty_handed.unroute("**/workouts")
    expect(empty_handed.locator("#saved")).not_to_contain_text("waiting", timeout=30_000)
    expect(empty_handed.get_by_role("link", name="Add exercise")).to_be_visible()


@pytest.fixture
def rememberer(playwright: Playwright, site: Site, forgiven: list[str]) -> Iterator[Page]:
    """A phone that shows the page before as it was left, from its memory, as phones do."""
    # Playwright turns it off, and the engine alone has none.
    without = ["--disable-back-forward-cache"]
    browser = playwright.chromium.launch(**screens.launch_options(whole=True), ignore_default_args=without)
    with screens.screen(browser, site.url, forgiven, screens.PHONE) as page:
        yield page
    browser.close()


def test_a_page_that_is_come_back_to_is_loaded_again_when_something_was_saved_since(rememberer: Page) -> None:
    sign_in(rememberer, "", "Rememberer")
    stocked(rememberer)
    rememberer.reload()
    rememberer.evaluate("() => { window.stood = true; }")
    rememberer.get_by_role("link", name="History").click()
    expect(rememberer.get_by_role("heading", name="History")).to_be_visible()
    rememberer.evaluate("() => { setTimeout(() => history.back()); }")
    expect(rememberer.get_by_role("heading", name="Today")).to_be_visible()
    assert rememberer.evaluate("window.stood")
    rememberer.evaluate(f"() => {{ {IS_OLD} setTimeout(() => {BACK}); }}")
    rememberer.wait_for_function("() => !window.stood")
    rememberer.get_by_role("button", name="Start a workout").click()
    expect(rememberer).to_have_url(re.compile("/workouts/[0-9a-f-]{36}$"))
