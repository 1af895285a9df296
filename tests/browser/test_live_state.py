"""After an answer, what controls hold is what the server says; only unsent edits stay as they are."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.board import add, cell, new_plan, stored
from tests.conftest import RunSql
from tests.processes import wait_until

pytestmark = pytest.mark.browser

# Controls by what they are called on the page, with what they hold and what their markup says.
LOOK = """
    const controls = (root) => [...root.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const name = (each) => each.id || [each.form?.id || each.form?.getAttribute("action"), each.name].join(" ");
    const isBox = (each) => ["checkbox", "radio"].includes(each.type);
    const held = (each) => isBox(each) ? each.checked : each.value;
    const answered = () => new Promise((resolve) => document.addEventListener("htmx:after:swap", () => setTimeout(resolve), {once: true}));
"""
# What the page shows otherwise than it would after a reload, by control: [on the screen, stored].
DIFFERENCES = f"""async () => {{ {LOOK}
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    // A document that is only parsed keeps its controls as its markup says.
    const stored = new Map(controls(page).map((each) => [name(each), held(each)]));
    const shown = new Map(controls(document.querySelector("main")).map((each) => [name(each), held(each)]));
    const all = new Set([...stored.keys(), ...shown.keys()]);
    return Object.fromEntries([...all].filter((each) => stored.get(each) !== shown.get(each))
        .map((each) => [each, [shown.get(each) ?? null, stored.get(each) ?? null]]));
}}"""
NAMES = f"() => {{ {LOOK} return controls(document.querySelector('main')).map(name); }}"
# Change a control as a hand does and leave it; what is sent by a button is sent by it.
CHANGE = f"""async ([wanted, value]) => {{ {LOOK}
    const control = controls(document).find((each) => name(each) === wanted);
    const done = answered();
    control.focus();
    if (isBox(control)) control.checked = !control.checked;
    else if (control.matches("select")) control.selectedIndex = control.selectedIndex ? 0 : 1;
    else control.value = value;
    control.dispatchEvent(new Event("input", {{bubbles: true}}));
    control.dispatchEvent(new Event("change", {{bubbles: true}}));
    if (control.form.matches(".write, .stack")) control.form.requestSubmit();
    control.blur();
    await done;
}}"""
UNDO = f"async () => {{ {LOOK} const done = answered(); document.getElementById('undo').click(); await done; }}"

TYPED = {
    "reps": "5", "weight": "52,50", "rpe": "8,0", "duration": "90", "distance": "7,0", "rest": "90", "note": " slow ",
    "step": "2,50", "misses": "02", "deload": "020", "plan": " Other ", "day": " Another ", "text": "2x5",
}  # fmt: skip


def differences(page: Page) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = page.evaluate(DIFFERENCES)
    return found


def test_every_control_of_the_editor_holds_what_the_server_says_after_each_change_and_its_undoing(desk: Page) -> None:
    new_plan(desk, "Controls", "Push", "Run")
    add(desk, "Push", "Bench press", "Dip")
    add(desk, "Run", "Running")
    assert differences(desk) == {}
    # The day that a menu moves to is no change until its button is pressed.
    names = [each for each in desk.evaluate(NAMES) if not each.endswith(" day_id")]
    assert {each.partition("-")[0] for each in names if " " not in each} >= set(TYPED) | {"progression"}

    for name in names:
        revision = desk.locator("#tools").get_attribute("data-revision")
        desk.evaluate(CHANGE, [name, TYPED.get(name.partition("-")[0], "")])
        assert differences(desk) == {}, f"{name} was changed"
        if desk.locator("#tools").get_attribute("data-revision") != revision:
            desk.evaluate(UNDO)
            assert differences(desk) == {}, f"{name} was changed back"
    assert desk.get_by_role("heading", name="Running").count() == 1


def test_written_sets_and_a_superset_that_was_undone_are_not_sent_again(desk: Page, run_sql: RunSql) -> None:
    new_plan(desk, "Again", "Push")
    add(desk, "Push", "Bench press", "Dip")
    cell(desk, "Bench press", "Reps of set 1").fill("3x8 @ 80kg")
    desk.keyboard.press("Tab")
    expect(cell(desk, "Bench press", "kg of set 2")).to_have_value("80")
    expect(cell(desk, "Bench press", "Reps of set 1")).to_have_value("8")
    cell(desk, "Bench press", "kg of set 2").fill("90")
    desk.keyboard.press("Tab")
    wait_until(
        lambda: [row[2:] for row in stored(run_sql, "Again")[:3]] == [(8, "80"), (8, "90"), (8, "80")],
        lambda: f"The plan has {stored(run_sql, 'Again')}",
    )

    dip = desk.get_by_role("region", name="Dip", exact=True)
    dip.get_by_text("Rest, note, progression").click()
    superset = dip.get_by_label("Superset with Bench press")
    superset.check()
    expect(desk.locator(".letter")).to_have_count(2)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator(".letter")).to_have_count(0)
    expect(superset).not_to_be_checked()
    # What the lifter opened stays open.
    expect(superset).to_be_visible()
    cell(desk, "Dip", "Reps of set 1").fill("12")
    desk.keyboard.press("Tab")
    expect(desk.locator("#said")).to_have_text("Changed Dip")
    expect(desk.locator(".letter")).to_have_count(0)


def test_an_answer_that_comes_late_takes_no_edit_that_was_not_sent(desk: Page, run_sql: RunSql) -> None:
    new_plan(desk, "Late", "Push")
    add(desk, "Push", "Bench press")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/slots/*", hold)
    bench = desk.get_by_role("region", name="Bench press", exact=True)
    bench.get_by_text("Write the sets").click()
    written = bench.get_by_role("textbox", name="For example")
    written.fill("5x5")
    first, second, third = (cell(desk, "Bench press", f"Reps of set {each}") for each in (1, 2, 3))

    first.fill("3x6 @ 70")
    second.fill("7")
    wait_until(lambda: bool(desk.title()) and len(held) == 1, lambda: "Nothing was sent.")
    third.focus()
    # Back to what is stored, and changed again, while the first change is on its way.
    first.fill("8")
    third.focus()
    desk.keyboard.type("9")
    held.pop(0).continue_()

    expect(cell(desk, "Bench press", "kg of set 1")).to_have_value("70")
    expect(first).to_have_value("8")
    expect(second).to_have_value("7")
    expect(third).to_have_value("9")
    expect(written).to_have_value("5x5")
    wait_until(lambda: bool(desk.title()) and len(held) == 1, lambda: "What was changed meanwhile was not sent.")
    held.pop().continue_()
    desk.unroute("**/slots/*")
    third.blur()
    wait_until(
        lambda: [row[2:] for row in stored(run_sql, "Late")] == [(8, "70"), (7, "70"), (9, "70")],
        lambda: f"The plan has {stored(run_sql, 'Late')}",
    )
    expect(written).to_have_value("5x5")
