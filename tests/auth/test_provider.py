"""Clerk's pages: its scripts where its documentation wants them, under our own policy."""

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import away, pages, reading
from tests.auth import signing
from tests.browsers import DOCUMENT, Browser
from tests.callers import Caller
from tests.pooler import Pgbouncer
from webapp.auth.provider import ClerkProvider, Script

CLERK_JS = f"{signing.ISSUER}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
CLERK_UI = f"{signing.ISSUER}/npm/@clerk/ui@1/dist/ui.browser.js"


@pytest.fixture(scope="module")
def deployed() -> Flask:
    """The application as it is deployed, its database away."""
    return away.deployed()


def get(app: Flask, path: str, **options: object) -> TestResponse:
    """A page, checked."""
    response = Caller(app).get(path, headers=DOCUMENT, **options)
    pages.check(response.text, app, path=path)
    return response


def identity(response: TestResponse) -> dict[str, str]:
    """What a page tells its script of the provider's."""
    found = next(each for each in reading.page(response).all("meta") if each.get("name") == "identity")
    return dict(found.attrib)


def test_a_page_says_where_clerks_scripts_are_and_for_which_instance() -> None:
    clerk = signing.instance()
    assert ClerkProvider(clerk).script() == Script(
        CLERK_JS, clerk.cookie_suffix, signing.PUBLISHABLE_KEY, proxy_url=None, components=CLERK_UI
    )


def test_the_script_may_come_from_elsewhere() -> None:
    provider = ClerkProvider(replace(signing.instance(), js_url="https://cdn.example/clerk.js"))

    assert provider.script().url == "https://cdn.example/clerk.js"
    assert provider.script().components == CLERK_UI


def test_through_a_proxy_everything_comes_by_it() -> None:
    script = ClerkProvider(replace(signing.instance(), proxy_url="https://topset.example/__clerk")).script()

    assert script.proxy_url == "https://topset.example/__clerk"
    assert script.url == "https://topset.example/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
    assert script.components == "https://topset.example/__clerk/npm/@clerk/ui@1/dist/ui.browser.js"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_a_door_is_clerks_component_in_our_page(deployed: Flask, path: str) -> None:
    response = get(deployed, f"{path}?redirect_url=/history%3Fa%3D1%26b%3D%22")

    assert response.status_code == 200
    place = next(each for each in reading.page(response).all("div") if "data-component" in each.attrib)
    assert place.get("data-component") == path.removeprefix("/")
    assert place.get("data-next") == '/history?a=1&b="'
    assert identity(response) == {
        "name": "identity", "content": CLERK_JS, "data-suffix": signing.instance().cookie_suffix,
        "data-publishable-key": signing.PUBLISHABLE_KEY, "data-components": CLERK_UI,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_the_policy_of_a_door_lets_clerks_scripts_in(deployed: Flask, path: str) -> None:
    response = get(deployed, path)
    policy = response.headers["Content-Security-Policy"]

    assert signing.ISSUER in policy.partition("script-src ")[2].partition(";")[0].split()
    assert "frame-src https://challenges.cloudflare.com" in policy
    for each in reading.page(response).all("script"):
        assert each.attrib["src"].startswith("/static/")


def test_signing_out_forgets_the_session_here_and_is_then_clerks_business(deployed: Flask) -> None:
    client = Caller(deployed)
    for name, value in signing.cookies(signing.token()).items():
        client.set_cookie(name, value)
    response = client.post("/sign-out", headers={**DOCUMENT, "Sec-Fetch-Site": "same-origin"})
    pages.check(response.text, deployed, path="/sign-out")

    assert response.status_code == 200
    assert identity(response)["content"] == CLERK_JS
    assert 'data-component="sign-out"' in response.text
    assert client.get_cookie("__session") is None and client.get_cookie("__client_uat") is None
    assert response.headers["Cache-Control"] == "no-store"


def test_a_deployed_page_is_signed_in_by_clerks_cookies(pgbouncer: Pgbouncer, lifter: Browser) -> None:
    app = away.deployed(pgbouncer.url)
    client = Caller(app)
    signed_in = signing.cookies(signing.token(sub=lifter.user_id, azp="http://localhost"))
    for name, value in {**signed_in, "__clerk_db_jwt": "dvb_1"}.items():
        client.set_cookie(name, value)
    response = client.get("/dashboard", headers=DOCUMENT)
    pages.check(response.text, app, path="/dashboard")

    assert "Welcome, Lifter 1" in reading.words(response)
    assert identity(response)["data-publishable-key"] == signing.PUBLISHABLE_KEY
    account = client.get("/settings/account", headers=DOCUMENT)
    pages.check(account.text, app, path="/settings/account")
    assert 'data-component="account"' in account.text
    assert "challenges.cloudflare.com" in account.headers["Content-Security-Policy"]
    assert "challenges.cloudflare.com" not in response.headers["Content-Security-Policy"]
    assert client.get("/sign-in?redirect_url=/history").location == "/history"
    app.extensions["database"].dispose()
