"""A phone that loses its signal, and what it shows of it."""

from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, figures, fill, sign_in, start_workout

# What a browser says of requests that went nowhere, as a lifter's phone does all day.
CUT = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 0"]


def ready(page: Page, name: str) -> None:
    """A workout with the deadlift, on a phone that keeps what it needs for later."""
    sign_in(page, "", name)
    start_workout(page)
    add_exercise(page, "deadlift", "Deadlift")
    stocked(page)


def stocked(page: Page) -> None:
    """Wait until the service worker has what a workout without signal needs."""
    has_copy(page, "/stocked")


def has_copy(page: Page, beginning: str) -> None:
    """Wait until the service worker has a copy whose address begins so."""
    page.evaluate(
        """async (beginning) => {
            await navigator.serviceWorker.ready;
            for (let tries = 0; tries < 200; tries++) {
                const kept = await (await caches.open("pages")).keys();
                if (kept.some((each) => each.url.startsWith(location.origin + beginning))) return;
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            throw new Error(`no copy of ${beginning}`);
        }""",
        beginning,
    )


def cut(page: Page, *, off: bool = True) -> None:
    page.context.set_offline(offline=off)


def tick(page: Page, weight: str, reps: str) -> None:
    """Log the current set and see it done, whatever the network does."""
    done = page.locator(".set.done").count()
    fill(page, weight=weight, reps=reps)
    dock(page).get_by_role("button", name="Log set").click()
    expect(page.locator(".set.done")).to_have_count(done + 1)


def shows(page: Page, expected: list[tuple[str, ...]]) -> None:
    """The page has these done sets, once it has put what waits on top of what it was sent."""
    expect(page.locator(".set.done")).to_have_count(len(expected))
    assert figures(page) == expected


def all_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved", timeout=30_000)
