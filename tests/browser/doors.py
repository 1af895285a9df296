"""What a person does at Clerk's components, by the words and controls they see."""

from playwright.sync_api import Page, expect

from tests.clerk.clients import Account
from tests.clerk.deployment import Deployment
from tests.clerk.entering import CODE


def enter(page: Page, account: Account, password: str | None = None) -> None:
    """Type an address, then a password."""
    page.get_by_label("Email address").fill(account.email)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Password", exact=True).fill(password or account.password)
    page.get_by_role("button", name="Continue", exact=True).click()


def type_code(page: Page, code: str = CODE) -> None:
    """Type the code that came by mail."""
    page.get_by_label("Enter verification code").press_sequentially(code)


def sign_in(page: Page, clerk: Deployment, name: str = "Ana", path: str = "/dashboard") -> Account:
    """Somebody new to the browser, of whom the application knows, signs in and arrives at a page."""
    account = clerk.api.add(name)
    clerk.created(account)
    page.goto(path)
    enter(page, account)
    expect(page).to_have_url(f"{clerk.url}{path}")
    return account


def is_loaded(page: Page) -> None:
    """Wait until Clerk's script is ready on a page."""
    page.wait_for_function("() => window.Clerk?.loaded")
