"""Figures of bytes and requests, from a real Chromium with nothing in its cache."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most
from tests.bench.table import known as known_as
from tests.browser.gym import add_exercise, fill, log_set, sign_in, start_workout
from tests.weighing import (
    OTHER_SCRIPT_LIMIT,
    SCRIPT_LIMITS,
    WITHOUT_WORKER,
    WORKER_IS_BLOCKED,
    sent_scripts,
    weighed,
)

PAGES = {"dashboard": "/dashboard", "history": "/history"}


def on_the_wire(stand: Stand) -> list[Figure]:
    """The first load of the logger, one logged set, and the HTML of pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options(whole=True))
        try:
            return _weigh(browser, stand.site.url)
        finally:
            browser.close()


def _weigh(browser: Browser, url: str) -> list[Figure]:
    figures = []
    with chromium.screen(browser, url, [], chromium.PHONE) as page:
        sign_in(page, "", "Weighed")
        start_workout(page)
        add_exercise(page, "back squat", "Back squat")
        logger = page.url.partition("#")[0]
        fill(page, weight="100", reps="5")
        with weighed(page) as one_set:
            log_set(page)
        known = {**chromium.PHONE, "storage_state": page.context.storage_state()}
    with chromium.screen(browser, url, [], known) as newcomer, weighed(newcomer) as first:
        newcomer.goto(logger, wait_until="networkidle")
    with chromium.screen(browser, url, [WORKER_IS_BLOCKED], {**known, **WITHOUT_WORKER}) as reader:
        for name, path in {"logger": urlsplit(logger).path, **PAGES}.items():
            with weighed(reader) as scales:
                reader.goto(path, wait_until="networkidle")
            (html,) = [each.body for each in scales.loads.values() if each.path == path]
            figures.append(at_most(f"HTML of the {name}", html / 1000, 15, "kB", 1))
    return [
        at_most("first load of the logger", first.wire / 1000, 60, "kB", 1),
        at_most("– its requests", first.requests, 10, "", 0),
        at_most("log a set: requests", one_set.requests, 1, "", 0),
        at_most("log a set: down, headers included", one_set.wire / 1000, 1, "kB", 2),
        known_as("– its HTML alone", f"{one_set.body / 1000:.2f} kB"),
        known_as("– its headers", f"{(one_set.wire - one_set.body) / 1000:.2f} kB"),
        *figures,
        *_our_scripts(url),
    ]


def _our_scripts(url: str) -> list[Figure]:
    sizes = sent_scripts(url)
    limited = {name: (sizes.pop(name), limit) for name, limit in SCRIPT_LIMITS.items()}
    heaviest = max(sizes, key=lambda name: sizes[name])
    limited[f"heaviest other page ({heaviest})"] = sizes[heaviest], OTHER_SCRIPT_LIMIT
    return [
        at_most(f"our own JavaScript: {name}", size / 1000, limit / 1000, "kB", 1)
        for name, (size, limit) in limited.items()
    ]
