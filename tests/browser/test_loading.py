"""The loading line beneath the current set: there at once, and following the thumb."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.chromium import axe

pytestmark = pytest.mark.browser


def line(page: Page) -> Locator:
    return dock(page).locator(".loading")


def test_the_plates_of_one_side_follow_what_is_typed_and_stepped(phone: Page) -> None:
    sign_in(phone, "", "Loader")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    expect(line(phone)).to_have_text("")

    fill(phone, weight="72,5", reps="5")
    expect(line(phone)).to_have_text("per side 20 + 5 + 1.25")
    dock(phone).get_by_role("button", name="2.5 more").click()
    expect(line(phone)).to_have_text("per side 20 + 5 + 2.5")
    fill(phone, weight="heavy")
    expect(line(phone)).to_have_text("")

    fill(phone, weight="72")
    expect(line(phone)).to_have_text("72 can't be loaded: 70 or 72.5")
    axe(phone)
    line(phone).get_by_role("button", name="72.5").click()
    expect(dock(phone).locator("input[name=weight]")).to_have_value("72.5")
    expect(line(phone)).to_have_text("per side 20 + 5 + 1.25")

    # The next set is filled from this one, and its line with it; the row that was logged has one too.
    log_set(phone)
    expect(line(phone)).to_have_text("per side 20 + 5 + 1.25")
    phone.locator(".set.done .line").click()
    expect(line(phone)).to_have_text("per side 20 + 5 + 1.25")

    # As the server draws it.
    phone.reload()
    expect(line(phone)).to_have_text("per side 20 + 5 + 1.25")


def test_the_line_counts_with_the_lifters_own_plates(phone: Page) -> None:
    sign_in(phone, "", "Owner")
    phone.goto("/settings/gym")
    phone.get_by_label("Barbell, kg").fill("15")
    for place, (weight, pairs) in enumerate([("25", "1"), ("15", "2"), ("", ""), ("", ""), ("", ""), ("", "")], 1):
        phone.get_by_label(f"Plate {place}, kg").fill(weight)
        phone.get_by_label(f"Pairs of plate {place}").fill(pairs)
    for name, value in (("lightest", "2"), ("heaviest", "30"), ("step", "2")):
        phone.get_by_label(f"Dumbbell, {name}, kg").fill(value)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved.")).to_be_visible()

    phone.goto("/dashboard")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="75", reps="5")
    expect(line(phone)).to_have_text("per side 15 + 15")
    fill(phone, weight="500", reps="5")
    expect(line(phone)).to_have_text("125 is the heaviest")
    log_set(phone)
    add_exercise(phone, "dumbbell bench", "Dumbbell bench press")
    phone.get_by_role("region", name="Dumbbell bench press").locator(".line").first.click()
    expect(line(phone)).to_be_hidden()
    fill(phone, weight="31", reps="5")
    expect(line(phone)).to_have_text("30 is the heaviest")


def test_without_a_bar_or_steps_there_is_no_line(phone: Page) -> None:
    sign_in(phone, "", "Runner")
    start_workout(phone)
    add_exercise(phone, "plank", "Plank")
    expect(line(phone)).to_have_count(0)
