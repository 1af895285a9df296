"""Signing in, up and out through Clerk's own components, in each way of reaching its Frontend API."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import doors
from tests.browser.conftest import Opens
from tests.chromium import DESK, PHONE, axe
from tests.clerk.deployment import Deployment

pytestmark = pytest.mark.browser

FORMS = ["development", "production", "proxy"]
every_form = pytest.mark.parametrize("form", FORMS, indirect=True)
REFUSED = "status of 422"
ACCENT = {"light": "rgb(183, 234, 42)", "dark": "rgb(197, 241, 53)"}


@every_form
def test_a_password_leads_back_to_where_one_was_and_a_wrong_one_says_so(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    account = clerk.api.add("Ana")
    clerk.created(account)
    visitor_page.goto("/exercises?q=squat")
    doors.enter(visitor_page, account, "not it")
    expect(visitor_page.get_by_test_id("form-feedback-error")).to_contain_text("Password is incorrect")
    visitor_page.get_by_label("Password", exact=True).fill(account.password)
    visitor_page.get_by_role("button", name="Continue", exact=True).click()

    expect(visitor_page).to_have_url(f"{clerk.url}/exercises?q=squat")
    visitor_page.goto("/settings")
    expect(visitor_page.get_by_text("Signed in as Ana")).to_be_visible()


@pytest.mark.parametrize("form", ["bare"], indirect=True)
def test_clerks_list_of_keys_and_a_script_from_elsewhere_serve_as_well(clerk: Deployment, visitor_page: Page) -> None:
    scripts: set[str] = set()
    visitor_page.on("request", lambda asked: scripts.add(asked.url) if "clerk.browser" in asked.url else None)
    doors.sign_in(visitor_page, clerk, path="/settings")

    expect(visitor_page.get_by_text("Signed in as Ana")).to_be_visible()
    doors.is_loaded(visitor_page)
    assert "GET /.well-known/jwks.json" in clerk.api.asked
    told = visitor_page.locator("meta[name=identity]").get_attribute("content")
    assert scripts == {told}
    assert not str(told).startswith(clerk.url)


@every_form
def test_a_code_by_mail_signs_in_too(clerk: Deployment, visitor_page: Page, forgiven: list[str]) -> None:
    forgiven.append(REFUSED)
    account = clerk.api.add("Ben")
    visitor_page.goto("/history")
    visitor_page.get_by_label("Email address").fill(account.email)
    visitor_page.get_by_role("button", name="Continue", exact=True).click()
    visitor_page.get_by_role("link", name="Use another method").click()
    visitor_page.get_by_role("button", name=re.compile("Email code")).click()
    doors.type_code(visitor_page)

    expect(visitor_page).to_have_url(f"{clerk.url}/history")
    expect(visitor_page.get_by_role("heading", name="History")).to_be_visible()


@every_form
def test_someone_new_signs_up_and_the_two_doors_lead_to_each_other(clerk: Deployment, visitor_page: Page) -> None:
    visitor_page.goto("/sign-in?redirect_url=/exercises")
    visitor_page.get_by_role("link", name="Sign up").click()
    expect(visitor_page).to_have_url(re.compile(r"/sign-up\?redirect_url=%2Fexercises"))
    visitor_page.get_by_role("link", name="Sign in").click()
    expect(visitor_page).to_have_url(re.compile(r"/sign-in\?redirect_url=%2Fexercises"))
    visitor_page.get_by_role("link", name="Sign up").click()
    visitor_page.get_by_label("Email address").fill("zoe@example.com")
    visitor_page.get_by_label("Password", exact=True).fill("correct horse")
    visitor_page.get_by_role("button", name="Continue", exact=True).click()
    doors.type_code(visitor_page)

    expect(visitor_page).to_have_url(f"{clerk.url}/exercises")
    visitor_page.goto("/settings")
    expect(visitor_page.get_by_text("zoe@example.com")).to_be_visible()


@every_form
def test_signing_out_ends_the_session_here_and_at_clerk(clerk: Deployment, visitor_page: Page) -> None:
    account = doors.sign_in(visitor_page, clerk, path="/settings")
    visitor_page.get_by_role("button", name="Sign out").click()

    expect(visitor_page).to_have_url(f"{clerk.url}/")
    expect(visitor_page.get_by_role("link", name="Start logging")).to_be_visible()
    assert clerk.api.living(account) == []
    visitor_page.goto("/dashboard")
    expect(visitor_page.get_by_label("Email address")).to_be_visible()


def wait_on_the_phone(page: Page, count: int) -> None:
    """Put so many writes of somebody's into the phone's outbox."""
    page.evaluate(
        """async (count) => {
          const url = document.querySelector("script[src*='/built/']").src.replace(/built.*/, "js/outbox.js");
          const { keep } = await import(url);
          for (let each = 0; each < count; each += 1) {
            await keep({ ids: [`w${each}`], user: "user_else", url: "/", method: "PUT", body: "", at: 0, label: "", effect: "", values: {} });
          }
        }""",
        count,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_signing_out_with_sets_that_wait_says_so_first(clerk: Deployment, visitor_page: Page, count: int) -> None:
    account = doors.sign_in(visitor_page, clerk, path="/settings")
    wait_on_the_phone(visitor_page, count)
    sign_out = visitor_page.get_by_role("button", name="Sign out")
    sign_out.click()
    warning = visitor_page.get_by_role("dialog", name="Not everything is saved yet")
    expect(warning).to_contain_text("One change is on this phone only" if count == 1 else "3 changes are on this phone")
    axe(visitor_page)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    assert len(clerk.api.living(account)) == 1

    sign_out.click()
    warning.get_by_role("button", name="Sign out").click()
    expect(visitor_page).to_have_url(f"{clerk.url}/")
    assert clerk.api.living(account) == []


def test_nobody_is_kept_from_leaving_when_the_phone_can_not_say_what_waits(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append("reading 'open'")
    visitor_page.add_init_script(
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', {value: undefined})"
    )
    doors.sign_in(visitor_page, clerk, path="/settings")
    visitor_page.get_by_role("button", name="Sign out").click()
    expect(visitor_page).to_have_url(f"{clerk.url}/")


@pytest.mark.parametrize("form", ["production"], indirect=True)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_clerks_components_are_accessible_in_our_colours(
    clerk: Deployment, open_page: Opens, size: dict[str, object], scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme)
    page.goto("/sign-up")
    button = page.get_by_role("button", name="Continue", exact=True)
    expect(button).to_be_visible()
    assert colour(page, ".cl-formButtonPrimary", "background-color") == ACCENT[scheme]
    axe(page)
    doors.sign_in(page, clerk, path="/settings/account")
    expect(page.get_by_text("Profile details").first).to_be_visible()
    axe(page)


def colour(page: Page, selector: str, name: str) -> str:
    said: str = page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name])
    return said
