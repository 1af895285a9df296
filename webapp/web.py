"""Answers: pages, fragments, redirects and error pages, in one place.

A page and its fragments are one template file: what stands once on a page is a block of it, what
stands many times is a partial named for the thing it draws. htmx 4 sends other headers than the
ones flask-htmx knows, so its use is wrapped here and nowhere else.
"""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_compress import Compress
from flask_htmx import HTMX
from jinja2 import StrictUndefined
from jinja2_fragments.flask import render_block
from werkzeug.exceptions import HTTPException

from webapp import assets, formatting, numerals
from webapp.db import Database
from webapp.errors import ConflictError, InvalidError, NotFoundError, TopsetError, UnavailableError
from webapp.forms import Bound, F, parse

MAX_BODY = 64 * 1024
# A phone's outbox names its write, and takes it for done when that name comes back.
SENT = "X-Outbox"
ACK = "X-Outbox-Ack"
# When that was, in milliseconds by our clock, as pages say when they were asked for.
ACKED_AT = "X-Outbox-At"
NOBODY = "none"
# What decides a write. Anything else means that it was not taken, and it is sent again.
DECIDED = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.CONFLICT,
     HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY}
)  # fmt: skip
RETRY_AFTER_SECONDS = 2
STATUS = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}
# What went wrong and what to do, in the lifter's words.
TITLES = {
    400: ("That request was not understood", "Go back and try again."),
    401: ("Sign in again", "Your session ended while you were away. Sign in, then send this again."),
    403: ("That came from another site", "For your safety it was refused. Go back and try from here."),
    404: ("Nothing here", "It may have been deleted, or it belongs to someone else."),
    405: ("That can't be done here", "Go back and use the buttons on the page."),
    412: ("This is someone else's", "It was written down for another person and waits until they sign in again."),
    409: ("It changed meanwhile", "Another device was faster. Look at what is stored, then decide."),
    413: ("That is too much at once", "Send less, for example a shorter note."),
    415: ("That is not a form", "Send it as a form."),
    422: ("Something needs another look", "Go back and correct it."),
    500: ("Something broke on our side", "It was written down. Nothing you saved before is lost."),
    503: ("Not reachable right now", "Try again in a moment: nothing is stored twice."),
}

_htmx = HTMX()


def database() -> Database:
    """This process's database."""
    found: Database = current_app.extensions["database"]
    return found


def wants_fragment() -> bool:
    """Whether htmx asks, and so gets a part of a page instead of a page."""
    return bool(_htmx)


def is_late() -> bool:
    """Whether a phone's outbox sends what was done before, so that its lifter may have something else in hand."""
    return SENT in request.headers


def wants_document() -> bool:
    """Whether a browser navigates, by link or by plain form, and so gets a page or a redirect to one."""
    if wants_fragment():
        return False
    destination = request.headers.get("Sec-Fetch-Dest")
    wants_html = request.headers.get("Accept", "").startswith("text/html")
    # Our service worker passes a navigation on, as one without destination; what a page's script asks for is "cors".
    if destination == "empty" and request.headers.get("Sec-Fetch-Mode") == "same-origin":
        return wants_html
    if destination is not None:
        return destination in {"document", "iframe"}
    return wants_html


def page(template: str, status: int = HTTPStatus.OK, /, **context: Any) -> Response:
    """A whole page. `lifter` is among the context of pages that are signed in."""
    context.setdefault("lifter", None)
    return make_response(render_template(template, **context), status)


def block(template: str, name: str, status: int = HTTPStatus.OK, /, **context: Any) -> Response:
    """One block of a page, rendered alone."""
    context.setdefault("lifter", None)
    return make_response(render_block(template, name, **context), status)


def keep(response: Response, owner: str) -> Response:
    """Let a phone keep a copy of this page, for when there is no signal.

    `owner` is whose it is: copies of somebody else's are dropped, and with NOBODY all of them.
    """
    response.headers["X-Offline-Copy"] = owner
    return response


def fragment(template: str, status: int = HTTPStatus.OK, /, **context: Any) -> Response:
    """A partial, as the page that includes it shows it."""
    return make_response(render_template(template, **context), status)


def see_other(url: str) -> Response:
    """Send the browser to `url`: by 303, or by htmx's own header where htmx asked."""
    if wants_fragment():
        response = make_response("", HTTPStatus.OK)
        response.headers["HX-Redirect"] = url
        return response
    response = make_response("", HTTPStatus.SEE_OTHER)
    response.headers["Location"] = url
    return response


def go_on(url: str) -> Response:
    """Send a document's browser to `url` by 307; the answer is for this one request."""
    response = Response(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": url, "Cache-Control": "no-store"})
    response.autocorrect_location_header = False
    return response


def is_outbox() -> bool:
    """Whether a phone's outbox sends this, whose page has gone on already."""
    return SENT in request.headers


def done(url: str) -> Response:
    """A write that leads to another page: nothing for an outbox, else the way there."""
    return make_response("", HTTPStatus.OK) if is_outbox() else see_other(url)


def bind(form: type[F]) -> Bound[F]:
    """The submitted form, parsed; query and body are one, as they are to a plain form."""
    typed = {**request.args.to_dict(), **request.form.to_dict()}
    return parse(form, typed)


def error(status: int, *, detail: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """An error as a page, or, for htmx, as a notice that leaves the page alone."""
    title, advice = TITLES.get(status, TITLES[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])
    context = {"status": int(status), "title": title, "advice": detail or advice}
    if wants_fragment():
        response = fragment("errors/_notice.html", status, **context)
        away = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "none" if away else "innerHTML"
    else:
        resend = _resend() if status == HTTPStatus.UNAUTHORIZED else None
        response = page("errors/error.html", status, resend=resend, **context)
    response.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers.update(headers or {})
    return response


def domain_error(failure: TopsetError) -> Response:
    """What went wrong in the domain, as an answer."""
    status = next((code for kind, code in STATUS.items() if isinstance(failure, kind)), None)
    return error(status or HTTPStatus.INTERNAL_SERVER_ERROR, detail=str(failure) or None)


def _resend() -> dict[str, Any] | None:
    """What a plain form had sent before its session was found expired, to be sent again."""
    if request.method in {"GET", "HEAD"}:
        return None
    said = request.query_string.decode("latin-1").split("&")
    kept = [part for part in said if part and not part.startswith("_method=")]
    query = kept if request.method == "POST" else [*kept, f"_method={request.method}"]
    url = f"{request.path}?{'&'.join(query)}" if query else request.path
    return {"url": url, "fields": list(request.form.items(multi=True))}


def _http_error(failure: HTTPException) -> Response:
    original = failure.get_response()
    keep = {name: value for name, value in original.headers.items() if name in {"Allow", "Retry-After"}}
    return error(original.status_code, headers=keep)


def _unforeseen(failure: Exception) -> Response:
    current_app.logger.error("unhandled", exc_info=failure, extra={"request_id": g.get("request_id")})
    return error(HTTPStatus.INTERNAL_SERVER_ERROR)


def _acknowledge(response: Response) -> Response:
    """Say which write this answer decides. A view has committed by now: what carries this is in the database."""
    name = request.headers.get(SENT, "")
    is_decided = HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES or response.status_code in DECIDED
    if is_decided and _is_id(name):
        response.headers.setdefault(ACK, name)
        response.headers[ACKED_AT] = str(time.time_ns() // 1_000_000)
    return response


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def asked_at() -> int:
    """When this request came, in milliseconds: what was acknowledged before is in the page that answers it."""
    return int((time.time() - (time.perf_counter() - g.started)) * 1000)


def _vary(response: Response) -> Response:
    response.vary.add("HX-Request")
    if g.get("follows_language"):
        response.vary.add("Accept-Language")
    return response


class MethodOverride:
    """Let a plain form, which knows only GET and POST, say PUT, PATCH or DELETE by `?_method=`.

    Read from the query and never from the body, so that no body is parsed before it is checked.
    """

    def __init__(self, app: Any) -> None:
        """Wrap a WSGI application."""
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve, with a POST's real intention as its method."""
        if environ["REQUEST_METHOD"] == "POST" and "_method=" in environ.get("QUERY_STRING", ""):
            for part in environ["QUERY_STRING"].split("&"):
                name, _, value = part.partition("=")
                if name == "_method" and value.upper() in {"PUT", "PATCH", "DELETE"}:
                    environ["REQUEST_METHOD"] = value.upper()
        return self.app(environ, start_response)


def init_app(app: Flask) -> None:
    """Teach an application our answers."""
    _htmx.init_app(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "text/javascript", "application/json", "application/manifest+json"]
    app.config["COMPRESS_MIN_SIZE"] = 1000
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 5
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formatting.FILTERS)
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["limits"] = numerals
    app.jinja_env.globals["asked_at"] = asked_at
    ui = app.jinja_env.get_template("ui.html").module
    app.jinja_env.globals["ui"] = ui
    app.register_error_handler(TopsetError, domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)
    app.after_request(_vary)
    app.after_request(_acknowledge)
    app.wsgi_app = MethodOverride(app.wsgi_app)  # type: ignore[method-assign]
