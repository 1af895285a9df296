"""Signing in on one's own machine: pick a lifter or name a new one."""

import uuid
from contextvars import copy_context
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, current_app, has_request_context, jsonify, request
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import Client

from webapp import assets, web
from webapp.auth import gate, queries
from webapp.auth.gate import public
from webapp.auth.provider import Script
from webapp.auth.queries import Lifter
from webapp.auth.state import Handshake
from webapp.forms import Form
from webapp.ids import uuid7
from webapp.local.identity import LocalIdentity, LocalSession, new_user
from webapp.words import CLEANED

blueprint = Blueprint("local", __name__, url_prefix="/local")

COOKIE = "__topset_local"
YEAR_SECONDS = 365 * 24 * 3600

_USERS = text('SELECT id, first_name FROM "user" ORDER BY created_at, id LIMIT 50')


class SignInForm(Form):
    """Who signs in: someone who is here, or a new name."""

    user_id: Annotated[str, Field(max_length=255)] | None = None
    first_name: Annotated[str, Field(max_length=50), CLEANED] | None = None
    redirect_url: str | None = None
    token: uuid.UUID | None = None


class LocalProvider:
    """Signs people in by a form."""

    def __init__(self, identity: LocalIdentity) -> None:
        """Sign with these keys."""
        self.identity = identity

    def script(self) -> Script:
        """The script that renews the token, in the shape of Clerk's."""
        return Script(assets.url("js/local-clerk.js"), self.identity.clerk.cookie_suffix)

    def sign_in(self, next_path: str) -> Response:
        """The lifters of this machine. A browser that is signed in is renewed and goes on at once."""
        session = self.identity.unseal(request.cookies.get(COOKIE))
        with web.database().reading() as reading:
            users = _users(reading)
            is_here = session is not None and queries.lifter(reading, session.user_id) is not None
        if session is not None and is_here:
            return _with_session(web.see_other(next_path), session)
        return web.page("local/sign_in.html", users=users, next_path=next_path, typed={}, errors={}, new_id=uuid7)

    def sign_up(self, next_path: str) -> Response:
        """The same page: someone new is a name away."""
        return self.sign_in(next_path)

    def account(self, lifter: Lifter) -> Response:
        """Who one is on this machine, and being deleted."""
        return web.page("local/account.html", lifter=lifter)

    def sign_out(self) -> Response:
        """Forget the session in this browser."""
        return _without_session(web.see_other("/"))

    def renew(self, asked: Handshake, here: str) -> Response:
        """By 303 to a page of our own, which does for this browser what Clerk's Frontend API does."""
        path = here.removeprefix(_origin())
        return web.see_other(f"/local/renewal?redirect_url={quote(path, safe='/')}")


@blueprint.post("/sessions")
@public
def create_session() -> Response:
    """Sign in as someone who is here, or as someone new, whom the webhook then tells the app of."""
    bound = web.bind(SignInForm)
    form = bound.values
    next_path = gate.safe_path(form.redirect_url if form else None)
    if form is None or not (form.user_id or form.first_name):
        with web.database().reading() as session:
            users = _users(session)
        errors = dict(bound.errors) or {"first_name": "What shall we call you?"}
        context = {"users": users, "next_path": next_path, "typed": bound.typed, "errors": errors, "new_id": uuid7}
        return web.page("local/sign_in.html", HTTPStatus.UNPROCESSABLE_ENTITY, **context)
    user_id = form.user_id or sign_up(form.first_name or "", form.token)
    return _with_session(web.see_other(next_path), _identity().new_session(user_id))


@blueprint.get("/renewal")
@public
def show_renewal() -> Response:
    """Renew the session of a browser that has one here, end it in one that has none, and go back either way."""
    response = web.see_other(gate.safe_path(request.args.get("redirect_url")))
    session = _identity().unseal(request.cookies.get(COOKIE))
    return _without_session(response) if session is None else _with_session(response, session)


@blueprint.post("/tokens")
@public
def create_token() -> Response:
    """A fresh token for a browser that is signed in, as Clerk's Frontend API answers it; none for who was deleted."""
    session = _identity().unseal(request.cookies.get(COOKIE))
    if session is None:
        return web.error(HTTPStatus.UNAUTHORIZED)
    with web.database().reading() as reading:
        is_deleted = queries.is_deleted(reading, session.user_id)
    if is_deleted:
        return _without_session(web.error(HTTPStatus.UNAUTHORIZED))
    response = jsonify(object="token", jwt=_identity().token(session, _origin()))
    return _with_session(response, session)


@blueprint.delete("/users/<user_id>")
@public
def delete_user(user_id: str) -> Response:
    """Delete a lifter and all that is theirs, by the webhook that Clerk would send."""
    _send("user.deleted", {"id": user_id, "object": "user", "deleted": True})
    return web.see_other("/sign-in")


def sign_up(first_name: str, token: uuid.UUID | None = None) -> str:
    """Make a new lifter, of whom the webhook tells the app; returns their id. See `new_user` for `token`."""
    user = new_user(first_name, token)
    _send("user.created", user)
    return str(user["id"])


def _send(kind: str, data: dict[str, object]) -> None:
    """Deliver a webhook at its own address, through the whole application."""
    body, headers = _identity().event(kind, data)
    host = request.host_url if has_request_context() else "http://localhost/"
    # A context of its own, for what a delivery may spend on the database is not ours.
    answer = copy_context().run(
        Client(current_app.wsgi_app).post, "/api/webhooks/clerk", data=body, headers=headers, base_url=host
    )
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        abort(answer.status_code)


def _users(session: Session) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in session.execute(_USERS)]


def _with_session(response: Response, session: LocalSession) -> Response:
    identity = _identity()
    suffix = identity.clerk.cookie_suffix
    token = identity.token(session, _origin())
    for name in ("__session", f"__session_{suffix}"):
        response.set_cookie(name, token, max_age=YEAR_SECONDS, samesite="Lax")
    for name in ("__client_uat", f"__client_uat_{suffix}"):
        response.set_cookie(name, str(session.since), max_age=YEAR_SECONDS, samesite="Lax")
    response.set_cookie(COOKIE, identity.seal(session), max_age=YEAR_SECONDS, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _without_session(response: Response) -> Response:
    suffix = _identity().clerk.cookie_suffix
    for name in (COOKIE, "__session", f"__session_{suffix}"):
        response.delete_cookie(name)
    for name in ("__client_uat", f"__client_uat_{suffix}"):
        response.set_cookie(name, "0", max_age=YEAR_SECONDS, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _origin() -> str:
    return f"{request.scheme}://{request.host}"


def _identity() -> LocalIdentity:
    identity: LocalIdentity = current_app.extensions["local_identity"]
    return identity


def init_app(app: Flask, identity: LocalIdentity) -> LocalProvider:
    """Add the local provider to an application of the embedded default."""
    app.extensions["local_identity"] = identity
    app.register_blueprint(blueprint)
    return LocalProvider(identity)
