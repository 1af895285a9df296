"""Scripts with a token of their own, proxies that speak for a request, keys out of reach, and rubbish."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import journal
from tests.auth import signing
from tests.auth.deployment import KINDS, NOW, STALE, TEMPLATE, WHERE, Kind, ask, handshake_of
from tests.auth.signing import renewed
from tests.browsers import new_user_id
from tests.conftest import RunSql
from webapp.auth.keys import FetchedKeys

Result = Callable[[list[str]], dict[str, str]]


def test_a_script_is_known_by_its_token_alone(deployments: dict[str, Flask], run_sql: RunSql) -> None:
    user_id, token = new_user_id(), signing.token
    good = {"Authorization": f"Bearer {token(sub=user_id)}"}

    written = ask(deployments["production"], {}, Kind("PUT", {}), more=good)
    assert written.status_code < 300
    assert run_sql("SELECT time_zone FROM user_settings WHERE user_id = %(id)s", id=user_id) == [
        {"time_zone": "Europe/Berlin"}
    ]
    assert ask(deployments["development"], {}, Kind("GET", {}), more=good).status_code == 200


@pytest.mark.parametrize(
    "bad",
    ["", "rubbish", signing.token(exp=NOW - 30), signing.token(header=TEMPLATE)],
    ids=["none", "rubbish", "expired", "template"],
)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_scripts_bad_token_is_401_whatever_cookies_it_has(
    deployments: dict[str, Flask], kind: Kind, bad: str
) -> None:
    response = ask(
        deployments["production"], signing.cookies(signing.token()), kind, more={"Authorization": f"bearer {bad}"}
    )

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Location" not in response.headers


def test_a_token_in_the_header_can_not_lend_a_cookie_to_another_site(deployments: dict[str, Flask]) -> None:
    cookies, cross = signing.cookies(signing.token()), {"Sec-Fetch-Site": "cross-site"}

    assert ask(deployments["production"], cookies, Kind("PUT", cross)).status_code == 403
    assert (
        ask(deployments["production"], cookies, Kind("PUT", {**cross, "Authorization": "Bearer x"})).status_code == 401
    )
    assert (
        ask(deployments["production"], cookies, Kind("PUT", {**cross, "Authorization": "Basic x"})).status_code == 403
    )


def test_no_other_sites_script_is_let_to_send_a_token(deployments: dict[str, Flask]) -> None:
    preflight = {
        "Origin": "https://evil.example", "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization",
    }  # fmt: skip
    for path in (WHERE, "/", "/sign-out"):
        response = ask(deployments["production"], {}, Kind("OPTIONS", preflight), path=path)
        assert not [name for name in response.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "www.topset.example", "X-Forwarded-For": "192.0.2.7"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "origin"),
    [
        (0, {}, "http://inside:8000"),
        (0, FORWARDED, "http://inside:8000"),
        (0, {"Forwarded": "host=evil.example;proto=https", "X-Original-Host": "evil.example"}, "http://inside:8000"),
        (1, {}, "http://inside:8000"),
        (1, FORWARDED, "https://www.topset.example"),
        (1, {**FORWARDED, "X-Forwarded-Host": "evil.example, www.topset.example"}, "https://www.topset.example"),
        (1, {**FORWARDED, "X-Forwarded-Proto": "gopher, https"}, "https://www.topset.example"),
        (1, {**FORWARDED, "X-Forwarded-Prefix": "/evil", "X-Forwarded-Port": "81"}, "https://www.topset.example"),
        (2, {**FORWARDED, "X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "www.topset.example, inside"}, "https://www.topset.example"),
        (2, FORWARDED, "http://inside:8000"),
    ],
)  # fmt: skip
def test_the_public_address_is_what_trusted_proxies_say_and_nobody_else(
    deploy: Callable[..., Flask], proxies: int, forwarded: dict[str, str], origin: str
) -> None:
    app = deploy(proxies=proxies)

    asked = handshake_of(ask(app, STALE, base_url="http://inside:8000", more=forwarded, query_string={"q": "1"}))

    assert asked["redirect_url"] == f"{origin}{WHERE}?q=1"
    good = signing.cookies(signing.token(azp=origin))
    assert ask(app, good, base_url="http://inside:8000", more=forwarded).status_code == 200


def test_while_keys_can_not_be_had_nobody_is_signed_in_and_nobody_out(
    deploy: Callable[..., Flask],
) -> None:
    app = deploy(keys=FetchedKeys("http://127.0.0.1:1/.well-known/jwks.json"))

    for kind in (KINDS["document"], KINDS["htmx"], KINDS["outbox"]):
        response = ask(app, signing.cookies(signing.token()), kind)
        assert response.status_code == 503 and "Retry-After" in response.headers
    assert ask(app, signing.cookies(signing.token()), path="/").status_code == 200
    assert ask(app, {}).status_code == 303


BAD = [
    {"__session": "\x00"}, {"__session": "a.b.c", "__client_uat": "9" * 5000}, {"__session": "W10.W10.x", "__client_uat": "5"},
    {"__session": "e30.e30.e30", "__client_uat": "5"}, {"__session": "ÿÿ", "__client_uat": "5"}, {"__session": "." * 7000, "__client_uat": "5"},
    {"__client_uat": '{"a": 1}', "__session": '{"b": 2}'}, {"__clerk_redirect_count": "-1", "__client_uat": "5"},
    {"__clerk_handshake": "ÿ.b.c"}, {"__clerk_handshake": "W10.W10.x"}, {"__clerk_handshake_nonce": "../../users"},
    {"__clerk_handshake": "A" * 7000}, {"__clerk_db_jwt": "ÿ", "__client_uat": "5"},
]  # fmt: skip


@pytest.mark.parametrize("instance_type", ["production", "development"])
@pytest.mark.parametrize("place", ["cookies", "query"])
@pytest.mark.parametrize("bad", BAD, ids=map(str, range(len(BAD))))
def test_bad_input_is_refused_with_a_reason_and_never_a_stack(
    deployments: dict[str, Flask], instance_type: str, place: str, bad: dict[str, str]
) -> None:
    with journal.kept() as book:
        for kind in KINDS.values():
            is_query = place == "query" and kind.method == "GET"
            response = ask(
                deployments[instance_type], {} if is_query else bad, kind, query_string=bad if is_query else None
            )
            assert response.status_code in ({303, 307} if kind.is_document else {400, 401})

    assert [line["message"] for line in book.entries] == ["request"] * len(KINDS)
    assert all(line["reason"] for line in book.entries if line["status"] != 307)
    assert not [line for line in book.lines for value in bad.values() if len(value) > 6 and value in line]


def test_no_line_holds_a_credential(deployments: dict[str, Flask], result: Result) -> None:
    good, stale = signing.token(), STALE["__session"]
    with journal.kept() as book:
        for brought in (
            {},
            STALE,
            signing.cookies(good),
            {**STALE, **result(renewed(good))},
            {**STALE, **result(["x"])},
        ):
            for kind in KINDS.values():
                ask(deployments["production"], brought, kind)
                ask(deployments["production"], {}, kind, query_string=brought if kind.method == "GET" else None)
                ask(deployments["production"], brought, kind, path=f"/workouts/{good}")
                ask(deployments["production"], {}, kind, more={"Authorization": f"Bearer {stale}"})

    written = "\n".join(book.lines)
    assert len(book.lines) == 5 * 4 * len(KINDS)
    assert not [part for part in (*good.split("."), *stale.split(".")[1:], "n_1") if part in written]
    assert "handshake: session-token-expired" in written
