"""Signing in and out, and what Clerk's webhooks do to the people they speak of."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import away, journal, reading
from tests.browsers import Browser, new_user_id
from tests.callers import Caller
from tests.conftest import RunSql
from webapp.auth import webhook
from webapp.local.identity import LocalIdentity, new_user

HOOK = "/api/webhooks/clerk"


def deliver(app: Flask, kind: str, data: dict[str, Any], **headers: str) -> TestResponse:
    """A webhook as Clerk sends it: signed, and with nothing a browser would send."""
    identity: LocalIdentity = app.extensions["local_identity"]
    body, signed = identity.event(kind, data)
    return Caller(app).post(HOOK, data=body, headers=signed | headers)


def person(**changes: Any) -> dict[str, Any]:
    """Somebody new, as Clerk describes them."""
    return {**new_user("Ana"), **changes}


def stored(run_sql: RunSql, user_id: str) -> list[dict[str, Any]]:
    return run_sql('SELECT first_name, email FROM "user" WHERE id = %(id)s', id=user_id)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/history?before=1&x=2", "/history?before=1&x=2"),
        ("https://evil.example/", "/dashboard"),
        ("//evil.example", "/dashboard"),
        ("/\\evil.example", "/dashboard"),
        ("javascript:alert(1)", "/dashboard"),
        ("", "/dashboard"),
    ],
)
def test_signing_in_leads_back_to_where_one_was_and_nowhere_else(
    lifter: Browser, visitor: Browser, path: str, asked: str, led: str
) -> None:
    assert lifter.get(path, query_string={"redirect_url": asked}).location == led
    form = reading.forms(visitor.get(path, query_string={"redirect_url": asked}))[-1]
    assert form.fields["redirect_url"] == led


def test_a_created_person_is_there_once(app: Flask, run_sql: RunSql) -> None:
    data = person(email_addresses=[{"id": "i", "email_address": "ana@topset.example"}], primary_email_address_id="i")
    for _ in range(2):
        assert deliver(app, "user.created", data).status_code == 204

    assert stored(run_sql, data["id"]) == [{"first_name": "Ana", "email": "ana@topset.example"}]


def test_an_updated_person_is_as_the_newest_event_says(app: Flask, run_sql: RunSql) -> None:
    data = person()
    now = data["updated_at"]
    for name, at in (("Ana", now), ("Zoë", now + 5000), ("Late", now + 1000)):
        assert deliver(app, "user.updated", data | {"first_name": name, "updated_at": at}).status_code == 204

    assert stored(run_sql, data["id"])[0]["first_name"] == "Zoë"


def test_an_event_about_something_else_is_taken_and_left(app: Flask, run_sql: RunSql) -> None:
    data = person()
    assert deliver(app, "session.created", data).status_code == 204
    assert deliver(app, "organization.deleted", {"anything": [1]}).status_code == 204
    assert stored(run_sql, data["id"]) == []


def test_a_deleted_person_is_out_at_the_next_request_and_nothing_revives_them(
    app: Flask, lifter: Browser, run_sql: RunSql
) -> None:
    log_id = lifter.start()
    assert lifter.get("/dashboard").status_code == 200
    assert deliver(app, "user.deleted", {"id": lifter.user_id, "deleted": True}).status_code == 204

    assert lifter.get("/dashboard").status_code == 303
    late = person(id=lifter.user_id, updated_at=person()["updated_at"] + 60_000)
    for kind in ("user.created", "user.updated"):
        assert deliver(app, kind, late).status_code == 204
    again = Browser(app, lifter.user_id)
    for path in ("/dashboard", "/history", f"/workouts/{log_id}"):
        assert again.get(path, htmx=True).status_code == 401
    assert Browser(app, lifter.user_id).post("/workouts").status_code == 401
    assert stored(run_sql, lifter.user_id) == []
    assert run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id) == []


def test_a_deletion_before_anything_else_holds_too(app: Flask, run_sql: RunSql) -> None:
    data = person()
    deliver(app, "user.deleted", {"id": data["id"], "deleted": True})
    assert deliver(app, "user.created", data).status_code == 204
    assert Browser(app, data["id"]).get("/dashboard").status_code == 303
    assert stored(run_sql, data["id"]) == []


def test_a_deleted_person_is_not_sent_back_and_forth(app: Flask, lifter: Browser) -> None:
    """Their token holds for a minute; sign-in would lead them on, and the door back to sign-in."""
    deliver(app, "user.deleted", {"id": lifter.user_id, "deleted": True})
    response = lifter.get("/dashboard")

    assert response.location == "/sign-in?redirect_url=/dashboard"
    assert lifter.get(response.location).status_code == 200
    assert lifter.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"svix-signature": "v1,AAAA"},
        {"svix-signature": ""},
        {"svix-timestamp": "1"},
        {"svix-id": "msg_other"},
        {"svix-timestamp": "x"},
    ],
)
def test_what_is_not_signed_by_clerk_changes_nothing(app: Flask, run_sql: RunSql, headers: dict[str, str]) -> None:
    data = person()
    with journal.kept() as log:
        assert deliver(app, "user.created", data, **headers).status_code == 400

    assert stored(run_sql, data["id"]) == []
    assert log.entries[-1]["reason"].startswith("webhook refused: ")


def test_what_is_signed_and_makes_no_sense_is_refused(app: Flask) -> None:
    with journal.kept() as log:
        assert deliver(app, "user.created", {"id": 7}).status_code == 400
    assert log.entries[-1]["reason"] == "webhook not understood: ValidationError"


def test_a_webhook_may_be_larger_than_a_form_and_not_without_end(app: Flask, run_sql: RunSql) -> None:
    data = person(public_metadata={"x": "y" * 150_000})
    assert deliver(app, "user.created", data).status_code == 204
    assert stored(run_sql, data["id"])

    other = person(public_metadata={"x": "y" * webhook.MAX_BYTES})
    assert deliver(app, "user.created", other).status_code == 413
    assert stored(run_sql, other["id"]) == []


def test_a_webhook_needs_no_origin_and_a_session_does_not_help(app: Flask, lifter: Browser) -> None:
    assert deliver(app, "user.created", person(), Origin="https://evil.example").status_code == 204
    assert lifter.post(HOOK, b"{}").status_code == 400
    assert lifter.get(HOOK).status_code == 405


@pytest.mark.parametrize("kind", ["user.created", "user.deleted"])
def test_a_webhook_while_the_database_is_away_is_to_come_again(instance: Path, kind: str) -> None:
    response = deliver(away.application(instance), kind, person())

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"


def test_an_event_about_nobody_here_while_the_database_is_away_need_not(instance: Path) -> None:
    assert deliver(away.application(instance), "session.created", {}).status_code == 204


def test_a_person_met_before_their_webhook_is_told_of_by_it(app: Flask, run_sql: RunSql) -> None:
    early = Browser(app, new_user_id())
    assert "Welcome, Lifter" in reading.words(early.get("/dashboard"))
    log_id = early.start()

    deliver(app, "user.created", person(id=early.user_id))
    assert "Signed in as Ana." in reading.words(early.get("/settings"))
    assert run_sql("SELECT user_id FROM workout_logs WHERE id = %(id)s", id=log_id) == [{"user_id": early.user_id}]


def test_signing_out_is_for_everyone(visitor: Browser) -> None:
    assert (visitor.post("/sign-out").status_code, visitor.post("/sign-out").location) == (303, "/")


def test_whoever_signs_out_is_out(lifter: Browser) -> None:
    lifter.post("/sign-out")

    assert lifter.get("/dashboard").status_code == 303
    assert lifter.get(f"/workouts/{uuid.uuid4()}", htmx=True).status_code == 401
