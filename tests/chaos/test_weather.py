"""What chaos has found, each by itself: what the screen says in weather of one kind."""

import re

import pytest
from playwright.sync_api import expect

from tests.chaos.lifter import Lifter
from tests.chaos.logbook import Place, Row, differences
from tests.chaos.run import synced
from tests.chaos.stand import SEEN_MS, Stand

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def first(lifter: Lifter) -> tuple[str, Place]:
    """The exercise that is in the workout, and its id."""
    return next(iter(lifter.book.visits[0].places.items()))


def finish(lifter: Lifter) -> None:
    """Finish the workout, which the screen offers a moment after the first tick."""
    expect(lifter.page.get_by_role("button", name="Finish workout")).to_be_visible()
    assert lifter.finish()


def test_what_was_saved_since_the_copy_was_made_is_shown_without_signal(lifter: Lifter, stand: Stand) -> None:
    lifter.log()
    lifter.log()
    lifter.edit()
    lifter.delete()
    synced(lifter.page)
    stand.network.weather = "refused"
    lifter.page.reload()
    lifter.agree(lifter.book.visits[0])
    assert lifter.page.locator(".waiting").count() == 0


def test_a_captive_portal_takes_no_copy_away(lifter: Lifter, stand: Stand) -> None:
    lifter.log()
    synced(lifter.page)
    stand.network.weather = "portal"
    lifter.page.goto(f"/workouts/{lifter.book.visits[0].id}")
    expect(lifter.page.get_by_text("Welcome to our Wi-Fi")).to_be_visible()
    lifter.page.goto("/dashboard")
    # It looks for what Today can start, two seconds later.
    lifter.page.wait_for_timeout(2500)
    stand.network.weather = "refused"
    lifter.open(f"/workouts/{lifter.book.visits[0].id}")
    lifter.agree(lifter.book.visits[0])
    assert lifter.page.locator(".set").count() == 3
    lifter.add_set()


def test_a_workout_opens_though_its_start_is_still_waiting(lifter: Lifter, stand: Stand) -> None:
    stand.network.weather = "lost_before"
    lifter.log()
    finish(lifter)
    lifter.start()
    # Nothing of the one before is in the new one.
    expect(lifter.page.locator(".entry")).to_have_count(0)
    lifter.add_exercise("Bench press")
    expect(lifter.page.locator(".entry")).to_have_count(1)
    lifter.log()
    stand.network.weather = "clear"
    lifter.page.reload()
    synced(lifter.page)
    assert differences(lifter.book, stand.database_url) == []


def test_a_page_that_hangs_holds_up_nothing(lifter: Lifter, stand: Stand) -> None:
    path = f"/workouts/{lifter.book.visits[0].id}"
    lifter.log()
    synced(lifter.page)
    stand.network.weather = "hang"
    lifter.open(path)
    stand.network.weather = "clear"
    stand.network.log.clear()
    lifter.page.goto(path)
    # The browser's cache lets one request at a time ask for an address.
    assert f"GET {path} [clear]: 200" in stand.network.log


def test_many_pages_that_hang_hold_up_nothing_that_waits(lifter: Lifter, stand: Stand) -> None:
    path = f"/workouts/{lifter.book.visits[0].id}"
    lifter.log()
    synced(lifter.page)
    stand.network.weather = "hang"
    # As many as a browser opens connections to one site.
    for _ in range(6):
        lifter.open(path)
    lifter.log()
    stand.network.weather = "clear"
    synced(lifter.page)
    assert differences(lifter.book, stand.database_url) == []


def test_a_page_that_loads_itself_again_undoes_no_way_to_another(lifter: Lifter, stand: Stand) -> None:
    page = lifter.page
    stand.network.weather = "lost_before"
    lifter.log()
    finish(lifter)
    # Opened while something waits, Today loads itself again once nothing does.
    lifter.open("/dashboard")
    expect(page.locator("#saved")).to_contain_text("waiting")
    stand.network.weather = "pages_hang"
    page.evaluate(
        "() => { document.querySelector('a[href=\"/history\"]').click(); dispatchEvent(new Event('online')); }"
    )
    # No signal for it, but it is what was asked for.
    expect(page).to_have_url(re.compile("/history$"), timeout=SEEN_MS)


def test_an_answer_takes_nothing_from_under_a_finger(lifter: Lifter, stand: Stand) -> None:
    entry_id, place = first(lifter)
    lifter.log()
    done = next(set_id for set_id, row in place.rows.items() if row.state == "done")
    synced(lifter.page)
    stand.network.weather = "slow"
    lifter.add_set()
    lifter.page.locator(f"#set-{done} .line").click()
    form = lifter.page.locator(f"#form-{done}")
    form.locator("input[name=reps]").fill("77")
    synced(lifter.page)
    expect(form.locator("input[name=reps]")).to_have_value("77")
    expect(form.locator(".log")).to_be_visible()
    form.locator(".log").click()
    expect(lifter.page.locator(f"#set-{done} [data-show=reps]")).to_have_text("77")
    place.rows[done] = Row({**place.rows[done].fields, "reps": "77"}, state="done", tick=1)
    synced(lifter.page)
    assert differences(lifter.book, stand.database_url) == []
    assert lifter.page.locator(f"#entry-{entry_id} .set").count() == 4


def test_an_old_copy_of_today_knows_what_was_begun_and_finished_since(lifter: Lifter, stand: Stand) -> None:
    lifter.log()
    synced(lifter.page)
    lifter.open("/dashboard")
    expect(lifter.page.get_by_role("link", name="Resume")).to_be_visible()
    lifter.open(f"/workouts/{lifter.book.visits[0].id}")
    # Writes arrive, and no page does.
    stand.network.weather = "pages_hang"
    finish(lifter)
    synced(lifter.page)
    lifter.open("/dashboard")
    expect(lifter.page.get_by_role("link", name="Resume")).to_have_count(0)
    lifter.start()
    synced(lifter.page)
    lifter.open("/dashboard")
    expect(lifter.page.get_by_role("link", name="Resume")).to_have_count(1)
