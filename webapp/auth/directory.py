"""Clerk's backend, asked who there is: one page after the other, or one person by name.

Read by the standard library and not by Clerk's own SDK: it is one GET, and its answer is the object
the webhooks carry, so the one parser reads both. The SDK would bring 9 MB and half a second of
imports, follow an answer no further than its own version of the schema knows it, and still leave
the limits below to us.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pydantic import ValidationError

from webapp.auth import people
from webapp.auth.people import NEVER, Person
from webapp.config import Clerk
from webapp.errors import TopsetError

PAGE = 200
# Whoever is deleted while the list is read moves everyone behind them up; so each page begins within the one before.
OVERLAP = 20
ANSWER_SECONDS = 15.0
MAX_BYTES = 32 * 1024 * 1024
TRIES = 4
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
UNKNOWN = "resource_not_found"


class DirectoryError(TopsetError):
    """Clerk could not be asked, or did not answer what was asked; the message is for the operator."""


@dataclass(frozen=True)
class Page:
    """One page of the list: who is on it, and those of them who could be read; `end` is how far the walk has come."""

    ids: list[str]
    people: list[Person]
    end: int


@dataclass(frozen=True)
class _Answer:
    status: int
    said: Any
    at: datetime


class Directory:
    """Clerk's list of users, for as long as the time given for it lasts."""

    def __init__(self, clerk: Clerk, seconds: float) -> None:
        """Ask this instance's backend, for so long altogether."""
        self._url = f"{clerk.api_url}/v1"
        self._headers = {
            "Authorization": f"Bearer {clerk.secret_key}",
            "User-Agent": "topset",
            "Accept": "application/json",
        }
        self._deadline = time.monotonic() + seconds
        self._opener = build_opener(_NoRedirect)

    def instance_id(self) -> str:
        """Which instance the secret key belongs to."""
        return str(_field(self._asked("/instance"), "id", str))

    def count(self) -> int:
        """How many users there are."""
        return int(_field(self._asked("/users/count"), "total_count", int))

    def pages(self, start: int = 0, size: int = PAGE) -> Iterator[Page]:
        """The list from `start` on, oldest first; it is over when a page brings nobody new."""
        offset, before = start, None
        while True:
            query = urlencode({"limit": size, "offset": offset, "order_by": "+created_at"})
            answer = self._asked(f"/users?{query}")
            ids = _ids(answer.said)
            if before is not None and ids and before.isdisjoint(ids):
                message = "Clerk's list moved while it was read, and someone may have been missed. Run this again."
                raise DirectoryError(message)
            if before is not None and before.issuperset(ids):
                return
            yield Page(ids, [each for user in answer.said if (each := _person(user, answer.at))], offset + len(ids))
            if not ids:
                return
            before, offset = set(ids), max(0, offset + len(ids) - min(OVERLAP, len(ids) // 2))

    def find(self, user_id: str) -> Person | None:
        """One person by name; None only when Clerk itself says that there is no such user."""
        answer = self._ask(f"/users/{quote(user_id, safe='')}")
        if answer.status == HTTPStatus.NOT_FOUND and _codes(answer.said) == [UNKNOWN]:
            return None
        found = _person(answer.said, answer.at) if answer.status == HTTPStatus.OK else None
        if found is None or found.id != user_id:
            raise DirectoryError(_refusal(answer))
        return found

    def _asked(self, path: str) -> _Answer:
        answer = self._ask(path)
        if answer.status != HTTPStatus.OK:
            raise DirectoryError(_refusal(answer))
        return answer

    def _ask(self, path: str, tries: int = TRIES, pause: float = PAUSE_SECONDS) -> _Answer:
        """Ask, and ask again what may only have gone wrong for a moment."""
        wait = pause
        try:
            answer, wanted = self._ask_once(path)
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
            wait, trouble = max(pause, wanted), _refusal(answer)
        except (OSError, HTTPException) as error:
            trouble = f"Clerk's backend can't be reached: {type(error).__name__}."
        if tries == 1 or time.monotonic() + wait > self._deadline:
            raise DirectoryError(trouble)
        time.sleep(wait)
        return self._ask(path, tries - 1, pause * 2)

    def _ask_once(self, path: str) -> tuple[_Answer, float]:
        """What came back, and how long it asks us to wait before we ask again."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            message = "The time given for this is over."
            raise DirectoryError(message)
        request = Request(f"{self._url}{path}", headers=self._headers)  # noqa: S310  (config allows https and loopback only)
        try:
            with self._opener.open(request, timeout=min(left, ANSWER_SECONDS)) as response:
                return _Answer(response.status, self._read(response), _date(response.headers)), 0.0
        except HTTPError as error:
            with error:
                return _Answer(error.code, self._read(error), _date(error.headers)), _retry_after(error.headers)

    def _read(self, response: Any) -> Any:
        """The body as JSON, None when it is none. A server that dribbles is not waited for byte by byte."""
        body = bytearray()
        give_up = min(self._deadline, time.monotonic() + ANSWER_SECONDS)
        while part := response.read1(64 * 1024):
            body += part
            if len(body) > MAX_BYTES or time.monotonic() > give_up:
                raise TimeoutError
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return None


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would take the secret key with it to wherever it leads."""

    def redirect_request(self, *_request: Any) -> None:
        return None


def _ids(said: Any) -> list[str]:
    """Who is listed, whatever else can be made of them: what is listed must never be taken for deleted."""
    ids = [user.get("id") if isinstance(user, dict) else None for user in said] if isinstance(said, list) else [None]
    named = [each for each in ids if isinstance(each, str) and each]
    if len(named) != len(ids):
        message = "Clerk's backend answered with something that is not a list of users."
        raise DirectoryError(message)
    return named


def _person(user: Any, at: datetime) -> Person | None:
    try:
        return people.person(people.User.model_validate(user), at)
    except (ValidationError, ValueError):
        return None


def _field(answer: _Answer, name: str, kind: type) -> Any:
    found = answer.said.get(name) if isinstance(answer.said, dict) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        message = f"Clerk's backend answered with something else than its {name}."
        raise DirectoryError(message)
    return found


def _codes(said: Any) -> list[Any]:
    errors = said.get("errors") if isinstance(said, dict) else None
    return [each.get("code") for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []


def _refusal(answer: _Answer) -> str:
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return "Clerk's backend does not accept CLERK_SECRET_KEY: copy it again from Clerk's dashboard."
    codes = ", ".join(str(code) for code in _codes(answer.said))
    return f"Clerk's backend answered {answer.status}{f' ({codes})' if codes else ''} instead of what was asked."


def _date(headers: Message) -> datetime:
    """When an answer was given by the clock that dates the events, so that the two can be put in order."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return NEVER
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def _retry_after(headers: Message) -> float:
    said = headers.get("Retry-After", "")
    return min(float(said), LONGEST_PAUSE_SECONDS) if said.isascii() and said.isdecimal() else 0.0
