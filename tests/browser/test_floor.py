"""On the gym floor: by keys alone, with reduced motion, over an on-screen keyboard, with one thumb, with large text."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.chromium import axe
from tests.processes import wait_until

pytestmark = pytest.mark.browser

MAIN, LEAST = 44, 24
# What can be pressed and is in reach, smaller than a finger wants it; links within a line of text are as they are.
SMALL = """([selector, least]) => [...document.querySelectorAll(selector)].filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return each.checkVisibility({ visibilityProperty: true }) && !each.closest(".hidden") && (width < least || height < least);
}).map((each) => `${each.tagName} ${each.className} ${each.textContent.trim()} ${each.getBoundingClientRect().width} x ${each.getBoundingClientRect().height}`)"""
OUTSIDE = """(selectors) => selectors.filter((selector) => {
    const each = [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
    const { top, bottom, left, right } = each.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth + 1 || !each.contains(over);
})"""
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((each) => {
    if (!each.checkVisibility() || each.closest(".hidden, .said, .bar-top h1") || !each.getClientRects().length) return false;
    const { left, right } = each.getBoundingClientRect();
    const clips = each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible" && each.clientWidth > 1;
    return right > innerWidth + 1 || left < -1 || clips;
}).map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 30)}`)"""
FOCUSED = "() => document.activeElement !== document.body && document.activeElement.checkVisibility()"


def training(page: Page, name: str, *exercises: str) -> None:
    sign_in(page, "", name)
    start_workout(page)
    for each in exercises:
        add_exercise(page, each.lower(), each)


def answered(page: Page) -> None:
    """All is sent, and the answers have been put into the page."""
    expect(page.locator(".waiting")).to_have_count(0)


def test_no_write_loses_the_focus(phone: Page) -> None:
    training(phone, "Keys", "Bench press", "Deadlift", "Back squat")
    press = phone.keyboard.press
    entry = phone.locator(".entry:not(.removed)")

    def button(name: str) -> Callable[[], None]:
        def choose() -> None:
            found = phone.get_by_role("button", name=name, exact=True).and_(phone.locator(":visible")).first
            found.focus()
            press("Enter")

        return choose

    def in_menu(name: str) -> Callable[[], None]:
        def choose() -> None:
            if phone.locator(".menu[open]").count() == 0:
                entry.first.locator(".menu summary").focus()
                press("Enter")
            button(name)()

        return choose

    def of_set(name: str) -> Callable[[], None]:
        def choose() -> None:
            phone.locator(".set.done .pick").first.focus()
            press("Space")
            dock(phone).locator("summary").focus()
            press("Enter")
            button(name)()

        return choose

    fill(phone, weight="100", reps="5")
    writes: dict[str, tuple[Callable[[], None], str]] = {
        "warm-ups": (in_menu("Add warm-up sets"), ".set.warmup >> nth=3"),
        "log": (button("Log set"), ".set.done"),
        "delete": (of_set("Delete set"), ".set.deleted"),
        "undo": (button("Undo"), ".set.done"),
        "edit": (of_set("Save set"), ".set.done"),
        "add set": (button("Add set"), ".entry:first-child .set >> nth=7"),
        "note": (in_menu("Save"), ".menu:not([open])"),
        "superset": (in_menu("Superset with next"), ".entry.joined"),
        "part": (in_menu("Break the superset"), ".entry:not(.joined)"),
        "move": (in_menu("Move down"), ".entry >> nth=0"),
        "remove": (lambda: (press("Escape"), in_menu("Remove exercise")())[-1], ".entry.removed"),
        "bring back": (button("Undo"), ".entry:not(.removed)"),
    }
    for name, (choose, sign) in writes.items():
        with phone.expect_response(lambda response: response.request.method != "GET"):
            choose()
        expect(phone.locator(sign).first).to_be_attached()
        answered(phone)
        # The hand is put back a frame after what it held is gone.
        wait_until(lambda: phone.evaluate(FOCUSED), lambda: f"lost by: {name}", 2)  # noqa: B023 - asked at once


def test_nothing_moves_for_who_wants_no_motion(phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")
    training(phone, "Still", "Bench press")
    fill(phone, weight="100", reps="5")
    phone.evaluate("""() => {
        window.moved = [];
        for (const kind of ["animationstart", "transitionrun"]) document.addEventListener(kind, ({ target }) => window.moved.push(`${kind} ${target.className}`));
    }""")
    log_set(phone)
    phone.locator(".set.done .line").click()
    phone.keyboard.press("Escape")
    phone.locator(".menu summary").click()
    phone.keyboard.press("Escape")
    assert phone.evaluate("[...window.moved, ...document.getAnimations().map((each) => each.playState)]") == []


@pytest.mark.parametrize(("width", "height"), [(390, 460), (320, 400)])
def test_the_current_set_is_whole_above_the_keyboard(phone: Page, width: int, height: int) -> None:
    training(phone, f"Typist {width}", "Bench press")
    field = dock(phone).locator("input[name=weight]")
    field.tap()
    phone.set_viewport_size({"width": width, "height": height})
    field.fill("80")
    wanted = [".dock-head b", ".dock input[name=weight]", ".dock input[name=reps]", ".dock .log"]
    # The bar rises into its place.
    phone.wait_for_function(f"(wanted) => ({OUTSIDE})(wanted).length === 0", arg=wanted)
    fill(phone, reps="8")
    log_set(phone)
    # The bar rises into its place.
    phone.wait_for_function(f"(wanted) => ({OUTSIDE})(wanted).length === 0", arg=wanted)


def test_one_thumb_reaches_everything_at_320(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    training(phone, "Small phone", "Bench press")
    fill(phone, weight="182.5", reps="12")
    log_set(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    assert phone.evaluate(CUT_OFF) == []
    middle = 640 / 2
    for name in (".step >> nth=0", ".log"):
        box = dock(phone).locator(name).bounding_box()
        assert box is not None
        assert box["y"] > middle, name


def test_targets_are_as_large_as_fingers(phone: Page) -> None:
    training(phone, "Fingers", "Bench press", "Deadlift")
    fill(phone, weight="100", reps="5")
    log_set(phone)
    main = ".log, .step, .tick:is(button), .line, .menu summary, .more-about-set summary, .rest button, .add-set button, .closing .button"
    assert phone.evaluate(SMALL, [main, MAIN]) == []
    phone.locator(".menu summary").first.click()
    dock(phone)
    assert (
        phone.evaluate(SMALL, ["main button, main summary, main input:not(.pick), main select, main .button", LEAST])
        == []
    )


def test_text_of_twice_the_size_is_whole(phone: Page) -> None:
    training(phone, "Large text", "Bench press", "Plank")
    fill(phone, weight="182.5", reps="12")
    log_set(phone)
    # As a phone's own setting does it, which media queries know of.
    settings = phone.context.new_cdp_session(phone)
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert phone.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate(CUT_OFF) == []
    phone.locator(".set.done .line").click()
    dock(phone).locator("summary").click()
    assert phone.evaluate(CUT_OFF) == []
    phone.keyboard.press("Escape")
    phone.locator(".menu summary").first.click()
    assert phone.evaluate(CUT_OFF) == []


def test_an_exercise_is_dragged_by_a_finger_that_rested(phone: Page) -> None:
    training(phone, "Finger", "Bench press", "Deadlift", "Back squat")
    phone.evaluate("scrollTo(0, 0)")
    heads = phone.locator(".entry-head")
    first = heads.nth(0).bounding_box()
    assert first is not None
    touch = phone.context.new_cdp_session(phone)
    x, y = first["x"] + 200, first["y"] + 20

    def send(kind: str, at: float | None = None) -> None:
        points = [] if at is None else [{"x": x, "y": at}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", y)
    expect(phone.locator(".entries.sorting")).to_be_visible()
    last = heads.nth(2).bounding_box()
    assert last is not None
    for step in range(1, 6):
        send("touchMove", y + (last["y"] + last["height"] - 4 - y) * step / 5)
    with phone.expect_response(lambda response: response.url.endswith("/position")):
        send("touchEnd")
    expected = [re.compile(f"^ *{each}$") for each in ("Deadlift", "Back squat", "Bench press")]
    expect(phone.locator(".entry h2")).to_have_text(expected)
    phone.reload()
    expect(phone.locator(".entry h2")).to_have_text(expected)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1280, 800)])
def test_axe_finds_nothing_in_any_state(phone: Page, scheme: str, width: int, height: int) -> None:
    phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    phone.set_viewport_size({"width": width, "height": height})
    training(phone, f"Axe {scheme} {width}")
    axe(phone)
    for each in ("Bench press", "Deadlift"):
        add_exercise(phone, each.lower(), each)
    axe(phone)
    for weight in ("100", "105"):
        fill(phone, weight=weight, reps="5")
        log_set(phone)
    expect(phone.locator(".record")).to_be_visible()
    axe(phone)
    phone.locator(".set.done .line").first.click()
    dock(phone).locator("summary").click()
    axe(phone)
    dock(phone).get_by_role("button", name="Delete set").click()
    expect(phone.get_by_text("Set 1 deleted").first).to_be_visible()
    axe(phone)
    phone.locator(".menu summary").first.click()
    phone.get_by_role("button", name="Superset with next").click()
    expect(phone.locator(".entry.joined")).to_be_attached()
    phone.locator(".menu summary").first.click()
    axe(phone)
    phone.get_by_role("button", name="Remove exercise").and_(phone.locator(":visible")).click()
    expect(phone.get_by_text("Bench press removed")).to_be_visible()
    axe(phone)
