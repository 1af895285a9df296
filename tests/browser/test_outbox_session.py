"""Whatever becomes of the session, what waits on the phone stays there, is named, and is sent for its owner alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import sign_in
from tests.browser.network import CUT, all_saved, cut, ready, tick
from tests.conftest import RunSql

pytestmark = pytest.mark.browser

REFUSED = [*CUT, "status of 401", "status of 404", "status of 412"]


@pytest.fixture
def sets_of(run_sql: RunSql) -> Callable[[str], int]:
    def count(name: str) -> int:
        # One lifter, or the sets are another test's.
        (found,) = run_sql(
            """SELECT count(s.id) AS sets FROM "user" u LEFT JOIN log_sets s ON s.user_id = u.id
               WHERE u.first_name = %(name)s GROUP BY u.id""",
            name=name,
        )
        return int(found["sets"])

    return count


def sign_in_again(page: Page, name: str, run_sql: RunSql) -> None:
    """As the same lifter; the list to choose from shows only some of the many that tests leave."""
    (found,) = run_sql('SELECT id FROM "user" WHERE first_name = %(name)s', name=name)
    answer = page.request.post(
        "/local/sessions", form={"user_id": found["id"]}, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0
    )
    assert answer.status == 303


def two_waiting(page: Page, name: str) -> str:
    """A lifter with two sets that are only on this phone; the address of their workout."""
    ready(page, name)
    cut(page)
    tick(page, "100", "5")
    tick(page, "110", "5")
    return page.url.partition("#")[0]


def test_without_a_session_the_sets_stay_and_are_sent_after_signing_in_again(
    phone: Page, forgiven: list[str], sets_of: Callable[[str], int], run_sql: RunSql
) -> None:
    forgiven += REFUSED
    url = two_waiting(phone, "Forgetful")
    phone.context.clear_cookies()
    cut(phone, off=False)
    expect(phone.locator("#saved")).to_have_text("Sign in again; your sets are safe", timeout=30_000)
    phone.locator("#saved button").click()
    phone.get_by_role("dialog").get_by_role("link", name="Sign in again").click()
    assert sets_of("Forgetful") == 0

    expect(phone.get_by_role("heading", name="Who is training?")).to_be_visible()
    sign_in_again(phone, "Forgetful", run_sql)
    phone.goto(url)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(2, timeout=30_000)
    assert sets_of("Forgetful") == 2


def test_sets_of_someone_else_wait_for_them(
    phone: Page, forgiven: list[str], sets_of: Callable[[str], int], run_sql: RunSql
) -> None:
    forgiven += REFUSED
    url = two_waiting(phone, "Lender")
    phone.context.clear_cookies()
    cut(phone, off=False)
    phone.goto("/sign-in")
    sign_in(phone, "", "Borrower")
    expect(phone.locator("#saved")).to_have_text("2 of someone else's waiting", timeout=30_000)
    # Nothing of the lender's is on the borrower's phone to be seen, with a signal or without.
    assert phone.goto(url) is not None
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nothing here")
    cut(phone)
    phone.goto(url)
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("No signal|Not on this phone"))
    cut(phone, off=False)
    assert sets_of("Lender") == sets_of("Borrower") == 0

    phone.context.clear_cookies()
    sign_in_again(phone, "Lender", run_sql)
    phone.goto(url)
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(2, timeout=30_000)
    assert sets_of("Lender") == 2
    assert sets_of("Borrower") == 0


def test_a_session_that_ran_out_meanwhile_is_renewed_for_what_waits(
    phone: Page, forgiven: list[str], sets_of: Callable[[str], int]
) -> None:
    forgiven += REFUSED
    two_waiting(phone, "Dozer")
    phone.context.clear_cookies(name=re.compile("^__session"))
    cut(phone, off=False)
    all_saved(phone)
    assert sets_of("Dozer") == 2


def test_a_lifter_who_was_deleted_meanwhile_is_told_to_sign_in_and_loses_nothing_from_the_phone(
    phone: Page, forgiven: list[str], run_sql: RunSql
) -> None:
    forgiven += REFUSED
    two_waiting(phone, "Revoked")
    run_sql("""INSERT INTO user_tombstones (id) SELECT id FROM "user" WHERE first_name = 'Revoked'""")
    run_sql("""DELETE FROM "user" WHERE first_name = 'Revoked'""")
    cut(phone, off=False)
    expect(phone.locator("#saved")).to_have_text("Sign in again; your sets are safe", timeout=30_000)
    expect(phone.locator(".set.done.waiting")).to_have_count(2)
