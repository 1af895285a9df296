"""What every answer carries and every unsafe request must show.

No CSRF tokens: a set that waited an hour on a phone must be good as it is. Browsers say where a
request comes from (`Sec-Fetch-Site`, else `Origin`), and that can't be forged from a page.

A script that brings its token by hand (`Authorization: Bearer …`) need not say where it comes from.
The check is against a browser that adds somebody's cookies to another site's request; it adds no
Bearer token by itself, a form can't, and a page's script may only after a CORS preflight, which
nothing here answers. Where there is such a header, cookies don't count (`auth/state.py`), so nobody
can skip the check by it and then be known by cookies.
"""

import secrets
from http import HTTPStatus
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp import web
from webapp.config import Clerk

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MULTIPART = "multipart/form-data"
FORMS = frozenset({"application/x-www-form-urlencoded", MULTIPART})
SIGNED_ENDPOINTS = frozenset({"auth.receive_webhook"})
CLERK_IMAGES = "https://img.clerk.com"
# Where Clerk tells people from programs, on the pages that show its components.
BOT_CHECKS = "https://challenges.cloudflare.com"
BOT_PROTECTION = "https://*.protect.clerk.com"
# The field for a code in Clerk's components makes two style elements that carry no nonce; these are their contents.
CODE_FIELD = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-KQDhUccuEkZUQDnfbVDeY+ev2LZ+73AQR7ro4JppAY8='"
)

# For every answer, static files included.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What of these means something for an answer that a script reads: the rest is about documents, and a set that is
# logged in a basement is to weigh little.
FRAGMENT_HEADERS = ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
FRAGMENT_POLICY = "default-src 'none'; frame-ancestors 'none'"
HSTS = "max-age=31536000; includeSubDomains"
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def content_security_policy(nonce: str, clerk: Clerk, *, with_components: bool = False) -> str:
    """The policy of a page: our own files, this nonce, and Clerk's Frontend API; no inline, no eval.

    A page that shows Clerk's components may have people checked for being some.
    """
    api = " ".join(clerk.origins)
    checks = f"{BOT_CHECKS} {BOT_PROTECTION}" if with_components else ""
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}' {api} {checks}",
        "style-src": f"'self' 'nonce-{nonce}' {CODE_FIELD if with_components else ''}",
        "img-src": f"'self' data: {CLERK_IMAGES}",
        "connect-src": f"'self' {api} {BOT_PROTECTION if with_components else ''}",
        **({"frame-src": BOT_CHECKS} if with_components else {}),
        "font-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in sources.items())


def static_headers(headers: Headers, _path: str, _url: str) -> None:
    """Headers of a static file; WhiteNoise calls this once a file, when the process begins."""
    for name, value in {**HEADERS, "Content-Security-Policy": NOTHING}.items():
        headers[name] = value


def allow_components() -> None:
    """Let this request's page show Clerk's components."""
    g.with_components = True


def bearer_token() -> str | None:
    """The token a script brings by hand; empty where the header names none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _choose_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _refuse_cross_site() -> Response | None:
    is_told = request.endpoint in SIGNED_ENDPOINTS or bearer_token() is not None
    if request.method in SAFE_METHODS or is_told or _is_same_site():
        return None
    return web.error(HTTPStatus.FORBIDDEN)


def _refuse_what_is_no_form() -> Response | None:
    """415 for a body that is no form: read as one it would be an empty form, which some views take."""
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if request.method in SAFE_METHODS or request.endpoint in SIGNED_ENDPOINTS or not has_body:
        return None
    if request.content_length is None:
        _refuse_endless()
    is_whole = request.mimetype != MULTIPART or bool(request.mimetype_params.get("boundary"))
    return None if request.mimetype in FORMS and is_whole else web.error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _refuse_endless() -> None:
    """413 for a body of unknown length that is too long, which Werkzeug would cut at its limit without a word."""
    request.max_content_length = web.MAX_BODY + 1
    if len(request.get_data(cache=True, parse_form_data=False)) > web.MAX_BODY:
        raise RequestEntityTooLarge


def _is_same_site() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin)[:2] == (request.scheme, request.host)


def init_app(app: Flask, clerk: Clerk) -> None:
    """Guard an application."""

    def add_headers(response: Response) -> Response:
        is_fragment = web.wants_fragment()
        for name in FRAGMENT_HEADERS if is_fragment else HEADERS:
            response.headers.setdefault(name, HEADERS[name])
        if is_fragment:
            policy = FRAGMENT_POLICY
        else:
            components = g.get("with_components", False)
            policy = content_security_policy(g.nonce, clerk, with_components=components) if "nonce" in g else NOTHING
        response.headers.setdefault("Content-Security-Policy", policy)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = HSTS
        return response

    app.before_request(_choose_nonce)
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_what_is_no_form)
    app.after_request(add_headers)
    app.jinja_env.globals["nonce"] = lambda: g.nonce
