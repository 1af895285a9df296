"""Signing in on one's own machine, through the same cookies and webhooks as Clerk's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest
from flask import Flask

import webapp
from tests import away, reading
from tests.browsers import ORIGIN, Browser, new_user_id
from tests.conftest import RunSql
from tests.serving import configuration
from webapp.local import views
from webapp.local.identity import LocalIdentity

COOKIES = {"__session", "__client_uat", "__topset_local"}


@pytest.fixture
def own(new_database: Callable[[], str], instance: Path) -> Iterator[Flask]:
    """A machine of one's own, on which nobody trains yet."""
    made = webapp.create_app(configuration(new_database(), instance))
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def someone(own: Flask) -> Browser:
    """A browser on it, signed in as nobody."""
    return Browser(own)


def held(browser: Browser) -> set[str]:
    """The cookies a browser holds, without Clerk's suffix."""
    suffix = f"_{browser._identity.clerk.cookie_suffix}"
    return {cookie.key.removesuffix(suffix) for cookie in (browser.client._cookies or {}).values()}


def people(browser: Browser) -> list[str]:
    return [each.fields["user_id"] for each in reading.forms(browser.get("/sign-in")) if "user_id" in each.fields]


def test_a_new_machine_asks_for_a_name_and_begins(someone: Browser) -> None:
    form = reading.forms(someone.get("/sign-in?redirect_url=/history"))[0]
    token = form.fields["token"]
    assert form.action == "/local/sessions"
    assert form.fields == {"redirect_url": "/history", "first_name": "", "token": token}

    response = someone.post(form.action, form.fields | {"first_name": "  Zoë <1> "})
    assert (response.status_code, response.location) == (303, "/history")
    assert response.headers["Cache-Control"] == "no-store"
    assert held(someone) >= COOKIES
    assert "Welcome, Zoë <1>" in reading.words(someone.get("/dashboard"))
    assert "Zoë <1>" in reading.words(someone.get("/settings"))


def test_a_form_that_is_sent_twice_makes_one_lifter(own: Flask, someone: Browser) -> None:
    form = reading.forms(someone.get("/sign-in"))[-1]
    for browser in (someone, Browser(own)):
        browser.post(form.action, form.fields | {"first_name": "Once"})

    assert reading.words(Browser(own).get("/sign-in")).count("Delete Once") == 1


def test_whoever_trains_here_signs_in_with_one_tap(own: Flask, someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    other = Browser(own)
    page = other.get("/sign-in")
    form = next(each for each in reading.forms(page) if "user_id" in each.fields)

    assert "Someone new" in reading.words(page)
    assert other.post(form.action, form.fields).location == "/dashboard"
    assert "Welcome, Ana" in reading.words(other.get("/dashboard"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "What shall we call you?"),
        ({"first_name": "  "}, "What shall we call you?"),
        ({"first_name": "x" * 51}, "This is too long: at most 50 characters."),
    ],
)
def test_a_name_that_is_none_is_asked_for_again(someone: Browser, typed: dict[str, str], message: str) -> None:
    response = someone.post("/local/sessions", typed)

    assert response.status_code == 422
    assert message in reading.words(response)
    assert reading.forms(response)[-1].fields["first_name"] == typed.get("first_name", "")
    assert held(someone) == set() and people(someone) == []


@pytest.mark.parametrize("asked", ["https://evil.example", "//evil.example", "/\\evil.example", "", "history"])
def test_signing_in_leads_nowhere_else(someone: Browser, asked: str) -> None:
    assert someone.post("/local/sessions", {"first_name": "Ana", "redirect_url": asked}).location == "/dashboard"


def test_the_session_is_sealed_and_its_token_is_not_for_scripts_to_lose(someone: Browser) -> None:
    cookies = someone.post("/local/sessions", {"first_name": "Ana"}).headers.get_all("Set-Cookie")
    http_only = {each.partition("=")[0] for each in cookies if "HttpOnly" in each}

    assert http_only == {views.COOKIE}
    assert all("SameSite=Lax" in each for each in cookies)


def test_a_browser_that_is_signed_in_is_renewed(someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    for name in ("__session", someone._cookie("__session")):
        someone.client.delete_cookie(name)
    response = someone.get("/sign-in?redirect_url=/history")

    assert (response.status_code, response.location) == (303, "/history")
    assert someone.get("/history").status_code == 200


def test_a_stale_token_is_renewed_on_the_way(own: Flask, someone: Browser) -> None:
    """As Clerk's Frontend API does it, on a page of this machine's own."""
    someone.post("/local/sessions", {"first_name": "Ana"})
    identity: LocalIdentity = own.extensions["local_identity"]
    session = identity.new_session(people(Browser(own))[0])
    for path in ("/", "/history?before=1&x=a%20b"):
        for name in ("__session", someone._cookie("__session")):
            someone.client.set_cookie(name, identity.token(session, ORIGIN, seconds=-30))
        away_from = someone.get(path)
        assert away_from.location.startswith("/local/renewal?redirect_url=/")
        back = someone.get(away_from.location)
        assert (back.status_code, back.location, back.headers["Cache-Control"]) == (303, path, "no-store")
        assert someone.get(path).status_code == (303 if path == "/" else 200)


def test_a_stale_token_of_nobody_here_is_taken_away_on_the_way(own: Flask, someone: Browser) -> None:
    identity: LocalIdentity = own.extensions["local_identity"]
    for name in ("__session", someone._cookie("__session")):
        someone.client.set_cookie(name, identity.token(identity.new_session("user_1"), ORIGIN, seconds=-30))
    back = someone.get(someone.get("/history").location)

    assert back.location == "/history"
    assert held(someone) == {"__client_uat", "__clerk_redirect_count"}
    assert someone.get("/history").location == "/sign-in?redirect_url=/history"
    assert someone.get("/").status_code == 200


@pytest.mark.parametrize("asked", ["https://evil.example", "//evil.example", "/\\evil.example", "", "history"])
def test_a_renewal_leads_nowhere_else(visitor: Browser, asked: str) -> None:
    assert visitor.get("/local/renewal", query_string={"redirect_url": asked}).location == "/dashboard"


def test_a_machine_of_many_renews_them_all(someone: Browser) -> None:
    for number in range(51):
        someone.post("/local/sessions", {"first_name": f"Lifter {number}"})
    someone.client.delete_cookie("__session")
    someone.client.delete_cookie(someone._cookie("__session"))

    assert someone.get("/sign-in").status_code == 303


def test_a_token_is_renewed_as_clerk_answers_it(someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    for name in ("__session", someone._cookie("__session")):
        someone.client.delete_cookie(name)
    response = someone.post("/local/tokens", headers={"Accept": "*/*", "Sec-Fetch-Dest": "empty"})

    assert response.status_code == 200 and response.json is not None
    assert response.json["object"] == "token"
    claims = jwt.decode(response.json["jwt"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 60 and claims["azp"] == "http://localhost"
    assert someone.get("/dashboard").status_code == 200


@pytest.mark.parametrize("cookie", [None, "", "forged", "WyJ1c2VyXzEiLCJzZXNzXzEiLDFd.AAAA", "é", "." * 500])
def test_who_is_not_signed_in_gets_no_token(visitor: Browser, cookie: str | None) -> None:
    if cookie is not None:
        visitor.client.set_cookie(views.COOKIE, cookie)
    response = visitor.post("/local/tokens", htmx=True)

    assert response.status_code == 401
    assert "Set-Cookie" not in response.headers
    assert visitor.get("/sign-in").status_code == 200


def test_signing_out_forgets_the_browser(someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    before = someone.client.get_cookie("__session")
    response = someone.post("/sign-out")

    assert (response.status_code, response.location) == (303, "/")
    assert held(someone) == {"__client_uat"}
    assert before is not None
    someone.client.set_cookie("__session", before.value)
    assert someone.get("/dashboard").status_code == 303
    assert someone.get("/sign-in").status_code == 200


def test_a_lifter_is_deleted_with_all_that_is_theirs(own: Flask, someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    someone.start()
    other = Browser(own)
    remove = next(each for each in reading.forms(other.get("/sign-in")) if each.action.startswith("/local/users/"))
    assert remove.action.endswith("?_method=DELETE")

    response = other.send("POST", remove.action)
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert people(other) == []
    assert someone.get("/dashboard").status_code == 303
    assert someone.get("/sign-in").status_code == 200


def test_a_page_that_still_shows_the_deleted_signs_nobody_in(someone: Browser) -> None:
    someone.post("/local/sessions", {"first_name": "Ana"})
    (user_id,) = people(Browser(someone.app))
    someone.delete(f"/local/users/{user_id}")
    late = Browser(someone.app)
    late.post("/local/sessions", {"user_id": user_id})

    assert late.get("/dashboard").status_code == 303
    assert late.get("/sign-in").status_code == 200


def test_someone_without_a_name_can_be_chosen_too(visitor: Browser, run_sql: RunSql) -> None:
    user_id = new_user_id()
    run_sql("INSERT INTO \"user\" (id, created_at) VALUES (%(id)s, now() - interval '9 years')", id=user_id)

    assert "Someone without a name" in reading.words(visitor.get("/sign-in"))
    assert visitor.post("/local/sessions", {"user_id": user_id}).status_code == 303
    assert "Welcome, Lifter" in reading.words(visitor.get("/dashboard"))


@pytest.mark.parametrize("htmx", [True, False])
def test_nobody_signs_up_while_the_database_is_away(instance: Path, *, htmx: bool) -> None:
    browser = Browser(away.application(instance))

    assert browser.get("/sign-in").status_code == 503
    assert browser.post("/local/sessions", {"first_name": "Ana"}, htmx=htmx).status_code == 503
    assert held(browser) == set()


def test_a_page_of_the_local_provider_renews_by_its_own_script(lifter: Browser) -> None:
    assert "js/local-clerk.js" in lifter.get("/dashboard").text
    assert "data-publishable-key" not in lifter.get("/dashboard").text


def test_the_account_of_this_machine_can_be_deleted_with_all_that_is_in_it(lifter: Browser, run_sql: RunSql) -> None:
    lifter.start()
    form = reading.forms(lifter.get("/settings/account"))[-1]
    assert lifter.post(form.action, form.fields).location == "/sign-in"

    assert run_sql('SELECT id FROM "user" WHERE id = %(id)s', id=lifter.user_id) == []
    assert lifter.get("/dashboard").status_code == 303


def test_a_deleted_lifter_gets_no_token(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    identity: LocalIdentity = app.extensions["local_identity"]
    lifter.client.set_cookie(views.COOKIE, identity.seal(identity.new_session(lifter.user_id)))
    assert lifter.post("/local/tokens").status_code == 200

    run_sql("INSERT INTO user_tombstones (id) VALUES (%(id)s)", id=lifter.user_id)

    assert lifter.post("/local/tokens").status_code == 401
