"""Where an unsafe request must come from, and what every answer tells the browser it may do."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask

from tests import away, routes
from tests.auth.signing import ISSUER, instance
from tests.browsers import Browser
from tests.callers import Caller
from webapp.security import HSTS, NOTHING, content_security_policy

SAME = [
    {"Sec-Fetch-Site": "same-origin", "Origin": None},
    {"Sec-Fetch-Site": "none", "Origin": None},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost"},
]
OTHER = [
    {"Sec-Fetch-Site": "cross-site", "Origin": None},
    {"Sec-Fetch-Site": "same-site", "Origin": None},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "Same-Origin", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": None, "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": "null"},
    {"Sec-Fetch-Site": None, "Origin": ""},
    {"Sec-Fetch-Site": None, "Origin": "https://localhost"},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost:8000"},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": None, "Origin": "http://evil.example/localhost"},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost@evil.example"},
]


@pytest.mark.parametrize("headers", SAME)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_our_own_pages_send_is_taken(lifter: Browser, headers: dict[str, str | None], *, htmx: bool) -> None:
    assert lifter.post("/workouts", headers=headers, htmx=htmx).status_code in {200, 303}


@pytest.mark.parametrize("headers", OTHER)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_other_sites_send_is_refused(lifter: Browser, headers: dict[str, str | None], method: str) -> None:
    assert lifter.send(method, "/workouts", headers=headers, htmx=True).status_code == 403
    assert lifter.send(method, "/workouts", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", OTHER)
def test_what_changes_nothing_may_come_from_anywhere(lifter: Browser, headers: dict[str, str | None]) -> None:
    assert lifter.get("/dashboard", headers=headers).status_code == 200


def test_a_plain_form_can_not_hide_its_method_from_the_check(lifter: Browser) -> None:
    response = lifter.post("/settings?_method=PUT", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def directives(policy: str) -> dict[str, str]:
    return {name: value for name, _, value in (each.partition(" ") for each in policy.split("; "))}


def test_a_page_of_clerks_may_load_clerk_and_nothing_else() -> None:
    assert directives(content_security_policy("n0nce", instance())) == {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-n0nce' {ISSUER}",
        "style-src": "'self' 'nonce-n0nce'",
        "img-src": "'self' data: https://img.clerk.com",
        "connect-src": f"'self' {ISSUER}",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_a_page_follows_clerks_script_to_where_it_is_loaded_from() -> None:
    policy = content_security_policy(
        "n0nce", replace(instance(), js_url="https://cdn.topset.example:8443/clerk.js?v=1")
    )

    assert directives(policy)["script-src"] == f"'self' 'nonce-n0nce' {ISSUER} https://cdn.topset.example:8443"
    assert directives(policy)["connect-src"] == f"'self' {ISSUER} https://cdn.topset.example:8443"


def test_a_page_with_clerks_components_lets_it_tell_people_from_programs() -> None:
    plain = directives(content_security_policy("n0nce", instance()))
    policy = directives(content_security_policy("n0nce", instance(), with_components=True))

    checks = "https://challenges.cloudflare.com https://*.protect.clerk.com"
    assert policy["script-src"] == f"{plain['script-src']} {checks}"
    assert policy["frame-src"] == "https://challenges.cloudflare.com"
    assert policy["connect-src"] == f"{plain['connect-src']} https://*.protect.clerk.com"
    assert re.fullmatch(r"'self' 'nonce-n0nce'( 'sha256-[\w+/]{43}='){2}", policy["style-src"])
    changed = {"script-src", "frame-src", "connect-src", "style-src"}
    assert {name: policy[name] for name in policy if name not in changed} == {
        name: plain[name] for name in plain if name not in changed
    }


def test_a_local_page_loads_from_this_machine_alone(visitor: Browser) -> None:
    policy = directives(visitor.get("/").headers["Content-Security-Policy"])

    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", policy["script-src"])
    assert policy["connect-src"] == "'self'"


def test_a_nonce_is_used_once(visitor: Browser) -> None:
    policies = {visitor.get("/").headers["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_a_page_names_the_nonce_of_its_own_policy() -> None:
    """Clerk's script tag takes its nonce from the page."""
    client = deployed_client(proxies=0)
    response = client.post("/sign-out", headers={"Sec-Fetch-Site": "same-origin"})

    nonce = re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])
    assert nonce is not None and f'nonce="{nonce[1]}"' in response.text


def deployed_client(*, proxies: int) -> Caller:
    """Someone at the application as it is deployed with Clerk, behind so many proxies."""
    return Caller(away.deployed(trusted_proxies=proxies))


@pytest.mark.parametrize(("scheme", "is_strict"), [("https", True), ("http", False)])
def test_https_is_kept_to_once_it_was_used(scheme: str, *, is_strict: bool) -> None:
    response = deployed_client(proxies=0).get("/", base_url=f"{scheme}://topset.example")

    assert response.headers.get("Strict-Transport-Security") == (HSTS if is_strict else None)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "is_believed"),
    [(1, "https", True), (1, "http", False), (0, "https", False), (1, "https, http", False), (2, "https, http", True)],
)
def test_only_a_trusted_proxy_can_say_that_it_was_https(proxies: int, forwarded: str, *, is_believed: bool) -> None:
    response = deployed_client(proxies=proxies).get("/", headers={"X-Forwarded-Proto": forwarded})

    assert ("Strict-Transport-Security" in response.headers) is is_believed


@pytest.mark.parametrize(("proxies", "status"), [(1, 200), (0, 403)])
def test_a_form_behind_a_proxy_comes_from_where_the_proxy_says(proxies: int, status: int) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "topset.example", "Origin": "https://topset.example"}

    assert deployed_client(proxies=proxies).post("/sign-out", headers=headers).status_code == status


def test_a_policy_of_an_answers_own_stands(app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def view() -> tuple[str, dict[str, str]]:
        return "", {"Content-Security-Policy": NOTHING, "X-Frame-Options": "SAMEORIGIN"}

    monkeypatch.setitem(app.view_functions, "observability.healthz", view)
    headers = visitor.get("/healthz", check=False).headers

    assert headers.get_all("Content-Security-Policy") == [NOTHING]
    assert headers.get_all("X-Frame-Options") == ["SAMEORIGIN"]


OTHER_BODIES = [
    ("application/xml", b"<a/>"), ("application/json", b'{"name": "A"}'), ("text/plain", b"name=A"), ("", b"name=A"),
    ("multipart/form-data", b"name=A"), ("application/octet-stream", b"\0"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), OTHER_BODIES)
def test_a_body_that_is_no_form_is_refused_everywhere(app: Flask, lifter: Browser, kind: str, body: bytes) -> None:
    unsafe = [each for each in routes.everything(app) if each.method not in routes.SAFE]
    assert len(unsafe) > 40
    for route in unsafe:
        if route.endpoint == "auth.receive_webhook":
            continue
        path = route.path(dict.fromkeys(route.rule.arguments, UUID(int=7)) | {"number": 1, "user_id": "user_1"})
        for htmx in (True, False):
            answer = lifter.send(route.method, path, data=body, content_type=kind, htmx=htmx)
            assert answer.status_code == 415, f"{route} {answer.status_code}"
    assert "No plan yet" in lifter.get("/plans").text
    assert "· started" not in lifter.get("/dashboard").text


def test_a_form_with_nothing_in_it_needs_no_kind(lifter: Browser) -> None:
    assert lifter.send("POST", "/workouts", data=b"", content_type="text/plain").status_code == 303
    form = "multipart/form-data; boundary=x"
    sent = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nWinter\r\n--x--\r\n'
    assert lifter.send("POST", "/plans", data=sent, content_type=form).status_code == 303
    assert "Winter" in lifter.get("/plans").text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up"])
def test_a_public_page_that_differs_by_visitor_is_kept_by_nobody_else(
    lifter: Browser, visitor: Browser, path: str
) -> None:
    for browser in (lifter, visitor):
        response = browser.get(path)
        assert response.headers["Cache-Control"] in {"private, no-cache", "no-store"}
        assert {"Cookie", "HX-Request"} <= set(response.vary)


def test_a_shared_plan_is_kept_by_nobody_else(lifter: Browser, stranger: Browser, visitor: Browser) -> None:
    url = lifter.post("/plans", {"name": "Winter"}).location
    lifter.post(f"{url}/share")
    shared = re.search(r"/plans/shared/[\w-]+", lifter.get(url).text)
    assert shared is not None
    for browser in (lifter, stranger, visitor):
        response = browser.get(shared[0])
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-cache" and "Cookie" in response.vary
