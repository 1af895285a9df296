"""Calls to Clerk end in time, stay short, and go nowhere else with a secret."""

import time
from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError

import pytest

from tests.auth import standin
from tests.auth.standin import Standin
from webapp.auth import calls


@pytest.fixture
def server() -> Iterator[Standin]:
    with standin.running() as running:
        yield running


def test_a_body_is_whole_and_the_headers_go_along(server: Standin) -> None:
    server.body = b"x" * 100_000

    assert calls.fetch(server.url, seconds=5, headers={"Authorization": "Bearer x"}) == server.body
    assert server.headers["Authorization"] == "Bearer x"
    assert not server.headers["User-Agent"].startswith("Python")


def test_a_redirect_is_an_error_and_the_secret_stays_here(server: Standin) -> None:
    with standin.running() as elsewhere:
        server.status, server.location = 302, elsewhere.url

        with pytest.raises(HTTPError):
            calls.fetch(server.url, seconds=5, headers={"Authorization": "Bearer x"})

        assert elsewhere.asked == []


def test_an_answer_that_drips_is_not_waited_for(server: Standin) -> None:
    server.body, server.drip = b"x" * 200, 0.05
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        calls.fetch(server.url, seconds=0.3)

    assert time.monotonic() - started < 3


def test_an_answer_without_end_is_cut_off(server: Standin) -> None:
    server.body = b"x" * (calls.MAX_BYTES + 1)

    with pytest.raises(TimeoutError):
        calls.fetch(server.url, seconds=5)


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises((OSError, HTTPException)):
        calls.fetch("http://127.0.0.1:1", seconds=1)
