"""Clerk's keys, fetched from a real server on this machine: when, how often, and what an outage does."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest

from tests.auth import signing
from webapp.auth import keys
from webapp.auth.keys import FetchedKeys, FixedKey, for_clerk
from webapp.auth.session import RefusedError, Sessions
from webapp.errors import ConfigError, UnavailableError


class KeyServer(ThreadingHTTPServer):
    """Serves one answer, and counts how often it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.body = signing.jwks("ins_1")
        self.status = 200
        self.declared_length: int | None = None
        self.delay = 0.0
        self.asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/.well-known/jwks.json"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up waiting is what some tests are about."""


class Answer(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.asked += 1
        time.sleep(self.server.delay)
        length = self.server.declared_length
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body) if length is None else length))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def no_cooldown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COOLDOWN_SECONDS", 0.0)


def verifies(found: Any, signed_by: str = "ins_1") -> bool:
    signed = signing.token(signed_by=signed_by)
    return bool(jwt.decode(signed, found, algorithms=["RS256"], options={"verify_aud": False}))


def test_a_key_is_fetched_once_and_kept(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)

    assert server.asked == 0
    assert all(verifies(fetched.find("ins_1")) for _ in range(5))

    assert server.asked == 1


def test_an_unknown_key_is_looked_for_again_only_after_a_while(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = FetchedKeys(server.url)
    fetched.find("ins_1")
    server.body = signing.jwks("ins_1", "ins_2")

    for _ in range(10):
        with pytest.raises(RefusedError):
            fetched.find("ins_2")
    assert server.asked == 1
    monkeypatch.setattr(keys, "COOLDOWN_SECONDS", 0.0)

    assert verifies(fetched.find("ins_2"), "ins_2")
    assert server.asked == 2


@pytest.mark.usefixtures("no_cooldown")
def test_a_key_that_is_withdrawn_is_no_longer_believed(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)
    fetched.find("ins_1")
    server.body = signing.jwks("ins_2")

    fetched.find("ins_2")

    with pytest.raises(RefusedError):
        fetched.find("ins_1")


@pytest.mark.parametrize("kid", [None, "", "ins_9"])
def test_a_token_without_a_known_kid_is_refused(server: KeyServer, kid: str | None) -> None:
    with pytest.raises(RefusedError):
        FetchedKeys(server.url).find(kid)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b"[]",
        b"null",
        b'{"keys": 1}',
        b'{"keys": ["x"]}',
        b'{"keys": [{}]}',
        b'{"keys": [{"kid": "ins_1", "kty": "RSA"}]}',
        b'{"keys": [{"kid": "ins_1", "kty": "oct", "k": "AAAA"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_an_answer_without_keys_is_an_outage(server: KeyServer, body: bytes) -> None:
    server.body = body

    with pytest.raises(UnavailableError):
        FetchedKeys(server.url).find("ins_1")


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_an_error_of_the_server_is_an_outage(server: KeyServer, status: int) -> None:
    server.status = status

    with pytest.raises(UnavailableError):
        FetchedKeys(server.url).find("ins_1")


def test_an_answer_cut_short_is_an_outage(server: KeyServer) -> None:
    server.declared_length = len(server.body) + 100

    with pytest.raises(UnavailableError):
        FetchedKeys(server.url).find("ins_1")


def test_a_server_that_is_not_there_is_an_outage(server: KeyServer) -> None:
    gone = KeyServer()
    gone.server_close()

    with pytest.raises(UnavailableError):
        FetchedKeys(gone.url).find("ins_1")
    assert server.asked == 0


def test_a_server_that_does_not_answer_is_waited_for_briefly(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.2)
    server.delay = 1.0
    started = time.monotonic()

    with pytest.raises(UnavailableError):
        FetchedKeys(server.url).find("ins_1")

    assert time.monotonic() - started < 0.9


@pytest.mark.usefixtures("no_cooldown")
def test_an_outage_leaves_the_keys_that_are_known(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)
    fetched.find("ins_1")
    server.status = 503

    with pytest.raises(RefusedError):
        fetched.find("ins_2")
    assert verifies(fetched.find("ins_1"))
    assert server.asked == 2

    server.status, server.body = 200, signing.jwks("ins_1", "ins_2")
    assert verifies(fetched.find("ins_2"), "ins_2")


def test_an_outage_with_known_keys_is_not_asked_about_by_every_stray_token(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)
    fetched.find("ins_1")
    fetched._fetched_at = float("-inf")
    server.status = 503

    for _ in range(5):
        with pytest.raises(RefusedError):
            fetched.find("ins_2")

    assert server.asked == 2


def test_an_end_of_the_outage_is_noticed_at_once_where_no_key_is_known(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)
    server.status = 503
    with pytest.raises(UnavailableError):
        fetched.find("ins_1")

    server.status = 200

    assert verifies(fetched.find("ins_1"))


def test_many_at_once_fetch_once(server: KeyServer) -> None:
    server.delay = 0.2
    fetched = FetchedKeys(server.url)

    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(fetched.find, ["ins_1"] * 16))

    assert server.asked == 1
    assert len({id(each) for each in found}) == 1


def test_who_waits_behind_a_failure_fails_with_it(server: KeyServer) -> None:
    """Each waiting as long again, one after the other, would hold every thread there is."""
    server.status, server.delay = 503, 0.3
    fetched = FetchedKeys(server.url)

    def find(_: int) -> bool:
        try:
            return bool(fetched.find("ins_1"))
        except UnavailableError:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(find, range(8)))

    assert server.asked < 4


@pytest.mark.usefixtures("no_cooldown")
def test_a_key_that_replaces_another_is_found_by_the_first_token_it_signed(server: KeyServer) -> None:
    fetched = FetchedKeys(server.url)
    clerk = signing.instance(live=True)
    sessions = Sessions(clerk, fetched)
    assert sessions.verify(signing.token(), signing.ORIGIN)

    server.body = signing.jwks("ins_2")

    assert sessions.verify(signing.token(signed_by="ins_2"), signing.ORIGIN)
    assert server.asked == 2
    with pytest.raises(RefusedError, match="unknown key"):
        sessions.verify(signing.token(jti="2"), signing.ORIGIN)


def test_a_fixed_key_needs_no_network() -> None:
    fixed = for_clerk(signing.instance(pem=signing.public_pem()))

    assert isinstance(fixed, FixedKey)
    assert verifies(fixed.find("whatever"))


@pytest.mark.parametrize("pem", ["", "MIIB", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"])
def test_a_fixed_key_that_is_none_is_refused_at_the_start(pem: str) -> None:
    with pytest.raises(ConfigError, match="CLERK_JWT_KEY"):
        FixedKey(pem)


def test_without_a_fixed_key_the_instances_own_list_is_asked() -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return signing.jwks("ins_1")

    made = for_clerk(signing.instance())
    assert isinstance(made, FetchedKeys)
    made._fetch = fetch

    assert verifies(made.find("ins_1"))
    assert asked == [f"https://{signing.HOST}/.well-known/jwks.json"]
