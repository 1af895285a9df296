"""The dock's hands: steppers that are held, a stopwatch, RPE in chips."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.chromium import axe

pytestmark = pytest.mark.browser


def test_a_held_stepper_goes_on_and_a_tap_is_one_step(phone: Page) -> None:
    sign_in(phone, "", "Holder")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    more = dock(phone).get_by_role("button", name="2.5 more")
    field = dock(phone).locator("input[name=weight]")
    more.click()
    expect(field).to_have_value("2.5")
    more.hover()
    phone.mouse.down()
    expect(field).to_have_value(re.compile(r"^[1-9]\d"), timeout=30_000)
    phone.mouse.up()
    held = field.input_value()
    more.click()
    expect(field).to_have_value(f"{float(held) + 2.5:g}")


def test_dumbbells_are_stepped_through_the_rack(phone: Page) -> None:
    sign_in(phone, "", "Racked")
    phone.goto("/settings/gym")
    for name, value in (("lightest", "2"), ("heaviest", "10"), ("step", "4")):
        phone.get_by_label(f"Dumbbell, {name}, kg").fill(value)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved.")).to_be_visible()
    phone.goto("/dashboard")
    start_workout(phone)
    add_exercise(phone, "dumbbell curl", "Dumbbell curl")
    field = dock(phone).locator("input[name=weight]")
    for button, expected in (("+", "2"), ("+", "6"), ("+", "10"), ("+", "10"), ("-", "6"), ("-", "2"), ("-", "2")):
        dock(phone).locator(".stepper .step").nth(0 if button == "-" else 1).click()
        expect(field).to_have_value(expected)


def test_a_stopwatch_fills_the_time_and_survives_a_reload(phone: Page) -> None:
    sign_in(phone, "", "Planker")
    start_workout(phone)
    add_exercise(phone, "plank", "Plank")
    field = dock(phone).locator("input[name=duration_seconds]")
    dock(phone).get_by_role("button", name="Start the stopwatch").click()
    axe(phone)
    expect(field).to_have_value(re.compile("^0:0[1-9]|0:[1-9]"), timeout=30_000)
    phone.reload()
    expect(field).to_have_value(re.compile("^0:0[2-9]|0:[1-9]"), timeout=30_000)
    dock(phone).get_by_role("button", name="Stop the stopwatch").click()
    measured = field.input_value()
    expect(dock(phone).get_by_role("button", name="Start the stopwatch")).to_be_visible()
    log_set(phone)
    expect(phone.locator(".set.done [data-show=duration_seconds]")).to_have_text(measured)
    expect(dock(phone).get_by_role("button", name="Start the stopwatch")).to_be_visible()


def test_rpe_is_one_tap_and_can_be_typed(phone: Page) -> None:
    sign_in(phone, "", "Rated")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    dock(phone).locator("summary").click()
    chips = dock(phone).get_by_role("group", name="RPE")
    expect(chips.get_by_role("button")).to_have_text(["6", "6.5", "7", "7.5", "8", "8.5", "9", "9.5", "10"])
    chips.get_by_role("button", name="8.5").click()
    expect(dock(phone).get_by_label("RPE", exact=True).and_(phone.locator("input"))).to_have_value("8.5")
    expect(chips.get_by_role("button", name="8.5")).to_have_attribute("aria-pressed", "true")
    axe(phone)
    chips.get_by_role("button", name="8.5").click()
    expect(chips.locator("[aria-pressed=true]")).to_have_count(0)


def test_a_row_that_is_taken_out_leaves_its_turn_to_the_next(phone: Page) -> None:
    sign_in(phone, "", "Taker")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    first, second = phone.locator(".set.todo").nth(0), phone.locator(".set.todo").nth(1)
    names = [row.get_attribute("id") for row in (first, second)]
    expect(phone.locator(".set.next")).to_have_id(str(names[0]))
    # Picked by hand, so that it is held when it goes.
    first.locator(".line").click()
    dock(phone).locator("summary").click()
    dock(phone).get_by_role("button", name="Remove row").click()
    expect(phone.locator(f"#{names[0]}")).to_have_count(0)
    expect(phone.locator(".set.next")).to_have_id(str(names[1]))
    expect(dock(phone)).to_have_id(str(names[1]).replace("set-", "form-"))
    expect(dock(phone)).to_have_count(1)


def test_a_set_is_picked_and_left_by_keys(phone: Page) -> None:
    sign_in(phone, "", "Keys")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    rows = phone.locator(".set.todo")
    forms = [str(row.get_attribute("id")).replace("set-", "form-") for row in rows.all()]
    phone.locator("#current-next").focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("ArrowDown")
    expect(dock(phone)).to_have_id(forms[1])
    phone.keyboard.press("Escape")
    expect(dock(phone)).to_have_id(forms[0])
    expect(rows.nth(1).locator(".pick")).to_be_focused()
    phone.keyboard.press("Space")
    expect(dock(phone)).to_have_id(forms[1])
    dock(phone).get_by_text("Close").click()
    expect(dock(phone)).to_have_id(forms[0])


def test_what_was_refused_beside_its_field_is_what_was_typed(phone: Page, forgiven: list[str]) -> None:
    """Not what the set before it holds, though the row would have followed that."""
    forgiven.append("status of 422")
    sign_in(phone, "", "Ambitious")
    start_workout(phone)
    add_exercise(phone, "bench press", "Bench press")
    fill(phone, weight="80", reps="8")
    log_set(phone)
    fill(phone, reps="99999")
    dock(phone).get_by_role("button", name="Log set").click()
    expect(dock(phone).get_by_text("At most 9999, please.")).to_be_visible()
    expect(dock(phone).locator("input[name=reps]")).to_have_value("99999")


# Of a row: what stands beside one another, as left and right edges.
EDGES = """row => [...row.querySelectorAll(".previous, .value b, .value small")].map(each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    const { left, right } = range.getBoundingClientRect();
    return [left, right];
})"""


@pytest.mark.parametrize("width", [320, 390])
def test_a_weight_with_two_decimals_is_whole_and_apart_from_the_reps(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    sign_in(phone, "", f"Exact {width}")
    start_workout(phone)
    add_exercise(phone, "bench press", "Bench press")
    fill(phone, weight="101.25", reps="12")
    assert dock(phone).locator("input[name=weight]").evaluate("field => field.scrollWidth <= field.clientWidth")
    log_set(phone)
    edges = phone.locator(".set.done").evaluate(EDGES)
    assert len(edges) == 5
    assert all(right <= left for (_, right), (left, _) in pairwise(edges)), edges
