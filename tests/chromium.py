"""A real Chromium: two sizes of screen, watched for everything that must not happen, and axe for what must be there."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from tests import machine
from tests.services import CHECKOUT

# The pages that a Chromium without a screen keeps for its address bar, two for each of ours, cost more than ours do.
# A browser heeds the last list alone, so the rest is what Playwright turns off.
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
)  # fmt: skip
ARGUMENTS = (
    "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync",
    "--disable-dev-shm-usage", "--no-first-run", f"--disable-features={','.join(WITHOUT)}",
)  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
STYLED = """() => document.readyState != "loading"
    && [...document.querySelectorAll("link[rel=stylesheet]")].every(link => link.sheet)"""
SERVER_ERROR = 500
# What the page said last is still on its way.
FAREWELL_MS = 50
AXE = CHECKOUT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A busy Chromium gives up the fade between two pages and says so; nothing is lost by it.
HARMLESS = ("Transition was aborted",)
# Violations are console errors too, but not all say which rule and what was blocked.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.violatedDirective} blocked ${event.blockedURI}`);
});
"""
# Chromium does not cut a worker that it starts for a background sync from the network, as it does with what is open.
NO_BACKGROUND = "delete window.ServiceWorkerRegistration?.prototype.sync;"


class BrowserError(AssertionError):
    """Something happened in a browser that must not, or axe found something; the message lists it."""


def launch_options(*, whole: bool = False) -> dict[str, Any]:
    """How Chromium is started: the machine's own, without a sandbox where root forbids one.

    The `whole` browser has what its engine alone has not: profiles that last, notifications, Background Sync.
    """
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    path = machine.chromium() if whole else machine.chromium_shell()
    return {"executable_path": path, "args": [*ARGUMENTS, *sandbox]}


@contextmanager
def screen(browser: Browser, url: str, forgiven: Sequence[str], options: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser profile of its own; raises BrowserError at the end for what nobody forgave.

    `forgiven` holds patterns of what a test expects to go wrong; it may be added to meanwhile.
    """
    context = browser.new_context(base_url=url, **options)
    context.set_default_timeout(10_000)
    seen: list[str] = []
    _watch(context, seen)
    try:
        page = context.new_page()
        yield page
        if not page.is_closed():
            page.wait_for_timeout(FAREWELL_MS)
    finally:
        context.close()
    unexpected = [each for each in seen if not any(re.search(pattern, each) for pattern in (*HARMLESS, *forgiven))]
    if unexpected:
        raise BrowserError("In the browser:\n" + "\n".join(f"- {each}" for each in unexpected))


def _watch(context: BrowserContext, seen: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seen.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def on_failure(request: Request) -> None:
        # A request that the page itself called off, as a search that is typed on does, is no failure.
        if request.failure != "net::ERR_ABORTED":
            seen.append(f"failed: {request.method} {request.url}: {request.failure}")

    def on_response(response: Response) -> None:
        if response.status >= SERVER_ERROR:
            seen.append(f"answered {response.status}: {response.request.method} {response.url}")

    def on_error(error: WebError) -> None:
        seen.append(f"error: {error.error}")

    context.add_init_script(TELL_VIOLATIONS)
    context.add_init_script(NO_BACKGROUND)
    context.on("console", on_console)
    context.on("requestfailed", on_failure)
    context.on("response", on_response)
    context.on("weberror", on_error)


def is_styled(page: Page) -> None:
    """Wait for the page's style, without which all that it hides counts as visible.

    Not for *load*, which waits for scripts of others too, and those may never come.
    """
    page.wait_for_function(STYLED)


def axe(page: Page) -> None:
    """Raise BrowserError for what axe finds on the page as it is now.

    The source is evaluated by the debugger, which our Content-Security-Policy does not bind; a
    script tag would be refused, and rightly so.
    """
    is_styled(page)
    page.evaluate(_axe_source())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", AXE_TAGS
    )
    if found["violations"]:
        raise BrowserError(f"axe at {page.url}:\n" + "\n".join(map(_violation, found["violations"])))


def _axe_source() -> str:
    # As an expression without a value: what axe itself returns can't be carried out of the page.
    return f"(() => {{ {Path(AXE).read_text()}; }})()"


def _violation(violation: dict[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"])
    return f"- {violation['id']}: {violation['help']}\n{nodes}"
