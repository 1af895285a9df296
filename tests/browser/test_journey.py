"""The main job, as a lifter does it on a phone: sign in, start, log, correct, finish, look back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import ONE_STATEMENT, add_exercise, dock, figures, fill, log_set, sign_in, start_workout
from tests.chromium import axe
from tests.conftest import RunSql

pytestmark = pytest.mark.browser


def log(page: Page, times: int = 1, **fields: str) -> None:
    for _ in range(times):
        fill(page, **fields)
        answer = log_set(page)
        assert answer.status == 201
        assert ONE_STATEMENT.search(answer.headers["server-timing"]), answer.headers["server-timing"]


def add_rows(page: Page, exercise: str, times: int) -> None:
    section = page.get_by_role("region", name=exercise)
    for _ in range(times):
        rows = section.locator(".set").count()
        section.get_by_role("button", name="Add set").click()
        expect(section.locator(".set")).to_have_count(rows + 1)


def bench(page: Page) -> list[tuple[str, ...]]:
    """Eight sets: typed, one tap, stepped, with a comma."""
    log(page, weight="80", reps="8")
    log(page)
    dock(page).get_by_role("button", name="2.5 more").click()
    log(page)
    add_rows(page, "Bench press", 5)
    log(page, weight="102,5", reps="3")
    log(page, times=4)
    return [("80", "8"), ("80", "8"), ("82.5", "8"), *[("102.5", "3")] * 5]


def pull_ups(page: Page) -> list[tuple[str, ...]]:
    """Seven sets of body weight, each a rep fewer by the stepper."""
    add_rows(page, "Pull-up", 4)
    log(page, reps="10")
    for _ in range(6):
        dock(page).get_by_role("button", name="1 less").click()
        log(page)
    return [(str(reps),) for reps in range(10, 3, -1)]


def planks(page: Page) -> list[tuple[str, ...]]:
    """Five holds, typed as minutes and seconds, then one tap each."""
    add_rows(page, "Plank", 2)
    log(page, duration_seconds="1:15")
    log(page, times=4)
    return [("1:15",)] * 5


def test_a_lifter_logs_a_workout_of_twenty_sets_and_finds_exactly_these_in_the_history(
    phone: Page,
    run_sql: RunSql,
) -> None:
    sign_in(phone, "", "Journey")
    axe(phone)
    start_workout(phone)
    axe(phone)
    add_exercise(phone, "bech pres", "Bench press")
    expected = bench(phone)
    axe(phone)

    phone.reload()
    assert figures(phone) == expected
    add_exercise(phone, "pullup", "Pull-up")
    expected += pull_ups(phone)
    add_exercise(phone, "plank", "Plank")
    expected += planks(phone)
    assert figures(phone) == expected

    # One edit: the second bench set was nine reps.
    phone.locator(".set.done .line").nth(1).click()
    fill(phone, reps="9")
    axe(phone)
    dock(phone).get_by_role("button", name="Save set").click()
    expected[1] = ("80", "9")
    expect(phone.locator(".set.done").nth(1).locator("[data-show=reps]")).to_have_text("9")

    # One deletion, regretted.
    phone.locator(".set.done .line").nth(7).click()
    dock(phone).locator("summary").click()
    axe(phone)
    dock(phone).get_by_role("button", name="Delete set").click()
    expect(phone.locator(".set.deleted")).to_have_count(1)
    axe(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator(".set.done")).to_have_count(20)
    assert figures(phone) == expected

    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()
    assert figures(phone) == expected
    axe(phone)

    phone.goto("/history")
    axe(phone)
    assert "20 sets" in phone.locator(".workout").first.inner_text()
    phone.locator(".workout a").first.click()
    expect(phone.locator(".set.done")).to_have_count(20)
    assert figures(phone) == expected
    stored = run_sql(
        """SELECT count(*) AS sets, count(*) FILTER (WHERE deleted_at IS NULL) AS live FROM log_sets
           WHERE user_id = (SELECT id FROM "user" WHERE first_name = 'Journey')"""
    )
    assert stored == [{"sets": 20, "live": 20}]


def test_a_workout_goes_on_after_the_tab_was_closed(phone: Page) -> None:
    sign_in(phone, "", "Closer")
    start_workout(phone)
    add_exercise(phone, "squat", "Back squat")
    log(phone, weight="100", reps="5")
    context = phone.context
    phone.close()
    later = context.new_page()
    later.goto("/dashboard")
    later.get_by_role("link", name="Resume").click()
    assert figures(later) == [("100", "5")]
    later.close()


def test_the_next_workout_is_filled_from_last_time(phone: Page) -> None:
    sign_in(phone, "", "Repeater")
    start_workout(phone)
    add_exercise(phone, "squat", "Back squat")
    log(phone, weight="100", reps="5")
    log(phone, weight="105", reps="4")
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()
    phone.goto("/dashboard")
    phone.get_by_role("button", name=re.compile("^Repeat")).click()
    expect(phone.locator(".set.todo")).to_have_count(2)
    assert [each.inner_text() for each in phone.locator(".previous").all()] == ["100 × 5", "105 × 4"]
    log(phone, times=2)
    assert figures(phone) == [("100", "5"), ("105", "4")]


def test_a_double_tap_logs_one_set(phone: Page) -> None:
    sign_in(phone, "", "Doubler")
    start_workout(phone)
    add_exercise(phone, "deadlift", "Deadlift")
    fill(phone, weight="140", reps="5")
    dock(phone).get_by_role("button", name="Log set").dblclick()
    expect(phone.locator(".set.done")).not_to_have_count(0)
    expect(phone.locator(".waiting")).to_have_count(0)
    phone.reload()
    done = figures(phone)
    assert done[0] == ("140", "5")
    assert phone.locator(".set").count() == 3


def test_two_tabs_that_tick_the_same_row_make_one_set(phone: Page, run_sql: RunSql) -> None:
    sign_in(phone, "", "Twofold")
    start_workout(phone)
    add_exercise(phone, "deadlift", "Deadlift")
    other = phone.context.new_page()
    other.goto(phone.url)
    for page in (phone, other):
        fill(page, weight="140", reps="5")
    log_set(phone)
    # The other tab hears of it at once, and what stands there to be logged is the next set.
    expect(other.locator(".set.done")).to_have_count(1)
    expect(dock(other)).to_contain_text("Set 2")
    stored = run_sql(
        """SELECT weight_kg, reps FROM log_sets
           WHERE user_id = (SELECT id FROM "user" WHERE first_name = 'Twofold')"""
    )
    assert [(int(each["weight_kg"]), each["reps"]) for each in stored] == [(140, 5)]
    other.close()


def test_what_is_not_a_number_is_refused_beside_its_field_and_stays(phone: Page, forgiven: list[str]) -> None:
    forgiven.append("status of 422")
    sign_in(phone, "", "Typist")
    start_workout(phone)
    add_exercise(phone, "curl", "Barbell curl")
    fill(phone, weight="heavy", reps="10")
    with phone.expect_response(lambda response: "/sets/" in response.url) as answered:
        dock(phone).get_by_role("button", name="Log set").click()
    assert answered.value.status == 422
    expect(dock(phone).get_by_text("A number, please, such as 102.5.")).to_be_visible()
    expect(dock(phone).locator("input[name=weight]")).to_have_value("heavy")
    axe(phone)
    log(phone, weight="30", reps="10")
