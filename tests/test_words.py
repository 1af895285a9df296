"""A lifter's words stand apart from ours, so that neither turns the other's direction: in <bdi>, or where dir is auto."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests import hostile, reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.markup import Page, show

HEBREW = re.compile("[\u05d0-\u05ea]")
# Whose text a browser isolates by itself, or which has no markup within.
ALONE = {"title"}


def exposed(page: Page) -> Iterator[str]:
    """A lifter's words that stand among ours."""
    for part in (page, *page.templates):
        for element in part.elements:
            texts = [element.text or "", *(child.tail or "" for child in element)]
            if any(HEBREW.search(each) for each in texts) and element.tag not in ALONE and not isolated(part, element):
                yield show(element)
            if element.tag == "input" and HEBREW.search(element.get("value", "")) and not is_auto(element):
                yield show(element)


def isolated(page: Page, element: Element) -> bool:
    return any(is_auto(each) for each in (element, *page.above(element)))


def is_auto(element: Element) -> bool:
    return element.tag == "bdi" or element.get("dir") == "auto"


def test_a_lifter_s_words_stand_apart_on_every_page(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    ids = hostile.furnish(lifter, run_sql, hostile.RIGHT_TO_LEFT)
    wrong, said = [], 0
    for path in hostile.pages(app, ids):
        answer = lifter.get(path)
        if answer.mimetype != "text/html" or not answer.text:
            continue
        said += len(HEBREW.findall(answer.text))
        wrong += [f"{path}: {each}" for each in exposed(reading.page(answer))]
    assert not wrong, "\n".join(wrong)
    assert said > 1000


@pytest.mark.parametrize("path", ["/settings", "/plans", "/exercises", "/exercises/new", "/sign-in"])
def test_every_field_for_words_turns_as_they_do(lifter: Browser, path: str) -> None:
    page = reading.page(lifter.get(path))
    named = [
        each
        for each in page.all("input", "textarea")
        if each.get("name") in {"name", "note", "notes", "q", "first_name"}
    ]
    assert all(is_auto(each) for each in named)
