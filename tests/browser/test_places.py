"""Exercises are swapped, moved and put into supersets, by thumb, mouse and keys, with and without signal."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.browser.network import CUT, all_saved, cut, stocked, tick
from tests.chromium import axe
from tests.conftest import RunSql

pytestmark = pytest.mark.browser

SQUAT, BENCH, DEADLIFT = "Back squat", "Bench press", "Deadlift"


def ready(page: Page, name: str, *exercises: str) -> None:
    sign_in(page, "", name)
    start_workout(page)
    for each in exercises:
        add_exercise(page, each.lower(), each)


def order(page: Page) -> list[str]:
    heads = page.locator(".entry:not(.removed) h2").all()
    return [" ".join(each.inner_text().split()) for each in heads]


def shows(page: Page, expected: list[str]) -> None:
    expect(page.locator(".entry:not(.removed) h2")).to_have_text([re.compile(f"^ *{each}$") for each in expected])


def card(page: Page, name: str) -> Locator:
    return page.locator(".entry", has=page.get_by_role("heading", name=re.compile(f"{name}$")))


def menu(page: Page, name: str) -> Locator:
    """Open an exercise's menu."""
    if card(page, name).locator(".menu[open]").count() == 0:
        card(page, name).locator(".menu summary").click()
    return card(page, name).locator(".menu-open")


def stored(run_sql: RunSql, name: str) -> list[tuple[str, int | None]]:
    rows = run_sql(
        """SELECT x.name, e.superset FROM log_entries e JOIN exercises x ON x.id = e.exercise_id
           JOIN "user" u ON u.id = e.user_id
           WHERE u.first_name = %(name)s AND e.deleted_at IS NULL ORDER BY e.position""",
        name=name,
    )
    return [(row["name"], row["superset"]) for row in rows]


def test_the_machine_is_taken(phone: Page, forgiven: list[str], run_sql: RunSql) -> None:
    """The rest of an exercise is done with another one, without signal; what was lifted stays."""
    forgiven += CUT
    ready(phone, "Swapper", SQUAT, BENCH)
    stocked(phone)
    cut(phone)
    tick(phone, "100", "5")
    menu(phone, SQUAT).get_by_role("link", name="Swap exercise").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Swap exercise")
    phone.get_by_label("Search exercises").press_sequentially("front squat")
    phone.locator(".found .name", has_text=re.compile("^Front squat$")).click()
    shows(phone, [SQUAT, "Front squat", BENCH])
    expect(card(phone, SQUAT).locator(".set:visible")).to_have_count(1)
    expect(dock(phone).locator(".dock-head b")).to_have_text("Front squat")
    tick(phone, "80", "5")

    phone.reload()
    shows(phone, [SQUAT, "Front squat", BENCH])
    expect(phone.locator(".set.done")).to_have_count(2)
    cut(phone, off=False)
    expect(phone.locator("#saved")).to_have_text(re.compile("^(All saved|)$"), timeout=30_000)
    expect(phone.locator(".waiting")).to_have_count(0, timeout=30_000)
    phone.reload()
    shows(phone, [SQUAT, "Front squat", BENCH])
    assert stored(run_sql, "Swapper") == [(SQUAT, None), ("Front squat", None), (BENCH, None)]


def test_an_exercise_without_sets_is_replaced(phone: Page) -> None:
    ready(phone, "Undecided", SQUAT, BENCH)
    menu(phone, SQUAT).get_by_role("link", name="Swap exercise").click()
    phone.get_by_label("Search exercises").press_sequentially("front squat")
    phone.locator(".found .name", has_text=re.compile("^Front squat$")).click()
    shows(phone, ["Front squat", BENCH])
    phone.reload()
    shows(phone, ["Front squat", BENCH])


@pytest.mark.parametrize("is_lifted", [False, True], ids=["nothing lifted", "one lifted"])
def test_a_swap_is_undone_without_signal(phone: Page, forgiven: list[str], run_sql: RunSql, *, is_lifted: bool) -> None:
    forgiven += CUT
    ready(phone, f"Waverer {is_lifted}", SQUAT, BENCH)
    stocked(phone)
    if is_lifted:
        tick(phone, "100", "5")
    for is_cut in (False, True):
        cut(phone, off=is_cut)
        menu(phone, SQUAT).get_by_role("link", name="Swap exercise").click()
        phone.get_by_label("Search exercises").press_sequentially("front squat")
        phone.locator(".found .name", has_text=re.compile("^Front squat$")).click()
        shows(phone, [SQUAT, "Front squat", BENCH] if is_lifted else ["Front squat", BENCH])
        if not is_cut:
            expect(phone.locator(".waiting")).to_have_count(0)
        expect(card(phone, "Front squat").get_by_text(f"Instead of {SQUAT}")).to_be_visible()
        axe(phone)
        card(phone, "Front squat").get_by_role("button", name="Undo").click()
        shows(phone, [SQUAT, BENCH])
        assert phone.evaluate("document.activeElement !== document.body")
    phone.reload()
    shows(phone, [SQUAT, BENCH])
    cut(phone, off=False)
    expect(phone.locator("#saved")).to_have_text(re.compile("^(All saved|)$"), timeout=30_000)
    expect(phone.locator(".waiting")).to_have_count(0, timeout=30_000)
    phone.reload()
    shows(phone, [SQUAT, BENCH])
    expect(card(phone, SQUAT).locator(".set")).to_have_count(3)
    assert stored(run_sql, f"Waverer {is_lifted}") == [(SQUAT, None), (BENCH, None)]


def test_exercises_are_moved_by_keys_and_the_focus_stays(phone: Page, forgiven: list[str], run_sql: RunSql) -> None:
    forgiven += CUT
    ready(phone, "Mover", SQUAT, BENCH, DEADLIFT)
    stocked(phone)
    cut(phone)
    up = menu(phone, DEADLIFT).get_by_role("button", name="Move up")
    axe(phone)
    up.focus()
    for place, expected in ((2, [SQUAT, DEADLIFT, BENCH]), (1, [DEADLIFT, SQUAT, BENCH])):
        phone.keyboard.press("Enter")
        shows(phone, expected)
        expect(up).to_be_focused()
        expect(phone.locator("#told")).to_have_text(f"Deadlift, now {place} of 3")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_have_text("It stands there already.")

    phone.reload()
    shows(phone, [DEADLIFT, SQUAT, BENCH])
    expect(phone.locator("#saved")).to_have_text("2 changes waiting")
    cut(phone, off=False)
    all_saved(phone)
    phone.reload()
    shows(phone, [DEADLIFT, SQUAT, BENCH])
    assert [name for name, _ in stored(run_sql, "Mover")] == [DEADLIFT, SQUAT, BENCH]


def test_an_exercise_is_dragged_by_its_head(desk: Page) -> None:
    ready(desk, "Dragger", SQUAT, BENCH, DEADLIFT)
    head = card(desk, DEADLIFT).locator(".entry-head")
    # Its scripts may be on their way still.
    desk.wait_for_load_state()
    # Above the dock.
    desk.evaluate("scrollTo(0, document.body.scrollHeight)")
    head.hover(position={"x": 200, "y": 12})
    box = head.bounding_box()
    assert box is not None
    desk.mouse.down()
    desk.mouse.move(box["x"] + 200, box["y"], steps=3)
    expect(desk.locator(".entries.sorting")).to_be_visible()
    first = card(desk, SQUAT).bounding_box()
    assert first is not None
    desk.mouse.move(first["x"] + 200, first["y"] + 4, steps=5)
    with desk.expect_response(lambda response: response.url.endswith("/position")):
        desk.mouse.up()
    shows(desk, [DEADLIFT, SQUAT, BENCH])
    desk.reload()
    shows(desk, [DEADLIFT, SQUAT, BENCH])


def test_a_superset_takes_turns_and_is_broken(phone: Page, forgiven: list[str], run_sql: RunSql) -> None:
    forgiven += CUT
    ready(phone, "Pair", SQUAT, BENCH)
    stocked(phone)
    cut(phone)
    menu(phone, SQUAT).get_by_role("button", name="Superset with next").click()
    shows(phone, [f"A1 *{SQUAT}", f"A2 *{BENCH}"])
    expect(card(phone, SQUAT).locator(".menu summary")).to_be_focused()
    axe(phone)
    for turn in (SQUAT, BENCH, SQUAT):
        expect(dock(phone).locator(".dock-head b")).to_have_text(turn)
        tick(phone, "60", "5")
    phone.reload()
    shows(phone, [f"A1 *{SQUAT}", f"A2 *{BENCH}"])
    expect(dock(phone).locator(".dock-head b")).to_have_text(BENCH)
    cut(phone, off=False)
    expect(phone.locator(".waiting")).to_have_count(0, timeout=30_000)
    phone.reload()
    expect(dock(phone).locator(".dock-head b")).to_have_text(BENCH)
    assert [number for _, number in stored(run_sql, "Pair")] == [1, 1]

    with phone.expect_response(lambda response: "/superset" in response.url):
        menu(phone, BENCH).get_by_role("button", name="Break the superset").click()
    shows(phone, [SQUAT, BENCH])
    expect(dock(phone).locator(".dock-head b")).to_have_text(SQUAT)
    fill(phone, weight="60", reps="5")
    log_set(phone)
    assert [number for _, number in stored(run_sql, "Pair")] == [None, None]


def test_what_was_swapped_stays_away_though_its_only_set_was_deleted_before(phone: Page) -> None:
    ready(phone, "Second thoughts", BENCH)
    stocked(phone)
    fill(phone, weight="80", reps="8")
    log_set(phone)
    phone.locator(".set.done .line").click()
    dock(phone).locator("summary").click()
    dock(phone).get_by_role("button", name="Delete set").click()
    expect(phone.locator(".waiting")).to_have_count(0)
    menu(phone, BENCH).get_by_role("link", name="Swap exercise").click()
    phone.get_by_label("Search exercises").press_sequentially("back squat")
    phone.locator(".found .name", has_text=re.compile(f"^{SQUAT}$")).click()
    shows(phone, [SQUAT])
    # The answers are still kept, and come after the page, which knows better.
    expect(phone.locator("body[id^=workout]")).to_be_visible()
    phone.reload()
    phone.wait_for_load_state("networkidle")
    shows(phone, [SQUAT])
