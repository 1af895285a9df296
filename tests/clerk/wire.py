"""What goes to and fro between Clerk's scripts and the stand-in: questions, answers and refusals in Clerk's form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DEV_BROWSER = "__clerk_db_jwt"
FOREVER = "Path=/; Max-Age=31536000; SameSite=Lax"


@dataclass
class Ask:
    """A request: `path` without the version, `form` with the query's and the body's fields."""

    method: str
    path: str
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    origin: str


@dataclass
class Answer:
    """What is said: JSON, or a place to go on to; `set_cookies` are whole lines."""

    status: int = 200
    said: Any = None
    location: str | None = None
    set_cookies: list[str] = field(default_factory=list)


class RefusedError(Exception):
    """An error in Clerk's form."""

    def __init__(self, status: int, code: str, message: str, **meta: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = {"errors": [{"code": code, "message": message, "long_message": message, "meta": meta}]}


def read(method: str, address: str, body: str, headers: Mapping[str, str], own: str) -> Ask:
    """A request as it came, to `own` origin: Clerk's scripts send every verb but GET as a POST that names it."""
    parts = urlsplit(address)
    form = {**dict(parse_qsl(parts.query)), **dict(parse_qsl(body, keep_blank_values=True))}
    pairs = (pair.partition("=") for pair in headers.get("Cookie", "").split("; "))
    return Ask(
        method=form.get("_method", method),
        path=parts.path.removeprefix("/v1"),
        form=form,
        cookies={name: value for name, _, value in pairs},
        origin=headers.get("Origin") or own,
    )
