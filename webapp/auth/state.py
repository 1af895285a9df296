"""What a request's credentials come to: signed in, signed out, or a browser to ask again (pure but for the keys).

Read `_judge_cookies` as a table, from above: the first line that fits is the verdict. A session
token lives 60 s, so a browser that slept holds one that is out of date while its session lives on.
Only Clerk knows, and a *handshake* asks: the browser is sent to Clerk's Frontend API and comes back
with fresh cookies. Only a document can travel like that; whatever else asks is signed out for now,
before any effect, so that it can be repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from webapp.auth.cookies import DEV_BROWSER, HANDSHAKE, NONCE, REDIRECTS, Carried, choose, number
from webapp.auth.session import Identity, RefusedError, Renewal, Sessions
from webapp.config import Clerk

MAX_HANDSHAKES = 3
NO_SESSION = "no session"


@dataclass(frozen=True)
class Asked:
    """What a request brings: its cookies and query, a script's token, and the page's origin (`https://host`)."""

    cookies: Mapping[str, str]
    query: Mapping[str, str]
    origin: str
    is_document: bool
    bearer: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A session that holds."""

    identity: Identity


@dataclass(frozen=True)
class SignedOut:
    """Nobody's request; the reason is for the log and names no secret."""

    reason: str


@dataclass(frozen=True)
class Handshake:
    """A browser to be asked again, with what it takes along; `count` is how many that makes in a row."""

    reason: Renewal
    carried: Carried
    count: int


@dataclass(frozen=True)
class Resolve:
    """A handshake's result to be read first: a signed token, or the number of one that Clerk keeps."""

    token: str | None
    nonce: str | None


Settled = SignedIn | SignedOut | Handshake


def judge(asked: Asked, clerk: Clerk, sessions: Sessions) -> Settled | Resolve:
    """The verdict over a request; UnavailableError when the keys can't be had."""
    if asked.bearer is not None:
        return _judge_bearer(asked.bearer, asked.origin, sessions)
    token = asked.query.get(HANDSHAKE) or asked.cookies.get(HANDSHAKE)
    nonce = asked.query.get(NONCE) or asked.cookies.get(NONCE)
    if token or nonce:
        return Resolve(token or None, nonce or None)
    return judge_cookies(asked, clerk, sessions)


def judge_cookies(asked: Asked, clerk: Clerk, sessions: Sessions) -> Settled:
    """The verdict over a request that brings no handshake's result, or one that was read or is of no use."""
    verdict = _judge_cookies(asked, clerk, sessions)
    if not isinstance(verdict, Handshake):
        return verdict
    if not asked.is_document:
        return SignedOut(verdict.reason)
    if verdict.count > MAX_HANDSHAKES:
        return SignedOut(f"{verdict.reason}, still after {MAX_HANDSHAKES} handshakes")
    return verdict


def _judge_bearer(token: str, origin: str, sessions: Sessions) -> Settled:
    """A script holds one token and no cookies, so nothing else counts and there is nowhere to send it."""
    try:
        return SignedIn(sessions.verify(token, origin))
    except RefusedError as refused:
        return SignedOut(refused.renewal or str(refused))


def _judge_cookies(asked: Asked, clerk: Clerk, sessions: Sessions) -> Settled:  # noqa: PLR0911  (a row each)
    carried = choose(asked.cookies, clerk, sessions.glance)
    brought = asked.query.get(DEV_BROWSER)

    def handshake(reason: Renewal) -> Handshake:
        takes_along = replace(carried, dev_browser=brought or carried.dev_browser)
        return Handshake(reason, takes_along, number(asked.cookies.get(REDIRECTS)) + 1)

    # A development instance lives on another site than the app, so its browser is known by a cookie of ours.
    if clerk.is_development and brought:
        return handshake(Renewal.DEV_BROWSER_SYNC)
    if clerk.is_development and carried.dev_browser is None:
        return handshake(Renewal.DEV_BROWSER_MISSING)
    if carried.session is None:
        return handshake(Renewal.CLIENT_WITHOUT_SESSION) if carried.client_uat else SignedOut(NO_SESSION)
    if not carried.client_uat:
        return handshake(Renewal.SESSION_WITHOUT_CLIENT)
    seen = sessions.glance(carried.session)
    if seen is None or not seen.is_session:
        return SignedOut("not a session token")
    if seen.issued_at is not None and seen.issued_at < carried.client_uat:
        return handshake(Renewal.OLDER_THAN_CLIENT)
    try:
        return SignedIn(sessions.verify(carried.session, asked.origin))
    except RefusedError as refused:
        return handshake(refused.renewal) if refused.renewal else SignedOut(str(refused))
