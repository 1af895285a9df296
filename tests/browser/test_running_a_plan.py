"""From a ready-made plan to the next workout of it, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import add, cell, new_plan, order
from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.browser.test_places import menu
from tests.chromium import axe

pytestmark = pytest.mark.browser


def test_a_ready_made_plan_is_used_started_logged_and_kept_up(phone: Page) -> None:
    sign_in(phone, "", "Runner")
    phone.get_by_role("link", name="Plans", exact=True).click()
    phone.get_by_role("link", name=re.compile("^Five by five")).click()
    axe(phone)
    phone.get_by_role("button", name="Use this plan").click()
    expect(phone.get_by_role("heading", name="Five by five", level=1)).to_be_visible()
    axe(phone)

    phone.goto("/dashboard")
    axe(phone)
    phone.get_by_role("button", name="Start Squat and bench").click()
    expect(phone.locator(".set.todo")).to_have_count(15)
    axe(phone)
    for _ in range(5):
        fill(phone, weight="60", reps="5")
        log_set(phone)
    expect(dock(phone)).to_contain_text("Bench press")
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_role("heading", name="Keep today’s changes in the plan?")).to_be_visible()
    expect(phone.get_by_label("Back squat: no load → 60 kg")).to_be_checked()
    expect(phone.get_by_label("Take Bench press out: it was not done")).not_to_be_checked()
    axe(phone)
    phone.get_by_role("button", name="Keep them in Five by five").click()
    expect(phone.get_by_label("kg of set 1", exact=True).first).to_have_value("60")

    phone.goto("/dashboard")
    phone.get_by_role("button", name="Start Squat and press").click()
    expect(phone.get_by_role("heading", name="Squat and press")).to_be_visible()
    phone.goto("/plans")
    axe(phone)


@pytest.mark.parametrize("wanted", ["all", "none"])
def test_what_a_workout_did_otherwise_is_kept_in_the_plan_or_not(phone: Page, wanted: str) -> None:
    """An exercise swapped, one added, one removed, another load: each is said, and each is a choice."""
    new_plan(phone, f"Keeper {wanted}", "Push")
    add(phone, "Push", "Bench press", "Lateral raise", "Dip")
    cell(phone, "Bench press", "Reps of set 1").fill("2x8 @ 80")
    cell(phone, "Bench press", "Reps of set 1").blur()
    expect(cell(phone, "Bench press", "kg of set 2")).to_have_value("80")
    plan = phone.url.partition("#")[0]
    phone.goto("/dashboard")
    phone.get_by_role("button", name="Start Push").click()
    for _ in range(3):
        fill(phone, weight="85", reps="8")
        log_set(phone)
    menu(phone, "Lateral raise").get_by_role("link", name="Swap exercise").click()
    phone.get_by_label("Search exercises").press_sequentially("face pull")
    phone.locator(".found .name", has_text=re.compile("^Face pull$")).click()
    expect(dock(phone)).to_contain_text("Face pull")
    for _ in range(3):
        fill(phone, weight="20", reps="12")
        log_set(phone)
    menu(phone, "Dip").get_by_role("button", name="Remove").click()
    add_exercise(phone, "barbell curl", "Barbell curl")
    fill(phone, weight="30", reps="10")
    log_set(phone)
    phone.get_by_role("button", name="Finish workout").click()
    differences = phone.locator(".differences label")
    expect(differences).to_have_text(
        [
            "Bench press: 80 → 85 kg",
            "Face pull instead of Lateral raise",
            "Take Dip out: it was not done",
            "Add Barbell curl",
        ]
    )
    axe(phone)
    for choice in differences.get_by_role("checkbox").all():
        choice.set_checked(wanted == "all")
    phone.get_by_role("button", name="Keep them in").click()
    expect(phone.locator(".day")).to_have_count(1)
    assert phone.url.partition("#")[0] == plan
    kept = [["Bench press", "Face pull", "Barbell curl"]]
    assert order(phone) == (kept if wanted == "all" else [["Bench press", "Lateral raise", "Dip"]])
    load = "85" if wanted == "all" else "80"
    for number in (1, 2):
        expect(cell(phone, "Bench press", f"kg of set {number}")).to_have_value(load)
    if wanted == "all":
        expect(cell(phone, "Face pull", "kg of set 3")).to_have_value("20")
        phone.get_by_role("button", name="Undo").click()
        expect(phone.locator("#said")).to_have_text("Undone: kept changes of a workout")
        assert order(phone) == [["Bench press", "Lateral raise", "Dip"]]


def test_a_shared_plan_is_read_signed_out_and_printed(desk: Page) -> None:
    sign_in(desk, "", "Sharer")
    desk.goto("/plans/ready/dumbbells-three-days")
    desk.get_by_role("button", name="Use this plan").click()
    desk.get_by_text("Name, notes and more").click()
    axe(desk)
    desk.get_by_role("button", name="Make a link to share").click()
    desk.get_by_text("Name, notes and more").click()
    link = desk.locator(".share a").get_attribute("href")
    desk.get_by_role("link", name="To print").click()
    axe(desk)
    desk.emulate_media(media="print")
    expect(desk.locator(".tabs")).to_be_hidden()
    desk.emulate_media(media="screen")
    desk.context.clear_cookies()
    desk.goto(str(link))
    expect(desk.get_by_role("link", name="Sign in to copy it")).to_be_visible()
    axe(desk)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_week_of_training_is_one_sheet_of_paper(desk: Page, paper: str) -> None:
    sign_in(desk, "", "Printer")
    desk.goto("/plans/ready/push-pull-legs-five-days")
    desk.get_by_role("button", name="Use this plan").click()
    desk.get_by_text("Name, notes and more").click()
    desk.get_by_role("link", name="To print").click()
    expect(desk.locator(".paper-day")).to_have_count(5)
    assert len(re.findall(rb"/Type\s*/Page\b", desk.pdf(format=paper))) == 1


def test_an_exercise_of_ones_own_is_made_while_adding(phone: Page) -> None:
    sign_in(phone, "", "Maker")
    phone.goto("/exercises/new?q=Sandbag+carry")
    axe(phone)
    phone.get_by_label("Logged as").select_option(label="Weight and distance")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", name="Sandbag carry")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Favourite").click()
    expect(phone.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    phone.goto("/exercises")
    expect(phone.locator(".found .name").first).to_have_text("Sandbag carry")
    axe(phone)
    phone.get_by_role("link", name=re.compile("Sandbag carry")).click()
    phone.get_by_role("link", name="Change, archive or merge").click()
    axe(phone)


def test_an_exercise_that_one_has_twice_becomes_the_other_with_its_history(phone: Page) -> None:
    sign_in(phone, "", "Merger")
    phone.goto("/exercises/new?q=Benchpress")
    phone.get_by_role("button", name="Save").click()
    phone.goto("/dashboard")
    start_workout(phone)
    add_exercise(phone, "Benchpress", "Benchpress")
    fill(phone, weight="60", reps="5")
    log_set(phone)
    phone.get_by_role("button", name="Finish workout").click()
    phone.goto("/exercises?q=Benchpress")
    phone.get_by_role("link", name=re.compile("^Benchpress")).click()
    phone.get_by_role("link", name="Change, archive or merge").click()
    phone.get_by_label("Find the other one").fill("Bench press")
    phone.get_by_role("button", name="Search").click()
    phone.get_by_role("link", name=re.compile("^Bench press")).first.click()
    expect(phone.get_by_text("What becomes Bench press: 1 set of 1 workout")).to_be_visible()
    for theme in ("light", "dark"):
        phone.emulate_media(color_scheme=theme)
        axe(phone)
    phone.get_by_role("button", name="Make it Bench press").click()
    expect(phone.get_by_role("heading", name="Bench press", level=1)).to_be_visible()
    expect(phone.get_by_role("heading", name="Last sessions")).to_be_visible()
    expect(phone.locator(".sessions")).to_contain_text("60 × 5")
    phone.goto("/exercises?only=own")
    expect(phone.get_by_text("No exercise is called that")).to_be_visible()
