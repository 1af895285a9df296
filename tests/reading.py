"""What a person finds on a page: its words, and its forms as a browser would send them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.markup import Page, parse

# Between words in <bdi> and those around them, which follow as they are written.
NO_SPACE = "\0"
_NO_SPACE = re.compile(f" {NO_SPACE}")
NOT_SENT = {"submit", "button", "reset", "image"}


@dataclass(frozen=True)
class FilledForm:
    """A form as it stands: where it goes, and what it would send when its first button is pressed."""

    method: str
    action: str
    fields: dict[str, str]


def page(response: TestResponse) -> Page:
    """The page, or with htmx the fragment, that was answered."""
    return parse(response.text, is_fragment="<html" not in response.text)[0]


def words(response: TestResponse) -> str:
    """Everything there is to read, on one line; not what a row or a page holds for another state of it."""
    found = page(response)
    main = found.all("main")
    said = " ".join(_shown(main[0] if main else found.root, frozenset()))
    return " ".join(_NO_SPACE.sub("", said).split())


def _shown(element: Element, states: frozenset[str]) -> Iterator[str]:
    """The text of an element whose surroundings have these states; see the first rule of css/workouts.css."""
    own = set(element.get("class", "").split())
    if own & {"set", "entry", "logger"}:
        states = frozenset(own)
    wanted = {each.removeprefix("if-") for each in own if each.startswith("if-")}
    if element.tag == "template" or (wanted and not wanted & states):
        return
    joined = NO_SPACE if element.tag == "bdi" else ""
    yield joined + (element.text or "")
    for child in element:
        is_gone = own & {"deleted", "removed"} and "if-" not in child.get("class", "")
        if not is_gone:
            yield from _shown(child, states)
        yield (NO_SPACE if child.tag == "bdi" else "") + (child.tail or "")


def by_id(response: TestResponse, name: str) -> Element:
    """The element with this id."""
    return next(each for each in page(response).elements if each.get("id") == name)


def classed(response: TestResponse, name: str) -> list[Element]:
    """The elements of a class, in order."""
    return [each for each in page(response).elements if name in each.get("class", "").split()]


def form(response: TestResponse, address: str) -> FilledForm:
    """The first form that goes to this address, whatever its query."""
    return next(each for each in forms(response) if each.action.partition("?")[0] == address)


def forms(response: TestResponse) -> list[FilledForm]:
    """Every form, as it stands."""
    return [
        FilledForm(
            method=each.get("method", "get").upper(),
            action=each.get("action", ""),
            fields={
                name: value
                for field in each.iter()
                if (name := field.get("name")) and (value := value_of(field)) is not None
            },
        )
        for each in page(response).all("form")
        if each.get("method") != "dialog"
    ]


def value_of(field: Element) -> str | None:
    """What a field sends; None when it sends nothing."""
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = next((each for each in options if "selected" in each.attrib), options[0])
        return chosen.get("value", "")
    if field.tag == "textarea":
        return "".join(field.itertext())
    if field.tag != "input" or field.get("type") in NOT_SENT:
        return None
    if field.get("type") in {"radio", "checkbox"} and "checked" not in field.attrib:
        return None
    return field.get("value", "")
