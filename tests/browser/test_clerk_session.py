"""The guard with the real clerk-js: no first tap is lost, whatever became of the session while the phone slept."""

import re
from http.client import HTTPConnection
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Response, expect

from tests.browser import doors
from tests.browser.conftest import Opens
from tests.browser.gym import add_exercise, dock, figures, fill, start_workout
from tests.clerk.clients import Account
from tests.clerk.deployment import Deployment
from tests.clerk.wire import Answer, Ask
from tests.processes import wait_until
from tests.scripts import rebuilt

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

pytestmark = pytest.mark.browser

every_form = pytest.mark.parametrize("form", ["development", "production", "proxy"], indirect=True)
REFUSED = "status of 401"
SHORT = 8
JAVASCRIPT = "text/javascript"
GUARD = "async function guard(url, options) {"


def ready_to_log(page: Page, clerk: Deployment, name: str = "Ana") -> Account:
    """A lifter in the middle of a workout, the next set typed."""
    account = doors.sign_in(page, clerk, name)
    start_workout(page)
    add_exercise(page, "deadlift", "Deadlift")
    fill(page, weight="140", reps="5")
    doors.is_loaded(page)
    return account


def writes(page: Page) -> list[Response]:
    """The answers to what is written from now on."""
    seen: list[Response] = []
    page.on("response", lambda answer: seen.append(answer) if "/sets/" in answer.url else None)
    return seen


def tap(page: Page) -> None:
    dock(page).get_by_role("button", name="Log set").click()


def is_saved(page: Page) -> None:
    """Wait until the set is in the database, as far as the page knows."""
    expect(page.locator(".set.done:not(.waiting)")).to_have_count(1, timeout=30_000)


def token(context: BrowserContext) -> str:
    """The session's token, as the browser holds it."""
    return next(each["value"] for each in context.cookies() if each["name"].startswith("__session_"))


def expire(page: Page, clerk: Deployment, account: Account) -> None:
    """Put a token that ran out where the phone keeps the session's."""
    session = clerk.api.living(account)[0]
    hand_over(
        page.context, clerk.api.token(session, clerk.url, iat=1_700_000_000, nbf=1_700_000_000, exp=1_700_000_060)
    )


def forge(page: Page) -> None:
    """Put a token there that holds on by the phone's reckoning, and by the server's is not one."""
    hand_over(page.context, token(page.context).rpartition(".")[0] + "." + "A" * 342)


def hand_over(context: BrowserContext, value: str, names: str = "__session") -> None:
    """Put a token into the browser's cookies of these names."""
    for each in context.cookies():
        if re.match(names, each["name"]):
            changed = {"name": each["name"], "value": value, "domain": each["domain"], "path": "/"}
            context.add_cookies([cast("SetCookieParam", changed)])


def freeze(page: Page) -> CDPSession:
    """Let the phone sleep: no timer runs and nothing is fetched until it wakes."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Page.setWebLifecycleState", {"state": "frozen"})
    return debugger


def is_refused(clerk: Deployment, value: str) -> bool:
    """Whether the server takes this token for one that ran out."""
    connection = HTTPConnection(urlsplit(clerk.site.url).netloc, timeout=10)
    connection.request("GET", "/history", headers={"Authorization": f"Bearer {value}"})
    status = connection.getresponse().status
    connection.close()
    return status == 401


@every_form
def test_a_page_loads_clerks_script_alone_after_itself_and_lives_on(clerk: Deployment, visitor_page: Page) -> None:
    doors.sign_in(visitor_page, clerk)
    asked: list[str] = []
    visitor_page.on("request", lambda request: asked.append(request.url))
    visitor_page.goto("/history")
    doors.is_loaded(visitor_page)

    scripts = [url for url in asked if "/npm/" in url]
    assert [url for url in scripts if "/clerk-js@6/dist/clerk.browser.js" in url] and "/ui@" not in " ".join(scripts)
    began = visitor_page.evaluate(
        """() => [performance.getEntriesByType("navigation")[0].loadEventStart,
                  performance.getEntriesByType("resource").find((each) => each.name.includes("clerk-js")).startTime]"""
    )
    assert began[0] <= began[1]


def test_a_token_is_renewed_before_it_ends_while_the_page_is_looked_at(clerk: Deployment, visitor_page: Page) -> None:
    clerk.api.life = 20
    doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    first = token(visitor_page.context)
    wait_until(lambda: pumped(visitor_page, first), lambda: "The token was not renewed", 30)
    assert not is_refused(clerk, token(visitor_page.context))


def pumped(page: Page, before: str) -> bool:
    """Whether the token has changed, after letting the page live on for a moment."""
    page.wait_for_timeout(200)
    return token(page.context) != before


@every_form
def test_the_first_tap_after_a_sleep_logs_the_set(clerk: Deployment, visitor_page: Page) -> None:
    clerk.api.life = SHORT
    ready_to_log(visitor_page, clerk, "Sleeper")
    answers = writes(visitor_page)
    phone = freeze(visitor_page)
    slept = token(visitor_page.context)
    wait_until(lambda: is_refused(clerk, slept), lambda: "The token does not run out")
    phone.send("Page.setWebLifecycleState", {"state": "active"})
    tap(visitor_page)

    is_saved(visitor_page)
    assert [answer.status for answer in answers] == [201]
    assert figures(visitor_page) == [("140", "5")]


def test_a_token_that_ran_out_is_renewed_before_the_request(clerk: Deployment, visitor_page: Page) -> None:
    account = ready_to_log(visitor_page, clerk)
    answers = writes(visitor_page)
    expire(visitor_page, clerk, account)
    tap(visitor_page)

    is_saved(visitor_page)
    assert [answer.status for answer in answers] == [201]


def test_without_the_guard_the_same_tap_is_refused(clerk: Deployment, open_page: Opens, forgiven: list[str]) -> None:
    """The control: it must fail, or the tests above show nothing."""
    forgiven.append(REFUSED)
    page = open_page(service_workers="block")
    unguarded = rebuilt({GUARD: f"{GUARD} return fetch(url, options);"})["logger.js"]
    page.route(re.compile("/built/logger.js"), lambda route: route.fulfill(body=unguarded, content_type=JAVASCRIPT))
    account = ready_to_log(page, clerk)
    clerk.gateway.block("/v1/")
    forgiven += ["failed", "ERR_", "registration blocked"]
    expire(page, clerk, account)
    with page.expect_response(re.compile("/sets/")) as answered:
        tap(page)
    assert answered.value.status == 401


def test_a_refused_request_is_renewed_and_repeated_once(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    ready_to_log(visitor_page, clerk)
    answers = writes(visitor_page)
    forge(visitor_page)
    clerk.api.asked.clear()
    tap(visitor_page)

    is_saved(visitor_page)
    assert [answer.status for answer in answers] == [401, 201]
    assert len(tokens_asked(clerk)) == 1


def tokens_asked(clerk: Deployment) -> list[str]:
    return [each for each in clerk.api.asked if each.endswith("/tokens")]


def fetch_at_once(page: Page, count: int) -> list[int]:
    """The statuses of so many requests that the page sends at once through the guard."""
    statuses: list[int] = page.evaluate(
        """async (count) => {
          const url = document.querySelector("script[src*='/built/']").src.replace(/built.*/, "js/session.js");
          const { guard } = await import(url);
          const asked = Array.from({ length: count }, () => guard("/history", { headers: { "HX-Request": "true" } }));
          return (await Promise.all(asked)).map((answer) => answer.status);
        }""",
        count,
    )
    return statuses


@pytest.mark.parametrize("how", ["expired", "refused"])
def test_many_requests_share_one_renewal(clerk: Deployment, visitor_page: Page, forgiven: list[str], how: str) -> None:
    forgiven.append(REFUSED)
    account = doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    expire(visitor_page, clerk, account) if how == "expired" else forge(visitor_page)
    clerk.api.asked.clear()
    assert fetch_at_once(visitor_page, 6) == [200] * 6
    assert len(tokens_asked(clerk)) == (0 if how == "expired" else 1)


def test_the_phone_judges_the_cookie_that_the_server_will(clerk: Deployment, visitor_page: Page) -> None:
    """Another app on the same host may have left a plain one that is long over."""
    account = doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    session = clerk.api.living(account)[0]
    old = clerk.api.token(session, clerk.url, exp=1_700_000_060, iss="https://other.clerk.accounts.dev")
    context = visitor_page.context
    hand_over(context, old, "__session$")
    clerk.api.asked.clear()
    assert fetch_at_once(visitor_page, 1) == [200]
    assert next(each["value"] for each in context.cookies() if each["name"] == "__session") == old


# Over


def says_it_is_over(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Sign in again; your sets are safe")
    expect(page.locator(".set.done.waiting")).to_have_count(1)


def test_a_revoked_session_keeps_the_set_and_signing_in_again_sends_it(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    account = ready_to_log(visitor_page, clerk)
    here = visitor_page.url
    clerk.api.revoke(account)
    forge(visitor_page)
    tap(visitor_page)
    says_it_is_over(visitor_page)
    assert visitor_page.url == here

    visitor_page.locator("#saved button").click()
    visitor_page.get_by_role("dialog").get_by_role("link", name="Sign in again").click()
    doors.enter(visitor_page, account)
    is_saved(visitor_page)
    assert figures(visitor_page) == [("140", "5")]


def test_a_session_is_said_to_be_over_once_and_signing_in_beside_the_page_goes_on_with_it(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    account = doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    visitor_page.evaluate(
        "() => { window.told = 0; document.addEventListener('session-over', () => { window.told += 1; }); }"
    )
    clerk.api.revoke(account)
    forge(visitor_page)
    for _ in range(2):
        assert fetch_at_once(visitor_page, 3) == [401] * 3
    assert visitor_page.evaluate("window.told") == 1
    alert = visitor_page.get_by_role("alert")
    expect(alert).to_contain_text("Your session is over")

    with visitor_page.context.expect_page() as opened:
        alert.get_by_role("link", name="Sign in").click()
    door = opened.value
    doors.enter(door, account)
    expect(door).to_have_url(f"{clerk.url}/dashboard")
    door.close()
    expire(visitor_page, clerk, account)
    assert fetch_at_once(visitor_page, 1) == [200]


@pytest.mark.parametrize("form", ["development", "production"], indirect=True)
def test_signing_out_in_another_tab_is_noticed_and_what_was_typed_stays(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    ready_to_log(visitor_page, clerk)
    other = visitor_page.context.new_page()
    other.goto("/settings")
    other.get_by_role("button", name="Sign out").click()
    expect(other).to_have_url(f"{clerk.url}/")
    visitor_page.bring_to_front()
    tap(visitor_page)
    says_it_is_over(visitor_page)


def test_someone_deleted_by_webhook_while_signed_in_is_out_at_the_next_tap(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append(REFUSED)
    account = ready_to_log(visitor_page, clerk)
    clerk.api.delete(account)
    tap(visitor_page)
    says_it_is_over(visitor_page)
    visitor_page.goto("/dashboard")
    expect(visitor_page.get_by_label("Email address")).to_be_visible()


# Out of reach


def away(_ask: Ask) -> Answer:
    return Answer(503, {"errors": [{"code": "internal", "message": "away", "long_message": "away"}]})


def test_while_clerk_is_away_a_session_is_not_called_over_and_the_set_waits(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += [REFUSED, "status of 503", "answered 503", "failed"]
    ready_to_log(visitor_page, clerk)
    clerk.api.trouble = away
    forge(visitor_page)
    with visitor_page.expect_response(re.compile("/tokens")):
        tap(visitor_page)
    expect(visitor_page.locator("#saved")).to_contain_text("1 set waiting", timeout=30_000)
    expect(visitor_page.get_by_role("alert").get_by_role("link")).to_have_count(0)
    assert fetch_at_once(visitor_page, 2) == [503, 503]
    clerk.api.trouble = lambda _ask: None
    is_saved(visitor_page)


def test_a_clerk_that_does_not_answer_holds_a_request_up_for_a_few_seconds_only(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += [REFUSED, "failed"]
    doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    clerk.gateway.silence("/v1/")
    forge(visitor_page)
    assert fetch_at_once(visitor_page, 3) == [503] * 3
    clerk.gateway.heal()
    wait_until(lambda: fetch_at_once(visitor_page, 1) == [200], lambda: "It does not recover")


def test_a_page_whose_clerk_is_blocked_is_of_use_and_says_so(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven += ["failed: GET .*clerk.browser.js", "ERR_"]
    doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    clerk.gateway.block(r"clerk\.browser\.js")
    start_workout(visitor_page)
    expect(visitor_page.get_by_role("alert")).to_contain_text("Clerk can’t be reached from this page")
    add_exercise(visitor_page, "deadlift", "Deadlift")
    fill(visitor_page, weight="140", reps="5")
    tap(visitor_page)
    is_saved(visitor_page)


def test_a_page_whose_clerk_is_slow_is_usable_at_once(
    clerk: Deployment, visitor_page: Page, forgiven: list[str]
) -> None:
    forgiven.append("failed: GET .*clerk.browser.js")
    doors.sign_in(visitor_page, clerk)
    clerk.gateway.silence(r"clerk\.browser\.js")
    visitor_page.goto("/dashboard")
    start_workout(visitor_page)
    add_exercise(visitor_page, "deadlift", "Deadlift")
    fill(visitor_page, weight="140", reps="5")
    tap(visitor_page)
    is_saved(visitor_page)


# On the way to a page


@every_form
@pytest.mark.parametrize("state", ["expired", "missing"])
def test_a_page_that_is_opened_without_a_session_that_holds_is_renewed_on_the_way(
    clerk: Deployment, visitor_page: Page, state: str
) -> None:
    account = doors.sign_in(visitor_page, clerk)
    doors.is_loaded(visitor_page)
    # No script of Clerk's runs here, so that only the journey can renew.
    visitor_page.goto("about:blank")
    expire(visitor_page, clerk, account)
    if state == "missing":
        visitor_page.context.clear_cookies(name=re.compile("^__session"))
    clerk.api.asked.clear()
    visitor_page.goto("/exercises?q=squat")

    assert visitor_page.url == f"{clerk.url}/exercises?q=squat"
    expect(visitor_page.get_by_role("heading", name="Exercises")).to_be_visible()
    assert clerk.api.asked[0] == "GET /client/handshake"
    assert clerk.api.asked.count("GET /client/handshake") == 1
