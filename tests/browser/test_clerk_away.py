"""The pages that need Clerk, while it is slow, blocked or away: they say so, and what to do."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import doors
from tests.browser.conftest import Opens
from tests.chromium import DESK, PHONE, axe
from tests.clerk.deployment import Deployment

pytestmark = pytest.mark.browser

SCRIPTS = {"clerk-js": r"clerk\.browser\.js", "components": r"ui\.browser\.js", "Frontend API": "/v1/client"}
# What a browser says of a connection that is closed, and Clerk of what it can't do without.
EXPECTED = ["failed: ", "ERR_", "Clerk", "Failed to fetch"]


def state(page: Page, name: str) -> Locator:
    return page.locator(f"[data-state={name}]")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_door_whose_clerk_is_blocked_says_so_and_opens_when_it_is_let_in(
    clerk: Deployment, open_page: Opens, forgiven: list[str], size: dict[str, object], scheme: str
) -> None:
    forgiven += EXPECTED
    clerk.gateway.block(SCRIPTS["clerk-js"])
    page = open_page(size, color_scheme=scheme)
    page.goto("/sign-in?redirect_url=/history")
    expect(state(page, "trouble")).to_contain_text("Clerk, which signs people in here, can’t be reached")
    expect(state(page, "waiting")).to_be_hidden()
    axe(page)
    clerk.gateway.heal()
    state(page, "trouble").get_by_role("link", name="Try again").click()
    expect(page.get_by_label("Email address")).to_be_visible()
    expect(state(page, "trouble")).to_be_hidden()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
@pytest.mark.parametrize("what", list(SCRIPTS))
def test_a_door_without_one_part_of_clerks_is_never_blank(
    clerk: Deployment, visitor_page: Page, forgiven: list[str], path: str, what: str
) -> None:
    forgiven += EXPECTED
    clerk.gateway.block(SCRIPTS[what])
    visitor_page.goto(path)
    said = state(visitor_page, "trouble").or_(visitor_page.get_by_label("Email address"))
    expect(said.filter(visible=True)).to_have_count(1, timeout=30_000)


def test_a_door_whose_clerk_is_slow_says_so_and_opens_when_it_comes(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += EXPECTED
    clerk.gateway.silence(SCRIPTS["clerk-js"])
    visitor_page.goto("/sign-in", wait_until="domcontentloaded")
    expect(state(visitor_page, "waiting")).to_be_visible()
    expect(state(visitor_page, "slow")).to_be_visible(timeout=30_000)
    axe(visitor_page)
    clerk.gateway.heal()
    expect(visitor_page.get_by_label("Email address")).to_be_visible()
    expect(state(visitor_page, "slow")).to_be_hidden()


def test_signing_out_while_clerk_is_blocked_is_signing_out_here_and_says_what_is_left(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += EXPECTED
    account = doors.sign_in(visitor_page, clerk, path="/settings")
    clerk.gateway.block(SCRIPTS["clerk-js"])
    visitor_page.get_by_role("button", name="Sign out").click()
    expect(state(visitor_page, "trouble")).to_be_visible()
    assert not [each for each in visitor_page.context.cookies() if each["name"].startswith("__session")]
    assert len(clerk.api.living(account)) == 1
    clerk.gateway.heal()
    state(visitor_page, "trouble").get_by_role("button", name="Try again").click()
    expect(visitor_page).to_have_url(f"{clerk.url}/")
    assert clerk.api.living(account) == []


def test_nobody_is_sent_round_and_round_when_the_site_does_not_take_what_clerk_gives(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    """As with another instance's keys: Clerk sees a session, and the site none."""
    forgiven += ["status of 401"]
    doors.sign_in(visitor_page, clerk)
    clerk.api.party = "https://elsewhere.example"
    # A page that is open would write again what is taken from it.
    visitor_page.goto("about:blank")
    visitor_page.context.clear_cookies(name=re.compile("^__session"))
    visitor_page.goto("/dashboard")
    expect(state(visitor_page, "refused")).to_be_visible(timeout=30_000)
    axe(visitor_page)


def test_an_account_page_whose_clerk_is_away_says_so(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += EXPECTED
    doors.sign_in(visitor_page, clerk)
    clerk.gateway.block(SCRIPTS["components"])
    visitor_page.goto("/settings/account")
    expect(state(visitor_page, "trouble")).to_be_visible()
    expect(visitor_page.get_by_role("link", name="Today")).to_be_visible()
    axe(visitor_page)
