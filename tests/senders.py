"""Lifters at a deployed site: real sockets, and as little client as possible in between."""

import http.client
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString
from urllib.parse import urlencode, urlsplit

import psycopg

from tests.browsers import HTMX, new_user_id
from webapp.local.identity import LocalIdentity

GIVE_UP_SECONDS = 15.0
SESSION_SECONDS = 3600
BROKEN = 0

ADD_LIFTER: LiteralString = 'INSERT INTO "user" (id, first_name, updated_at) VALUES (%s, %s, now())'


@dataclass(frozen=True)
class Answer:
    """What came back, when it was asked for, and how long that took; BROKEN is a connection that ended instead."""

    status: int
    began: float
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def acknowledged(self) -> str | None:
        """Which set this answer says is in the database."""
        return self.headers.get("x-outbox-ack")


class Sender:
    """One connection to a site, kept alive, and opened anew after it broke."""

    def __init__(self, url: str, cookie: str = "", *, keep_alive: bool = True) -> None:
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.netloc, timeout=GIVE_UP_SECONDS)
        self._usual = {name: value for name, value in HTMX.items() if value} | {"Sec-Fetch-Site": "same-origin"}
        if cookie:
            self._usual["Cookie"] = cookie
        if not keep_alive:
            self._usual["Connection"] = "close"

    def send(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, once."""
        sent = self._usual | dict(headers or {})
        if fields is not None:
            body = urlencode({name: str(value) for name, value in fields.items()}).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer(BROKEN, began, time.monotonic() - began)
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, began, time.monotonic() - began, named, content)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@dataclass(frozen=True)
class Visitor:
    """A lifter with a session at one site and a workout that runs there."""

    user_id: str
    cookie: str
    workout: uuid.UUID

    def set_path(self, set_id: uuid.UUID) -> str:
        """Where a set of theirs is logged."""
        return f"/workouts/{self.workout}/sets/{set_id}"


def cookie(identity: LocalIdentity, user_id: str, url: str) -> str:
    """The Cookie header of a browser that is signed in at `url` for longer than a test lasts."""
    session = identity.new_session(user_id)
    suffix = identity.clerk.cookie_suffix
    token = identity.token(session, url, seconds=SESSION_SECONDS)
    return f"__session_{suffix}={token}; __client_uat_{suffix}={session.since}"


def move_in(identity: LocalIdentity, url: str, database_url: str) -> Visitor:
    """A new lifter, of whom the webhook has told, with a workout started."""
    user_id = new_user_id()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(ADD_LIFTER, [user_id, "Lifter"])
    signed_in = cookie(identity, user_id, url)
    sender = Sender(url, signed_in)
    answer = sender.send("POST", "/workouts", {})
    sender.close()
    assert answer.status == 200, answer
    return Visitor(user_id, signed_in, uuid.UUID(answer.headers["hx-redirect"].removeprefix("/workouts/")))


def set_fields(exercise_id: uuid.UUID, **changes: object) -> dict[str, object]:
    """A set as the logger's form sends it."""
    usual: dict[str, object] = {
        "exercise_id": exercise_id,
        "exercise_kind": "weight_reps",
        "set_number": 1,
        "kind": "working",
        "reps": 5,
        "weight": "100",
        "weight_unit": "kg",
        "rpe": "",
        "note": "",
        "revision": 1,
    }
    return usual | changes
