"""Chromium as one of the engines, by Playwright, which the other browser tests use too."""

import json
from typing import Any

from playwright.sync_api import Error, Page

from tests.engines.engine import ENTER, ESCAPE, TAB, EngineError

KEYS = {TAB: "Tab", ENTER: "Enter", ESCAPE: "Escape"}


class Chromium:
    """A page of Playwright's; its fixture watches the console."""

    name = "Chromium"

    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, url: str) -> None:
        self._page.goto(url)

    def run(self, function: str, *arguments: object) -> Any:
        try:
            return self._page.evaluate(f"() => ({function})(...{json.dumps(arguments)})")
        except Error as error:
            raise EngineError(str(error)) from error

    def point(self, *points: tuple[float, float]) -> None:
        if len(points) == 1:
            self._page.touchscreen.tap(*points[0])
            return
        self._page.mouse.move(*points[0])
        self._page.mouse.down()
        for x, y in points[1:]:
            self._page.mouse.move(x, y)
        self._page.mouse.up()

    def type(self, text: str) -> None:
        for key in text:
            self._page.keyboard.press(KEYS.get(key, key))

    def complaints(self) -> list[str]:
        return []
