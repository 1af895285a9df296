"""A phone that slept: its token ran out while the lifter rested, and the first tap must not be lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.gym import add_exercise, dock, figures, fill, log_set, sign_in, start_workout
from webapp.local.identity import LocalIdentity
from webapp.local.views import COOKIE

pytestmark = pytest.mark.browser


@pytest.fixture
def identity(instance: Path) -> LocalIdentity:
    return LocalIdentity(instance / "identity")


def hand_over(page: Page, token: str) -> None:
    """Put a token where the browser keeps the session's."""
    for cookie in page.context.cookies():
        if cookie["name"].startswith("__session"):
            page.context.add_cookies(
                [{"name": cookie["name"], "value": token, "url": page.url.partition("/workouts")[0]}]
            )


def ready_to_log(page: Page, name: str) -> None:
    sign_in(page, "", name)
    start_workout(page)
    add_exercise(page, "deadlift", "Deadlift")
    fill(page, weight="140", reps="5")


def expired(page: Page, identity: LocalIdentity, *, by_the_phone: bool = True) -> str:
    """A token that no longer holds; one whose end the phone can't see says it holds on, and is another key's."""
    origin = page.url.partition("/workouts")[0]
    if by_the_phone:
        return identity.token(identity.new_session("user_of_the_page"), origin, seconds=-30)
    head, payload, _ = identity.token(identity.new_session("user_of_the_page"), origin).split(".")
    return f"{head}.{payload}.{'A' * 342}"


def test_a_token_that_ran_out_is_renewed_before_the_first_tap(phone: Page, identity: LocalIdentity) -> None:
    ready_to_log(phone, "Sleeper")
    answers: list[Response] = []
    phone.on("response", lambda response: answers.append(response) if "/sets/" in response.url else None)
    hand_over(phone, expired(phone, identity))
    log_set(phone)
    assert [answer.status for answer in answers] == [201]


def test_a_refused_request_is_renewed_and_repeated_once(
    phone: Page, identity: LocalIdentity, forgiven: list[str]
) -> None:
    forgiven.append("status of 401")
    ready_to_log(phone, "Repeated")
    answers: list[Response] = []
    phone.on("response", lambda response: answers.append(response) if "/sets/" in response.url else None)
    hand_over(phone, expired(phone, identity, by_the_phone=False))
    dock(phone).get_by_role("button", name="Log set").click()
    expect(phone.locator(".set.done:not(.waiting)")).to_have_count(1)
    assert [answer.status for answer in answers] == [401, 201]


def test_a_session_that_is_over_keeps_the_set_on_the_phone_and_says_what_to_do(
    phone: Page, identity: LocalIdentity, forgiven: list[str]
) -> None:
    forgiven.append("status of 401")
    ready_to_log(phone, "Ended")
    hand_over(phone, expired(phone, identity))
    phone.context.clear_cookies(name=COOKIE)
    dock(phone).get_by_role("button", name="Log set").click()
    expect(phone.locator("#saved")).to_have_text("Sign in again; your sets are safe")
    expect(phone.locator(".set.done.waiting")).to_have_count(1)
    phone.locator("#saved button").click()
    expect(phone.get_by_role("dialog").get_by_role("link", name="Sign in again")).to_be_visible()


def test_a_plain_form_waits_for_a_good_session_too(phone: Page, identity: LocalIdentity) -> None:
    ready_to_log(phone, "Finisher")
    log_set(phone)
    hand_over(phone, expired(phone, identity))
    phone.get_by_role("button", name="Finish workout").click()
    expect(phone.get_by_text("Volume", exact=True)).to_be_visible()
    assert figures(phone) == [("140", "5")]


def test_a_page_opened_with_an_expired_token_is_renewed_on_the_way(phone: Page, identity: LocalIdentity) -> None:
    ready_to_log(phone, "Opener")
    hand_over(phone, expired(phone, identity))
    phone.goto("/history")
    expect(phone.get_by_role("heading", name="History")).to_be_visible()
