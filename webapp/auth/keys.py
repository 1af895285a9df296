"""The public key a token is verified with: given as PEM, else from Clerk's JWKS, cached."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from webapp.auth import calls
from webapp.auth.session import Keys, RefusedError
from webapp.config import Clerk
from webapp.errors import ConfigError, UnavailableError

FETCH_SECONDS = 2.0
COOLDOWN_SECONDS = 30.0


class FixedKey:
    """The instance's PEM public key: no network at all."""

    def __init__(self, pem: str) -> None:
        """Load it; raises ConfigError for what is not a key."""
        try:
            self._key = load_pem_public_key(pem.encode())
        except ValueError as error:
            message = "CLERK_JWT_KEY is not a PEM public key: copy it whole, with its BEGIN and END lines."
            raise ConfigError(message) from error

    def find(self, _kid: str | None) -> Any:
        """The one key, whatever `kid` says: another key's signature will not match."""
        return self._key


class FetchedKeys:
    """Clerk's JWKS: fetched when an unknown `kid` comes, by one request at a time, with a cooldown."""

    def __init__(self, url: str, fetch: Callable[[str], bytes] | None = None) -> None:
        """Fetch from `url`, lazily."""
        self._url = url
        self._fetch = fetch or _fetch
        self._keys: Mapping[str, Any] = {}
        self._fetched_at = float("-inf")
        self._failures = 0
        self._lock = threading.Lock()

    def find(self, kid: str | None) -> Any:
        """The key named `kid`."""
        key = self._keys.get(kid or "")
        if key is None:
            self._refresh()
            key = self._keys.get(kid or "")
        if key is None:
            reason = "signed with an unknown key"
            raise RefusedError(reason)
        return key

    def _refresh(self) -> None:
        failures = self._failures
        with self._lock:
            if not self._keys and self._failures != failures:
                # Who waited in line behind a failure would only wait as long again, one after the other.
                raise _unreachable()
            if time.monotonic() - self._fetched_at < COOLDOWN_SECONDS:
                return
            try:
                listed = json.loads(self._fetch(self._url))["keys"]
                self._keys = {each["kid"]: jwt.PyJWK.from_dict(each, "RS256").key for each in listed}
                self._fetched_at = time.monotonic()
            except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError, jwt.PyJWTError) as error:
                if self._keys:
                    self._fetched_at = time.monotonic()
                    return
                self._failures += 1
                raise _unreachable() from error


def _unreachable() -> UnavailableError:
    return UnavailableError("Sign-in can't be checked right now. Try again in a moment.")


def _fetch(url: str) -> bytes:
    return calls.fetch(url, seconds=FETCH_SECONDS)


def for_clerk(clerk: Clerk) -> Keys:
    """The keys of a Clerk instance."""
    if clerk.jwt_key is not None:
        return FixedKey(clerk.jwt_key)
    return FetchedKeys(f"{clerk.frontend_url}/.well-known/jwks.json")
