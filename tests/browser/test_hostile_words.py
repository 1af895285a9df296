"""No page is wider than its screen, whatever a lifter writes, on any screen and with text twice as large."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests import hostile
from tests.browser.gym import sign_in
from tests.browsers import Browser
from tests.conftest import RunSql

pytestmark = pytest.mark.browser

# Width, height, and the size of text in percent.
SCREENS = ((320, 640, 100), (390, 844, 100), (1280, 800, 100), (390, 844, 200), (1280, 800, 200))
# What is drawn beyond the screen, or cut off by what is around it; what can be scrolled to, or ends in an ellipsis, is not.
# A style set by a script is no style attribute, so the Content-Security-Policy allows it.
BEYOND = """([width, percent]) => {
    const root = document.documentElement;
    root.style.fontSize = `${percent}%`;
    const found = root.scrollWidth > width ? [`the page is ${root.scrollWidth} px wide`] : [];
    const screen = { left: 0, right: width };
    for (const each of document.querySelectorAll("body *")) {
        const { left, right, width: own, height } = each.getBoundingClientRect();
        if (own < 2 || height < 2 || !each.checkVisibility({ visibilityProperty: true })) continue;
        let around = each.parentElement;
        let isFixed = getComputedStyle(each).position === "fixed";
        while (around && !isFixed && getComputedStyle(around).overflowX === "visible") {
            isFixed = getComputedStyle(around).position === "fixed";
            around = around.parentElement;
        }
        const { overflowX, textOverflow } = around && !isFixed ? getComputedStyle(around) : {};
        if (["auto", "scroll"].includes(overflowX) || textOverflow === "ellipsis" || each.closest(".hidden, .skip, svg")) continue;
        const frame = around && !isFixed && around !== document.body ? around.getBoundingClientRect() : screen;
        if (left > frame.left - 2 && right < frame.right + 2) continue;
        const name = [each.localName, ...each.classList].join(".");
        found.push(`${name} from ${Math.round(left)} to ${Math.round(right)}`);
    }
    return found.slice(0, 6);
}"""


def beyond(page: Page) -> Iterator[str]:
    for width, height, percent in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        found: list[str] = page.evaluate(BEYOND, [width, percent])
        yield from (f"at {width} px, {percent} %: {each}" for each in found)


def test_no_page_is_wider_than_its_screen(desk: Page, app: Flask, run_sql: RunSql) -> None:
    sign_in(desk, "", "Hostile")
    (user,) = run_sql('SELECT id FROM "user" WHERE first_name = %(name)s', name="Hostile")
    ids = hostile.furnish(Browser(app, user["id"]), run_sql, hostile.UNBREAKABLE)
    wrong, seen = [], 0
    for path in hostile.pages(app, ids):
        answer = desk.goto(path, wait_until="domcontentloaded")
        if answer is not None and answer.headers.get("content-type", "").startswith("text/html"):
            seen += 1
            wrong += [f"{path} {each}" for each in beyond(desk)]
    assert not wrong, "\n".join(wrong)
    assert seen > 25
