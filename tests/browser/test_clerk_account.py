"""The account page: who one is to Clerk, on which devices, and being deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import doors
from tests.browser.conftest import Opens
from tests.chromium import DESK
from tests.clerk.deployment import Deployment
from tests.conftest import RunSql

pytestmark = pytest.mark.browser

every_form = pytest.mark.parametrize("form", ["development", "production", "proxy"], indirect=True)


def open_security(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="Security").click()
    expect(page.get_by_text("Active devices")).to_be_visible()


def test_the_devices_one_is_signed_in_on_are_listed_and_another_can_be_signed_out(
    clerk: Deployment, open_page: Opens
) -> None:
    desk, phone = open_page(DESK), open_page()
    account = doors.sign_in(desk, clerk)
    phone.goto("/dashboard")
    doors.enter(phone, account)
    expect(phone).to_have_url(f"{clerk.url}/dashboard")
    open_security(desk)
    expect(desk.get_by_text("This device", exact=True)).to_be_visible()
    other = desk.locator(".cl-activeDeviceListItem").filter(has_not_text="This device")
    other.get_by_role("button").click()
    desk.get_by_role("menuitem", name="Sign out of device").click()
    expect(other).to_have_count(0)
    assert len(clerk.api.living(account)) == 1


@every_form
def test_whoever_deletes_their_account_is_gone_here_too(clerk: Deployment, open_page: Opens, run_sql: RunSql) -> None:
    desk = open_page(DESK)
    account = doors.sign_in(desk, clerk)
    assert kept(run_sql, account.id) == 1
    open_security(desk)
    desk.get_by_role("button", name="Delete account").click()
    desk.get_by_label("Type “Delete account” below to continue").or_(
        desk.locator("input[name=deleteConfirmation]")
    ).fill("Delete account")
    desk.get_by_role("button", name="Delete account").last.click()

    expect(desk).to_have_url(f"{clerk.url}/")
    assert kept(run_sql, account.id) == 0
    desk.goto("/dashboard")
    expect(desk.get_by_label("Email address")).to_be_visible()


def kept(run_sql: Callable[..., list[dict[str, Any]]], user_id: str) -> int:
    """How many of this person the application knows."""
    found: int = run_sql('SELECT count(*) AS n FROM "user" WHERE id = %(id)s', id=user_id)[0]["n"]
    return found
