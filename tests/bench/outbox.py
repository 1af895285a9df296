"""Figures of the outbox, from a real Chromium: how soon a tick shows, and how soon what waited is in the database."""

import statistics
import time

from playwright.sync_api import CDPSession, Locator, Page, expect, sync_playwright

from tests import chromium
from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most, known
from tests.browser.gym import add_exercise, dock, fill, sign_in, start_workout
from tests.browser.network import all_saved, stocked

TAPS = 15
WAITING = 50
ROWS = 5
SLOWER = 4
PAINTED_MS = 50
SYNCED_SECONDS = 10
PATIENCE_SECONDS = 20
TOUCH_MS = 80
LOOK_MS = 300
# What a cut connection says in the console.
CUT = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 0"]
# From the tap, when the finger leaves the glass, to the moment after the frame in which the row is done was painted.
WATCH = """
    window.painted = [];
    window.watch = (row) => {
        let tapped;
        addEventListener("touchend", (event) => { tapped = event.timeStamp; }, { capture: true, once: true });
        new MutationObserver((_, observer) => {
            if (!tapped || !row.matches(".done")) return;
            observer.disconnect();
            requestAnimationFrame(() => scheduler.postTask(
                () => window.painted.push(performance.now() - tapped), { priority: "user-blocking" }
            ));
        }).observe(row, { attributeFilter: ["class"] });
    };
"""

# As little as a page can be: what the browser itself takes, and how busy this machine is.
BARE = "<button style='position: fixed; inset: 0'>Tap</button><style>.done { color: red }</style>"
TICK = "(row) => addEventListener('touchend', () => { row.className = 'done'; })"


def on_the_phone(stand: Stand) -> list[Figure]:
    """A tap with and without signal on a slow phone, and fifty sets that waited."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options(whole=True))
        try:
            with chromium.screen(browser, stand.site.url, CUT, chromium.PHONE) as page:
                return _measure(page)
        finally:
            browser.close()


def _measure(page: Page) -> list[Figure]:
    page.context.add_init_script(WATCH)
    # One for all: a session that ends takes along what the page was told of its network.
    glass = page.context.new_cdp_session(page)
    glass.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    bare = [_bare(page, glass) for _ in range(TAPS)]
    glass.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    sign_in(page, "", "Measured")
    start_workout(page)
    add_exercise(page, "back squat", "Back squat")
    stocked(page)
    fill(page, weight="100", reps="5")
    glass.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    online = [_tap(page, glass) for _ in range(TAPS)]
    page.context.set_offline(offline=True)
    offline = [_tap(page, glass) for _ in range(TAPS)]
    glass.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    for _ in range(WAITING - TAPS):
        _tap(page, glass)
    began = time.perf_counter()
    page.context.set_offline(offline=False)
    all_saved(page)
    synced = time.perf_counter() - began
    slowed = f"at {SLOWER} times slower, median of {TAPS}"
    return [
        at_most(f"tap to painted row, {slowed}: online", statistics.median(online), PAINTED_MS, "ms", 0),
        at_most("– offline", statistics.median(offline), PAINTED_MS, "ms", 0),
        known("– on a page with a button and nothing else", f"{statistics.median(bare):.0f} ms"),
        at_most(f"signal back to {WAITING} waiting sets saved", synced, SYNCED_SECONDS, "s", 1),
    ]


def _tap(page: Page, glass: CDPSession) -> float:
    """Log the current set as it stands, after adding some where none is left; how long it took to show, in milliseconds."""
    for added in range(ROWS if page.locator(".set.todo").count() == 0 else 0):
        page.get_by_role("button", name="Add set").click()
        expect(page.locator(".set.todo")).to_have_count(added + 1)
    return _painted(page, glass, page.locator(".set.todo").first, dock(page).get_by_role("button", name="Log set"))


def _bare(page: Page, glass: CDPSession) -> float:
    """The same on a page that has nothing to do but to change a colour."""
    page.goto("about:blank")
    page.set_content(BARE)
    button = page.get_by_role("button")
    button.evaluate(TICK)
    return _painted(page, glass, button, button)


def _painted(page: Page, glass: CDPSession, row: Locator, button: Locator) -> float:
    """Tap on the button; how long it took until the row showed as done, in milliseconds."""
    row.evaluate("(row) => window.watch(row)")
    shown = page.evaluate("window.painted.length")
    box = button.bounding_box()
    assert box is not None
    _touch(glass, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.evaluate("window.painted.length") == shown:
        page.wait_for_timeout(LOOK_MS)
        if time.monotonic() > deadline:
            message = f"the row {row} does not show as done"
            raise TimeoutError(message)
    return float(page.evaluate("window.painted.at(-1)"))


def _touch(glass: CDPSession, x: float, y: float) -> None:
    """A finger, which stays on the glass for a moment."""
    glass.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    time.sleep(TOUCH_MS / 1000)
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    # Whoever asks the page meanwhile holds it up.
    time.sleep(LOOK_MS / 1000)
