"""An exercise is chosen from results that come while one types."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import is_searched, sign_in, start_workout
from tests.browser.network import CUT, cut, ready

pytestmark = pytest.mark.browser


def test_a_result_is_taken_though_the_next_results_come_under_the_finger(phone: Page) -> None:
    sign_in(phone, "", "Quick")
    start_workout(phone)
    phone.get_by_role("link", name="Add exercise").click()
    is_searched(phone, "bench")
    phone.locator(".found .name", has_text=re.compile("^Bench press$")).hover()
    phone.mouse.down()
    is_searched(phone, " press")
    expect(phone.locator(".found li")).not_to_have_count(0)
    phone.mouse.up()
    expect(phone.get_by_role("heading", name="Bench press", exact=True)).to_be_visible()


def test_a_search_without_signal_says_how_much_it_found(phone: Page, forgiven: list[str]) -> None:
    forgiven += CUT
    ready(phone, "Searcher")
    cut(phone)
    phone.get_by_role("link", name="Add exercise").click()
    field = phone.get_by_label("Search exercises")
    field.fill("zercher")
    expect(phone.locator("#results [role=status]")).to_have_text("1 exercise")
    field.fill("nothing is called that")
    expect(phone.locator("#results [role=status]")).to_have_text("0 exercises")
    expect(phone.locator(".empty")).to_have_text("No exercise on this phone is called that. Try fewer letters.")
