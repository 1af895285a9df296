"""What a lifter does in the plan's editor, by the words and controls they see."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.gym import sign_in
from tests.chromium import axe
from tests.conftest import RunSql


def new_plan(page: Page, name: str, *days: str) -> None:
    """Sign in as somebody new and make a plan with these days."""
    sign_in(page, "", name)
    page.get_by_role("link", name="Plans").click()
    axe(page)
    page.get_by_label("New plan").fill(f"{name}’s plan")
    page.get_by_role("button", name="Create").click()
    for number, day in enumerate(days, 1):
        page.get_by_role("button", name="Add day").click()
        expect(page.locator(".day")).to_have_count(number)
        field = page.get_by_label(f"Name of day {number}")
        field.fill(day)
        field.press("Enter")
        expect(page.get_by_role("heading", name=day, exact=True)).to_have_count(1)


def add(page: Page, day: str, *exercises: str) -> None:
    """Put exercises into a day through the picker."""
    for exercise in exercises:
        page.get_by_role("link", name=f"Add exercise to {day}").click()
        page.get_by_role("searchbox").fill(exercise)
        page.locator(".found .name", has_text=re.compile(f"^{exercise}$")).click()
        expect(in_day(page, day).get_by_role("heading", name=exercise, exact=True)).to_be_visible()
        expect(page.locator("#picker")).to_be_hidden()


def in_day(page: Page, day: str) -> Locator:
    """A day of the board."""
    return page.get_by_role("region", name=day, exact=True)


def order(page: Page) -> list[list[str]]:
    """The exercises of each day, as the board shows them."""
    return [day.locator("h3").all_inner_texts() for day in page.locator(".day").all()]


def cell(page: Page, exercise: str, label: str) -> Locator:
    """A cell of an exercise's grid."""
    return page.get_by_role("region", name=exercise, exact=True).get_by_label(label, exact=True)


def paste(page: Page, text: str) -> None:
    """As Ctrl+V would, into what has the focus."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def stored(run_sql: RunSql, name: str) -> list[tuple[str, str, int, str]]:
    """The plan as the database has it: day, exercise, reps, kilograms."""
    rows = run_sql(
        """SELECT d.name AS day, x.name AS exercise, t.reps_min AS reps, coalesce(trim_scale(t.weight_kg)::text, '') AS kg
           FROM workout_plans p JOIN "user" u ON u.id = p.owner_id JOIN plan_days d ON d.plan_id = p.id
           JOIN plan_slots s ON s.day_id = d.id JOIN exercises x ON x.id = s.exercise_id JOIN plan_targets t ON t.slot_id = s.id
           WHERE u.first_name = %(name)s ORDER BY d.position, s.position, t.position""",
        name=name,
    )
    return [(row["day"], row["exercise"], row["reps"], row["kg"]) for row in rows]


def drag(page: Page, handle: Locator, to: Locator, *, below: bool) -> None:
    """With the mouse, to the first or last part of another."""
    start, end = handle.bounding_box(), to.bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    y = end["y"] + end["height"] * (0.9 if below else 0.1)
    page.mouse.move(end["x"] + end["width"] / 2, y, steps=8)
    page.mouse.up()


def touch_drag(page: Page, handle: Locator, to: Locator) -> None:
    """A finger on the handle, along the screen, and off it."""
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    assert start is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    session = page.context.new_cdp_session(page)

    def finger(kind: str, *points: dict[str, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    finger("touchStart", {"x": x, "y": y})
    # Days are short while one is carried, so the way is looked for only now.
    end = to.bounding_box()
    assert end is not None
    wanted = end["y"] + end["height"] * 0.9
    for step in range(1, 9):
        finger("touchMove", {"x": x, "y": y + (wanted - y) * step / 8})
    finger("touchEnd")
    session.detach()


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus, as who has no mouse must; fails when it can't be reached so."""
    for _ in range(120):
        page.keyboard.press(key)
        if wanted.count() and wanted.evaluate("element => element === document.activeElement"):
            return
    expect(wanted).to_be_focused()
