"""The watch over a browser sees what it is there to see."""

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import DESK, BrowserError, axe, screen
from tests.deployed import Site

pytestmark = pytest.mark.browser

MISHAPS = [
    ("console.error('broken')", "console error: broken"),
    ("console.warn('doubtful')", "console warning: doubtful"),
    ("setTimeout(() => { throw new Error('broken') })", "error: .*broken"),
    ("document.body.setAttribute('style', 'color: red')", "CSP violation: style-src-attr"),
    ("fetch('https://elsewhere.example/').catch(() => null)", "CSP violation: connect-src"),
    (
        "document.head.append(Object.assign(document.createElement('script'), {text: 'go()'}))",
        "inline script violates",
    ),
    ("fetch('/nowhere')", "status of 404"),
]


@pytest.mark.parametrize(("script", "complaint"), MISHAPS)
def test_a_mishap_fails_its_test(chromium: Browser, site: Site, script: str, complaint: str) -> None:
    with pytest.raises(BrowserError, match=complaint), screen(chromium, site.url, [], DESK) as page:
        provoke(page, script)


def test_a_request_that_gets_no_answer_fails_its_test(chromium: Browser, site: Site) -> None:
    with pytest.raises(BrowserError, match=r"failed: GET .*/healthz"), screen(chromium, site.url, [], DESK) as page:
        page.goto("/")
        page.context.set_offline(True)
        with page.expect_event("requestfailed"):
            page.evaluate("fetch('/healthz').catch(() => null)")


def test_what_a_test_expects_is_forgiven(chromium: Browser, site: Site) -> None:
    with screen(chromium, site.url, ["status of 404"], DESK) as page:
        provoke(page, "fetch('/nowhere')")


def provoke(page: Page, script: str) -> None:
    page.goto("/")
    with (
        page.context.expect_event("console", timeout=2000) if "throw" not in script else page.expect_event("pageerror")
    ):
        page.evaluate(f"() => {{ {script} }}")


def test_axe_finds_what_people_could_not_use(desk: Page) -> None:
    desk.goto("/")
    desk.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(BrowserError, match="label"):
        axe(desk)
