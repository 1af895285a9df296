"""A set that was ticked is kept on the phone until it is in the database, and the screen says so."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import chromium as screens
from tests.browser.conftest import Stored
from tests.browser.gym import dock, fill, log_set
from tests.browser.network import CUT, all_saved, cut, has_copy, ready, shows, tick
from tests.chromium import axe
from tests.conftest import RunSql
from tests.deployed import Site

pytestmark = pytest.mark.browser


def test_a_page_that_nobody_sees_delivers_too(phone: Page, stored: Stored) -> None:
    """Its frames never come."""
    phone.add_init_script("window.requestAnimationFrame = () => 0;")
    ready(phone, "Unseen")
    fill(phone, weight="140", reps="5")
    log_set(phone)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(1)
    assert stored("Unseen") == [(140, 5, True)]


def test_a_set_without_signal_is_done_at_once_and_sent_later(phone: Page, forgiven: list[str], stored: Stored) -> None:
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


def test_what_waits_is_there_after_a_reload_without_signal(phone: Page, forgiven: list[str], stored: Stored) -> None:
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
    phone: Page, forgiven: list[str], stored: Stored
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


def test_a_note_takes_no_undo_away_nor_what_it_brings_back(phone: Page, stored: Stored) -> None:
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


def test_two_devices_at_one_workout_agree(
    phone: Page, chromium: Browser, site: Site, forgiven: list[str],
    stored: Stored,
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
        expect(phone.locator(".set.done .refusal")).to_contain_text("changed on another device")
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
    expect(phone.locator(".set.done")).to_have_class(re.compile("waiting"))
    phone.locator("#saved button").click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_contain_text("Set 1 of Deadlift")
    expect(dialog).to_contain_text("There is no such set of yours")
    axe(phone)
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()
    expect(phone.locator("#saved button")).to_have_count(0)


def allow_more(phone: Page) -> None:
    """Make the page one of a release with other limits, so that only the server refuses."""
    phone.evaluate("document.querySelectorAll('[name=weight]').forEach((field) => (field.dataset.most = '99999'))")


def test_a_set_that_is_refused_after_its_tick_says_so_in_its_row(
    phone: Page, forgiven: list[str], stored: Stored
) -> None:
    forgiven += ["status of 422"]
    ready(phone, "Overdone")
    refused = phone.locator(".set").first
    allow_more(phone)
    tick(phone, "9999.5", "5")
    expect(refused.locator(".refusal")).to_have_text("At most 9999, please.")
    expect(phone.locator(".set.done")).to_have_count(0)
    # The lifter goes on with the next set.
    expect(dock(phone)).to_contain_text("Set 2")
    expect(phone.locator("#saved")).to_have_text("1 set not accepted")
    axe(phone)
    phone.reload()
    expect(refused.locator(".refusal")).to_be_visible()

    refused.locator(".line").click()
    expect(dock(phone).locator("input[name=weight]")).to_have_attribute("aria-invalid", "true")
    tick(phone, "99.5", "5")
    expect(phone.locator(".refusal")).to_have_count(0)
    expect(phone.locator("#saved button")).to_have_count(0)
    assert stored("Overdone") == [(100, 5, True)]


def test_what_was_refused_and_is_discarded_is_as_it_was(phone: Page, forgiven: list[str], stored: Stored) -> None:
    forgiven += ["status of 422"]
    ready(phone, "Sensible")
    tick(phone, "100", "5")
    all_in = phone.locator(".set.done:not(.waiting)")
    expect(all_in).to_have_count(1)
    all_in.locator(".line").click()
    allow_more(phone)
    fill(phone, weight="9999.5")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(phone.locator(".set.refused")).to_have_count(1)
    phone.locator("#saved button").click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_contain_text("At most 9999, please.")
    expect(dialog.get_by_text("Sent by itself")).to_be_hidden()
    expect(dialog.get_by_text("until you correct it in its place")).to_be_visible()
    axe(phone)
    dialog.get_by_role("button", name="Discard").click()
    expect(phone.locator(".set.refused")).to_have_count(0)
    shows(phone, [("100", "5")])
    assert stored("Sensible") == [(100, 5, True)]


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


# A copy of the page that was drawn before the first row was planned.
OLD_COPY = """async () => {
    const pages = await caches.open("pages");
    const kept = await pages.match(location.pathname);
    const drawn = new DOMParser().parseFromString(await kept.text(), "text/html");
    drawn.querySelector(".set").remove();
    await pages.put(location.pathname, new Response(drawn.documentElement.outerHTML, { headers: kept.headers }));
}"""


@pytest.mark.parametrize("lacking", [".set.done", ".entry"])
def test_a_set_that_the_page_was_drawn_without_is_drawn(
    phone: Page, forgiven: list[str], stored: Stored, lacking: str
) -> None:
    """Without signal from what is kept, and by the answer once it comes; an exercise that lacks, by the page itself."""
    forgiven += CUT
    name = f"Without {lacking}"
    ready(phone, name)
    has_copy(phone, "/workouts/0")
    cut(phone)
    tick(phone, "140", "5")
    phone.evaluate(OLD_COPY)
    phone.reload()
    shows(phone, [("140", "5")])
    expect(phone.locator(".set.done.waiting .tick.if-done")).to_be_visible()
    expect(phone.locator(".set")).to_have_count(3)

    phone.evaluate("(lacking) => document.querySelector(lacking).remove()", lacking)
    cut(phone, off=False)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(1)
    shows(phone, [("140", "5")])
    assert stored(name) == [(140, 5, True)]


def test_one_tap_is_one_request(phone: Page) -> None:
    ready(phone, "Single")
    fill(phone, weight="100", reps="5")
    answer = log_set(phone)
    assert answer.headers["x-outbox-ack"] in answer.url
