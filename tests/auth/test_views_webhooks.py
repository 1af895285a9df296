"""The door webhooks come through: what is asked of Clerk's deliveries, and that svix hears when to send them again."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from svix.webhooks import Webhook
from werkzeug.test import Client, TestResponse, create_environ, run_wsgi_app

import webapp
from tests import away
from tests.browsers import new_user_id
from tests.conftest import RunSql
from tests.pooler import Pgbouncer
from tests.serving import configuration
from webapp.auth.webhook import MAX_BYTES
from webapp.db import Database
from webapp.observability import JsonLines

HONEST_SECONDS = 3.0
AT = 1_790_000_000_000


def deliver(
    app: Flask, kind: str, said: object, *, msg_id: str = "msg_1", envelope: Mapping[str, object] | None = None
) -> TestResponse:
    """A delivery as svix sends it."""
    told = {"type": kind, "object": "event", "timestamp": AT, "data": said, **(envelope or {})}
    return send(app, json.dumps(told).encode(), msg_id=msg_id)


def send(app: Flask, body: bytes, *, msg_id: str = "msg_1", **headers: str) -> TestResponse:
    """Any body, well signed, but for the headers given."""
    now = datetime.now(UTC)
    secret = app.extensions["topset_config"].clerk.webhook_secret
    usual = {
        "svix-id": msg_id,
        "svix-timestamp": str(int(now.timestamp())),
        "svix-signature": Webhook(secret).sign(msg_id, now, body.decode("latin-1")),
    }
    sent = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    return post(app, body, sent)


def post(app: Flask, body: bytes, headers: Mapping[str, str]) -> TestResponse:
    """A request in a context of its own, as in a server: its budget does not outlive it."""
    client = Client(app, TestResponse)
    return copy_context().run(client.post, "/api/webhooks/clerk", data=body, headers=dict(headers))


def user(user_id: str, **changes: object) -> dict[str, Any]:
    return {"id": user_id, "first_name": "Ana", "updated_at": AT, **changes}


@pytest.fixture
def user_id() -> str:
    return new_user_id()


@pytest.fixture
def of_one_instance(pgbouncer: Pgbouncer, instance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application, configured for the instance `ins_1`."""
    made = webapp.create_app(configuration(pgbouncer.url, instance))
    config = made.extensions["topset_config"]
    monkeypatch.setitem(
        made.extensions, "topset_config", replace(config, clerk=replace(config.clerk, instance_id="ins_1"))
    )
    yield made
    made.extensions["database"].dispose()


def stored(run_sql: RunSql, user_id: str) -> list[dict[str, Any]]:
    return run_sql('SELECT first_name, email, updated_at, event_at, msg_id FROM "user" WHERE id = %(id)s', id=user_id)


def test_a_person_is_stored_under_the_message_and_the_time_that_told_of_them(
    app: Flask, run_sql: RunSql, user_id: str
) -> None:
    answer = deliver(app, "user.created", user(user_id, updated_at=AT - 5000), msg_id="msg_ä")

    assert (answer.status_code, answer.data) == (204, b"")
    at = datetime.fromtimestamp(AT / 1000, UTC)
    assert stored(run_sql, user_id) == [
        {"first_name": "Ana", "email": None, "updated_at": at.replace(second=at.second - 5), "event_at": at, "msg_id": "msg_ä"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["session.created", "organization.deleted", "user.something_new", "waitlistEntry.created"]
)
def test_what_is_not_about_a_person_is_accepted_and_left(app: Flask, run_sql: RunSql, user_id: str, kind: str) -> None:
    assert deliver(app, kind, user(user_id)).status_code == 204
    assert stored(run_sql, user_id) == []


def test_a_replay_of_whatever_age_changes_nothing(app: Flask, run_sql: RunSql, user_id: str) -> None:
    deliver(app, "user.created", user(user_id, first_name="First", updated_at=AT - 9000), msg_id="msg_1")
    deliver(app, "user.updated", user(user_id), msg_id="msg_2")
    before = run_sql('SELECT *, xmin FROM "user" WHERE id = %(id)s', id=user_id)

    for _ in range(3):
        assert deliver(app, "user.created", user(user_id, first_name="First", updated_at=AT - 9000)).status_code == 204
        assert deliver(app, "user.updated", user(user_id), msg_id="msg_2").status_code == 204

    assert run_sql('SELECT *, xmin FROM "user" WHERE id = %(id)s', id=user_id) == before


def test_another_instance_is_refused_and_ones_own_is_not(of_one_instance: Flask, run_sql: RunSql, user_id: str) -> None:
    for envelope in ({"instance_id": "ins_2"}, {"instance_id": ""}, {}):
        assert deliver(of_one_instance, "user.created", user(user_id), envelope=envelope).status_code == 400
    assert stored(run_sql, user_id) == []

    assert deliver(of_one_instance, "user.created", user(user_id), envelope={"instance_id": "ins_1"}).status_code == 204
    assert len(stored(run_sql, user_id)) == 1


BODIES = [
    b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"type": "user.created"}', b'{"type": "user.created", "data": 1}',
    b'{"type": "user.created", "data": {"id": "user_1"}}', b'{"type": "user.deleted", "data": {}}', b'{"type": 7, "data": {}}',
    b'{"type": "user.deleted", "data": {"id": "a\\u0000b"}}', b'{"type": "user.created", "data": {"id": "\\ud800", "updated_at": 1}}',
    b'{"type": "user.created", "timestamp": "late", "data": {"id": "user_1", "updated_at": 1}}',
    b'{"type": "user.created", "instance_id": 7, "data": {"id": "user_1", "updated_at": 1}}',
    b'{"type": "user.created", "data": {"id": "user_1", "updated_at": 1e999}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_signed_body_that_makes_no_sense_is_400(app: Flask, body: bytes) -> None:
    assert send(app, body).status_code == 400


HEADERS = [
    {"svix_id": ""}, {"svix_id": "msg_2"}, {"svix_timestamp": ""}, {"svix_timestamp": "nan"}, {"svix_timestamp": "1e400"},
    {"svix_timestamp": "9" * 5000}, {"svix_timestamp": "0"}, {"svix_signature": ""}, {"svix_signature": "v1"},
    {"svix_signature": "v1,é"}, {"svix_signature": "v1," * 1000}, {"svix_signature": "v1,AAAA"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_a_delivery_that_is_not_well_signed_is_400(app: Flask, headers: dict[str, str]) -> None:
    assert send(app, b'{"type": "user.deleted", "data": {"id": "user_1"}}', **headers).status_code == 400


def test_a_delivery_without_headers_is_400(app: Flask) -> None:
    assert post(app, b"{}", {}).status_code == 400


def test_a_body_may_be_as_large_as_clerks_and_no_larger(app: Flask, run_sql: RunSql, user_id: str) -> None:
    said = json.dumps({"type": "user.created", "data": user(user_id)}).encode()

    assert send(app, said.ljust(MAX_BYTES)).status_code == 204
    assert len(stored(run_sql, user_id)) == 1
    assert send(app, said.ljust(MAX_BYTES + 1)).status_code == 413


def test_a_body_of_unknown_length_is_not_read_beyond_the_limit(app: Flask) -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 64 * 1024 if size < 0 else size
            assert self.given < 4 * MAX_BYTES, "it reads on and on"
            return b" " * (64 * 1024 if size < 0 else size)

    environ = create_environ("/api/webhooks/clerk", method="POST")
    environ.pop("CONTENT_LENGTH", None)
    environ |= {"wsgi.input": Endless(), "wsgi.input_terminated": True}
    _, status, _ = copy_context().run(run_wsgi_app, app, environ, buffered=True)

    assert status.startswith("413")


@pytest.mark.parametrize("kind", ["user.created", "user.deleted"])
def test_while_the_database_is_away_svix_is_told_to_send_again(instance: Path, user_id: str, kind: str) -> None:
    for _ in range(2):
        alone = away.application(instance)
        began = time.monotonic()
        answer = deliver(alone, kind, user(user_id))

        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert time.monotonic() - began < HONEST_SECONDS
        alone.extensions["database"].dispose()


def test_a_line_that_does_not_move_is_left_in_time_and_nothing_is_half_done(
    of_one_instance: Flask, database: Database, run_sql: RunSql, user_id: str
) -> None:
    deliver(of_one_instance, "user.created", user(user_id), envelope={"instance_id": "ins_1"})
    with database.begin() as session:
        in_line = "SELECT pg_advisory_xact_lock(hashtextextended(:user_id, 0))"
        session.connection().exec_driver_sql(in_line.replace(":user_id", "%(user_id)s"), {"user_id": user_id})
        began = time.monotonic()
        answer = deliver(of_one_instance, "user.deleted", {"id": user_id}, envelope={"instance_id": "ins_1"})

        assert answer.status_code == 503
        assert time.monotonic() - began < HONEST_SECONDS
    assert len(stored(run_sql, user_id)) == 1
    assert run_sql("SELECT 1 FROM user_tombstones WHERE id = %(id)s", id=user_id) == []


def test_a_refusal_is_logged_by_its_reason_and_nothing_secret(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    signature = "v1," + base64.b64encode(b"x" * 32).decode()

    send(app, b'{"type": "user.created", "data": {"id": "user_secret"}}', svix_signature=signature)

    (record,) = caplog.records
    said = JsonLines().format(record)
    assert '"reason": "webhook refused: WebhookVerificationError"' in said
    assert signature not in said and "user_secret" not in said
