"""What every page must be, asked of every page any test sees: the unit test of HTML.

What its links, forms and htmx attributes must be is asked by tests/hypermedia.py.
"""

import re
from collections import Counter
from collections.abc import Iterator

from flask import Flask

from tests import hypermedia
from tests.markup import Page, parse, show, text

HANDLER = re.compile(r"on[a-z]+")
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "label"}
REFERENCES = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list")
DATA_SCRIPTS = {"application/json", "application/ld+json"}


class PageError(AssertionError):
    """A page is not what every page must be; the message lists all that is wrong."""


def check(html: str, app: Flask, *, is_fragment: bool = False, path: str = "/") -> None:
    """Raise PageError when a page (or fragment) that was served at `path` breaks a rule."""
    page, problems = parse(html, is_fragment=is_fragment)
    for part in (page, *page.templates):
        problems += [problem for rule in RULES for problem in rule(part)]
        problems += hypermedia.problems(part, app.url_map.bind("localhost"), path)
    if problems:
        lines = "\n".join(f"- {problem}" for problem in problems)
        message = f"{'A fragment' if is_fragment else 'A page'} from {path}:\n{lines}\n\n{html}"
        raise PageError(message)


def _frame(page: Page) -> Iterator[str]:
    if page.is_fragment:
        return
    if not page.root.get("lang"):
        yield "<html> has no lang"
    if len(page.all("main")) != 1:
        yield f"{len(page.all('main'))} <main> instead of one"
    if not any(each.get("name") == "viewport" for each in page.all("meta")):
        yield "no viewport"
    titles, headings = page.all("title"), page.all("h1")
    title = " ".join("".join(titles[0].itertext()).split()) if titles else ""
    if not title:
        yield "no title"
    if len(headings) != 1:
        yield f"{len(headings)} <h1> instead of one"
    elif not text(headings[0]):
        yield "the <h1> is empty"
    elif not title.startswith(text(headings[0])):
        yield f"the title {title!r} does not begin with the <h1> {text(headings[0])!r}"


def _ids(page: Page) -> Iterator[str]:
    counted = Counter(each.attrib["id"] for each in page.elements if "id" in each.attrib)
    yield from (f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1)
    yield from (f"id {name!r} is no name" for name in counted if not name or re.search(r"\s", name))
    if page.is_fragment:
        return
    for element in page.elements:
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in counted:
                    yield f"{attribute}={name!r} names nothing: {show(element)}"


def _labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if text(label)}
    for element in page.all("input", "select", "textarea"):
        if element.get("type") in UNLABELLED_INPUTS or element.get("aria-label") or element.get("aria-labelledby"):
            continue
        inside = any(each.tag == "label" and text(each) for each in page.above(element))
        if not inside and element.get("id", "") not in labelled:
            yield f"no label: {show(element)}"
    for element in page.all("a", "button", "summary"):
        if not text(element) and not element.get("aria-labelledby"):
            yield f"no words: {show(element)}"
    for element in page.all("img"):
        if "alt" not in element.attrib:
            yield f"no alt: {show(element)}"


def _inline(page: Page) -> Iterator[str]:
    for element in page.elements:
        yield from (f"inline {name}: {show(element)}" for name in element.attrib if _is_inline(name))
        if element.tag == "style":
            yield "an inline <style>"
        if element.tag == "script" and "src" not in element.attrib and element.get("type") not in DATA_SCRIPTS:
            yield "an inline <script>"
        for name in ("href", "src", "action", "formaction"):
            if re.match(r"\s*(javascript|vbscript):", element.get(name, ""), re.IGNORECASE):
                yield f"a script as a URL: {show(element)}"


def _is_inline(name: str) -> bool:
    return name == "style" or HANDLER.fullmatch(name) is not None


def _nesting(page: Page) -> Iterator[str]:
    for element in page.all("a", "button", "input", "select", "textarea", "summary"):
        around = next((each for each in page.above(element) if each.tag in INTERACTIVE), None)
        if around is not None and (around.tag != "label" or element.tag in {"a", "button", "summary"}):
            yield f"{show(element)} inside {show(around)}"
    for element in page.all("li"):
        parent = page.parents.get(element)
        if parent is not None and parent.tag not in {"ul", "ol", "menu"} and parent is not page.root:
            yield f"<li> inside {show(parent)}"
    for element in page.elements:
        if element.get("tabindex", "0").isdecimal() and int(element.get("tabindex", "0")) > 0:
            yield f"a tabindex above 0: {show(element)}"


RULES = (_frame, _ids, _labels, _inline, _nesting)
