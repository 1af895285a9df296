"""One line a request that tells what it took and nobody's secrets; and what a platform may ask."""

import json
import logging
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests import away, journal
from tests.auth import signing
from tests.browsers import Browser
from tests.deployed import Site
from tests.journal import Journal
from webapp.observability import JsonLines

SECRET = "hunter2-secret"
TIMING = re.compile(r'app;dur=\d+\.\d, db;dur=\d+\.\d;desc="(\d+ statements?)"')


@pytest.fixture
def log() -> Iterator[Journal]:
    """The application's log while a test runs."""
    with journal.kept() as book:
        yield book


def test_a_request_is_one_line_that_tells_what_it_took(lifter: Browser, log: Journal) -> None:
    response = lifter.get("/exercises?q=squat")

    (line,) = log.entries
    assert {name: line[name] for name in line if name not in {"at", "ms", "db_ms"}} == {
        "level": "info",
        "message": "request",
        "request_id": response.headers["X-Request-Id"],
        "method": "GET",
        "path": "/exercises",
        "route": "/exercises",
        "status": 200,
        "statements": 2,
        "user_id": lifter.user_id,
    }
    assert line["ms"] >= line["db_ms"] > 0
    assert line["at"].endswith("+00:00")


def test_a_line_names_the_route_and_why_a_session_was_refused(visitor: Browser, log: Journal) -> None:
    visitor.get(f"/workouts/{uuid.UUID(int=7)}")

    (line,) = log.entries
    assert (line["route"], line["status"], line["reason"]) == ("/workouts/<uuid:log_id>", 303, "no session")
    assert "user_id" not in line


def test_what_is_nowhere_is_a_line_without_a_route(visitor: Browser, log: Journal) -> None:
    visitor.get("/nowhere%0a{}")

    (line,) = log.entries
    assert line["path"] == "/nowhere\n{}"
    assert "route" not in line
    assert "\n" not in log.lines[0]


def test_every_request_has_an_id_of_its_own(visitor: Browser, log: Journal) -> None:
    given = [visitor.get("/", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(3)]

    assert len(set(given)) == 3
    assert [line["request_id"] for line in log.entries] == given
    assert {uuid.UUID(each).version for each in given} == {7}


def test_nothing_that_is_secret_is_written_down(
    lifter: Browser, exercise: Callable[[str], uuid.UUID], log: Journal
) -> None:
    log_id = lifter.start()
    lifter.client.set_cookie("another", SECRET)
    lifter.get(f"/exercises?q={SECRET}&token={SECRET}")
    lifter.get("/dashboard", headers={"Authorization": SECRET, "Referer": SECRET, "User-Agent": SECRET})
    lifter.log(log_id, exercise("Bench press"), note=SECRET)
    lifter.log(log_id, exercise("Bench press"), note=SECRET, reps="many")
    lifter.put("/settings", {"time_zone": SECRET})
    lifter.post("/local/sessions", {"first_name": SECRET, "redirect_url": f"/{SECRET}"})
    lifter.post("/api/webhooks/clerk", SECRET.encode(), headers={"svix-id": SECRET, "svix-signature": SECRET})

    cookies = [cookie.value for cookie in lifter.client._cookies.values()] if lifter.client._cookies else []
    assert len(log.lines) >= 9 and len(cookies) >= 3
    written = "\n".join(log.lines)
    assert SECRET not in written
    assert not [value for value in cookies if len(value) > 8 and value in written]


def test_a_bug_in_a_statement_does_not_write_down_what_was_typed(
    app: Flask, lifter: Browser, log: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither SQLAlchemy's parameters nor the row that PostgreSQL shows."""

    def view() -> str:
        from sqlalchemy import text  # noqa: PLC0415  (only this view breaks its own rule)

        with app.extensions["database"].begin() as session:
            session.execute(
                text("INSERT INTO user_settings (user_id, theme) VALUES (:id, :theme)"),
                {"id": lifter.user_id, "theme": SECRET},
            )
        return ""

    monkeypatch.setitem(app.view_functions, "settings.edit", view)
    assert lifter.get("/settings").status_code == 500

    (line,) = log.about("unhandled")
    assert "psycopg.errors.CheckViolation: ck_user_settings_theme" in line["traceback"]
    assert line["traceback"].endswith("sqlalchemy.exc.IntegrityError")
    assert SECRET not in line["traceback"]


@pytest.mark.parametrize(("path", "statements"), [("/dashboard", "3 statements"), ("/settings", "1 statement")])
def test_a_signed_in_answer_tells_what_it_took(lifter: Browser, path: str, statements: str) -> None:
    found = TIMING.fullmatch(lifter.get(path).headers["Server-Timing"])
    assert found is not None and found[1] == statements


@pytest.mark.parametrize("path", ["/", "/sign-in", "/dashboard", "/healthz", "/readyz"])
def test_an_answer_to_nobody_tells_nothing(visitor: Browser, path: str) -> None:
    assert "Server-Timing" not in visitor.get(path).headers


def test_a_process_is_healthy_without_its_database_and_not_ready(instance: Path) -> None:
    visitor = Browser(away.application(instance))

    assert visitor.get("/healthz").json == {"status": "ok"}
    for _ in range(2):
        response = visitor.get("/readyz")
        assert (response.status_code, response.json) == (503, {"status": "unavailable", "missing": ["database"]})
        assert response.headers["Retry-After"] == "1"


def test_a_database_that_is_silent_is_missed_within_a_second(instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        visitor = Browser(away.application(instance, url))
        began = time.monotonic()
        response = visitor.get("/readyz")

        assert (response.status_code, response.json) == (503, {"status": "unavailable", "missing": ["database"]})
        assert time.monotonic() - began < 1.5


def test_a_ready_process_asks_the_database_once(visitor: Browser, log: Journal) -> None:
    assert visitor.get("/readyz").json == {"status": "ok"}
    assert [(line["status"], line["statements"]) for line in log.entries] == [(200, 1)]


def format_line(error: Exception, **extra: object) -> dict[str, Any]:
    """The line about an error that was caught."""
    try:
        raise error  # noqa: TRY301  (to have a way to it)
    except Exception as caught:  # noqa: BLE001  (any)
        exc_info = (type(caught), caught, caught.__traceback__)
    logger = logging.getLogger("webapp")
    record = logger.makeRecord("webapp", logging.ERROR, "f", 1, "%s happened", ("It",), exc_info, extra=extra)
    line: dict[str, Any] = json.loads(JsonLines().format(record))
    return line


def test_a_line_holds_its_fields_and_the_way_to_an_error() -> None:
    line = format_line(RuntimeError("no"), status=500, path="/ü", password=SECRET, reason=None)

    assert (line["message"], line["level"], line["status"], line["path"]) == ("It happened", "error", 500, "/ü")
    assert line["traceback"].endswith("\nRuntimeError: no")
    assert "reason" not in line and SECRET not in str(line)


def test_a_line_tells_what_an_error_came_from() -> None:
    causes = [KeyError("first"), ValueError(SECRET), RuntimeError("last")]
    causes[2].__cause__, causes[1].__context__ = causes[1], causes[0]
    told = format_line(causes[2])["traceback"]

    assert [each.splitlines()[-1] for each in told.split("\n\nwhich led to\n\n")] == [
        "KeyError: 'first'",
        "ValueError",
        "RuntimeError: last",
    ]


def test_a_deployed_process_writes_its_lines_to_standard_output(site: Site) -> None:
    host = site.url.removeprefix("http://")
    with socket.create_connection((host.split(":")[0], int(host.split(":")[1])), timeout=10) as connection:
        request = (
            f"GET /workouts/{SECRET}?token={SECRET}-query HTTP/1.0\r\nHost: {host}\r\nCookie: a={SECRET}-cookie\r\n\r\n"
        )
        connection.sendall(request.encode())
        while connection.recv(4096):
            pass
    lines = [json.loads(line) for line in site.log().splitlines() if line.startswith("{")]

    assert [(line["path"], line["status"]) for line in lines if SECRET in str(line)] == [(f"/workouts/{SECRET}", 404)]
    assert f"{SECRET}-" not in site.log()


def test_whatever_a_line_quotes_is_scrubbed() -> None:
    token = signing.token()
    cause = RuntimeError(f"GET https://clerk.example/v1/client/handshake?__session={token}")
    line = format_line(
        cause, path=f"/workouts/{token}", reason=f"Bearer {token}", status={"Cookie": f"__session={token}"}
    )

    assert "scrubbed" in line["path"] and "scrubbed" in line["reason"] and "scrubbed" in line["traceback"]
    assert not [part for part in token.split(".") if part in str(line)]


def test_what_gunicorn_says_itself_is_scrubbed(site: Site) -> None:
    host, token = urlsplit(site.url), signing.token()
    with socket.create_connection((host.hostname, host.port), timeout=10) as connection:
        connection.sendall(f"GET /?__clerk_handshake={token}&__clerk_handshake_nonce={SECRET}-nonce\r\n\r\n".encode())
        while connection.recv(4096):
            pass
    said = site.log()

    assert "Invalid" in said and "__clerk_handshake=[scrubbed]" in said
    assert f"{SECRET}-nonce" not in said and token.split(".")[2] not in said
