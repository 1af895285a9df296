"""A record shows in its row the moment it happens, and goes with the correction."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.chromium import axe

pytestmark = pytest.mark.browser


def test_a_record_shows_at_once_and_vanishes_when_the_set_is_corrected(phone: Page) -> None:
    sign_in(phone, "", "Record")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="100", reps="5")
    log_set(phone)
    expect(phone.locator(".record")).to_have_count(0)

    fill(phone, weight="105")
    assert 'desc="1 statement"' in log_set(phone).headers["server-timing"]
    expect(phone.locator(".record")).to_have_text("Record heaviest for 5 reps · e1RM 122.5 kg · volume 525 kg")
    axe(phone)
    phone.reload()
    expect(phone.locator(".record")).to_have_count(1)

    phone.locator(".set.done .line").nth(1).click()
    fill(phone, weight="100")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(phone.locator(".set.done").nth(1).locator("[data-show=weight]")).to_have_text("100")
    expect(phone.locator(".record")).to_have_count(0)


def test_a_failed_lift_is_no_record_and_no_example_and_one_rep_is_one(phone: Page) -> None:
    sign_in(phone, "", "Failed")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="105", reps="3")
    log_set(phone)
    fill(phone, weight="140", reps="1")
    second = phone.locator(".set").nth(1)
    expect(second.locator(".value").nth(1)).to_contain_text("1 rep,")
    fill(phone, reps="0")
    expect(second.locator(".value").nth(1)).to_contain_text("0 reps")
    log_set(phone)
    expect(phone.locator(".record")).to_have_count(0)
    expect(dock(phone).locator("input[name=reps]")).to_have_value("3")
    expect(dock(phone).locator("input[name=weight]")).to_have_value("105")
