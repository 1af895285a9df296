"""A slip of the finger is asked about in its row, without signal too, while the next set is at hand already."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.browser.network import CUT
from tests.chromium import axe

pytestmark = pytest.mark.browser


def test_ten_times_the_usual_is_asked_once_and_never_in_the_way(phone: Page, forgiven: list[str]) -> None:
    forgiven.extend(CUT)
    sign_in(phone, "", "Slip")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="60", reps="5")
    log_set(phone)
    fill(phone, weight="600")
    log_set(phone)
    question = phone.locator(".unusual")
    expect(question).to_contain_text("600 kg is ten times your usual. Right?")
    axe(phone)
    phone.reload()
    expect(question).to_have_count(1)

    question.get_by_role("link", name="Change").click()
    expect(dock(phone).locator("input[name=weight]")).to_be_focused()
    fill(phone, weight="60")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(question).to_have_count(0)

    phone.context.set_offline(offline=True)
    fill(phone, weight="600")
    dock(phone).get_by_role("button", name="Log set").click()
    expect(question).to_be_visible()
    question.get_by_role("link", name="Yes, keep").click()
    expect(question).to_have_count(0)
    phone.get_by_role("button", name="Add set").click()
    dock(phone).get_by_role("button", name="Log set").click()
    expect(phone.locator(".set.done")).to_have_count(4)
    phone.context.set_offline(offline=False)
    expect(phone.locator(".set.waiting")).to_have_count(0)
    expect(question).to_have_count(0)
    phone.reload()
    expect(phone.locator(".set.done")).to_have_count(4)
    expect(question).to_have_count(0)
