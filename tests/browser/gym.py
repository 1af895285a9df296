"""What a lifter does in the logger, by the words and controls they see."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Response, expect

from tests.chromium import is_styled

ONE_STATEMENT = re.compile(r'desc="1 statement"')


@dataclass(frozen=True)
class Lifted:
    """One set as the lifter means it; blank is not asked for."""

    exercise: str
    weight: str = ""
    reps: str = ""
    time: str = ""


def sign_in(page: Page, url: str, name: str) -> None:
    """Sign in as someone new and arrive at Today."""
    page.goto(f"{url}/dashboard")
    page.get_by_label(re.compile("Your name|Someone new")).fill(name)
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def start_workout(page: Page) -> None:
    """Start an empty workout from Today."""
    page.get_by_role("button", name="Start a workout").click()
    expect(page.get_by_role("link", name="Add exercise")).to_be_visible()
    is_styled(page)


def add_exercise(page: Page, typed: str, name: str) -> None:
    """Search for an exercise and add it."""
    page.get_by_role("link", name="Add exercise").click()
    is_searched(page, typed)
    page.locator(".found .name", has_text=re.compile(f"^{re.escape(name)}$")).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    is_styled(page)


def is_searched(page: Page, typed: str) -> None:
    """Type on into the exercise search, and wait until what fits stands there."""
    field = page.get_by_label("Search exercises")
    expect(field).to_be_visible()
    page.wait_for_load_state()
    field.press("End")
    wanted = field.input_value() + typed
    with page.expect_response(lambda response: parse_qs(urlsplit(response.url).query).get("q") == [wanted.strip()]):
        field.press_sequentially(typed)
    # A finger waits until what it is after stands still.
    expect(page.locator("form.search.htmx-request")).to_have_count(0)


def dock(page: Page) -> Locator:
    """The current set's form; that of a set which was just logged is on its way out."""
    return page.locator(".set:not(.done.next) > .dock:visible")


def fill(page: Page, **fields: str) -> None:
    """Type into the current set: `weight`, `reps`, `duration_seconds`, `distance`."""
    for name, value in fields.items():
        dock(page).locator(f"input[name={name}]").fill(value)


def log_set(page: Page) -> Response:
    """Tap *Log set* and wait until the row stands as done; the answer to the one request it took."""
    done = page.locator(".set.done").count()
    with page.expect_response(lambda response: "/sets/" in response.url) as answered:
        dock(page).get_by_role("button", name="Log set").click()
    expect(page.locator(".set.done")).to_have_count(done + 1)
    return answered.value


def figures(page: Page) -> list[tuple[str, ...]]:
    """What the done rows say, top to bottom."""
    return [
        tuple(figure.inner_text() for figure in row.locator(".value b").all())
        for row in page.locator(".set.done").all()
    ]
