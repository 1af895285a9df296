"""A plan is built on a desk and on a phone: by mouse, by touch, and by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import add, cell, drag, in_day, new_plan, order, paste, stored, touch_drag
from tests.chromium import axe
from tests.conftest import RunSql
from tests.processes import wait_until

pytestmark = pytest.mark.browser


def test_a_plan_is_built_on_a_desk_by_mouse_and_each_change_is_one_request(desk: Page, run_sql: RunSql) -> None:
    # As high a window as three exercises need, so that the mouse can reach them all.
    desk.set_viewport_size({"width": 1280, "height": 1100})
    new_plan(desk, "Desk", "Upper", "Lower")
    add(desk, "Upper", "Bench press", "Barbell row", "Lateral raise")
    add(desk, "Lower", "Back squat")
    axe(desk)
    expect(desk.locator("#weekly")).to_contain_text("Chest")

    # A cell is saved as it is left, by one small request of three statements.
    with desk.expect_response(lambda answer: "/slots/" in answer.url) as answered:
        cell(desk, "Bench press", "kg of set 1").fill("80")
        cell(desk, "Bench press", "Reps of set 1").focus()
    assert 'desc="3 statements"' in answered.value.headers["server-timing"]
    expect(desk.locator("#said")).to_have_text("Changed Bench press")

    # Written sets go into several rows at once, and past the last.
    cell(desk, "Back squat", "Reps of set 1").focus()
    paste(desk, "5/3/1 @ 100/110/120\n2x8 @ 80 RPE 8")
    expect(cell(desk, "Back squat", "kg of set 5")).to_have_value("80")
    expect(desk.locator("#weekly")).to_contain_text(re.compile(r"Quads\s*5"))

    # A set is dragged within its slot, a slot within its day and to the other, a day among the days.
    squat = desk.get_by_role("region", name="Back squat", exact=True)
    drag(desk, squat.get_by_role("button", name="Drag set 1"), squat.locator(".target").nth(2), below=True)
    expect(desk.locator("#said")).to_have_text("Moved set 1 of Back squat to place 3")
    expect(cell(desk, "Back squat", "kg of set 3")).to_have_value("100")
    drag(
        desk,
        desk.get_by_role("button", name="Move Lateral raise"),
        desk.get_by_role("region", name="Bench press", exact=True),
        below=False,
    )
    expect(desk.locator("#said")).to_have_text("Moved Lateral raise to Upper, place 1 of 3")
    assert order(desk) == [["Lateral raise", "Bench press", "Barbell row"], ["Back squat"]]
    drag(
        desk,
        desk.get_by_role("button", name="Move Lateral raise"),
        desk.get_by_role("region", name="Back squat", exact=True),
        below=False,
    )
    expect(desk.locator("#said")).to_have_text("Moved Lateral raise to Lower, place 1 of 2")
    drag(desk, desk.get_by_role("button", name="Move Lower"), in_day(desk, "Upper").locator(".day-head"), below=False)
    expect(desk.locator("#said")).to_contain_text("Moved Lower to place 1 of 2")
    expected = [["Lateral raise", "Back squat"], ["Bench press", "Barbell row"]]
    assert order(desk) == expected
    desk.reload()
    assert order(desk) == expected

    for words in ("Undone: moved Lower", "Undone: moved Lateral raise"):
        desk.get_by_role("button", name="Undo").click()
        expect(desk.locator("#said")).to_contain_text(words)
    desk.get_by_role("button", name="Redo").click()
    expect(desk.locator("#said")).to_contain_text("Done again: moved Lateral raise")
    assert order(desk) == [["Bench press", "Barbell row"], ["Lateral raise", "Back squat"]]
    assert stored(run_sql, "Desk")[0] == ("Upper", "Bench press", 8, "80")

    summary = desk.get_by_role("region", name="Bench press", exact=True).locator(".slot-head summary")
    summary.click()
    axe(desk)
    desk.get_by_role("button", name="Delete", exact=True).first.click()
    expect(desk.get_by_role("heading", name="Bench press")).to_have_count(0)
    axe(desk)


def test_a_plan_is_built_by_the_keyboard_alone(desk: Page, run_sql: RunSql) -> None:
    new_plan(desk, "Keys", "Push", "Legs")
    for day, exercise in (("Push", "Bench press"), ("Push", "Dip"), ("Legs", "Back squat")):
        desk.get_by_role("link", name=f"Add exercise to {day}").focus()
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("searchbox")).to_be_focused()
        desk.keyboard.type(exercise)
        expect(desk.locator(".found .name").first).to_have_text(exercise)
        desk.locator(".found button").first.focus()
        desk.keyboard.press("Enter")
        expect(in_day(desk, day).get_by_role("heading", name=exercise)).to_be_visible()
        expect(desk.get_by_role("link", name=f"Add exercise to {day}")).to_be_focused()

    # Tab goes along the row, Enter down the column, and below the last row it adds one.
    cell(desk, "Bench press", "kg of set 1").focus()
    desk.keyboard.type("100")
    desk.keyboard.press("Tab")
    expect(cell(desk, "Bench press", "Reps of set 1")).to_be_focused()
    desk.keyboard.type("5")
    desk.keyboard.press("Enter")
    expect(cell(desk, "Bench press", "Reps of set 2")).to_be_focused()
    desk.keyboard.type("3")
    desk.keyboard.press("ArrowDown")
    expect(cell(desk, "Bench press", "Reps of set 3")).to_be_focused()
    desk.keyboard.type("1")
    desk.keyboard.press("Enter")
    expect(cell(desk, "Bench press", "Reps of set 4")).to_have_value("1")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#said")).to_have_text("Added a set of Bench press")
    cell(desk, "Bench press", "Reps of set 1").focus()
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowLeft")
    expect(cell(desk, "Bench press", "kg of set 1")).to_be_focused()
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.locator("#said")).to_have_text("Moved set 1 of Bench press to place 2")
    expect(cell(desk, "Bench press", "kg of set 2")).to_have_value("100")

    # A handle moves what it belongs to, says so, and keeps the focus.
    handle = desk.get_by_role("button", name="Move Dip")
    handle.focus()
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#said")).to_have_text("Moved Dip to Push, place 1 of 2")
    expect(handle).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#said")).to_have_text("Moved Dip to Legs, place 1 of 2")
    expect(handle).to_be_focused()
    desk.keyboard.press("Control+z")
    expect(desk.locator("#said")).to_contain_text("Undone: moved Dip")
    desk.keyboard.press("Control+Shift+z")
    expect(desk.locator("#said")).to_contain_text("Done again: moved Dip")
    desk.get_by_role("button", name="Move Legs").focus()
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator("#said")).to_have_text("Moved Legs to place 1 of 2")
    assert [row[:3] for row in stored(run_sql, "Keys")][:1] == [("Legs", "Dip", 8)]
    assert [row[2:] for row in stored(run_sql, "Keys") if row[1] == "Bench press"] == [
        (3, ""),
        (5, "100"),
        (1, ""),
        (1, ""),
    ]


def test_sideways_with_alt_is_a_step_and_no_change(desk: Page, run_sql: RunSql) -> None:
    """There is nowhere to move a set to, so nothing is sent."""
    new_plan(desk, "Sideways", "Push")
    add(desk, "Push", "Bench press")
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(request.method))
    cell(desk, "Bench press", "kg of set 2").press("End")
    desk.keyboard.press("Alt+ArrowRight")
    expect(cell(desk, "Bench press", "Reps of set 2")).to_be_focused()
    assert "PUT" not in sent
    assert [row[2:] for row in stored(run_sql, "Sideways")] == [(8, ""), (8, ""), (8, "")]


def test_cells_that_are_filled_faster_than_they_are_saved_are_all_kept(desk: Page, run_sql: RunSql) -> None:
    new_plan(desk, "Hasty", "Push")
    add(desk, "Push", "Bench press")
    cell(desk, "Bench press", "kg of set 1").focus()
    for typed in ("100", "5", "9", "102.5", "3", "9.5"):
        if typed == "102.5":
            cell(desk, "Bench press", "kg of set 2").focus()
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
    wait_until(
        lambda: [row[2:] for row in stored(run_sql, "Hasty")] == [(5, "100"), (3, "102.5"), (8, "")],
        lambda: f"The plan has {stored(run_sql, 'Hasty')}",
    )
    expect(desk.locator("#said")).to_have_text("Changed Bench press")
    expect(desk.get_by_role("alert").filter(has_text="changed in another")).to_have_count(0)


def test_a_second_window_overwrites_nothing_unseen(desk: Page, run_sql: RunSql, forgiven: list[str]) -> None:
    forgiven.append("status of 409")
    new_plan(desk, "Twice", "Push")
    add(desk, "Push", "Bench press")
    other = desk.context.new_page()
    other.goto(desk.url)
    cell(desk, "Bench press", "kg of set 1").fill("100")
    desk.keyboard.press("Tab")
    expect(desk.locator("#said")).to_have_text("Changed Bench press")

    cell(other, "Bench press", "Reps of set 2").fill("12")
    other.keyboard.press("Tab")
    conflict = other.get_by_role("alert").filter(has_text="Stored now")
    expect(conflict).to_contain_text("1 × 8 @ 100 kg; 2 × 8")
    expect(cell(other, "Bench press", "Reps of set 2")).to_have_value("12")
    axe(other)
    assert [row[2:] for row in stored(run_sql, "Twice")] == [(8, "100"), (8, ""), (8, "")]
    other.get_by_role("link", name="Take what is stored").click()
    expect(cell(other, "Bench press", "kg of set 1")).to_have_value("100")
    expect(conflict).to_have_count(0)
    other.close()


def test_a_plan_is_changed_on_a_phone_by_touch(phone: Page) -> None:
    new_plan(phone, "Thumb", "Push")
    add(phone, "Push", "Plank", "Pull-up")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    first = phone.get_by_role("region", name="Plank", exact=True)
    first.get_by_text("Rest, note, progression").tap()
    axe(phone)
    first.get_by_label("Rest (min:s)").fill("1:30")
    first.get_by_label("Rest (min:s)").blur()
    expect(first.get_by_text("Rest 1:30")).to_be_visible()
    expect(first.get_by_label("Rest (min:s)")).to_be_visible()
    first.get_by_text("Rest, note, progression").tap()

    touch_drag(
        phone, phone.get_by_role("button", name="Move Plank"), phone.get_by_role("region", name="Pull-up", exact=True)
    )
    expect(phone.locator("#said")).to_have_text("Moved Plank to Push, place 2 of 2")
    assert order(phone) == [["Pull-up", "Plank"]]


def test_the_editor_says_what_its_rule_proposes_next_and_why(desk: Page) -> None:
    new_plan(desk, "Next", "Push")
    add(desk, "Push", "Bench press")
    bench = desk.get_by_role("region", name="Bench press", exact=True)
    cell(desk, "Bench press", "kg of set 1").fill("80")
    bench.get_by_text("Rest, note, progression").click()
    bench.get_by_label("Progression", exact=True).select_option("linear")
    bench.get_by_role("link", name="What comes next, and why").click()
    expect(bench.get_by_text("Next time 80 kg × 8 – as planned: it was not done yet.")).to_be_visible()
    axe(desk)
    desk.reload()
    bench.get_by_text("Rest, note, progression").click()
    expect(bench.get_by_text("Next time 80 kg × 8")).to_be_visible()
    cell(desk, "Bench press", "kg of set 1").fill("82.5")
    cell(desk, "Bench press", "kg of set 1").blur()
    expect(bench.get_by_role("link", name="What comes next, and why")).to_be_visible()


def test_the_sets_of_a_slot_share_a_menu_that_comes_to_the_row(phone: Page) -> None:
    """By touch and by keys; Escape and a choice give the focus back to the row."""
    new_plan(phone, "Menu", "Push")
    add(phone, "Push", "Bench press")
    cell(phone, "Bench press", "Reps of set 2").fill("5")
    more = phone.get_by_role("button", name="More about set 2 of Bench press")
    more.tap()
    axe(phone)
    expect(phone.get_by_role("button", name="Move up")).to_be_focused()
    phone.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(phone.get_by_role("button", name="Move up")).to_be_hidden()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    expect(phone.locator("#said")).to_have_text("Moved set 2 of Bench press to place 1")
    expect(cell(phone, "Bench press", "Reps of set 1")).to_have_value("5")
    expect(phone.get_by_role("button", name="More about set 1 of Bench press")).to_be_focused()
    phone.get_by_role("button", name="More about set 3 of Bench press").tap()
    phone.get_by_role("button", name="Delete", exact=True).tap()
    expect(phone.locator("#said")).to_have_text("Deleted set 3 of Bench press")
    expect(phone.locator(".target")).to_have_count(2)
