"""The public contract, as a client sees it: who is let in, how it is refused, and what every answer carries."""

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import routes
from tests.browsers import Browser
from tests.conftest import RunSql
from webapp import assets

NAMES = ("log_id", "entry_id", "set_id", "exercise_id", "plan_id", "day_id", "slot_id")
IDS: dict[str, object] = {name: uuid.UUID(int=7 << 76 | 2 << 62) for name in NAMES} | {
    "number": 1,
    "key": "five-by-five",
    "token": "x",
}
NOTHING = {"Sec-Fetch-Site": None, "Origin": None}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# These mean something to a browser that shows or embeds what it got, not to a script that reads it.
DOCUMENT_HEADERS = {"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY"}
FRAGMENTS = {"refused", "fragment"}
TIMING = re.compile(r'app;dur=\d+\.\d, db;dur=\d+\.\d;desc="\d+ statements?"')


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up"])
def test_public_pages_answer_everyone(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_platform_may_ask_how_the_process_is(visitor: Browser, path: str) -> None:
    response = visitor.get(path)
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_signed_in_lifters_are_led_past_the_front_doors(lifter: Browser) -> None:
    assert lifter.get("/").location == "/dashboard"
    assert lifter.get("/sign-in?redirect_url=/history").location == "/history"


def test_the_address_above_all_workouts_leads_to_the_history(lifter: Browser, visitor: Browser) -> None:
    answer = lifter.get("/workouts")
    assert (answer.status_code, answer.location) == (303, "/history")
    assert visitor.get("/workouts").location == "/sign-in?redirect_url=/workouts"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "history", "/a\r\nb"])
def test_signing_in_leads_nowhere_else(lifter: Browser, target: str) -> None:
    assert lifter.send("GET", "/sign-in", query_string={"redirect_url": target}).location == "/dashboard"


def test_a_document_without_a_session_goes_to_sign_in_and_comes_back(app: Flask, visitor: Browser) -> None:
    pages = [route.path(IDS) for route in routes.private(app) if route.method == "GET"]
    assert len(pages) > 5
    for path in pages:
        response = visitor.get(path)
        assert (response.status_code, response.location) == (303, f"/sign-in?redirect_url={path}")
        assert response.headers["Cache-Control"] == "no-store"


def test_the_way_back_keeps_its_question(visitor: Browser) -> None:
    assert (
        visitor.get("/exercises?q=a b&muscle=chest").location
        == "/sign-in?redirect_url=/exercises%3Fq%3Da%20b%26muscle%3Dchest"
    )


def test_everything_else_without_a_session_is_refused_before_any_effect(
    app: Flask, visitor: Browser, run_sql: RunSql
) -> None:
    for route in routes.private(app):
        response = visitor.send(route.method, route.path(IDS), data=route.data(IDS), htmx=True)
        assert response.status_code == 401, str(route)
        assert response.headers["HX-Trigger"] == "session-expired"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Location" not in response.headers and "HX-Redirect" not in response.headers
    assert run_sql("SELECT id FROM log_sets WHERE id = %(id)s", id=IDS["set_id"]) == []


def test_a_plain_form_without_a_session_keeps_what_was_typed(app: Flask, visitor: Browser) -> None:
    for route in routes.private(app):
        if route.method != "GET":
            response = visitor.send(route.method, route.path(IDS), data={"note": "heavy <day>"})
            assert response.status_code == 401, str(route)
            assert 'value="heavy &lt;day&gt;"' in response.text


def test_a_deleted_lifter_is_signed_out_though_the_token_still_holds(lifter: Browser, run_sql: RunSql) -> None:
    lifter.get("/dashboard")
    run_sql("INSERT INTO user_tombstones (id) VALUES (%(id)s)", id=lifter.user_id)
    run_sql('DELETE FROM "user" WHERE id = %(id)s', id=lifter.user_id)
    assert lifter.get("/dashboard").status_code == 303
    assert lifter.get("/dashboard", htmx=True).status_code == 401
    assert lifter.post("/workouts", htmx=True).status_code == 401
    assert run_sql('SELECT id FROM "user" WHERE id = %(id)s', id=lifter.user_id) == []


def test_unsafe_requests_from_other_sites_are_refused(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    unsafe = [
        route for route in routes.everything(app) if route.method != "GET" and route.endpoint != "auth.receive_webhook"
    ]
    assert len(unsafe) > 10
    origins: list[dict[str, str | None]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": None, "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": None, "Origin": "https://localhost"},
        {"Sec-Fetch-Site": None, "Origin": "null"},
        {"Sec-Fetch-Site": None, "Origin": None},
    ]
    for route in unsafe:
        path = route.path({**IDS, "user_id": lifter.user_id, "name": "x"})
        for headers in origins:
            for htmx in (True, False):
                response = lifter.send(route.method, path, headers=headers, htmx=htmx)
                assert response.status_code == 403, f"{route} {headers}"
    assert run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None, "Origin": "http://localhost"},
    ],
)
def test_unsafe_requests_from_here_are_good(lifter: Browser, headers: dict[str, str | None]) -> None:
    assert lifter.post("/workouts", headers=headers).status_code == 303


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_body_that_is_too_large_is_refused(lifter: Browser, *, htmx: bool) -> None:
    log_id = lifter.start()
    response = lifter.put(f"/workouts/{log_id}/sets/{uuid.uuid4()}", {"note": "x" * 70_000}, htmx=htmx)
    assert response.status_code == 413


def test_a_webhook_that_is_too_large_is_refused(visitor: Browser) -> None:
    assert visitor.post("/api/webhooks/clerk", data=b"x" * 300_000, headers=NOTHING).status_code == 413


def test_a_webhook_that_is_not_signed_is_refused(visitor: Browser) -> None:
    assert visitor.post("/api/webhooks/clerk", data=b"{}", headers=NOTHING).status_code == 400


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_method_that_is_not_there_is_named_with_those_that_are(lifter: Browser, *, htmx: bool) -> None:
    response = lifter.send("PATCH", "/settings", htmx=htmx)
    assert response.status_code == 405
    assert "PUT" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/nowhere", "/workouts/7", "/static/nothing.css", "/static/../webapp/web.py"])
def test_what_is_not_there_is_not_found(lifter: Browser, path: str) -> None:
    assert lifter.get(path).status_code == 404


def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def view() -> str:
        message = "a bug"
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "settings.edit", view)


def test_a_bug_is_an_honest_page_that_tells_nothing(
    app: Flask, lifter: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(app, monkeypatch)
    for htmx in (True, False):
        response = lifter.get("/settings", htmx=htmx)
        assert response.status_code == 500
        assert "a bug" not in response.text and "Traceback" not in response.text


Answers = Callable[[], dict[str, TestResponse]]


@pytest.fixture
def answers(app: Flask, lifter: Browser, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> dict[str, TestResponse]:
    """One of every kind of answer."""
    log_id = lifter.start()
    broken(app, monkeypatch)
    return {
        "public page": visitor.get("/"),
        "sign in": visitor.get("/sign-in"),
        "to sign in": visitor.get("/dashboard"),
        "refused": visitor.get("/dashboard", htmx=True),
        "private page": lifter.get("/dashboard"),
        "fragment": lifter.get("/exercises?q=squat", htmx=True),
        "redirect": lifter.post("/workouts"),
        "not found": lifter.get(f"/workouts/{uuid.uuid4()}"),
        "not there": visitor.get("/nowhere"),
        "not allowed": lifter.send("PATCH", "/settings"),
        "another site": lifter.post("/workouts", headers={"Sec-Fetch-Site": "cross-site"}),
        "too large": lifter.put(f"/workouts/{log_id}", {"note": "x" * 70_000}),
        "invalid": lifter.put("/settings", {"weight_unit": "stone"}),
        "broken": lifter.get("/settings"),
        "health": visitor.get("/healthz"),
        "static": visitor.get(assets.url("css/tokens.css")),
        "static of another release": visitor.get("/static/0123456789ab/css/tokens.css"),
        "no such file": visitor.get("/static/nothing.css"),
    }


def test_every_answer_carries_the_headers(answers: dict[str, TestResponse]) -> None:
    for name, response in answers.items():
        expected = HEADERS if name in FRAGMENTS else HEADERS | DOCUMENT_HEADERS
        for header, value in expected.items():
            assert response.headers.get_all(header) == [value], f"{name}: {header}"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy and " * " not in policy and "http:" not in policy, name


def test_every_page_has_a_nonce_of_its_own(visitor: Browser) -> None:
    policies = [visitor.get("/").headers["Content-Security-Policy"] for _ in range(2)]
    nonces = [re.findall(r"'nonce-([\w-]{16,})'", policy)[0] for policy in policies]
    assert nonces[0] != nonces[1]


def test_answers_depend_on_who_asks_and_how(answers: dict[str, TestResponse]) -> None:
    for name, response in answers.items():
        if not name.startswith(("static", "no such file")):
            assert "HX-Request" in response.vary, name
    assert "Cookie" in answers["private page"].vary and "Cookie" in answers["fragment"].vary


def test_nothing_that_is_signed_in_is_kept_anywhere(answers: dict[str, TestResponse]) -> None:
    for name in ("private page", "fragment", "redirect", "not found", "invalid", "broken", "to sign in", "refused"):
        assert answers[name].headers["Cache-Control"] == "no-store", name


def test_signed_in_answers_tell_what_they_took(answers: dict[str, TestResponse]) -> None:
    for name in ("private page", "fragment", "redirect", "not found", "invalid"):
        assert TIMING.fullmatch(answers[name].headers["Server-Timing"]), name
    for name in ("public page", "to sign in", "refused"):
        assert "Server-Timing" not in answers[name].headers, name


def test_current_static_files_are_kept_for_ever_and_others_asked_about(answers: dict[str, TestResponse]) -> None:
    assert "immutable" in answers["static"].headers["Cache-Control"]
    assert answers["static of another release"].headers["Cache-Control"] == "no-cache"
    assert answers["static"].data == answers["static of another release"].data


def test_pages_take_few_statements(lifter: Browser, exercise: Callable[[str], uuid.UUID]) -> None:
    """With everything on them: a finished workout, and a running one with two exercises."""
    bench, squat = exercise("Bench press"), exercise("Back squat")
    finished = lifter.start()
    lifter.add(bench, finished)
    assert lifter.log(finished, bench).status_code == 201
    assert lifter.statements == 1
    lifter.put(f"/workouts/{finished}/completion")
    running = lifter.start()
    lifter.add(bench, running)
    lifter.add(squat, running)
    lifter.log(running, squat)
    budgets = {"/dashboard": 3, f"/workouts/{running}": 3, f"/workouts/{finished}": 3, "/history": 3, "/exercises": 2}
    for path, budget in budgets.items():
        assert lifter.get(path).status_code == 200
        assert lifter.statements <= budget, path


def test_editing_and_deleting_a_set_take_one_statement(lifter: Browser, exercise: Callable[[str], uuid.UUID]) -> None:
    log_id, set_id, bench = lifter.start(), uuid.uuid4(), exercise("Bench press")
    for revision in (1, 2):
        response = lifter.log(log_id, bench, set_id=set_id, revision=revision)
        assert response.headers["X-Outbox-Ack"] == str(set_id)
        assert lifter.statements == 1
    lifter.delete(f"/workouts/{log_id}/sets/{set_id}?revision=3", htmx=True)
    assert lifter.statements == 1
