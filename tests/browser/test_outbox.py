"""A set that was ticked is kept on the phone until it is in the database, and the screen says so."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import chromium as screens
from tests.browser.gym import add_exercise, dock, figures, fill, log_set, sign_in, start_workout
from tests.chromium import axe
from tests.conftest import RunSql
from tests.deployed import Site

pytestmark = pytest.mark.browser

CUT = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 0"]


@pytest.fixture
def stored(run_sql: RunSql) -> Callable[[str], list[tuple[int | None, int, bool]]]:
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


def ready(page: Page, name: str) -> None:
    """A workout with the deadlift, on a phone that keeps what it needs for later."""
    sign_in(page, "", name)
    start_workout(page)
    add_exercise(page, "deadlift", "Deadlift")
    stocked(page)


def stocked(page: Page) -> None:
    """Wait until the service worker has what a workout without signal needs."""
    has_copy(page, "/stocked")


def has_copy(page: Page, beginning: str) -> None:
    """Wait until the service worker has a copy whose address begins so."""
    page.evaluate(
        """async (beginning) => {
            await navigator.serviceWorker.ready;
            for (let tries = 0; tries < 200; tries++) {
                const kept = await (await caches.open("pages")).keys();
                if (kept.some((each) => each.url.startsWith(location.origin + beginning))) return;
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            throw new Error(`no copy of ${beginning}`);
        }""",
        beginning,
    )


def cut(page: Page, *, off: bool = True) -> None:
    page.context.set_offline(offline=off)


def tick(page: Page, weight: str, reps: str) -> None:
    """Log the current set and see it done, whatever the network does."""
    done = page.locator(".set.done").count()
    fill(page, weight=weight, reps=reps)
    dock(page).get_by_role("button", name="Log set").click()
    expect(page.locator(".set.done")).to_have_count(done + 1)


def shows(page: Page, expected: list[tuple[str, ...]]) -> None:
    """The page has these done sets, once it has put what waits on top of what it was sent."""
    expect(page.locator(".set.done")).to_have_count(len(expected))
    assert figures(page) == expected


def all_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=30_000)


def test_a_set_that_is_added_without_signal_holds_what_the_last_one_did(phone: Page, forgiven: list[str]) -> None:
    forgiven.extend(CUT)
    ready(phone, "More")
    phone.context.set_offline(offline=True)
    fill(phone, weight="140", reps="5")
    log = dock(phone).get_by_role("button", name="Log set")
    for number in (1, 2, 3):
        log.click()
        expect(phone.locator(".set.done")).to_have_count(number)
    phone.get_by_role("button", name="Add set").click()
    expect(dock(phone).locator("input[name=weight]")).to_have_value("140")
    log.click()
    expect(phone.locator(".set.done")).to_have_count(4)
    assert figures(phone) == [("140", "5")] * 4


def test_a_page_that_nobody_sees_delivers_too(
    phone: Page, stored: Callable[[str], list[tuple[int, int, bool]]]
) -> None:
    """Its frames never come."""
    phone.add_init_script("window.requestAnimationFrame = () => 0;")
    ready(phone, "Unseen")
    fill(phone, weight="140", reps="5")
    log_set(phone)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(1)
    assert stored("Unseen") == [(140, 5, True)]


def test_a_workout_that_waits_opens_in_the_first_seconds_of_a_phone_too(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    forgiven += CUT
    sign_in(phone, "", "First seconds")
    phone.evaluate("async () => { await navigator.serviceWorker.ready; }")
    phone.route("**/workouts", lambda route: route.abort())
    start_workout(phone)
    assert not phone.evaluate("async () => Boolean(await caches.match('/stocked'))")
    add_exercise(phone, "deadlift", "Deadlift")
    tick(phone, "140", "5")
    expect(phone.locator("#saved")).to_contain_text("waiting")
    phone.unroute("**/workouts")
    phone.evaluate("dispatchEvent(new Event('online'))")
    # It loads itself again for what it lacks.
    expect(phone.locator("#saved")).to_be_empty()
    assert stored("First seconds") == [(140, 5, True)]


def test_a_set_without_signal_is_done_at_once_and_sent_later(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    forgiven += CUT
    ready(phone, "Basement")
    cut(phone)
    tick(phone, "140", "5")
    tick(phone, "145", "3")
    expect(phone.locator("#saved")).to_have_text("2 sets waiting")
    expect(phone.locator(".set.waiting")).to_have_count(2)
    axe(phone)
    assert stored("Basement") == []
    cut(phone, off=False)
    all_saved(phone)
    expect(phone.locator(".set.waiting")).to_have_count(0)
    shows(phone, [("140", "5"), ("145", "3")])
    assert stored("Basement") == [(140, 5, True), (145, 3, True)]


def test_what_waits_is_there_after_a_reload_without_signal(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    forgiven += CUT
    ready(phone, "Reloader")
    cut(phone)
    tick(phone, "100", "5")
    phone.reload()
    shows(phone, [("100", "5")])
    expect(phone.locator("#saved")).to_have_text("1 set waiting")
    tick(phone, "110", "4")
    phone.reload()
    shows(phone, [("100", "5"), ("110", "4")])
    cut(phone, off=False)
    all_saved(phone)
    assert stored("Reloader") == [(100, 5, True), (110, 4, True)]


def test_an_edit_a_deletion_and_its_undoing_wait_in_their_order(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    forgiven += CUT
    ready(phone, "Fickle")
    cut(phone)
    tick(phone, "100", "5")
    tick(phone, "110", "5")
    phone.locator(".set.done .line").first.click()
    fill(phone, reps="6")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(phone.locator(".set.done").first.locator("[data-show=reps]")).to_have_text("6")
    phone.locator(".set.done .line").nth(1).click()
    dock(phone).locator("summary").click()
    dock(phone).get_by_role("button", name="Delete set").click()
    expect(phone.get_by_text("Set 2 deleted")).to_be_visible()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator(".set.done")).to_have_count(2)
    phone.reload()
    shows(phone, [("100", "6"), ("110", "5")])
    expect(phone.locator("#saved")).to_have_text("5 changes waiting")
    cut(phone, off=False)
    all_saved(phone)
    assert stored("Fickle") == [(100, 6, True), (110, 5, True)]
    phone.reload()
    shows(phone, [("100", "6"), ("110", "5")])


def test_a_note_takes_no_undo_away_nor_what_it_brings_back(
    phone: Page, stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    ready(phone, "Noted")
    tick(phone, "100", "5")
    tick(phone, "110", "5")
    phone.locator(".set.done .line").first.click()
    dock(phone).locator("summary").click()
    dock(phone).get_by_role("button", name="Delete set").click()
    undo = phone.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    # The answer draws the exercise without the set.
    phone.locator(".entry .menu summary").click()
    phone.get_by_label("Note", exact=True).first.fill("Slow")
    with phone.expect_response(lambda answer: answer.request.method == "PUT"):
        phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.locator(".waiting")).to_have_count(0)
    undo.click()
    expect(phone.locator(".set.done")).to_have_count(2)
    expect(phone.locator(".waiting")).to_have_count(0)
    # The answers are still kept, and put on top of a page that may be older than they.
    phone.reload()
    shows(phone, [("100", "5"), ("110", "5")])
    assert stored("Noted") == [(100, 5, True), (110, 5, True)]


def test_a_whole_workout_without_signal(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    """From a cold start: open the app, start, add, log, finish; then the signal comes back."""
    forgiven += CUT
    sign_in(phone, "", "Hermit")
    stocked(phone)
    cut(phone)
    phone.goto("/dashboard")
    phone.get_by_role("button", name="Start a workout").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Workout")
    axe(phone)
    phone.get_by_role("link", name="Add exercise").click()
    phone.get_by_label("Search exercises").press_sequentially("rdl")
    phone.locator(".found .name", has_text=re.compile("^Romanian deadlift$")).click()
    expect(phone.get_by_role("heading", name="Romanian deadlift")).to_be_visible()
    tick(phone, "90", "8")
    expect(dock(phone).locator(".loading")).to_have_text("per side 20 + 15")
    tick(phone, "95", "8")
    phone.get_by_role("button", name="Add set").click()
    expect(phone.locator(".set")).to_have_count(4)
    phone.reload()
    shows(phone, [("90", "8"), ("95", "8")])
    expect(phone.locator(".set")).to_have_count(4)
    phone.goto("/dashboard")
    phone.get_by_role("link", name="Resume").click()
    shows(phone, [("90", "8"), ("95", "8")])
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("It stands in your history as soon as there is a signal")).to_be_visible()
    axe(phone)
    phone.goto("/dashboard")
    expect(phone.get_by_role("button", name="Start a workout")).to_be_visible()
    cut(phone, off=False)
    expect(phone.locator(".workout")).to_have_count(1, timeout=30_000)
    assert stored("Hermit") == [(90, 8, True), (95, 8, True)]
    phone.locator(".workout a").click()
    shows(phone, [("90", "8"), ("95", "8")])
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()


def test_two_devices_at_one_workout_agree(
    phone: Page, chromium: Browser, site: Site, forgiven: list[str],
    stored: Callable[[str], list[tuple[int | None, int, bool]]],
) -> None:  # fmt: skip
    forgiven += [*CUT, "status of 409"]
    ready(phone, "Twins")
    url = phone.url.partition("#")[0]
    known = {**screens.PHONE, "storage_state": phone.context.storage_state()}
    with screens.screen(chromium, site.url, CUT, known) as other:
        other.goto(url)
        cut(phone)
        tick(phone, "100", "5")
        fill(other, weight="100", reps="5")
        log_set(other)
        other.locator(".set.done .line").first.click()
        fill(other, reps="7")
        with other.expect_response(lambda response: "/sets/" in response.url):
            dock(other).get_by_role("button", name="Save set").click()
        cut(phone, off=False)
        # The same row; the later word holds, and the phone says that its own did not.
        expect(phone.locator(".set.done [data-show=reps]").first).to_have_text("7", timeout=30_000)
        expect(phone.get_by_text("changed on another device")).to_be_visible()
        expect(phone.locator("#saved")).to_have_text("1 set not accepted")
    assert stored("Twins") == [(100, 7, True)]


def test_what_the_server_refuses_stays_until_the_lifter_decides(
    phone: Page, forgiven: list[str], run_sql: RunSql
) -> None:
    forgiven += [*CUT, "status of 404", "status of 401"]
    ready(phone, "Refused")
    log_set_id = phone.locator(".set.todo").first.get_attribute("id")
    assert log_set_id is not None
    cut(phone)
    tick(phone, "100", "5")
    run_sql(
        """UPDATE workout_logs SET deleted_at = now()
           WHERE user_id = (SELECT id FROM "user" WHERE first_name = 'Refused')"""
    )
    cut(phone, off=False)
    expect(phone.locator("#saved")).to_have_text("1 set not accepted", timeout=30_000)
    phone.locator("#saved button").click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_contain_text("Set 1 of Deadlift")
    expect(dialog).to_contain_text("There is no such set of yours")
    axe(phone)
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()
    expect(phone.locator("#saved button")).to_have_count(0)


def test_signing_out_warns_of_what_waits(phone: Page, forgiven: list[str]) -> None:
    forgiven += CUT
    ready(phone, "Leaver")
    settings = phone.context.new_page()
    settings.goto("/settings")
    cut(phone)
    tick(phone, "100", "5")
    settings.get_by_role("button", name="Sign out").click()
    warning = settings.get_by_role("dialog")
    expect(warning).to_contain_text("on this phone only")
    warning.get_by_role("button", name="Stay signed in").click()
    expect(settings.get_by_role("heading", name="Settings")).to_be_visible()


def test_one_tap_is_one_request(phone: Page) -> None:
    ready(phone, "Single")
    fill(phone, weight="100", reps="5")
    answer = log_set(phone)
    assert answer.headers["x-outbox-ack"] in answer.url


def test_the_last_workout_is_repeated_without_signal(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]]
) -> None:
    forgiven += CUT
    ready(phone, "Echo")
    tick(phone, "100", "5")
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()
    phone.goto("/dashboard")
    has_copy(phone, "/workouts/new?repeat=")
    cut(phone)
    phone.get_by_role("button", name=re.compile("^Repeat")).click()
    expect(phone.locator(".set.todo")).to_have_count(1)
    tick(phone, "105", "5")
    phone.goto("/dashboard")
    phone.get_by_role("link", name="Resume").click()
    shows(phone, [("105", "5")])
    cut(phone, off=False)
    # Once all is there, the page is the server's.
    expect(phone.get_by_role("heading", level=1)).not_to_have_text("Workout", timeout=30_000)
    shows(phone, [("105", "5")])
    assert stored("Echo") == [(100, 5, True), (105, 5, True)]


def test_the_next_day_of_a_plan_is_started_and_logged_without_signal(
    phone: Page, forgiven: list[str], stored: Callable[[str], list[tuple[int | None, int, bool]]], run_sql: RunSql
) -> None:
    forgiven += CUT
    sign_in(phone, "", "Planner")
    phone.goto("/plans")
    phone.locator(".offer a").first.click()
    phone.get_by_role("button", name="Use this plan").click()
    expect(phone.get_by_role("link", name="Today")).to_be_visible()
    phone.goto("/dashboard")
    has_copy(phone, "/workouts/new?plan_day_id=")
    stocked(phone)
    cut(phone)
    phone.get_by_role("button", name=re.compile("^Start (?!without)")).click()
    expect(phone.locator(".entry")).not_to_have_count(0)
    planned = phone.locator(".set.todo").count()
    assert planned > 3
    tick(phone, "60", "5")
    phone.reload()
    shows(phone, [("60", "5")])
    cut(phone, off=False)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(1, timeout=30_000)
    expect(phone.locator(".set.todo")).to_have_count(planned - 1)
    assert stored("Planner") == [(60, 5, True)]
    kept = run_sql(
        """SELECT plan_day_id FROM workout_logs
           WHERE user_id = (SELECT id FROM "user" WHERE first_name = 'Planner')"""
    )
    assert len(kept) == 1 and kept[0]["plan_day_id"] is not None


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
        f"() => {{ {IS_OLD} document.addEventListener('outbox:counted', () => {START}, {{ once: true }}); {BACK}; }}"
    )
    expect(empty_handed).to_have_url(re.compile("/workouts/[0-9a-f-]{36}$"))
    empty_handed.unroute("**/workouts")
    empty_handed.reload()
    expect(empty_handed.locator("#saved")).not_to_contain_text("waiting")
    expect(empty_handed.get_by_role("link", name="Add exercise")).to_be_visible()
