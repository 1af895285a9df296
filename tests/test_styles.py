"""Rules of the style sheets that no linter knows."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.browsers import Browser
from tests.services import CHECKOUT

SHEETS = sorted((CHECKOUT / "static" / "css").glob("*.css"))
TOKENS = CHECKOUT / "static" / "css" / "tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(r"([^{};]*)\{|\}")


def rules(css: str) -> Iterator[tuple[str, ...]]:
    """For each block of a sheet: its own head, after those of the blocks around it."""
    around: list[str] = []
    for match in BLOCK.finditer(COMMENT.sub("", css)):
        if match[0] == "}":
            around.pop()
        else:
            around.append(" ".join(match[1].split()))
            yield tuple(around)


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.stem for sheet in SHEETS])
def test_a_look_for_the_hovering_mouse_is_for_devices_that_hover(sheet: Path) -> None:
    """On glass it sticks to what was tapped last."""
    stuck = [
        heads[-1]
        for heads in rules(sheet.read_text())
        if ":hover" in heads[-1] and "@media (hover: hover)" not in heads
    ]
    assert stuck == []


def test_the_reader_of_sheets_sees_a_hover_outside_and_none_inside() -> None:
    css = "a:hover { color: red } @media (hover: hover) { b:hover { color: red } } i { &:hover { color: red } }"
    assert [heads for heads in rules(css) if ":hover" in heads[-1]] == [
        ("a:hover",),
        ("@media (hover: hover)", "b:hover"),
        ("i", "&:hover"),
    ]


GROUND = re.search(r"--ground: light-dark\((#\w+), (#\w+)\)", TOKENS.read_text())
assert GROUND
LIGHT, DARK = GROUND.groups()


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ("auto", [("(prefers-color-scheme: light)", LIGHT), ("(prefers-color-scheme: dark)", DARK)]),
        ("light", [("", LIGHT)]),
        ("dark", [("", DARK)]),
    ],
)
def test_the_frame_around_a_page_has_the_colour_of_the_chosen_theme(
    lifter: Browser, theme: str, expected: list[tuple[str, str]]
) -> None:
    saved = {"weight_unit": "kg", "distance_unit": "km", "week_starts_on": "1", "rest_seconds": "2:00"}
    lifter.put("/settings", data={**saved, "warmup_rest_seconds": "1:00", "time_zone": "Europe/Berlin", "theme": theme})
    for path in ("/dashboard", "/settings", "/exercises"):
        html = unescape(lifter.get(path).text)
        found = re.findall(r'<meta name="theme-color"(?: media="([^"]+)")? content="([^"]+)">', html)
        assert found == expected, path


def test_a_visitors_page_has_the_colour_of_the_device(visitor: Browser) -> None:
    html = visitor.get("/").text
    assert html.count('<meta name="theme-color" media=') == 2
