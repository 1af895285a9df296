"""A plan from nothing, by keys alone and by touch alone, on both screens; and every page of it in both themes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import add, cell, in_day, new_plan, order, paste, tab_to, touch_drag
from tests.browser.gym import dock, fill, log_set, sign_in
from tests.chromium import axe
from webapp.plans.changes import KEPT_CHANGES

pytestmark = pytest.mark.browser


@pytest.fixture(params=["desk", "phone"])
def screen(request: pytest.FixtureRequest) -> Page:
    """Each of the two screens."""
    page: Page = request.getfixturevalue(request.param)
    return page


def test_a_plan_is_built_from_nothing_without_touching_the_mouse(screen: Page) -> None:
    sign_in(screen, "", "Keyboard")
    tab_to(screen, screen.get_by_role("link", name="Plans", exact=True))
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name="Plans", level=1)).to_be_visible()
    tab_to(screen, screen.get_by_label("New plan"))
    screen.keyboard.type("Winter")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name="Winter", level=1)).to_be_visible()
    for number, day in enumerate(("Push", "Pull"), 1):
        tab_to(screen, screen.get_by_role("button", name="Add day"))
        screen.keyboard.press("Enter")
        expect(screen.locator("#said")).to_have_text(f"Added Day {number}")
        field = screen.get_by_label(f"Name of day {number}")
        tab_to(screen, field, "Shift+Tab")
        screen.keyboard.press("ControlOrMeta+a")
        screen.keyboard.type(day)
        screen.keyboard.press("Enter")
        expect(screen.locator("#said")).to_have_text(f"Renamed Day {number}")
    for exercise in ("Bench press", "Dip"):
        tab_to(screen, screen.get_by_role("link", name="Add exercise to Push"))
        screen.keyboard.press("Enter")
        expect(screen.get_by_role("searchbox")).to_be_focused()
        screen.keyboard.type(exercise)
        expect(screen.locator(".found .name").first).to_have_text(exercise)
        tab_to(screen, screen.locator(".found button").first)
        screen.keyboard.press("Enter")
        expect(screen.locator("#said")).to_have_text(f"Added {exercise}")
    first = cell(screen, "Bench press", "kg of set 1")
    tab_to(screen, first, "Shift+Tab")
    paste(screen, "3x8 @ 80kg RPE 8")
    expect(screen.locator("#said")).to_have_text("Wrote sets of Bench press")
    for number in (1, 2, 3):
        expect(cell(screen, "Bench press", f"kg of set {number}")).to_have_value("80")
        expect(cell(screen, "Bench press", f"RPE of set {number}")).to_have_value("8")
    tab_to(screen, screen.get_by_role("button", name="Move Dip"))
    screen.keyboard.press("ArrowUp")
    expect(screen.locator("#said")).to_have_text("Moved Dip to Push, place 1 of 2")
    screen.keyboard.press("ArrowRight")
    expect(screen.locator("#said")).to_have_text("Moved Dip to Pull, place 1 of 1")
    expect(screen.get_by_role("button", name="Move Dip")).to_be_focused()
    assert order(screen) == [["Bench press"], ["Dip"]]
    assert screen.locator("#said").get_attribute("role") == "status"


def test_a_plan_is_built_from_nothing_by_touch(phone: Page) -> None:
    new_plan(phone, "Fingers", "Push", "Pull")
    add(phone, "Push", "Bench press", "Dip")
    reps = cell(phone, "Bench press", "Reps of set 1")
    reps.tap()
    reps.fill("5/3/1 @ 100/110/120")
    phone.get_by_label("Name of day 1").tap()
    expect(cell(phone, "Bench press", "kg of set 3")).to_have_value("120")
    bench = phone.get_by_role("region", name="Bench press", exact=True)
    touch_drag(phone, bench.get_by_role("button", name="Drag set 1"), bench.locator(".target").nth(2))
    expect(phone.locator("#said")).to_have_text("Moved set 1 of Bench press to place 3")
    expect(cell(phone, "Bench press", "kg of set 3")).to_have_value("100")
    # Where both ends are on the screen.
    handle = phone.get_by_role("button", name="Move Dip")
    handle.evaluate("element => scrollBy(0, element.getBoundingClientRect().top - 150)")
    touch_drag(phone, handle, in_day(phone, "Pull").locator(".day-head"))
    expect(phone.locator("#said")).to_have_text("Moved Dip to Pull, place 1 of 1")
    phone.reload()
    assert order(phone) == [["Bench press"], ["Dip"]]
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.locator("#said")).to_contain_text("Undone: moved Dip")
    assert order(phone) == [["Bench press", "Dip"], []]


def test_a_whole_day_is_moved_by_a_finger_and_by_keys(phone: Page) -> None:
    new_plan(phone, "Carrier", "Push", "Pull")
    add(phone, "Push", "Bench press", "Dip")
    add(phone, "Pull", "Barbell row")
    phone.evaluate("scrollTo(0, 0)")
    touch_drag(phone, phone.get_by_role("button", name="Move Push"), in_day(phone, "Pull"))
    expect(phone.locator("#said")).to_have_text("Moved Push to place 2 of 2")
    assert order(phone) == [["Barbell row"], ["Bench press", "Dip"]]
    expect(in_day(phone, "Push").get_by_role("heading", name="Dip")).to_be_visible()
    handle = phone.get_by_role("button", name="Move Push")
    handle.focus()
    phone.keyboard.press("ArrowLeft")
    expect(phone.locator("#said")).to_have_text("Moved Push to place 1 of 2")
    expect(handle).to_be_focused()
    phone.reload()
    assert order(phone) == [["Bench press", "Dip"], ["Barbell row"]]


def test_a_move_is_called_off_by_escape(desk: Page) -> None:
    new_plan(desk, "Doubter", "Push", "Pull")
    add(desk, "Push", "Bench press")
    handle = desk.get_by_role("button", name="Move Bench press")
    handle.hover()
    desk.mouse.down()
    in_day(desk, "Pull").hover()
    assert order(desk) == [[], ["Bench press"]]
    desk.keyboard.press("Escape")
    desk.mouse.up()
    assert order(desk) == [["Bench press"], []]
    expect(desk.locator("#said")).to_have_text("Added Bench press")
    expect(desk.locator(".dragging")).to_have_count(0)


def test_what_stands_around_a_change_follows_it(desk: Page) -> None:
    """A menu names the days as they are called now, and a day that was changed here is no other window's."""
    new_plan(desk, "Around", "Push", "Pull")
    add(desk, "Push", "Bench press", "Dip")
    renamed = desk.get_by_label("Name of day 2")
    renamed.fill("Back")
    renamed.press("Enter")
    expect(desk.locator("#said")).to_have_text("Renamed Pull")
    bench = desk.get_by_role("region", name="Bench press", exact=True)
    bench.locator(".slot-head summary").click()
    days = desk.get_by_label("Day to move Bench press to")
    expect(days.locator("option")).to_have_text(["Push", "Back"])
    expect(days).to_have_value(str(in_day(desk, "Push").get_attribute("data-day")))
    days.select_option("Back")
    desk.get_by_role("button", name="Move there").first.click()
    expect(desk.locator("#said")).to_have_text("Moved Bench press to Back, place 1 of 1")
    expect(in_day(desk, "Push").get_by_role("heading", name="Dip")).to_be_visible()
    cell(desk, "Dip", "Reps of set 1").fill("12")
    cell(desk, "Dip", "Reps of set 1").blur()
    expect(desk.locator("#said")).to_have_text("Changed Dip")
    in_day(desk, "Push").locator(".day-head summary").click()
    desk.get_by_role("button", name="Delete day").first.click()
    expect(desk.locator("#said")).to_have_text("Deleted Push")
    assert order(desk) == [["Bench press"]]


def test_a_window_that_missed_a_change_catches_up(desk: Page) -> None:
    new_plan(desk, "Late", "Push", "Pull")
    add(desk, "Push", "Bench press", "Dip", "Face pull")
    other = desk.context.new_page()
    other.goto(desk.url)
    add(desk, "Push", "Lateral raise")
    handle = other.get_by_role("button", name="Move Dip")
    handle.focus()
    other.keyboard.press("ArrowUp")
    expect(other.locator("#said")).to_have_text("Moved Dip to Push, place 1 of 4")
    assert order(other)[0] == ["Dip", "Bench press", "Face pull", "Lateral raise"]
    expect(cell(other, "Lateral raise", "Reps of set 1")).to_be_visible()
    other.close()


def test_the_last_fifty_changes_are_taken_back_and_made_again(desk: Page) -> None:
    new_plan(desk, "Fifty", "Push")
    add(desk, "Push", "Bench press", "Dip")
    handle = desk.get_by_role("button", name="Move Dip")
    handle.focus()
    for number in range(KEPT_CHANGES + 2):
        desk.keyboard.press("ArrowDown" if number % 2 else "ArrowUp")
        expect(desk.locator("#said")).to_have_text(f"Moved Dip to Push, place {2 if number % 2 else 1} of 2")
    for press, name, expected in (("Control+z", "Undo", "Undone"), ("Control+Shift+z", "Redo", "Done again")):
        for number in range(KEPT_CHANGES):
            place = 1 + (number + (name == "Undo")) % 2
            desk.keyboard.press(press)
            expect(desk.locator("#said")).to_have_text(f"{expected}: moved Dip to Push, place {place} of 2")
        expect(desk.get_by_role("button", name=name)).to_be_disabled()
        assert order(desk) == [["Bench press", "Dip"]]


def test_what_two_windows_changed_is_shown_twice_and_either_is_kept(screen: Page, forgiven: list[str]) -> None:
    forgiven.append("status of 409")
    new_plan(screen, "Both", "Push")
    add(screen, "Push", "Bench press")
    other = screen.context.new_page()
    other.goto(screen.url)
    cell(screen, "Bench press", "kg of set 1").fill("100")
    cell(screen, "Bench press", "kg of set 1").blur()
    expect(screen.locator("#said")).to_have_text("Changed Bench press")
    cell(other, "Bench press", "kg of set 1").fill("90")
    cell(other, "Bench press", "kg of set 1").blur()
    conflict = other.get_by_role("alert").filter(has_text="Stored now")
    expect(conflict).to_contain_text("1 × 8 @ 100 kg; 2 × 8")
    expect(cell(other, "Bench press", "kg of set 1")).to_have_value("90")
    other.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_have_count(0)
    screen.reload()
    expect(cell(screen, "Bench press", "kg of set 1")).to_have_value("90")
    other.close()


def test_every_page_of_plans_and_exercises_is_accessible_in_both_themes(screen: Page) -> None:
    sign_in(screen, "", "Eyes")

    def looked_at() -> None:
        for theme in ("light", "dark"):
            screen.emulate_media(color_scheme=theme)
            axe(screen)
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen.url

    screen.goto("/plans")
    looked_at()
    screen.goto("/plans/ready/upper-lower-four-days")
    looked_at()
    screen.get_by_role("button", name="Use this plan").click()
    expect(screen.locator(".day")).to_have_count(4)
    plan = screen.url
    looked_at()
    screen.get_by_text("Rest, note, progression").first.click()
    expect(screen.get_by_text("No load to go by yet").first).to_be_visible()
    screen.get_by_text("Write the sets").first.click()
    screen.locator(".row-more").first.click()
    looked_at()
    screen.goto(f"{plan}/sheet")
    looked_at()
    screen.goto(plan)
    screen.get_by_text("Name, notes and more").click()
    screen.get_by_role("button", name="Make a link to share").click()
    screen.get_by_text("Name, notes and more").click()
    looked_at()
    link = str(screen.locator(".share a").get_attribute("href"))
    screen.goto("/dashboard")
    screen.get_by_role("button", name="Start Upper, heavy").click()
    fill(screen, weight="60", reps="5")
    log_set(screen)
    expect(dock(screen)).to_be_visible()
    screen.get_by_role("button", name="Finish workout").click()
    expect(screen.get_by_role("heading", name="Keep today’s changes in the plan?")).to_be_visible()
    looked_at()
    screen.goto(f"{plan}{screen.url.partition('#')[0][screen.url.index('/workouts/') :]}")
    looked_at()
    for path in ("/exercises", "/exercises?q=rdl", "/exercises?q=nothing+like+it", "/exercises/new"):
        screen.goto(path)
        looked_at()
    screen.goto("/exercises?q=Bench+press")
    screen.get_by_role("link", name=re.compile("^Bench press")).first.click()
    looked_at()
    screen.context.clear_cookies()
    screen.goto(link)
    looked_at()
