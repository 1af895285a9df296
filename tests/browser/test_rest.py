"""The rest between sets: by the clock on the wall, through reload and sleep, and untouched by edits."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.chromium import axe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium(whole_chromium: Chromium) -> Chromium:
    """The engine alone shows no notifications."""
    return whole_chromium


# What a page can't be asked about afterwards is counted while it happens; the parts are the browser's own.
COUNT = """
window.counted = { locks: 0, tones: 0, buzzes: 0 };
const { start } = OscillatorNode.prototype;
OscillatorNode.prototype.start = function (at) { counted.tones += 1; return start.call(this, at); };
navigator.vibrate = () => { counted.buzzes += 1; return true; };
const request = WakeLock.prototype.request;
WakeLock.prototype.request = function (kind) { counted.locks += 1; return (counted.lock = request.call(this, kind)); };
"""


@pytest.fixture
def lifting(phone: Page) -> Page:
    """A running workout with an exercise, on a phone whose clock the test winds on."""
    phone.add_init_script(COUNT)
    sign_in(phone, "", "Rester")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    phone.clock.install()
    fill(phone, weight="80", reps="8")
    return phone


def rest(page: Page) -> Locator:
    return page.locator("#rest")


def left(page: Page) -> Locator:
    return rest(page).locator(".rest-left")


def ends(page: Page) -> int:
    """When the rest ends, in milliseconds of the phone's clock."""
    return int(page.evaluate("JSON.parse(localStorage.getItem('rest')).end"))


def seconds_left(page: Page) -> float:
    return float(page.evaluate("(JSON.parse(localStorage.getItem('rest')).end - Date.now()) / 1000"))


def shows_the_clock(page: Page) -> None:
    """What is shown is what the clock says, a second's drawing apart."""
    told = re.compile(r"(\d+):(\d\d)")
    expect(left(page)).to_have_text(told)
    for _ in range(100):
        minutes, seconds = (told.fullmatch(left(page).inner_text()) or pytest.fail("no time")).groups()
        if abs(int(minutes) * 60 + int(seconds) - seconds_left(page)) <= 1.5:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{left(page).inner_text()} with {seconds_left(page)} s left")


def later(page: Page, seconds: float) -> None:
    page.clock.run_for(timedelta(seconds=seconds) // timedelta(milliseconds=1))


def counted(page: Page, what: str) -> int:
    return int(page.evaluate("name => counted[name]", what))


def test_a_ticked_set_starts_a_rest_that_ends_by_the_clock(lifting: Page) -> None:
    expect(rest(lifting)).to_be_hidden()
    log_set(lifting)
    shows_the_clock(lifting)
    assert 90 < seconds_left(lifting) <= 120
    expect(rest(lifting).get_by_role("status")).to_have_text("Rest 2:00")
    axe(lifting)
    above, under = rest(lifting).bounding_box(), dock(lifting).bounding_box()
    assert above and under and above["y"] + 48 <= under["y"] <= above["y"] + above["height"]

    later(lifting, 30)
    shows_the_clock(lifting)
    assert counted(lifting, "buzzes") == 0
    later(lifting, 90)
    expect(left(lifting)).to_have_text("Go")
    expect(rest(lifting).get_by_role("status")).to_have_text("Rest is over")
    later(lifting, 30)
    assert counted(lifting, "buzzes") == 1
    assert counted(lifting, "locks") >= 1
    axe(lifting)

    log_set(lifting)
    shows_the_clock(lifting)
    later(lifting, 900)
    expect(rest(lifting)).to_be_hidden()


def test_a_rest_stands_above_the_words_of_a_mistake(phone: Page, forgiven: list[str]) -> None:
    forgiven.append("422")
    sign_in(phone, "", "Mistaken")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    fill(phone, weight="80", reps="8")
    log_set(phone)
    expect(rest(phone)).to_be_visible()
    fill(phone, reps="many")
    dock(phone).get_by_role("button", name="Log set").click()
    expect(dock(phone).locator(".field-error")).to_be_visible()
    # What can be tapped is not under the dock, which is higher now.
    rest(phone).get_by_role("button", name="Skip").click()
    expect(rest(phone)).to_be_hidden()


def test_a_rest_is_made_longer_and_shorter_and_skipped(lifting: Page) -> None:
    log_set(lifting)
    shows_the_clock(lifting)
    began = ends(lifting)
    rest(lifting).get_by_role("button", name="15 seconds more").click()
    assert ends(lifting) == began + 15_000
    for _ in range(2):
        rest(lifting).get_by_role("button", name="15 seconds less").click()
    assert ends(lifting) == began - 15_000
    shows_the_clock(lifting)
    assert counted(lifting, "tones") > 0
    rest(lifting).get_by_role("button", name="Skip the rest").click()
    expect(rest(lifting)).to_be_hidden()
    later(lifting, 300)
    assert counted(lifting, "buzzes") == 0


def test_a_rest_survives_reload_and_sleep(lifting: Page) -> None:
    log_set(lifting)
    shows_the_clock(lifting)
    began = ends(lifting)
    lifting.reload()
    shows_the_clock(lifting)
    # Asleep, no timer of the page runs; awake, the clock has moved on, and the screen is kept on again.
    lifting.evaluate("counted.lock.then((lock) => lock.release(), () => undefined)")
    before = counted(lifting, "locks")
    lifting.clock.fast_forward(60_000)
    lifting.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows_the_clock(lifting)
    assert counted(lifting, "locks") > before
    assert ends(lifting) == began
    lifting.goto("/dashboard")
    lifting.get_by_role("link", name="Resume").click()
    expect(rest(lifting)).to_be_visible()
    assert ends(lifting) == began


def test_editing_deleting_and_restoring_a_set_leave_the_rest_alone(lifting: Page) -> None:
    log_set(lifting)
    shows_the_clock(lifting)
    began = ends(lifting)
    lifting.locator(".set.done .line").click()
    fill(lifting, reps="9")
    dock(lifting).get_by_role("button", name="Save set").click()
    expect(lifting.locator(".set.done [data-show=reps]")).to_have_text("9")
    lifting.locator(".set.done .line").click()
    dock(lifting).locator("summary").click()
    dock(lifting).get_by_role("button", name="Delete set").click()
    lifting.get_by_role("button", name="Undo").click()
    expect(lifting.locator(".set.done")).to_have_count(1)
    assert ends(lifting) == began


def test_an_exercise_and_a_warm_up_have_rests_of_their_own(lifting: Page) -> None:
    lifting.locator(".menu summary").click()
    lifting.get_by_label("Rest after a set").fill("3:00")
    axe(lifting)
    lifting.locator(".menu").get_by_role("button", name="Save").click()
    expect(lifting.locator(".entry[data-rest='180']")).to_be_visible()
    fill(lifting, weight="80", reps="8")
    log_set(lifting)
    expect(rest(lifting).get_by_role("status")).to_have_text("Rest 3:00")

    dock(lifting).locator("summary").click()
    dock(lifting).get_by_label("Kind", exact=True).select_option("warmup")
    log_set(lifting)
    expect(rest(lifting).get_by_role("status")).to_have_text("Rest 1:00")


def test_a_rest_of_nothing_starts_no_timer(lifting: Page) -> None:
    log_set(lifting)
    expect(rest(lifting)).to_be_visible()
    lifting.locator(".menu summary").click()
    lifting.get_by_label("Rest after a set").fill("0:00")
    lifting.locator(".menu").get_by_role("button", name="Save").click()
    expect(lifting.locator(".entry[data-rest='0']")).to_be_visible()
    log_set(lifting)
    expect(rest(lifting)).to_be_hidden()


def test_how_a_device_tells_is_chosen_on_it_and_kept(lifting: Page) -> None:
    lifting.goto("/settings")
    axe(lifting)
    lifting.get_by_label("Sound").uncheck()
    lifting.get_by_label("Vibration").uncheck()
    lifting.context.grant_permissions(["notifications"])
    lifting.get_by_label("Notification").check()
    lifting.reload()
    assert [lifting.get_by_label(each).is_checked() for each in ("Sound", "Vibration", "Notification")] == [
        False,
        False,
        True,
    ]

    lifting.goto("/dashboard")
    lifting.get_by_role("link", name="Resume").click()
    fill(lifting, weight="80", reps="8")
    log_set(lifting)
    shows_the_clock(lifting)
    rest(lifting).get_by_role("button", name="15 seconds more").click()
    later(lifting, 200)
    expect(left(lifting)).to_have_text("Go")
    assert (counted(lifting, "buzzes"), counted(lifting, "tones")) == (0, 0)


def test_a_browser_that_allows_no_notification_says_so(lifting: Page) -> None:
    lifting.goto("/settings")
    lifting.context.clear_permissions()
    lifting.get_by_label("Notification").click()
    expect(lifting.get_by_text("does not allow notifications")).to_be_visible()
    expect(lifting.get_by_label("Notification")).not_to_be_checked()
