"""Browsers without a screen: Flask's test client with a person's cookies and a real browser's headers.

Every HTML answer goes through tests/pages.py, so whatever a test is about, the pages it meets on
its way are checked too.
"""

import re
import secrets
import time
import uuid
from collections.abc import Mapping
from contextvars import copy_context
from functools import cache
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from tests import pages
from webapp.exercises import catalogue
from webapp.local.identity import LocalIdentity, LocalSession

Form = Mapping[str, object] | bytes | None

ORIGIN = "http://localhost"
FRESH_SECONDS = 30
DOCUMENT = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Accept": "text/html,application/xhtml+xml"}
HTMX = {"HX-Request": "true", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Accept": "text/html"}


class Browser:
    """One browser at our site, signed in as a person or as nobody."""

    def __init__(self, app: Flask, user_id: str | None = None) -> None:
        """Open it; with `user_id` it holds a session of that person's."""
        self.app = app
        self.last: TestResponse | None = None
        self._identity: LocalIdentity = app.extensions["local_identity"]
        self._session: LocalSession | None = self._identity.new_session(user_id) if user_id else None
        self._renewed_at = float("-inf")
        self.client = Client(app, TestResponse)
        if self._session is not None:
            self._renew(self._session)

    @property
    def user_id(self) -> str:
        """Who is signed in; raises for a visitor."""
        if self._session is None:
            message = "Nobody is signed in"
            raise LookupError(message)
        return self._session.user_id

    @property
    def statements(self) -> int:
        """How many statements the last answer took, as its Server-Timing says."""
        found = re.search(r'desc="(\d+) statement', self.last.headers.get("Server-Timing", "") if self.last else "")
        if found is None:
            message = "The last answer has no Server-Timing"
            raise LookupError(message)
        return int(found.group(1))

    def get(self, path: str, **options: Any) -> TestResponse:
        """Follow a link, or with `htmx=True` ask for a fragment. Options are those of `send`."""
        return self.send("GET", path, **options)

    def post(self, path: str, data: Form = None, **options: Any) -> TestResponse:
        """Submit a form."""
        return self.send("POST", path, data=data, **options)

    def put(self, path: str, data: Form = None, **options: Any) -> TestResponse:
        """Submit a form that replaces something: by htmx as PUT, by a plain form as POST with `_method`."""
        return self.send("PUT", path, data=data, **options)

    def delete(self, path: str, data: Form = None, **options: Any) -> TestResponse:
        """Submit a form that deletes something: by htmx as DELETE, by a plain form as POST with `_method`."""
        return self.send("DELETE", path, data=data, **options)

    def send(
        self,
        method: str,
        path: str,
        *,
        htmx: bool = False,
        headers: Mapping[str, str | None] | None = None,
        check: bool = True,
        **options: Any,
    ) -> TestResponse:
        """Send one request as a browser would, and check the page that comes back.

        `headers` go over the browser's own, and None takes one away. A document's PUT or DELETE
        travels as a plain form's does. Redirects are not followed.
        """
        if self._session is not None and self._is_signed_in() and time.monotonic() - self._renewed_at > FRESH_SECONDS:
            self._renew(self._session)
        if not htmx and method in {"PUT", "PATCH", "DELETE"}:
            path, method = f"{path}{'&' if '?' in path else '?'}_method={method}", "POST"
        usual: dict[str, str | None] = {"Sec-Fetch-Site": "same-origin", **(HTMX if htmx else DOCUMENT)}
        sent = {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None}
        # A context of its own, as a request has in a server: a budget does not outlive it.
        response: TestResponse = copy_context().run(
            self.client.open, path, method=method, headers=sent, base_url=ORIGIN, buffered=True, **options
        )
        self.last = response
        is_redirect = 300 <= response.status_code < 400 or "HX-Redirect" in response.headers
        if check and response.mimetype == "text/html" and not is_redirect:
            pages.check(response.text, self.app, is_fragment=htmx, path=path)
        return response

    def start(self) -> uuid.UUID:
        """Start a workout, or find the one that runs, and return its id."""
        response = self.post("/workouts")
        assert response.status_code == 303, response.text
        return uuid.UUID(response.location.removeprefix("/workouts/"))

    def add(self, exercise: str | uuid.UUID, workout: uuid.UUID | None = None) -> uuid.UUID:
        """Add an exercise, by its name or id, to the running workout (or another) and return the entry's id."""
        exercise_id = exercise if isinstance(exercise, uuid.UUID) else exercise_id_of(exercise)
        response = self.post(f"/workouts/{workout or self.start()}/entries", {"exercise_id": str(exercise_id)})
        assert response.status_code == 303, response.text
        return uuid.UUID(response.location.rpartition("#entry-")[2])

    def log(
        self,
        workout: uuid.UUID,
        exercise_id: uuid.UUID,
        *,
        set_id: uuid.UUID | None = None,
        htmx: bool = True,
        **typed: object,
    ) -> TestResponse:
        """Log a set of an exercise: 5 reps with 100 kg, unless `typed` says otherwise."""
        usual = {
            "exercise_id": exercise_id,
            "set_number": 1,
            "reps": 5,
            "weight": "100",
            "weight_unit": "kg",
            "revision": 1,
        }
        data = {name: str(value) for name, value in {**usual, **typed}.items() if value is not None}
        return self.put(f"/workouts/{workout}/sets/{set_id or uuid.uuid4()}", data, htmx=htmx)

    def _is_signed_in(self) -> bool:
        return self.client.get_cookie(self._cookie("__session"), "localhost") is not None

    def _renew(self, session: LocalSession) -> None:
        """What the page's script does each minute: a fresh token."""
        self.client.set_cookie(self._cookie("__session"), self._identity.token(session, ORIGIN))
        self.client.set_cookie(self._cookie("__client_uat"), str(session.since))
        self._renewed_at = time.monotonic()

    def _cookie(self, name: str) -> str:
        return f"{name}_{self._identity.clerk.cookie_suffix}"


def new_user_id() -> str:
    """An id nobody else has, in the shape of Clerk's."""
    return f"user_{secrets.token_hex(12)}"


def exercise_id_of(name: str) -> uuid.UUID:
    """The id of the shared exercise of that name."""
    return _catalogue()[name]


@cache
def _catalogue() -> Mapping[str, uuid.UUID]:
    return {each.name: each.id for each in catalogue.load()}
