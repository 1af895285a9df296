"""A page as the checks see it: parsed, with what they look up again and again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

# What a fragment must be parsed inside of, by its first tag; anything else may stand in a <div>.
CONTEXTS = {
    "li": "ul", "dt": "dl", "dd": "dl", "option": "select", "optgroup": "select", "tr": "tbody", "td": "tr", "th": "tr",
    "tbody": "table", "thead": "table", "tfoot": "table",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A parsed page, or a fragment of one. What a `<template>` holds is a fragment of its own."""

    root: Element
    is_fragment: bool
    elements: list[Element] = field(init=False)
    parents: dict[Element, Element] = field(init=False)

    def __post_init__(self) -> None:
        """Note what the rules look up again and again."""
        elements = list(_outside_templates(self.root))
        object.__setattr__(self, "elements", elements)
        object.__setattr__(self, "parents", {child: parent for parent in elements for child in parent})

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags."""
        return [each for each in self.elements if each.tag in tags]

    def above(self, element: Element) -> Iterator[Element]:
        """The elements around one, nearest first."""
        while (parent := self.parents.get(element)) is not None:
            yield parent
            element = parent

    @property
    def ids(self) -> set[str]:
        """Every id on it."""
        return {each.attrib["id"] for each in self.elements if "id" in each.attrib}

    @property
    def templates(self) -> "list[Page]":
        """What its templates hold, each by itself."""
        return [Page(each, is_fragment=True) for each in self.all("template") if each is not self.root]


def _outside_templates(element: Element) -> Iterator[Element]:
    # A comment's tag is a function.
    if callable(element.tag):
        return
    yield element
    for child in element:
        if child.tag == "template":
            yield child
        else:
            yield from _outside_templates(child)


def parse(html: str, *, is_fragment: bool = False) -> tuple[Page, list[str]]:
    """Parse as a browser does, and tell what it had to forgive."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    if is_fragment:
        first = re.match(r"\s*(?:<!--.*?-->\s*)*<([a-z0-9]+)", html, re.DOTALL)
        root = parser.parseFragment(html, container=CONTEXTS.get(first.group(1) if first else "", "div"))
    else:
        root = parser.parse(html)
    lines = html.splitlines()
    problems = [
        f"line {line}: {PARSE_ERRORS[code] % values}: {lines[line - 1].strip()[:120] if line <= len(lines) else ''}"
        for (line, _), code, values in parser.errors
    ]
    return Page(root, is_fragment), problems


def text(element: Element) -> str:
    """What is read out for an element: its text without what is hidden from that, by its label if it has one."""
    if element.get("aria-hidden") == "true" or element.tag in {"script", "style", "template"}:
        return ""
    inner = " ".join([element.text or "", *(f"{text(child)} {child.tail or ''}" for child in element)])
    own = element.get("aria-label") or (element.get("alt") if element.tag == "img" else None)
    return " ".join((own or inner).split())


def show(element: Element) -> str:
    """An element's opening tag, for a message."""
    return f"<{' '.join([str(element.tag), *(f'{name}={value!r}' for name, value in element.attrib.items())])}>"
