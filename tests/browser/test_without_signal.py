"""A workout from its start to its end without signal, and what stands where there is nothing to show."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stored
from tests.browser.gym import add_exercise, dock, figures, fill, sign_in, start_workout
from tests.browser.network import CUT, cut, has_copy, ready, shows, stocked, tick
from tests.chromium import axe
from tests.conftest import RunSql

pytestmark = pytest.mark.browser


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


def test_a_workout_that_waits_opens_in_the_first_seconds_of_a_phone_too(
    phone: Page, forgiven: list[str], stored: Stored
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


def test_a_whole_workout_without_signal(phone: Page, forgiven: list[str], stored: Stored) -> None:
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


def test_the_last_workout_is_repeated_without_signal(phone: Page, forgiven: list[str], stored: Stored) -> None:
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
    phone: Page, forgiven: list[str], stored: Stored, run_sql: RunSql
) -> None:
    forgiven += CUT
    sign_in(phone, "", "Planner away")
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
    assert stored("Planner away") == [(60, 5, True)]
    kept = run_sql(
        """SELECT plan_day_id FROM workout_logs
           WHERE user_id = (SELECT id FROM "user" WHERE first_name = 'Planner away')"""
    )
    assert len(kept) == 1 and kept[0]["plan_day_id"] is not None


def test_a_page_that_there_is_no_copy_of_comes_by_itself_with_the_signal(phone: Page, forgiven: list[str]) -> None:
    forgiven += CUT
    ready(phone, "Unkept")
    cut(phone)
    phone.goto("/history")
    expect(phone.get_by_role("heading", name="No signal")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Try again").click()
    expect(phone.get_by_role("heading", name="No signal")).to_be_visible()
    cut(phone, off=False)
    expect(phone.get_by_role("heading", name="History")).to_be_visible(timeout=30_000)
    expect(phone).to_have_url(re.compile("/history$"))
