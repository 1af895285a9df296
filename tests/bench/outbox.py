"""Figures of the outbox, from a real Chromium: how soon a tick shows, and how soon what waited is in the database."""

import statistics
import time

from playwright.sync_api import Page, expect, sync_playwright

from tests import chromium
from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most
from tests.browser.gym import add_exercise, dock, fill, sign_in, start_workout
from tests.browser.test_outbox import all_saved, stocked

TAPS = 15
WAITING = 50
SLOWER = 4
PAINTED_MS = 50
SYNCED_SECONDS = 10
PATIENCE_SECONDS = 20
# What a cut connection says in the console.
CUT = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 0"]
# From the tap to the moment after the frame in which the row is done has been painted.
WATCH = """(() => {
    window.painted = [];
    let tapped = 0;
    addEventListener("click", (event) => {
        if (event.target.closest(".log")) tapped = event.timeStamp;
    }, true);
    new MutationObserver(() => {
        const row = tapped && document.querySelector("body[data-watched] .set.done[id='" + document.body.dataset.watched + "']");
        if (!row) return;
        const began = tapped;
        tapped = 0;
        requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => window.painted.push(performance.now() - began);
            after.port2.postMessage(null);
        });
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
})()"""


def on_the_phone(stand: Stand) -> list[Figure]:
    """A tap with and without signal on a slow phone, and fifty sets that waited."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        try:
            with chromium.screen(browser, stand.site.url, CUT, chromium.PHONE) as page:
                return _measure(page)
        finally:
            browser.close()


def _measure(page: Page) -> list[Figure]:
    page.context.add_init_script(WATCH)
    sign_in(page, "", "Measured")
    start_workout(page)
    add_exercise(page, "back squat", "Back squat")
    stocked(page)
    brake = page.context.new_cdp_session(page)
    brake.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    online = [_tap(page) for _ in range(TAPS)]
    page.context.set_offline(offline=True)
    offline = [_tap(page) for _ in range(TAPS)]
    brake.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    for _ in range(WAITING - TAPS):
        _tap(page)
    began = time.perf_counter()
    page.context.set_offline(offline=False)
    all_saved(page)
    synced = time.perf_counter() - began
    slowed = f"at {SLOWER} times slower, median of {TAPS}"
    return [
        at_most(f"tap to painted row, {slowed}: online", statistics.median(online), PAINTED_MS, "ms", 0),
        at_most("– offline", statistics.median(offline), PAINTED_MS, "ms", 0),
        at_most(f"signal back to {WAITING} waiting sets saved", synced, SYNCED_SECONDS, "s", 1),
    ]


def _tap(page: Page) -> float:
    """Log the current set, after adding one where none is left; how long it took to show, in milliseconds."""
    if page.locator(".set.todo").count() == 0:
        page.get_by_role("button", name="Add set").click()
        expect(page.locator(".set.todo")).to_have_count(1)
    fill(page, weight="100", reps="5")
    row = page.locator(".set.todo").first.get_attribute("id")
    shown = page.evaluate("window.painted.length")
    page.evaluate("(row) => { document.body.dataset.watched = row; }", row)
    dock(page).get_by_role("button", name="Log set").click()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.evaluate("window.painted.length") == shown:
        page.wait_for_timeout(20)
        if time.monotonic() > deadline:
            message = f"the row {row} does not show as done"
            raise TimeoutError(message)
    return float(page.evaluate("window.painted.at(-1)"))
