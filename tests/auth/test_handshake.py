"""To Clerk and back: what goes along, what is believed of what comes, and Clerk's backend as a real server."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.auth import signing, standin
from tests.auth.signing import ORIGIN, SIGNED_OUT, handshake, renewed, token
from tests.auth.standin import SECRET, Standin
from webapp.auth.cookies import Carried
from webapp.auth.handshake import Backend, Door, Outcome, address, without_credentials
from webapp.auth.keys import FixedKey
from webapp.auth.session import RefusedError, Renewal
from webapp.auth.state import Asked, Handshake, SignedIn, SignedOut
from webapp.errors import UnavailableError

NOW = int(time.time())
LIVE = signing.instance(live=True)
STALE = signing.cookies(token(exp=NOW - 30, iat=NOW - 40))


def good() -> str:
    """A session that holds, made anew: it lives a minute."""
    return token(sub="user_2")


@pytest.fixture
def server() -> Iterator[Standin]:
    with standin.running() as running:
        yield running


@pytest.fixture
def door(server: Standin) -> Door:
    return Door(LIVE, FixedKey(signing.public_pem()), Backend(SECRET, server.url))


def settle(door: Door, result: str, cookies: dict[str, str] = STALE, *, is_document: bool = True) -> Outcome:
    return door.settle(Asked(cookies, {"__clerk_handshake": result}, ORIGIN, is_document=is_document))


def exchange(door: Door, nonce: str, cookies: dict[str, str] = STALE) -> Outcome:
    return door.settle(Asked({**cookies, "__clerk_handshake_nonce": nonce}, {}, ORIGIN, is_document=True))


def user(outcome: Outcome) -> str:
    assert isinstance(outcome.verdict, SignedIn), outcome
    return outcome.verdict.identity.user_id


def asked_of(found: str) -> dict[str, str]:
    assert found.startswith(f"{signing.ISSUER}/v1/client/handshake?")
    return {name: values[0] for name, values in parse_qs(urlsplit(found).query).items()}


def test_a_browser_takes_along_what_clerk_needs_to_know() -> None:
    here = "https://topset.example/history?before=2026-11-23T18%3A05%2B01%3A00&q=a b"
    verdict = Handshake(Renewal.EXPIRED, Carried("a.b.c", 5, "dvb_1", is_suffixed=True), 1)
    usual = {
        "redirect_url": here,
        "__clerk_api_version": "2026-05-12",
        "suffixed_cookies": "true",
        "__clerk_hs_reason": "session-token-expired",
        "format": "nonce",
        "__session": "a.b.c",
    }

    assert asked_of(address(verdict, LIVE, here)) == usual
    assert asked_of(address(verdict, signing.instance(), here)) == {**usual, "__clerk_db_jwt": "dvb_1"}


def test_a_browser_with_nothing_takes_nothing_along() -> None:
    verdict = Handshake(Renewal.DEV_BROWSER_MISSING, Carried(None, 0, None, is_suffixed=False), 1)

    found = asked_of(address(verdict, signing.instance(), ORIGIN))

    assert {"__session", "__clerk_db_jwt"}.isdisjoint(found) and found["suffixed_cookies"] == "false"


@pytest.mark.parametrize("session", ["\udcff", "a b&redirect_url=https://evil.example", "é"])
def test_a_strange_session_can_not_break_out_of_its_place(session: str) -> None:
    verdict = Handshake(Renewal.SESSION_WITHOUT_CLIENT, Carried(session, 0, None, is_suffixed=False), 1)

    assert asked_of(address(verdict, LIVE, ORIGIN))["redirect_url"] == ORIGIN


@pytest.mark.parametrize(
    ("query", "clean"),
    [
        ("", ""),
        ("q=a%20b&x=1&&y", "q=a%20b&x=1&&y"),
        ("__clerk_handshake=a.b.c", ""),
        ("q=1&__clerk_db_jwt=dvb_1&x=2&__clerk_handshake_nonce=n&__clerk_help=1", "q=1&x=2"),
        ("%5F_clerk_handshake=a&q=__clerk_handshake", "q=__clerk_handshake"),
    ],
)
def test_no_address_keeps_a_credential(query: str, clean: str) -> None:
    assert without_credentials(query) == clean


def test_a_result_signs_in_with_its_cookies(door: Door) -> None:
    lines = renewed(good())

    outcome = settle(door, handshake(*lines))

    assert user(outcome) == "user_2"
    assert outcome.set_cookies == tuple(lines)


def test_a_result_may_be_years_old_as_long_as_its_session_holds(door: Door) -> None:
    assert user(settle(door, handshake(*renewed(good()), iat=NOW - 10**8))) == "user_2"


def test_a_result_may_say_signed_out(door: Door) -> None:
    outcome = settle(door, handshake(*SIGNED_OUT))

    assert outcome == Outcome(SignedOut("no session"), tuple(SIGNED_OUT))


def test_a_result_counts_for_what_is_not_a_document_too(door: Door) -> None:
    assert user(settle(door, handshake(*renewed(good())), is_document=False)) == "user_2"


UNUSABLE: dict[str, Callable[[], str]] = {
    "rubbish": lambda: "rubbish",
    "nothing": lambda: "a.b.c",
    "of another key": lambda: handshake(*renewed(good()), signed_by="ins_9", header={"kid": signing.KID}),
    "of a template": lambda: handshake(*renewed(good()), header={"cat": "cl_B7d4PD222AAA"}),
    "of a machine": lambda: handshake(*renewed(good()), header={"cat": "cl_B7d4PD333AAA"}),
    "a session's own token": good,
    "past an end it names": lambda: handshake(*renewed(good()), exp=NOW - 60),
    "no line": lambda: handshake("x"),
    "a line too many": lambda: handshake(*renewed(good()), "x=1\r\nX-Evil: 1"),
    "a number": lambda: handshake(7),
    "very many lines": lambda: handshake(*["x=1"] * 40),
    "a session of another key": lambda: handshake(*renewed(token(signed_by="ins_9"))),
    "a session for another site": lambda: handshake(*renewed(token(azp="https://evil.example"))),
    "a template's token as session": lambda: handshake(*renewed(token(header={"cat": "cl_B7d4PD222AAA"}))),
    "a pending session": lambda: handshake(*renewed(token(sts="pending"))),
    "an expired session": lambda: handshake(*renewed(token(exp=NOW - 30, iat=NOW - 50))),
    "a session from the future": lambda: handshake(*renewed(token(nbf=NOW + 9000))),
    "a session older than its client": lambda: handshake(*renewed(token(iat=NOW - 20), uat=NOW)),
    "a client alone": lambda: handshake("__session=; Max-Age=0", f"__client_uat={NOW}"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_result_that_does_not_hold_sets_nothing_and_is_as_if_it_had_not_come(door: Door, kind: str) -> None:
    result = UNUSABLE[kind]()
    stale, held, nobody = settle(door, result), settle(door, result, signing.cookies(token())), settle(door, result, {})

    assert isinstance(stale.verdict, Handshake) and stale.verdict.reason == Renewal.EXPIRED
    assert user(held) == "user_1"
    assert nobody.verdict == SignedOut("no session")
    assert [each.set_cookies for each in (stale, held, nobody)] == [(), (), ()]
    assert stale.unused and not any(part in stale.unused for part in result.split(".") if len(part) > 3)


def test_a_result_without_a_category_is_an_old_instances(door: Door) -> None:
    assert user(settle(door, handshake(*renewed(good()), header={"cat": None}))) == "user_2"


def test_a_result_that_stayed_behind_does_not_replace_a_newer_session(door: Door) -> None:
    now = int(time.time())
    old, new = token(iat=now - 30, sub="user_1"), token(iat=now - 5, sub="user_1")

    outcome = settle(door, handshake(*renewed(old, uat=now - 60)), signing.cookies(new))

    assert user(outcome) == "user_1"
    assert (outcome.set_cookies, outcome.unused) == ((), "old news")
    assert user(settle(door, handshake(*renewed(good())), signing.cookies(old))) == "user_2"


def test_a_development_result_brings_its_browser_along() -> None:
    door = Door(signing.instance(), FixedKey(signing.public_pem()))
    browser = "__clerk_db_jwt=dvb_2; Path=/; SameSite=Lax"

    assert user(settle(door, handshake(*renewed(good()), browser), {})) == "user_2"
    assert isinstance(settle(door, handshake(*renewed(good())), {}).verdict, Handshake)


def test_a_number_is_exchanged_at_clerks_backend(door: Door, server: Standin) -> None:
    server.kept["n_1"] = renewed(good())

    outcome = exchange(door, "n_1")

    assert user(outcome) == "user_2"
    assert outcome.set_cookies == tuple(server.kept["n_1"])
    assert server.asked == ["/v1/clients/handshake_payload?nonce=n_1"]


def test_a_number_may_say_signed_out(door: Door, server: Standin) -> None:
    server.kept["n_1"] = SIGNED_OUT

    assert exchange(door, "n_1") == Outcome(SignedOut("no session"), tuple(SIGNED_OUT))


def test_what_a_number_brings_is_verified_like_the_rest(door: Door, server: Standin) -> None:
    unusable: list[list[Any]] = [["x"], [7], [], renewed(token(signed_by="ins_9")), renewed(token(exp=NOW - 30))]
    for lines in unusable:
        server.kept["n_1"] = lines

        outcome = exchange(door, "n_1")

        assert isinstance(outcome.verdict, Handshake) and outcome.set_cookies == ()


def test_a_number_clerk_does_not_know_is_as_if_it_had_not_come(door: Door) -> None:
    assert isinstance(exchange(door, "n_9").verdict, Handshake)
    assert exchange(door, "n_9", {}).verdict == SignedOut("no session")


@pytest.mark.parametrize("nonce", ["a/b", "../x", "a?b=c", "a b", "é", "\udcff", "x" * 600, "a\r\nX: y"])
def test_what_is_no_number_is_never_sent(door: Door, server: Standin, nonce: str) -> None:
    assert isinstance(exchange(door, nonce).verdict, Handshake)
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (503, None), (429, None), (401, None), (302, None), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b"[" * 9000)],
)  # fmt: skip
def test_a_backend_out_of_order_is_an_outage_and_not_a_sign_out(
    door: Door, server: Standin, status: int, body: bytes | None
) -> None:
    server.status, server.body, server.location = status, body, server.url if status == 302 else None

    with pytest.raises(UnavailableError):
        exchange(door, "n_1")
    assert user(exchange(door, "n_1", signing.cookies(token()))) == "user_1"


def test_a_backend_that_is_silent_is_not_waited_for(server: Standin) -> None:
    server.delay = 1.0
    door = Door(LIVE, FixedKey(signing.public_pem()), Backend(SECRET, server.url, seconds=0.2))
    started = time.monotonic()

    with pytest.raises(UnavailableError):
        exchange(door, "n_1")

    assert time.monotonic() - started < 0.9


def test_made_up_numbers_never_hold_many_threads(door: Door, server: Standin) -> None:
    server.delay = 0.5

    def ask(number: int) -> object:
        try:
            return exchange(door, f"n_{number}").verdict
        except UnavailableError:
            return None

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(ask, range(6)))

    assert len(server.asked) == 2
    assert found.count(None) == 4


def test_an_outage_tells_no_number_and_no_secret(server: Standin) -> None:
    server.body = b"<html>"
    with pytest.raises(UnavailableError) as away:
        Backend(SECRET, server.url)("n_secret")

    assert away.value.__cause__ is None and away.value.__suppress_context__
    with pytest.raises(RefusedError) as refused:
        Backend(SECRET, server.url)("n secret")
    assert "secret" not in str(away.value) + str(refused.value)
