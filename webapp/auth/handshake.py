"""The way out to Clerk and back: a browser that holds a stale token is sent there and returns with fresh cookies.

What comes back is either a token, signed with the instance's key, or the number of one that Clerk
keeps because it is too long for a cookie. Both are `Set-Cookie` lines, and the session among them is
verified like any other before one line is passed on.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, unquote_plus, urlencode

import jwt

from webapp.auth import calls, cookies
from webapp.auth.session import SESSION_CATEGORIES, UNREADABLE, Keys, RefusedError, Sessions
from webapp.auth.state import NO_SESSION, Asked, Handshake, Resolve, Settled, SignedIn, SignedOut, judge, judge_cookies
from webapp.config import Clerk
from webapp.errors import UnavailableError

API_VERSION = "2026-05-12"
EXCHANGE_SECONDS = 2.0
# Anyone can make up a number, and each costs a call: they must never hold more than half of a process's threads.
EXCHANGES_AT_ONCE = 2
MAX_DIRECTIVES = 32
_NONCE = re.compile(r"[\w.~-]{1,512}", re.ASCII)
# What no address of ours keeps: they are credentials, and would begin the journey again.
PARAMETERS = frozenset({cookies.HANDSHAKE, cookies.NONCE, cookies.DEV_BROWSER, "__clerk_help"})

Exchange = Callable[[str], list[Any]]


@dataclass(frozen=True)
class Outcome:
    """A verdict, the `Set-Cookie` lines that go with it, and why a result that came along was of no use."""

    verdict: Settled
    set_cookies: tuple[str, ...] = ()
    unused: str | None = None


def address(handshake: Handshake, clerk: Clerk, here: str) -> str:
    """Where Clerk answers a handshake and sends the browser back `here`, the request's clean public URL."""
    asked = {
        "redirect_url": here,
        "__clerk_api_version": API_VERSION,
        "suffixed_cookies": "true" if handshake.carried.is_suffixed else "false",
        "__clerk_hs_reason": handshake.reason.value,
        "format": "nonce",
        cookies.SESSION: handshake.carried.session,
        cookies.DEV_BROWSER: handshake.carried.dev_browser if clerk.is_development else None,
    }
    query = urlencode({name: value for name, value in asked.items() if value}, errors="replace")
    return f"{clerk.frontend_url}/v1/client/handshake?{query}"


def without_credentials(query: str) -> str:
    """A query string as it was, less what a handshake put there."""
    return "&".join(part for part in query.split("&") if unquote_plus(part.partition("=")[0]) not in PARAMETERS)


class Door:
    """Judges requests for one Clerk instance, reading handshakes' results on the way."""

    def __init__(self, clerk: Clerk, keys: Keys, exchange: Exchange | None = None) -> None:
        """Results that Clerk keeps are fetched by `exchange`, by default from its backend."""
        self._clerk = clerk
        self._keys = keys
        self._sessions = Sessions(clerk, keys)
        self._exchange = exchange or Backend(clerk.secret_key, clerk.api_url)

    def settle(self, asked: Asked) -> Outcome:
        """The verdict over a request; UnavailableError when only Clerk could tell and can't be reached."""
        verdict = judge(asked, self._clerk, self._sessions)
        if not isinstance(verdict, Resolve):
            return Outcome(verdict)
        own = judge_cookies(asked, self._clerk, self._sessions)
        try:
            lines = self._read(verdict)
            after = self._after(asked, lines)
        except RefusedError as refused:
            return Outcome(own, unused=str(refused))
        except UnavailableError:
            if isinstance(own, SignedIn):
                return Outcome(own, unused="Clerk can't be reached")
            raise
        if after == SignedOut(NO_SESSION) or (isinstance(after, SignedIn) and not _is_old_news(after, own)):
            return Outcome(after, lines)
        # As if it had not come. A handshake that is still needed is sent for again.
        return Outcome(own, unused="old news" if isinstance(after, SignedIn) else after.reason)

    def _after(self, asked: Asked, lines: tuple[str, ...]) -> Settled:
        """What the request would come to with the cookies it is about to be given."""
        given = cookies.read_directives(lines)
        given_all = replace(asked, cookies={**asked.cookies, **given}, query={})
        return judge_cookies(given_all, self._clerk, self._sessions)

    def _read(self, result: Resolve) -> tuple[str, ...]:
        said = self._exchange(result.nonce) if result.nonce else self._open(result.token or "")
        try:
            cookies.read_directives(said)
        except ValueError as error:
            reason = f"a handshake of something else: {error}"
            raise RefusedError(reason) from error
        if len(said) > MAX_DIRECTIVES:
            reason = "a handshake of too many cookies"
            raise RefusedError(reason)
        return tuple(said)

    def _open(self, token: str) -> list[Any]:
        """What a handshake's token holds. It has no `exp`; its category keeps templates' tokens out."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("cat") not in SESSION_CATEGORIES:
                reason = "not a handshake's token"
                raise RefusedError(reason)
            key = self._keys.find(header.get("kid"))
            said = jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})["handshake"]
        except (*UNREADABLE, KeyError) as error:
            reason = f"not a valid handshake: {type(error).__name__}"
            raise RefusedError(reason) from error
        return said if isinstance(said, list) else [said]


class Backend:
    """Clerk's backend, where a handshake's number is exchanged for its cookies."""

    def __init__(self, secret_key: str, url: str, seconds: float = EXCHANGE_SECONDS) -> None:
        """Ask `url`, for at most so many seconds."""
        self._headers = {"Authorization": f"Bearer {secret_key}", "Clerk-API-Version": API_VERSION}
        self._url = f"{url}/v1/clients/handshake_payload"
        self._seconds = seconds
        self._lines = threading.BoundedSemaphore(EXCHANGES_AT_ONCE)

    def __call__(self, nonce: str) -> list[Any]:
        """The `Set-Cookie` lines kept under `nonce`; raises RefusedError, or UnavailableError to ask again later."""
        if not _NONCE.fullmatch(nonce):
            reason = "not a handshake's nonce"
            raise RefusedError(reason)
        if not self._lines.acquire(blocking=False):
            raise _unreachable()
        try:
            return self._ask(nonce)
        finally:
            self._lines.release()

    def _ask(self, nonce: str) -> list[Any]:
        url = f"{self._url}?nonce={quote(nonce, safe='')}"
        try:
            said: Mapping[str, Any] = json.loads(calls.fetch(url, seconds=self._seconds, headers=self._headers))
            directives = said["directives"]
        except HTTPError as error:
            if error.code in {400, 404, 410, 422}:
                reason = f"a handshake Clerk does not know: {error.code}"
                raise RefusedError(reason) from None
            raise _unreachable() from None
        except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError) as error:
            # Not told from what: the error may quote the address, and the address is the credential.
            del error
            raise _unreachable() from None
        return directives if isinstance(directives, list) else [directives]


def _is_old_news(result: SignedIn, own: Settled) -> bool:
    """Whether the browser already holds a session at least as new: a result may stay behind in a cookie."""
    return isinstance(own, SignedIn) and own.identity.issued_at >= result.identity.issued_at


def _unreachable() -> UnavailableError:
    return UnavailableError("Sign-in can't be checked right now. Try again in a moment.")
