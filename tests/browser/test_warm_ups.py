"""Warm-up sets on one tap, for the weight that stands in the dock."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, sign_in, start_workout
from tests.browser.network import CUT, all_saved, cut, ready
from tests.chromium import axe
from tests.conftest import RunSql

pytestmark = pytest.mark.browser


def test_warm_ups_lead_to_the_weight_that_was_typed_and_not_saved_yet(phone: Page) -> None:
    sign_in(phone, "", "Warm")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="100", reps="5")
    phone.locator(".menu summary").click()
    axe(phone)
    phone.get_by_role("button", name="Add warm-up sets").click()

    expect(phone.locator(".set.warmup")).to_have_count(4)
    shown = [each.inner_text() for each in phone.locator(".set.warmup [data-show=weight]").all()]
    assert shown == ["20", "40", "60", "80"]
    expect(phone.locator(".dock:visible .loading")).to_have_text("the bar alone")
    # Nor is what they are for forgotten.
    expect(phone.locator(".waiting")).to_have_count(0)
    for done in range(1, 5):
        dock(phone).get_by_role("button", name="Log set").click()
        expect(phone.locator(".set.done")).to_have_count(done)
    expect(dock(phone).locator("input[name=weight]")).to_have_value("100")
    expect(dock(phone).locator("input[name=reps]")).to_have_value("5")


def shown(page: Page) -> list[str]:
    """What the warm-up rows weigh, and the margin of every row."""
    expect(page.locator(".set.warmup")).to_have_count(4)
    weights = [each.inner_text() for each in page.locator(".set.warmup [data-show=weight]").all()]
    return weights + [each.inner_text() for each in page.locator(".number [aria-hidden]").all()]


def test_without_signal_they_are_there_at_once_and_are_the_same_rows_later(
    phone: Page, forgiven: list[str], run_sql: RunSql
) -> None:
    forgiven += CUT
    ready(phone, "Cold")
    cut(phone)
    fill(phone, weight="120", reps="3")
    menu = phone.locator(".menu summary")
    menu.click()
    phone.get_by_role("button", name="Add warm-up sets").click()
    expected = ["20", "47.5", "70", "95", "W", "W", "W", "W", "1", "2", "3"]
    assert shown(phone) == expected
    expect(menu).to_be_focused()
    names = [each.get_attribute("id") for each in phone.locator(".set").all()]
    for done in range(1, 6):
        dock(phone).get_by_role("button", name="Log set").click()
        expect(phone.locator(".set.done")).to_have_count(done)

    phone.reload()
    expect(phone.locator(".set.done")).to_have_count(5)
    assert shown(phone) == expected
    expect(phone.locator("#saved")).to_have_text("6 changes waiting")
    cut(phone, off=False)
    all_saved(phone)
    phone.reload()
    assert shown(phone) == expected
    assert [each.get_attribute("id") for each in phone.locator(".set").all()] == names
    stored = run_sql(
        """SELECT s.set_number, s.kind, s.weight_kg::float AS kg FROM log_sets s JOIN "user" u ON u.id = s.user_id
           WHERE u.first_name = 'Cold' ORDER BY s.set_number"""
    )
    assert [tuple(each.values()) for each in stored] == [
        (1, "warmup", 20), (2, "warmup", 47.5), (3, "warmup", 70), (4, "warmup", 95), (5, "working", 120),
    ]  # fmt: skip


def test_without_a_weight_it_is_asked_for(phone: Page) -> None:
    sign_in(phone, "", "Light")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    phone.locator(".menu summary").click()
    phone.get_by_role("button", name="Add warm-up sets").click()
    expect(phone.get_by_role("alert")).to_have_text("Say first how heavy the working sets will be.")
    expect(phone.locator(".set.warmup")).to_have_count(0)


def test_a_rest_and_a_note_wait_without_signal_too(phone: Page, forgiven: list[str], run_sql: RunSql) -> None:
    forgiven += CUT
    ready(phone, "Scribe")
    cut(phone)
    menu = phone.locator(".menu summary")
    menu.click()
    phone.get_by_label("Rest after a set").fill("2:30")
    phone.get_by_label("Note", exact=True).first.fill("Seat 4")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.locator(".entry-note")).to_have_text("Seat 4")
    expect(menu).to_be_focused()
    fill(phone, weight="100", reps="5")
    dock(phone).get_by_role("button", name="Log set").click()
    expect(phone.get_by_role("timer")).to_contain_text("2:")

    phone.reload()
    expect(phone.locator(".entry-note")).to_have_text("Seat 4")
    expect(phone.locator("#saved")).to_have_text("2 changes waiting")
    cut(phone, off=False)
    all_saved(phone)
    expect(phone.locator(".entry[data-rest='150'] .entry-note")).to_have_text("Seat 4")
    stored = run_sql(
        """SELECT e.rest_seconds, e.note, e.revision FROM log_entries e JOIN "user" u ON u.id = e.user_id
           WHERE u.first_name = 'Scribe'"""
    )
    assert [tuple(each.values()) for each in stored] == [(150, "Seat 4", 2)]
