"""Back leads to where one was: the same place of the history, and never to a page that was only on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, fill, log_set, sign_in, start_workout
from tests.conftest import RunSql
from webapp.history.views import PAGE

pytestmark = pytest.mark.browser


def test_back_from_a_workout_finds_the_place_in_the_history(phone: Page, run_sql: RunSql) -> None:
    sign_in(phone, "", "Reader")
    run_sql(
        """INSERT INTO workout_logs (id, user_id, name, performed_at, finished_at)
           SELECT gen_random_uuid(), %(user)s, 'Number ' || n, at, at
           FROM generate_series(1, %(total)s) AS n, LATERAL (SELECT timestamptz '2026-09-20' - n * interval '1 hour' AS at) AS moment""",
        user=phone.locator("body").get_attribute("data-user"), total=3 * PAGE,
    )  # fmt: skip
    phone.goto("/history")
    for shown in (2, 3):
        phone.get_by_role("link", name="Older workouts").click()
        expect(phone.locator(".workout")).to_have_count(shown * PAGE)
    expect(phone.locator("h2")).to_have_text(["September 2026"])

    last = phone.get_by_role("link", name=re.compile(f"^Number {3 * PAGE - 2} "))
    for back in (phone.go_back, phone.get_by_role("link", name="Back to the history").click):
        last.click()
        expect(phone.get_by_role("heading", name=f"Number {3 * PAGE - 2}")).to_be_visible()
        back()
        expect(phone.locator(".workout")).to_have_count(3 * PAGE)
        expect(last).to_be_in_viewport()


def test_back_after_finish_does_not_add_an_exercise_and_facts_follow_a_set_that_is_added(phone: Page) -> None:
    sign_in(phone, "", "Finisher")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="100", reps="5")
    log_set(phone)
    phone.get_by_role("button", name="Finish workout").click()
    facts = phone.locator("#facts")
    expect(facts).to_contain_text("500 kg")

    phone.get_by_role("button", name="Add set").click()
    phone.locator(".set.todo .line").click()
    fill(phone, weight="110", reps="5")
    log_set(phone)
    expect(facts.locator("dd").nth(1)).to_have_text("2")
    expect(facts).to_contain_text("1,050 kg")
    phone.locator(".set.done .line").last.click()
    phone.locator(".set.done .dock:visible summary").click()
    phone.locator(".set.done .dock:visible").get_by_role("button", name="Delete set").click()
    expect(facts.locator("dd").nth(2)).to_have_text("500 kg")

    phone.go_back()
    expect(phone.get_by_role("link", name="Add exercise")).to_be_visible()
    assert "/exercises" not in phone.url
