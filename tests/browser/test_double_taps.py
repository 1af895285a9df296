"""A double tap on a button that a script serves creates one thing, with and without signal; a later tap another."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.board import add, new_plan
from tests.browser.gym import add_exercise, fill, sign_in
from tests.browser.network import CUT, cut, stocked

pytestmark = pytest.mark.browser


def twice(button: Locator) -> None:
    """Two clicks within 60 ms, as a hand makes them and as a finger does, whose clicks a browser may not count."""
    expect(button).to_be_enabled()
    button.evaluate("button => { button.click(); setTimeout(() => button.isConnected && button.click(), 60); }")


@pytest.mark.parametrize("has_signal", [True, False])
def test_what_is_tapped_twice_in_the_logger_is_made_once(phone: Page, forgiven: list[str], *, has_signal: bool) -> None:
    forgiven += CUT
    sign_in(phone, "", f"Twice {has_signal}")
    twice(phone.get_by_role("button", name="Start a workout"))
    expect(phone.get_by_role("link", name="Add exercise")).to_be_visible()
    add_exercise(phone, "bench press", "Bench press")
    if not has_signal:
        stocked(phone)
        cut(phone)
    phone.get_by_role("link", name="Add exercise").click()
    phone.get_by_label("Search exercises").fill("back squat")
    expect(phone.locator(".found .name").first).to_have_text("Back squat")
    twice(phone.locator(".found button").first)
    expect(phone.get_by_role("heading", name="Back squat", exact=True)).to_have_count(1)
    expect(phone.locator(".entry")).to_have_count(2)

    bench = phone.get_by_role("region", name="Bench press", exact=True)
    twice(bench.get_by_role("button", name="Add set"))
    # A further tap is another wish: it is taken as soon as the button is.
    expect(bench.locator(".set")).to_have_count(4)
    bench.get_by_role("button", name="Add set").click()
    expect(bench.locator(".set")).to_have_count(5)
    fill(phone, weight="100")
    bench.get_by_label("More about Bench press").click()
    twice(bench.get_by_role("button", name="Add warm-up sets"))
    expect(bench.locator(".set.warmup")).to_have_count(4)
    cut(phone, off=False)
    expect(phone.locator(".waiting")).to_have_count(0)
    phone.reload()
    expect(bench.locator(".set.warmup")).to_have_count(4)
    expect(bench.locator(".set:not(.warmup)")).to_have_count(5)
    expect(phone.locator(".entry")).to_have_count(2)
    phone.goto("/dashboard")
    expect(phone.locator(".workouts li")).to_have_count(0)


def test_what_is_tapped_twice_in_the_editor_is_made_once(desk: Page) -> None:
    new_plan(desk, "Doubled")
    twice(desk.get_by_role("button", name="Add day"))
    expect(desk.locator(".day")).to_have_count(1)
    add(desk, "Day 1", "Dip")
    desk.get_by_role("link", name="Add exercise to Day 1").click()
    desk.get_by_role("searchbox").fill("Bench press")
    expect(desk.locator(".found .name").first).to_have_text("Bench press")
    twice(desk.locator(".found button").first)
    expect(desk.locator(".slot")).to_have_count(2)
    expect(desk.locator("#picker")).to_be_hidden()

    dip = desk.get_by_role("region", name="Dip", exact=True)
    twice(dip.get_by_role("button", name="Set of Dip"))
    expect(dip.locator(".target")).to_have_count(4)
    dip.get_by_role("button", name="Set of Dip").click()
    expect(dip.locator(".target")).to_have_count(5)
    # Of a slot that is not drawn again, either.
    for count in (3, 4):
        dip.first.get_by_label("More about Dip").click()
        twice(dip.first.get_by_role("button", name="Duplicate", exact=True).first)
        expect(desk.locator(".slot")).to_have_count(count)
    desk.get_by_label("More about Day 1").click()
    twice(desk.get_by_role("button", name="Duplicate day"))
    expect(desk.locator(".day")).to_have_count(2)
    desk.reload()
    expect(desk.locator(".day")).to_have_count(2)
    expect(desk.locator(".slot")).to_have_count(8)
    expect(dip.first.locator(".target")).to_have_count(5)
