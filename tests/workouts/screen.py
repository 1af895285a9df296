"""The logger as a browser has it: its rows, and what each would send."""

import uuid
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser
from tests.reading import FilledForm


def rows(response: TestResponse) -> list[uuid.UUID]:
    """The sets on a page or in a fragment, in order; deleted ones too."""
    return [uuid.UUID(each.attrib["id"].removeprefix("set-")) for each in reading.classed(response, "set")]


def row(response: TestResponse, set_id: uuid.UUID) -> Element:
    """One set's row."""
    return reading.by_id(response, f"set-{set_id}")


def number(response: TestResponse, set_id: uuid.UUID) -> str:
    """What a row is called in its margin."""
    marked = next(each for each in row(response, set_id).iter() if each.get("class") == "number")
    return "".join(marked[-1].itertext())


def previous(response: TestResponse, set_id: uuid.UUID) -> str:
    """What stands beside a row from last time."""
    stands = next(each for each in row(response, set_id).iter() if each.get("class") == "previous")
    return "".join(stands.itertext())


def url(log_id: uuid.UUID, set_id: uuid.UUID) -> str:
    """The address of a set."""
    return f"/workouts/{log_id}/sets/{set_id}"


def form(response: TestResponse, log_id: uuid.UUID, set_id: uuid.UUID) -> FilledForm:
    """What a row sends when it is logged as it stands."""
    return reading.form(response, url(log_id, set_id))


def tick(
    browser: Browser,
    log_id: uuid.UUID,
    set_id: uuid.UUID,
    typed: Mapping[str, str] | None = None,
    *,
    htmx: bool = True,
    **more: str,
) -> TestResponse:
    """Log a row of the page as it stands, but for what is typed over it."""
    page = browser.get(f"/workouts/{log_id}")
    return browser.put(url(log_id, set_id), form(page, log_id, set_id).fields | dict(typed or {}) | more, htmx=htmx)


def planned(browser: Browser, exercise: str, log_id: uuid.UUID | None = None) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """A running workout with an exercise, and the rows it was given."""
    log_id = log_id or browser.start()
    before = rows(browser.get(f"/workouts/{log_id}"))
    browser.add(exercise, log_id)
    return log_id, [each for each in rows(browser.get(f"/workouts/{log_id}")) if each not in before]
