"""Which cookies are this instance's, and what Clerk's `Set-Cookie` lines hold (pure).

Apps on one host see each other's cookies, on localhost above all. Clerk's script writes each cookie
twice, plain and with a suffix of the instance's own, and the plain one may be another app's.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from webapp.auth.session import Glance
from webapp.config import Clerk

SESSION = "__session"
CLIENT_UAT = "__client_uat"
DEV_BROWSER = "__clerk_db_jwt"
REDIRECTS = "__clerk_redirect_count"
HANDSHAKE = "__clerk_handshake"
NONCE = "__clerk_handshake_nonce"

# int() refuses thousands of digits; this many reach the year 5138.
LONGEST_NUMBER = 11
LONGEST_DIRECTIVE = 8192
_DIRECTIVE = re.compile(r"([\w!#$%&'*+.^`|~-]+)=([^;]*)(?:;[\x20-\x7e]*)?")


@dataclass(frozen=True)
class Carried:
    """What a browser brings of this instance; `client_uat` is 0 when the client is signed out or unknown."""

    session: str | None
    client_uat: int
    dev_browser: str | None
    is_suffixed: bool


def choose(cookies: Mapping[str, str], clerk: Clerk, glance: Callable[[str], Glance | None]) -> Carried:
    """Our own of these cookies: a session and the client it belongs to come from one pair, never mixed."""
    suffixed = _pair(cookies, clerk, is_suffixed=True)
    plain = _pair(cookies, clerk, is_suffixed=False)
    if _is_ours(suffixed.session, glance):
        return suffixed
    if _is_ours(plain.session, glance):
        return plain
    has_suffixed = suffixed.session is not None or f"{CLIENT_UAT}_{clerk.cookie_suffix}" in cookies
    # A plain session that another instance issued says that its client is the other's too.
    is_foreign = plain.session is not None and glance(plain.session) is not None
    return suffixed if has_suffixed or is_foreign else plain


def names(clerk: Clerk) -> tuple[str, ...]:
    """The cookies by which this instance's browsers are known to be signed in."""
    return tuple(name + ending for name in (SESSION, CLIENT_UAT) for ending in ("", f"_{clerk.cookie_suffix}"))


def number(text: str | None) -> int:
    """A whole number out of a cookie; 0 for what is none."""
    is_number = text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number and text else 0


def read_directives(lines: Iterable[object]) -> dict[str, str]:
    """The values that `Set-Cookie` lines give their cookies; raises ValueError for what is not such a line."""
    values: dict[str, str] = {}
    for line in lines:
        found = _DIRECTIVE.fullmatch(line) if isinstance(line, str) and len(line) <= LONGEST_DIRECTIVE else None
        if found is None or not found[2].isascii() or not found[2].isprintable():
            message = "not a Set-Cookie line"
            raise ValueError(message)
        values[found[1]] = found[2].strip()
    return values


def _pair(cookies: Mapping[str, str], clerk: Clerk, *, is_suffixed: bool) -> Carried:
    ending = f"_{clerk.cookie_suffix}"
    suffix = ending if is_suffixed else ""
    return Carried(
        session=cookies.get(SESSION + suffix) or None,
        client_uat=number(cookies.get(CLIENT_UAT + suffix)),
        dev_browser=cookies.get(DEV_BROWSER + ending) or cookies.get(DEV_BROWSER) or None,
        is_suffixed=is_suffixed,
    )


def _is_ours(session: str | None, glance: Callable[[str], Glance | None]) -> bool:
    seen = glance(session) if session else None
    return seen is not None and seen.is_ours
