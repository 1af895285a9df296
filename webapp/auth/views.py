"""Signing in and out, and the door Clerk's webhooks come through."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp import web
from webapp.auth import actions, gate, webhook
from webapp.auth.gate import public
from webapp.auth.provider import provider
from webapp.config import Clerk, Config

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> Response:
    """Sign in, or go on at once when that is not needed.

    Nobody is sent away from here for a handshake. It is where one that failed ends, so it must be
    reached while Clerk is away too; and its own script finds a session that lives, and goes on.
    """
    return _go_on() or provider().sign_in(_next_path())


@blueprint.get("/sign-up")
@public
def sign_up() -> Response:
    """Sign up, or go on at once when one is signed in."""
    return _go_on() or provider().sign_up(_next_path())


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session in this browser."""
    return provider().sign_out()


@blueprint.post("/api/webhooks/clerk")
@public
def receive_webhook() -> Response:
    """Take over what Clerk says of a person; 400 for what is not Clerk's, 2xx for what is not about people."""
    body = _body()
    try:
        clerk = _clerk()
        said = webhook.read(body, webhook.verify(clerk.webhook_secret, body, dict(request.headers)), clerk.instance_id)
    except webhook.UnacceptableError as refused:
        g.refusal = str(refused)
        return web.error(HTTPStatus.BAD_REQUEST)
    if isinstance(said, webhook.Saved):
        with web.database().begin() as session:
            actions.save_user(session, said.person)
    elif isinstance(said, webhook.Deleted):
        with web.database().begin() as session:
            actions.delete_user(session, said.user_id, said.at)
    return Response(status=HTTPStatus.NO_CONTENT)


def _next_path() -> str:
    return gate.safe_path(request.args.get("redirect_url"))


def _go_on() -> Response | None:
    visitor = gate.visitor()
    # A deleted person's token is good for up to a minute more; what it opens would lead back here.
    if visitor is None or gate.is_deleted(visitor):
        return None
    return web.see_other(_next_path())


def _body() -> bytes:
    # One more than we take, for a body of unknown length is silently cut at this limit.
    request.max_content_length = webhook.MAX_BYTES + 1
    body = request.get_data(cache=False)
    if len(body) > webhook.MAX_BYTES:
        raise RequestEntityTooLarge
    return body


def _clerk() -> Clerk:
    config: Config = current_app.extensions["topset_config"]
    if config.clerk is None:
        reason = "nobody may send webhooks here"
        raise webhook.UnacceptableError(reason)
    return config.clerk
