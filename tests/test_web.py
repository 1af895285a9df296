"""Answers: every error as a page and as a fragment, redirects for both, and what plain forms can say."""

import gzip
import http.client
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import away, journal, reading
from tests.browsers import ORIGIN, Browser
from tests.conftest import RunSql
from tests.deployed import Site
from webapp import web

Exercise = Callable[[str], uuid.UUID]
NOBODY = uuid.UUID(int=7)
SECRET = "the bar is bent"


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug behind /settings."""

    def view() -> str:
        raise RuntimeError(SECRET)

    monkeypatch.setitem(app.view_functions, "settings.edit", view)


@pytest.fixture
def unreachable(instance: Path, lifter: Browser) -> Browser:
    """The same lifter, where the database is away."""
    return Browser(away.application(instance), lifter.user_id)


def provoke(status: int, lifter: Browser, visitor: Browser, unreachable: Browser, *, htmx: bool) -> TestResponse:
    """One request that ends in each error."""
    if status == 409:
        deleted = uuid.UUID(lifter.post("/workouts").location.rpartition("/")[2])
        lifter.delete(f"/workouts/{deleted}")
        return lifter.post("/workouts", {"workout_id": str(deleted)}, htmx=htmx)
    if status == 422:
        return lifter.post(f"/workouts/{lifter.start()}/entries", {"exercise_id": "squat"}, htmx=htmx)
    return {
        400: lambda: lifter.get("/dashboard", headers={"Host": "evil.example"}, htmx=htmx),
        401: lambda: visitor.post("/workouts", htmx=htmx),
        403: lambda: lifter.post("/workouts", headers={"Sec-Fetch-Site": "cross-site"}, htmx=htmx),
        404: lambda: lifter.get("/nowhere", htmx=htmx),
        405: lambda: lifter.send("PATCH", "/settings", htmx=htmx),
        413: lambda: lifter.post("/workouts", {"note": "x" * (web.MAX_BODY + 1)}, htmx=htmx),
        500: lambda: lifter.get("/settings", htmx=htmx),
        503: lambda: unreachable.get("/dashboard", htmx=htmx),
    }[status]()


ERRORS = [400, 401, 403, 404, 405, 409, 413, 422, 500, 503]


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("status", ERRORS)
def test_an_error_is_a_page_that_says_what_to_do(
    lifter: Browser, visitor: Browser, unreachable: Browser, status: int
) -> None:
    response = provoke(status, lifter, visitor, unreachable, htmx=False)

    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    assert "HX-Retarget" not in response.headers
    title = web.TITLES[status][0]
    assert reading.words(response).startswith(f"Error {status} {title}")
    assert '<a class="button" href="' in response.text


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("status", ERRORS)
def test_an_error_is_a_notice_that_leaves_the_page_alone(
    lifter: Browser, visitor: Browser, unreachable: Browser, status: int
) -> None:
    response = provoke(status, lifter, visitor, unreachable, htmx=True)

    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#notice"
    assert response.headers["HX-Reswap"] == ("none" if status >= 500 else "innerHTML")
    assert response.headers["Cache-Control"] == "no-store"
    assert reading.words(response).startswith(f"{web.TITLES[status][0]}.")
    assert "<main" not in response.text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_database_that_is_away_says_when_to_ask_again(unreachable: Browser, *, htmx: bool) -> None:
    response = unreachable.get("/dashboard", htmx=htmx)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "nothing is stored twice" in response.text


@pytest.mark.usefixtures("broken")
def test_only_what_is_worth_asking_again_says_when(lifter: Browser) -> None:
    assert "Retry-After" not in lifter.get("/settings").headers
    assert "Retry-After" not in lifter.get("/nowhere").headers


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("htmx", [True, False])
def test_a_bug_is_written_down_once_and_told_to_nobody(lifter: Browser, *, htmx: bool) -> None:
    with journal.kept() as log:
        response = lifter.get("/settings", htmx=htmx)

    assert SECRET not in response.text and "RuntimeError" not in response.text
    (line,) = log.about("unhandled")
    assert line["level"] == "error"
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert line["traceback"].count(f"RuntimeError: {SECRET}") == 1
    assert [each["status"] for each in log.about("request")] == [500]


def test_an_error_nobody_named_is_still_an_answer(app: Flask) -> None:
    with app.test_request_context("/"):
        assert web.TITLES[400][0] in web.error(418).get_data(as_text=True)
        assert web.TITLES[500][0] in web.error(507).get_data(as_text=True)


def test_a_slash_too_many_is_a_redirect_and_not_an_error(visitor: Browser) -> None:
    response = visitor.get(f"/workouts//{NOBODY}")
    assert (response.status_code, response.location) == (308, f"{ORIGIN}/workouts/{NOBODY}")


def test_a_405_names_what_can_be_done(lifter: Browser) -> None:
    allowed = set(lifter.send("PATCH", "/settings", htmx=True).headers["Allow"].split(", "))
    assert {"GET", "PUT"} <= allowed


def kind_of_request(app: Flask, path: str, method: str = "POST") -> str:
    """The method a view would see."""
    seen: list[str] = []

    def note(environ: dict[str, str], _start: object) -> list[bytes]:
        seen.append(environ["REQUEST_METHOD"])
        return []

    with app.test_request_context(path, method=method) as context:
        web.MethodOverride(note)(context.request.environ, lambda *_: None)
    return seen[0]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("_method=PUT", "PUT"), ("_method=PATCH", "PATCH"), ("_method=DELETE", "DELETE"), ("_method=delete", "DELETE"),
        ("_method=Put", "PUT"), ("revision=2&_method=DELETE", "DELETE"), ("_method=PUT&x=1", "PUT"),
        ("_method=GET", "POST"), ("_method=POST", "POST"), ("_method=HEAD", "POST"), ("_method=TRACE", "POST"),
        ("_method=", "POST"), ("_method", "POST"), ("a_method=PUT", "POST"), ("x=_method=PUT", "POST"), ("", "POST"),
    ],
)  # fmt: skip
def test_a_plain_form_says_put_and_delete_in_its_address(app: Flask, query: str, meant: str) -> None:
    assert kind_of_request(app, f"/workouts?{query}") == meant


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_only_a_post_can_mean_something_else(app: Flask, method: str) -> None:
    assert kind_of_request(app, "/workouts?_method=PATCH", method) == method


def test_a_link_can_not_delete(lifter: Browser, run_sql: RunSql) -> None:
    log_id = lifter.start()

    assert lifter.get(f"/workouts/{log_id}?_method=DELETE").status_code == 200
    assert run_sql("SELECT deleted_at FROM workout_logs WHERE id = %(id)s", id=log_id) == [{"deleted_at": None}]


def test_a_field_of_the_form_is_not_its_method(lifter: Browser) -> None:
    assert lifter.post("/settings", {"_method": "PUT", "weight_unit": "kg", "distance_unit": "km"}).status_code == 405


def test_a_redirect_is_303_for_a_browser_and_a_header_for_htmx(lifter: Browser) -> None:
    plain, by_htmx = lifter.post("/workouts"), lifter.post("/workouts", htmx=True)

    assert (plain.status_code, plain.text) == (303, "")
    assert (by_htmx.status_code, by_htmx.text) == (200, "")
    assert by_htmx.headers["HX-Redirect"] == plain.location
    assert "Location" not in by_htmx.headers and "HX-Redirect" not in plain.headers


@pytest.mark.parametrize("path", ["/", "/dashboard", "/nowhere", "/healthz"])
@pytest.mark.parametrize("htmx", [True, False])
def test_every_answer_says_that_htmx_gets_another(lifter: Browser, path: str, *, htmx: bool) -> None:
    assert "HX-Request" in lifter.get(path, htmx=htmx, check=False).vary


@pytest.mark.parametrize(
    ("headers", "is_document"),
    [
        ({"Sec-Fetch-Dest": "document"}, True),
        ({"Sec-Fetch-Dest": "iframe"}, True),
        ({"Sec-Fetch-Dest": "empty", "Accept": "text/html"}, False),
        ({"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Accept": "text/html"}, False),
        ({"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "same-origin", "Accept": "*/*"}, False),
        ({"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "same-origin", "Accept": "text/html"}, True),
        ({"Sec-Fetch-Dest": "image"}, False),
        ({"Accept": "text/html,application/xhtml+xml"}, True),
        ({"Accept": "*/*"}, False),
        ({}, False),
        ({"HX-Request": "true", "Sec-Fetch-Dest": "document"}, False),
    ],
)
def test_a_document_is_what_a_browser_navigates_to(app: Flask, headers: dict[str, str], *, is_document: bool) -> None:
    with app.test_request_context("/", headers=headers):
        assert web.wants_document() is is_document


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("", None)]
)
def test_a_page_is_compressed(lifter: Browser, accepted: str, encoding: str | None) -> None:
    response = lifter.get("/dashboard", headers={"Accept-Encoding": accepted}, check=False)

    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.vary
    if encoding == "gzip":
        assert gzip.decompress(response.data).startswith(b"<!doctype html>")
    assert (encoding is None) == response.data.startswith(b"<!doctype html>")


def test_what_is_small_is_not_worth_compressing(lifter: Browser) -> None:
    response = lifter.get("/exercises?q=qqqqqqqq", htmx=True, headers={"Accept-Encoding": "br"})

    assert response.status_code == 200
    assert 0 < len(response.data) < 1000
    assert "Content-Encoding" not in response.headers


def expire(browser: Browser) -> None:
    """The browser's session token is over, as a phone's that slept."""
    assert browser._session is not None
    token = browser._identity.token(browser._session, ORIGIN, seconds=-60)
    browser.client.set_cookie(browser._cookie("__session"), token)


def sign_in_again(browser: Browser) -> None:
    assert browser._session is not None
    browser._renew(browser._session)


def test_a_set_typed_into_an_expired_session_is_sent_again(
    lifter: Browser, exercise: Exercise, run_sql: RunSql
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    expire(lifter)

    refused = lifter.log(
        log_id, exercise("Bench press"), set_id=set_id, htmx=False, weight="102,5", note='a "new" <bar>'
    )
    again = reading.form(refused, f"/workouts/{log_id}/sets/{set_id}")
    assert refused.status_code == 401
    assert (again.method, again.action) == ("POST", f"/workouts/{log_id}/sets/{set_id}?_method=PUT")
    assert again.fields["weight"] == "102,5"
    assert run_sql("SELECT id FROM log_sets WHERE id = %(id)s", id=set_id) == []

    sign_in_again(lifter)
    assert lifter.send("POST", again.action, data=again.fields).status_code == 303
    (stored,) = run_sql("SELECT weight_kg::text, note FROM log_sets WHERE id = %(id)s", id=set_id)
    assert stored["weight_kg"].rstrip("0") == "102.5"
    assert stored["note"] == 'a "new" <bar>'


def test_a_deletion_in_an_expired_session_keeps_what_its_address_says(
    lifter: Browser, exercise: Exercise, run_sql: RunSql
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    lifter.log(log_id, exercise("Bench press"), set_id=set_id)
    expire(lifter)

    again = reading.forms(lifter.delete(f"/workouts/{log_id}/sets/{set_id}?revision=2"))[0]
    assert again.action == f"/workouts/{log_id}/sets/{set_id}?revision=2&_method=DELETE"

    sign_in_again(lifter)
    assert lifter.send("POST", again.action, data=again.fields).status_code == 303
    assert run_sql("SELECT revision FROM log_sets WHERE id = %(id)s AND deleted_at IS NOT NULL", id=set_id) == [
        {"revision": 2}
    ]


def test_a_page_asked_for_in_an_expired_session_has_nothing_to_send_again(lifter: Browser) -> None:
    expire(lifter)
    response = lifter.get("/dashboard", headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"})

    assert response.status_code == 401
    assert reading.forms(response) == []


def test_a_page_that_the_service_worker_passes_on_is_a_document(lifter: Browser) -> None:
    expire(lifter)
    passed_on = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "same-origin", "Accept": "text/html,*/*"}

    assert lifter.get("/dashboard", headers=passed_on).status_code == 303


def test_a_workout_that_is_not_there_is_404_for_every_kind_of_asking(lifter: Browser) -> None:
    for htmx in (True, False):
        assert lifter.get(f"/workouts/{NOBODY}", htmx=htmx).status_code == 404


LONG_REFUSALS = [
    ("POST /api/webhooks/clerk", 300_000, 413), ("POST /local/sessions", 70_000, 413), ("POST /workouts", 70_000, 413),
    ("POST /nowhere", 70_000, 404), ("PUT /healthz", 2_000_000, 405), ("POST /local/sessions", 65_536, 415),
    ("POST /api/webhooks/clerk", 70_000, 400), ("POST /workouts", 60_000, 401),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "length", "status"), LONG_REFUSALS)
def test_who_is_refused_with_a_long_body_knows_whether_the_connection_goes_on(
    site: Site, asked: str, length: int, status: int
) -> None:
    kind = "text/plain" if status == 415 else "application/x-www-form-urlencoded"
    host = urlsplit(site.url)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    method, path = asked.split()
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": kind}
    connection.request(method, path, body=b"a=" + b"x" * (length - 2), headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == status
    goes_on = answer.headers["Connection"].lower() == "keep-alive"
    assert goes_on == (length < 65_536)
    if not goes_on:
        assert connection.sock is None
        return
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_connection_goes_on_after_a_body_of_unknown_length_or_says_that_it_does_not(site: Site) -> None:
    host = urlsplit(site.url)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/local/sessions", body=iter([b"x" * 50_000] * 4), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (413, "close")
