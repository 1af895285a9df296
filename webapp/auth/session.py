"""Whether a session token holds: Clerk's checks in their order; PyJWT does the cryptography.

A token of a JWT template is signed with the same key and outlives revocation, so its category is
looked at before anything else is believed.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import jwt

from webapp.config import Clerk

LEEWAY_SECONDS = 5
# A tuple, because whoever forges a token may put a list where the category belongs.
SESSION_CATEGORIES = (None, "cl_B7d4PD111AAA", "cl_I7d4PD111III")
REQUIRED_CLAIMS = ("exp", "iat", "nbf", "sub", "sid")
REMEMBERED_TOKENS = 1024
# All that a token can make the decoder say; deep JSON exhausts the stack, and endless numbers overflow.
UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError)


class Renewal(StrEnum):
    """Why a browser that may well hold a live session is asked again, in Clerk's words for it."""

    DEV_BROWSER_SYNC = "dev-browser-sync"
    DEV_BROWSER_MISSING = "dev-browser-missing"
    CLIENT_WITHOUT_SESSION = "client-uat-but-no-session-token"
    SESSION_WITHOUT_CLIENT = "session-token-but-no-client-uat"
    OLDER_THAN_CLIENT = "session-token-iat-before-client-uat"
    EXPIRED = "session-token-expired"
    NOT_YET = "session-token-nbf"
    FROM_THE_FUTURE = "session-token-iat-in-the-future"


@dataclass(frozen=True)
class Identity:
    """Who a verified session speaks for; the times are in seconds since 1970."""

    user_id: str
    session_id: str
    issued_at: float
    expires_at: float


@dataclass(frozen=True)
class Glance:
    """What a token says of itself, which may be a lie."""

    is_ours: bool
    is_session: bool
    issued_at: float | None


class RefusedError(Exception):
    """A token that does not hold; the message is for the log and names no secret."""

    def __init__(self, reason: str, *, renewal: Renewal | None = None) -> None:
        """`renewal`: only the token is out of date, and this is how."""
        super().__init__(reason)
        self.renewal = renewal


class Keys(Protocol):
    """Where the public key of a token comes from."""

    def find(self, kid: str | None) -> Any:
        """The key for `kid`; raises RefusedError when there is none, UnavailableError when it can't be known."""


class Sessions:
    """Verifies session tokens; remembers a verified one until it expires, so RSA is paid once a minute."""

    def __init__(self, clerk: Clerk, keys: Keys) -> None:
        """Verify for one Clerk instance."""
        self._clerk = clerk
        self._keys = keys
        self._remembered: OrderedDict[bytes, Mapping[str, Any]] = OrderedDict()

    def glance(self, token: str) -> Glance | None:
        """What a token says of itself, unverified; None for what is not a token."""
        claims = self._remembered.get(_name(token))
        if claims is not None:
            return Glance(is_ours=True, is_session=True, issued_at=claims["iat"])
        try:
            said = jwt.decode_complete(token, options={"verify_signature": False})
        except UNREADABLE:
            return None
        claims, issued_at = said["payload"], said["payload"].get("iat")
        return Glance(
            is_ours=claims.get("iss") in self._clerk.issuers,
            is_session=said["header"].get("cat") in SESSION_CATEGORIES,
            issued_at=issued_at if isinstance(issued_at, int | float) else None,
        )

    def verify(self, token: str, origin: str) -> Identity:
        """Whom a token speaks for, on a page at `origin` (`https://host`); raises RefusedError."""
        name = _name(token)
        claims = self._remembered.get(name)
        if claims is None or claims["exp"] + LEEWAY_SECONDS <= time.time():
            claims = self._remembered[name] = self._decode(token)
            while len(self._remembered) > REMEMBERED_TOKENS:
                self._remembered.popitem(last=False)
        self._check(claims, origin)
        return Identity(claims["sub"], claims["sid"], float(claims["iat"]), float(claims["exp"]))

    def _decode(self, token: str) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("cat") not in SESSION_CATEGORIES:
                reason = "not a session token"
                raise RefusedError(reason)
            claims = jwt.decode(
                token,
                self._keys.find(header.get("kid")),
                algorithms=["RS256"],
                issuer=self._clerk.issuers,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED_CLAIMS), "verify_aud": False},
            )
            return {**claims, "iat": float(claims["iat"]), "exp": float(claims["exp"])}
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
            raise RefusedError(str(error), renewal=_renewal(error)) from error
        except UNREADABLE as error:
            reason = f"not a valid token: {type(error).__name__}"
            raise RefusedError(reason) from error

    def _check(self, claims: Mapping[str, Any], origin: str) -> None:
        if not claims["sub"] or not isinstance(claims["sub"], str):
            reason = "a token for nobody"
            raise RefusedError(reason)
        party = claims.get("azp")
        expected = self._clerk.authorized_parties or (origin,)
        # Clerk leaves `azp` out where the browser sent no Origin, so only a configured list insists on it.
        if (party is None and self._clerk.authorized_parties) or (party is not None and party not in expected):
            reason = "a token for another site"
            raise RefusedError(reason)
        if claims.get("sts") == "pending":
            reason = "a session that still waits for a step of sign-in"
            raise RefusedError(reason)


def _name(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _renewal(error: jwt.PyJWTError) -> Renewal:
    if isinstance(error, jwt.ExpiredSignatureError):
        return Renewal.EXPIRED
    return Renewal.FROM_THE_FUTURE if "(iat)" in str(error) else Renewal.NOT_YET
