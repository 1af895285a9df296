"""The door: every view is closed unless it says it is public, and knows who came in."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, Unauthorized

from webapp import security, web
from webapp.auth import actions, cookies, queries
from webapp.auth.handshake import Door, Outcome, without_credentials
from webapp.auth.provider import provider
from webapp.auth.queries import Lifter
from webapp.auth.session import Identity, Renewal
from webapp.auth.state import Asked, Handshake, SignedIn, SignedOut
from webapp.config import Clerk
from webapp.errors import NotFoundError, UnavailableError

# What lies below this floor, and so can't say it of itself.
PUBLIC_ENDPOINTS = frozenset({"observability.healthz", "observability.readyz", "static"})
# Long enough for a journey to Clerk and back, and short enough not to count the next one.
REDIRECTS_SECONDS = 2

DELETED = "deleted"
OWNER = "X-Outbox-User"
# No browser asks for so many languages; what is cut off is the least wanted.
LONGEST_LANGUAGES = 200

V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """Open a view to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def renewing(view: V) -> V:
    """Let a public view, which sends on whoever is signed in, have a stale session renewed first."""
    view.is_renewing = True  # type: ignore[attr-defined]
    return view


def user_id() -> str:
    """Whose request this is. For views that are not public."""
    return identity().user_id


def identity() -> Identity:
    """The verified session of this request. For views that are not public."""
    found: Identity = g.identity
    return found


def visitor() -> Identity | None:
    """Who asks for a public page, if they are signed in; nobody while that can't be known."""
    try:
        verdict = _outcome().verdict
    except UnavailableError:
        return None
    return verdict.identity if isinstance(verdict, SignedIn) else None


def is_nobody() -> bool:
    """Whether nobody is signed in for certain, and it is not that it can't be known now."""
    try:
        return isinstance(_outcome().verdict, SignedOut)
    except UnavailableError:
        return False


def lifter(session: Session) -> Lifter:
    """The person behind this request with their settings, met now if the webhook has not come yet.

    A deleted person is signed out, however good their token still is.
    """
    found = queries.lifter(session, user_id()) or _met(session)
    if found is None:
        g.refusal = DELETED
        raise Unauthorized
    return replace(found, languages=_languages())


def _languages() -> str:
    """The languages a browser asks for, on which an answer that writes dates depends (RFC 9110, 12.5.5)."""
    g.follows_language = True
    return request.headers.get("Accept-Language", "")[:LONGEST_LANGUAGES]


def is_deleted(identity: Identity) -> bool:
    """Whether a session, however good, is of a person who was deleted."""
    with web.database().reading() as session:
        return queries.is_deleted(session, identity.user_id)


def _met(session: Session) -> Lifter | None:
    if web.database().is_block(session):
        actions.meet_user(session, user_id())
        return queries.lifter(session, user_id())
    # A reading session sends each statement as its own transaction, and meeting takes two in one.
    session.close()
    with web.database().begin() as writing:
        actions.meet_user(writing, user_id())
        return queries.lifter(writing, user_id())


def safe_path(target: str | None) -> str:
    """A relative path of this site, or the dashboard: never another host, scheme or backslash trick."""
    is_ours = target and target.startswith("/") and not target.startswith(("//", "/\\"))
    if not is_ours or not target or "\\" in target or not target.isprintable():
        return "/dashboard"
    return target


def _outcome() -> Outcome:
    """What this request's credentials come to, found out once."""
    if "outcome" not in g:
        door: Door = current_app.extensions["door"]
        try:
            g.outcome = door.settle(_asked())
        except UnavailableError:
            g.refusal = "Clerk can't be reached"
            raise
    found: Outcome = g.outcome
    return found


def _asked() -> Asked:
    return Asked(
        # Plain: what looks for a cookie that is not there would raise and catch each time.
        cookies=request.cookies.to_dict(),
        query=request.args.to_dict(),
        origin=_origin(),
        is_document=_is_document(),
        bearer=security.bearer_token(),
    )


def _is_document() -> bool:
    return request.method == "GET" and web.wants_document()


def _origin() -> str:
    return f"{request.scheme}://{request.host}"


def _check() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint in PUBLIC_ENDPOINTS:
        return None
    if not getattr(view, "is_public", False):
        return _admit()
    return _renew() if getattr(view, "is_renewing", False) else None


def _admit() -> Response | None:
    outcome = _outcome()
    if isinstance(outcome.verdict, Handshake):
        return _handshake(outcome.verdict)
    if _is_document() and _brings_result():
        return _to_clean_address()
    if isinstance(outcome.verdict, SignedOut):
        g.refusal = _reason(outcome.verdict.reason)
        return _refuse()
    g.identity = outcome.verdict.identity
    return _refuse_others()


def _refuse_others() -> Response | None:
    """A write that waited on a phone names its owner, and is not somebody else's who signed in meanwhile."""
    owner = request.headers.get(OWNER)
    return web.error(HTTPStatus.PRECONDITION_FAILED) if owner not in {None, user_id()} else None


def _renew() -> Response | None:
    """Renew who may be signed in. A page that is open to all must not need Clerk for those who never were."""
    try:
        verdict = _outcome().verdict
    except UnavailableError:
        return None
    if isinstance(verdict, Handshake):
        return None if verdict.reason is Renewal.DEV_BROWSER_MISSING else _handshake(verdict)
    return _to_clean_address() if _is_document() and _brings_result() else None


def _handshake(verdict: Handshake) -> Response:
    g.refusal = _reason(f"handshake: {verdict.reason}")
    response = provider().renew(verdict, _origin() + _here(quoted=True))
    response.set_cookie(cookies.REDIRECTS, str(verdict.count), max_age=REDIRECTS_SECONDS, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _brings_result() -> bool:
    return cookies.HANDSHAKE in request.args or cookies.NONCE in request.args


def _to_clean_address() -> Response:
    """Away from an address that carries a credential, with the cookies it stood for."""
    # Absolute: a path that begins with two slashes would be another host.
    return web.go_on(_origin() + _here(quoted=True))


def _reason(said: str) -> str:
    unused = _outcome().unused
    return f"{said}; of no use: {unused}" if unused else said


def _refuse() -> Response:
    """Documents go to sign in; everything else gets 401 before any effect, so that repeating it is safe."""
    headers = {"HX-Trigger": "session-expired"}
    if security.bearer_token() is not None:
        return web.error(401, headers=headers | {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if not _is_document():
        return web.error(401, headers=headers)
    response = web.see_other(f"/sign-in?redirect_url={quote(_here(), safe='/')}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _here(*, quoted: bool = False) -> str:
    """The path and query of this request, without credentials."""
    path = quote(request.path, safe="/!$&'()*+,:;=@~") if quoted else request.path
    query = without_credentials(request.query_string.decode("ascii", "replace"))
    return f"{path}?{query}" if query else path


def _unauthorized(_error: HTTPException) -> Response:
    return _refuse()


def _not_found(failure: NotFoundError) -> Response:
    """What a deleted person looks for is not there because they are not: they are signed out.

    Asked only now, so that logging a set stays one statement.
    """
    try:
        if "identity" in g and is_deleted(g.identity):
            g.refusal = "deleted"
            return _refuse()
    except UnavailableError as away:
        return web.domain_error(away)
    return web.domain_error(failure)


def _private(response: Response) -> Response:
    """What is signed in is for this browser now and nothing in between."""
    if "identity" in g:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    elif "outcome" in g:
        # A public page that asked who its visitor is: others see it otherwise.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Cookie")
    # A deleted person's token still holds for a minute, in which sign-in would send them back and forth.
    if g.get("refusal") == DELETED:
        for name in cookies.names(current_app.extensions["clerk"]):
            response.delete_cookie(name)
    return response


def _hand_out(response: Response) -> Response:
    """Pass on the cookies a handshake brought, and forget what it came in."""
    outcome: Outcome | None = g.get("outcome")
    if outcome is None:
        return response
    for name in (cookies.HANDSHAKE, cookies.NONCE):
        if name in request.cookies:
            response.delete_cookie(name)
            response.headers["Cache-Control"] = "no-store"
    for line in outcome.set_cookies:
        response.headers.add("Set-Cookie", line)
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask, clerk: Clerk, door: Door) -> None:
    """Close an application's doors."""
    app.extensions.update(clerk=clerk, door=door)
    app.before_request(_check)
    app.after_request(_private)
    app.after_request(_hand_out)
    app.register_error_handler(401, _unauthorized)
    app.register_error_handler(NotFoundError, _not_found)
