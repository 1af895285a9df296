"""The door of a deployment with Clerk: every state of a browser with every kind of request, on a real database."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from tests.auth import signing
from tests.auth.deployment import HOST, KINDS, NOW, TEMPLATE, WHERE, Kind, ask, handshake_of, set_by
from tests.browsers import new_user_id
from tests.conftest import RunSql

DEV = {"__clerk_db_jwt": "dvb_1"}


@dataclass(frozen=True)
class State:
    """What a browser brings, and what it comes to: "in", "out", or why it is asked again."""

    verdict: str
    uat: int | None = None
    token: dict[str, Any] | str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    only: str | None = None

    def brought(self, user_id: str, *, live: bool) -> dict[str, str]:
        """Its cookies, as those of `user_id`."""
        sent = dict(self.cookies) if live or self.only == "no browser" else {**DEV, **self.cookies}
        if self.uat is not None:
            sent["__client_uat"] = str(self.uat)
        if self.token is not None:
            sent["__session"] = (
                self.token if isinstance(self.token, str) else signing.token(**{"sub": user_id, **self.token})
            )
        return sent


STATES = {
    "a browser in the address": State(
        "dev-browser-sync", NOW - 60, {}, query={"__clerk_db_jwt": "dvb_2"}, only="development"
    ),
    "a browser in the address, live": State("in", NOW - 60, {}, query={"__clerk_db_jwt": "dvb_2"}, only="production"),
    "an unknown browser": State("dev-browser-missing", NOW - 60, {}, only="no browser"),
    "an unknown browser with nothing": State("dev-browser-missing", only="no browser"),
    "nothing": State("out"),
    "signed out": State("out", 0),
    "a client alone": State("client-uat-but-no-session-token", NOW),
    "a session alone": State("session-token-but-no-client-uat", None, {}),
    "a session of a client that signed out": State("session-token-but-no-client-uat", 0, {}),
    "rubbish": State("out", NOW, "rubbish"),
    "a template's token": State("out", NOW - 60, {"header": TEMPLATE}),
    "a session older than its client": State("session-token-iat-before-client-uat", NOW - 5, {"iat": NOW - 20}),
    "a session that holds": State("in", NOW - 60, {}),
    "expired": State("session-token-expired", NOW - 60, {"exp": NOW - 30}),
    "not yet": State("session-token-nbf", NOW - 60, {"nbf": NOW + 9000}),
    "from the future": State("session-token-iat-in-the-future", NOW - 60, {"iat": NOW + 9000}),
    "of another key": State("out", NOW - 60, {"signed_by": "ins_9"}),
    "for another site": State("out", NOW - 60, {"azp": "https://evil.example"}),
    "pending": State("out", NOW - 60, {"sts": "pending"}),
    "sent three times": State("out", NOW - 60, {"exp": NOW - 30}, {"__clerk_redirect_count": "3"}),
    "of another app on the host": State(
        "out", NOW - 60, {"signed_by": "ins_9", "iss": "https://other.clerk.accounts.dev", "exp": NOW - 30}
    ),
    "a result of no use": State("session-token-expired", NOW - 60, {"exp": NOW - 30}, {"__clerk_handshake": "a.b.c"}),
    "a result of no use beside a session": State("in", NOW - 60, {}, {"__clerk_handshake": "a.b.c"}),
}
CASES = [
    (name, instance)
    for name, state in STATES.items()
    for instance in ("development", "production")
    if state.only in {None, instance} or (state.only == "no browser" and instance == "development")
]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize(("name", "instance_type"), CASES, ids=[f"{instance}: {name}" for name, instance in CASES])
def test_every_state_with_every_kind_of_request(
    deployments: dict[str, Flask], run_sql: RunSql, name: str, instance_type: str, kind: Kind
) -> None:
    state, user_id = STATES[name], new_user_id()
    brought = state.brought(user_id, live=instance_type == "production")

    response = ask(
        deployments[instance_type], brought, kind, query_string=state.query if kind.method == "GET" else None
    )

    if state.verdict == "dev-browser-sync" and kind.method != "GET":
        assert response.status_code < 400
    elif state.verdict == "in":
        assert response.status_code in {200, 204, 303}
        assert "__session" not in set_by(response)
    elif state.verdict != "out" and kind.is_document:
        asked = handshake_of(response)
        assert asked["__clerk_hs_reason"] == state.verdict
        assert asked["redirect_url"] == f"https://{HOST}{WHERE}"
        assert asked.get("__session") == brought.get("__session")
        assert asked.get("__clerk_db_jwt") == (
            None
            if instance_type == "production"
            else state.query.get("__clerk_db_jwt") or brought.get("__clerk_db_jwt")
        )
    elif kind.is_document:
        assert (response.status_code, response.location) == (303, f"/sign-in?redirect_url={WHERE}")
        assert response.headers["Cache-Control"] == "no-store"
    else:
        assert response.status_code == 401
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["HX-Trigger"] == "session-expired"
        assert "Location" not in response.headers
        assert run_sql('SELECT id FROM "user" WHERE id = %(id)s', id=user_id) == []
