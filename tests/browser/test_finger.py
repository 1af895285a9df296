"""A finger on *Log set*: what counts as a tap, and what a tap and its answer cost the browser, in counts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.gym import add_exercise, dock, fill, sign_in, start_workout

pytestmark = pytest.mark.browser

ROWS = 8
# A row has some forty elements, and its dock and the one that comes next change too.
STYLED_AT_MOST = 150
LATE_MS = 500


@pytest.fixture
def glass(phone: Page) -> CDPSession:
    """Where fingers come and go, on a running workout with a set to log."""
    sign_in(phone, "", "Tapper")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="80", reps="5")
    return phone.context.new_cdp_session(phone)


def touch(glass: CDPSession, *places: tuple[float, float]) -> None:
    """A finger comes down, goes from place to place, and leaves."""
    for kind, place in zip(["touchStart", *["touchMove"] * (len(places) - 1)], places, strict=True):
        glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place[0], "y": place[1]}]})
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(page: Page) -> tuple[float, float]:
    """The middle of *Log set*."""
    box = dock(page).get_by_role("button", name="Log set").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def writes(page: Page) -> list[str]:
    """What is sent from now on that changes something."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)
    return sent


def test_a_tap_is_one_write(phone: Page, glass: CDPSession) -> None:
    sent = writes(phone)
    touch(glass, middle(phone))
    expect(phone.locator(".set.done")).to_have_count(1)
    phone.wait_for_timeout(LATE_MS)
    assert sent == ["PUT"]


def test_a_finger_that_slides_off_thinks_better_of_it(phone: Page, glass: CDPSession) -> None:
    # As in a browser that takes no finger for itself where nothing can be scrolled.
    phone.evaluate("addEventListener('touchmove', (move) => move.preventDefault(), { passive: false })")
    sent = writes(phone)
    x, y = middle(phone)
    touch(glass, (x, y), (x, y - 40), (x, y - 160))
    # The same finger does tap where it stays.
    touch(glass, middle(phone))
    expect(phone.locator(".set.done")).to_have_count(1)
    phone.wait_for_timeout(LATE_MS)
    assert sent == ["PUT"]


def test_a_finger_that_scrolled_logs_nothing_where_it_ends(phone: Page, glass: CDPSession) -> None:
    sent = writes(phone)
    x, y = middle(phone)
    touch(glass, (x, y), *((x, y - 20 * step) for step in (1, 2, 3, 4, 3, 2, 1, 0)))
    phone.wait_for_timeout(LATE_MS)
    expect(phone.locator(".set.done")).to_have_count(0)
    assert sent == []


STOP = """(button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    const finger = new Touch({ identifier: 1, target: button, clientX: x + width / 2, clientY: y + height / 2 });
    button.dispatchEvent(new TouchEvent("touchend", { changedTouches: [finger], bubbles: true, cancelable: true }));
}"""


@pytest.mark.usefixtures("glass")
def test_a_finger_that_stops_the_list_logs_nothing(phone: Page) -> None:
    """A browser tells of it as of a touch, and of no click."""
    sent = writes(phone)
    phone.locator(".set.todo .tick.if-todo").nth(1).evaluate(STOP)
    phone.wait_for_timeout(LATE_MS)
    expect(phone.locator(".set.done")).to_have_count(0)
    assert sent == []
    phone.locator(".set.todo .tick.if-todo").nth(0).tap()
    expect(phone.locator(".set.done")).to_have_count(1)


def layouts(glass: CDPSession) -> float:
    """How many times the page was laid out until now."""
    metrics = {each["name"]: each["value"] for each in glass.send("Performance.getMetrics")["metrics"]}
    return float(metrics["LayoutCount"])


def test_a_tick_lays_nothing_out_anew(phone: Page, glass: CDPSession) -> None:
    glass.send("Performance.enable")
    show = "(row) => { row.classList.replace('todo', 'done'); return row.offsetHeight; }"
    row = phone.locator(".set.next")
    row.evaluate("(row) => row.offsetHeight")
    before = layouts(glass)
    row.evaluate(show)
    assert layouts(glass) == before


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """What the browser does for the length of the block, known after it."""
    events: list[dict[str, Any]] = []
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    try:
        yield events
    finally:
        events += json.loads(browser.stop_tracing())["traceEvents"]


@pytest.mark.usefixtures("glass")
def test_a_row_that_is_answered_is_styled_alone(phone: Page, chromium: Browser) -> None:
    for count in range(4, ROWS + 1):
        phone.get_by_role("button", name="Add set").click()
        expect(phone.locator(".set")).to_have_count(count)
    phone.wait_for_timeout(LATE_MS)
    swap = "(row) => { row.replaceWith(row.cloneNode(true)); return document.body.offsetHeight; }"
    with traced(chromium, phone) as events:
        phone.locator(".set").nth(1).evaluate(swap)
    styled = [each["args"]["elementCount"] for each in events if each["name"] == "UpdateLayoutTree" and each["args"]]
    elements = phone.locator(".sets *").count()
    assert styled
    assert max(styled) <= STYLED_AT_MOST < elements
