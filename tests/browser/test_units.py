"""Pounds beside kilograms in a running workout: no row says one and logs the other."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gym import add_exercise, dock, figures, log_set, sign_in, start_workout
from tests.browser.network import CUT, all_saved, cut, ready, stocked, tick
from tests.chromium import axe
from tests.conftest import RunSql

pytestmark = pytest.mark.browser


def stored(run_sql: RunSql, name: str) -> list[tuple[float, str]]:
    rows = run_sql(
        """SELECT s.weight_kg, s.weight_unit FROM log_sets s JOIN "user" u ON u.id = s.user_id
           WHERE u.first_name = %(name)s ORDER BY s.performed_at""",
        name=name,
    )
    return [(round(float(row["weight_kg"]), 3), row["weight_unit"]) for row in rows]


def row_says(row: Locator) -> str:
    return " ".join(row.locator(".value").first.inner_text().split()).rstrip(",")


def choose(page: Page, unit: str) -> None:
    """Choose the unit in the menu of the current set."""
    dock(page).locator(".more-about-set summary").click()
    dock(page).get_by_role("button", name=unit, exact=True).click()


def test_the_next_set_is_as_heavy_as_the_last_though_the_settings_say_pounds_now(phone: Page, run_sql: RunSql) -> None:
    sign_in(phone, "", "Emigrant")
    start_workout(phone)
    add_exercise(phone, "bench press", "Bench press")
    tick(phone, "100", "5")
    expect(phone.locator(".waiting")).to_have_count(0)
    workout = phone.url
    phone.goto("/settings")
    phone.get_by_role("radio", name="Pounds").check()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Save").first.click()
    phone.goto(workout)
    expect(dock(phone).locator("input[name=weight]")).to_have_value("100")
    assert row_says(phone.locator(".set.todo").first) == "100 kg"
    log_set(phone)
    assert stored(run_sql, "Emigrant") == [(100.0, "kg")] * 2


def test_a_unit_is_chosen_without_signal_and_every_row_to_do_is_in_it(
    phone: Page, forgiven: list[str], run_sql: RunSql
) -> None:
    forgiven += CUT
    ready(phone, "Pounder")
    tick(phone, "100", "5")
    stocked(phone)
    cut(phone)
    dock(phone).locator(".more-about-set summary").click()
    axe(phone)
    dock(phone).get_by_role("button", name="lb", exact=True).click()
    expect(dock(phone).locator("input[name=weight]")).to_have_value("220")
    expect(dock(phone).locator(".more-about-set summary")).to_be_focused()
    expect(dock(phone).locator(".loading")).to_have_text("per side 45 + 35 + 5 + 2.5")
    dock(phone).get_by_role("button", name="5 more").click()
    expect(dock(phone).locator("input[name=weight]")).to_have_value("225")
    assert [row_says(each) for each in phone.locator(".set").all()] == ["100 kg", "225 lb", "220 lb"]
    dock(phone).get_by_role("button", name="Log set").click()
    expect(phone.locator(".set.done")).to_have_count(2)
    phone.get_by_role("button", name="Add set").click()
    expect(phone.locator(".set")).to_have_count(4)
    assert [row_says(each) for each in phone.locator(".set").all()] == ["100 kg", "225 lb", "225 lb", "225 lb"]
    # What was chosen and done stands there after a reload of the copy from before, and once the server has it.
    for is_cut in (True, False):
        cut(phone, off=is_cut)
        if not is_cut:
            all_saved(phone)
        phone.reload()
        expect(phone.locator(".set.done")).to_have_count(2)
        expect(dock(phone).locator("input[name=weight]")).to_have_value("225")
        assert [row_says(each) for each in phone.locator(".set").all()] == ["100 kg", "225 lb", "225 lb", "225 lb"]
    choose(phone, "kg")
    expect(dock(phone).locator("input[name=weight]")).to_have_value("102.5")
    assert figures(phone) == [("100", "5"), ("225", "5")]
    log_set(phone)
    assert stored(run_sql, "Pounder") == [(100.0, "kg"), (102.058, "lb"), (102.5, "kg")]


def test_an_exercise_that_is_added_without_signal_is_in_the_unit_that_was_chosen_for_it(
    phone: Page, forgiven: list[str]
) -> None:
    forgiven += CUT
    ready(phone, "Traveller")
    choose(phone, "lb")
    expect(phone.locator(".waiting")).to_have_count(0)
    phone.get_by_role("link", name="Add exercise").click()
    expect(phone.get_by_label("Search exercises")).to_be_visible()
    stocked(phone)
    cut(phone)
    phone.get_by_label("Search exercises").press_sequentially("deadlift")
    phone.locator(".found .name", has_text=re.compile("^Deadlift$")).click()
    expect(phone.locator(".entry")).to_have_count(2)
    expect(phone.locator(".entry").last.locator(".value small", has_text="lb")).to_have_count(3)
