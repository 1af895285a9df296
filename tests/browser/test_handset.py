"""What a handset does to a page: a keyboard over it, a notch beside it, a zoom into small fields, a full memory."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests import chromium as screens
from tests.browser import board
from tests.browser.gym import add_exercise, fill, log_set, sign_in, start_workout
from tests.chromium import axe
from tests.deployed import Site

pytestmark = pytest.mark.browser

TYPED = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"
SMALL = """(typed) => [...document.querySelectorAll(typed)]
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 16).map((each) => each.outerHTML)"""


def test_no_field_is_so_small_that_a_phone_zooms_the_page_to_it(phone: Page) -> None:
    board.new_plan(phone, "Zoomer", "Upper", "Lower")
    board.add(phone, "Upper", "Front squat")
    addresses = [phone.url]
    phone.get_by_role("link", name="Add exercise to Upper").click()
    expect(phone.locator("#picker .found")).to_be_visible()
    assert phone.evaluate(SMALL, TYPED) == []
    phone.goto("/dashboard")
    phone.get_by_role("button", name="Start Upper").click()
    expect(phone.get_by_role("heading", name="Front squat")).to_be_visible()
    addresses += [phone.url, f"{phone.url.partition('#')[0]}/edit"]
    paths = (
        "/dashboard",
        "/plans",
        "/exercises",
        "/exercises/new",
        "/history",
        "/settings",
        "/settings/gym",
        "/sign-in",
    )
    for address in (*addresses, *paths):
        phone.goto(address)
        assert phone.evaluate(SMALL, TYPED) == [], address


# A keyboard that lies over the page, as WebKit's does; Chromium's would shorten the page.
KEYBOARD = """
const faked = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, height: innerHeight });
Object.defineProperty(window, "visualViewport", { value: faked });
window.keyboard = (height, offsetTop = 0) => {
  Object.assign(faked, { height: innerHeight - height, offsetTop });
  faked.dispatchEvent(new Event(offsetTop ? "scroll" : "resize"));
};
"""


def test_the_dock_and_the_rest_stand_on_the_keyboard(phone: Page) -> None:
    phone.add_init_script(KEYBOARD)
    sign_in(phone, "", "Typist")
    start_workout(phone)
    add_exercise(phone, "bench press", "Bench press")
    fill(phone, weight="60", reps="5")
    log_set(phone)
    expect(phone.locator("#rest")).to_be_visible()

    def edges() -> list[float]:
        """Where the dock and *Log set* end, and where the rest begins."""
        found: list[float] = phone.evaluate("""() => [".running .next > .dock", ".running .next > .dock .log", "#rest"]
            .map((each) => document.querySelector(each).getBoundingClientRect())
            .map((box, place) => Math.round(place == 2 ? box.top : box.bottom))""")
        return found

    bottom, button, rest = edges()
    assert bottom == 844 and button < 844
    phone.evaluate("keyboard(336)")
    assert edges() == [bottom - 336, button - 336, rest - 336]
    # The page was moved up by the browser, so that less of it is covered.
    phone.evaluate("keyboard(336, 100)")
    assert edges() == [bottom - 236, button - 236, rest - 236]
    # Where there is little left, the button stays in sight.
    phone.evaluate("keyboard(650)")
    bottom, button, _ = edges()
    assert bottom == 844 - 650 and 0 < button <= bottom
    phone.evaluate("keyboard(0)")
    assert edges()[0] == 844


INSETS = {"top": 0, "left": 59, "right": 59, "bottom": 21}
BESIDE = """([left, right]) => [...document.querySelectorAll("a, button, input, select, textarea, h1, h2, p, dd")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".hidden, .skip, .pick"))
  .filter((each) => !each.matches(".hidden, .skip, .pick"))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.left < left - 0.5 || box.right > innerWidth - right + 0.5))
  .map(([words, box]) => `${words} ${box.left} ${box.right}`)"""


@pytest.fixture
def landscape(chromium: Chromium, site: Site, forgiven: list[str]) -> Iterator[Page]:
    """A phone on its side, with a notch that may be on either side."""
    turned = {**screens.PHONE, "viewport": {"width": 700, "height": 390}}
    with screens.screen(chromium, site.url, forgiven, turned) as page:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setSafeAreaInsetsOverride", {"insets": INSETS})
        yield page


def test_nothing_lies_under_the_notch_of_a_phone_on_its_side(landscape: Page) -> None:
    beside = [INSETS["left"], INSETS["right"]]
    sign_in(landscape, "", "Sidewise")
    for path in ("/dashboard", "/plans", "/exercises", "/settings"):
        landscape.goto(path)
        assert landscape.evaluate(BESIDE, beside) == [], path
    landscape.set_viewport_size({"width": 932, "height": 430})
    landscape.goto("/dashboard")
    assert landscape.evaluate(BESIDE, beside) == []
    landscape.set_viewport_size({"width": 700, "height": 390})
    start_workout(landscape)
    add_exercise(landscape, "bench press", "Bench press")
    fill(landscape, weight="60", reps="5")
    log_set(landscape)
    assert landscape.evaluate(BESIDE, beside) == []


# As Firefox answers: it would ask the lifter.
ASKING = """
window.asked = 0;
delete Navigator.prototype.userAgentData;
navigator.permissions.query = async () => ({ state: "prompt" });
navigator.storage.persisted = async () => false;
navigator.storage.persist = async () => { window.asked++; return true; };
"""


def test_a_browser_that_asks_the_lifter_is_asked_at_a_tap_and_once(phone: Page) -> None:
    phone.add_init_script(ASKING)
    sign_in(phone, "", "Keeper")
    start_workout(phone)
    add_exercise(phone, "bench press", "Bench press")
    fill(phone, weight="60", reps="5")
    log_set(phone)
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()
    offer = phone.get_by_role("complementary", name="What this device keeps")
    for path in ("/plans", "/settings", "/dashboard"):
        phone.goto(path)
        phone.wait_for_load_state()
    expect(offer).to_be_visible()
    axe(phone)
    assert phone.evaluate("asked") == 0
    offer.get_by_role("button", name="Keep them safe").tap()
    assert phone.evaluate("asked") == 1
    expect(offer).to_be_hidden()
    phone.reload()
    phone.wait_for_function("() => document.readyState === 'complete'")
    expect(offer).to_be_hidden()


@pytest.mark.parametrize("answer", ["async () => ({ state: 'granted' })", "async () => { throw new TypeError() }"])
def test_a_browser_that_decides_by_itself_is_asked_without_a_word(phone: Page, answer: str) -> None:
    phone.add_init_script(f"{ASKING} navigator.permissions.query = {answer};")
    sign_in(phone, "", "Granted")
    phone.wait_for_function("() => asked == 1")
