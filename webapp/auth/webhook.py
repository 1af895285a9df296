"""Clerk's webhooks: a signed body to what it says of a person (pure).

svix verifies and returns nothing, so the body is parsed here. It raises more than its own error on
headers that are malformed; all of that is one refusal.
"""

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError

from webapp.auth import people
from webapp.auth.people import NEVER, Milliseconds, Person, UserId

MAX_BYTES = 256 * 1024


class UnacceptableError(Exception):
    """The request is not a webhook of Clerk's; the message is for the log."""


@dataclass(frozen=True)
class Saved:
    """A person was created or changed."""

    person: Person


@dataclass(frozen=True)
class Deleted:
    """A person was deleted, at the time the envelope says."""

    user_id: str
    at: datetime


class _DeletedUser(BaseModel):
    id: UserId


class _Envelope(BaseModel):
    type: str
    data: dict[str, object]
    timestamp: Milliseconds | None = None
    instance_id: str | None = None


def verify(secret: str, body: bytes, headers: Mapping[str, str]) -> str:
    """The message's id, once its signature and its age (5 minutes) are checked; raises UnacceptableError."""
    # Imported at the first webhook: svix brings an HTTP client that would double the process's start.
    from svix.webhooks import Webhook, WebhookVerificationError  # noqa: PLC0415

    given = {name.lower(): value for name, value in headers.items()}
    try:
        Webhook(secret).verify(body, given)
    except (WebhookVerificationError, ValueError, binascii.Error) as error:
        reason = f"webhook refused: {type(error).__name__}"
        raise UnacceptableError(reason) from error
    if not given.get("svix-id"):
        reason = "webhook refused: a message without an id"
        raise UnacceptableError(reason)
    return given["svix-id"]


def read(body: bytes, msg_id: str, instance_id: str | None = None) -> Saved | Deleted | None:
    """What a verified body says; None for a type that is not about a person. Raises UnacceptableError.

    With `instance_id`, only what that instance of Clerk's says is believed.
    """
    try:
        envelope = _Envelope.model_validate(json.loads(body))
        if instance_id is not None and envelope.instance_id != instance_id:
            reason = "webhook refused: from another instance"
            raise UnacceptableError(reason)
        return _said(envelope, msg_id)
    except (ValidationError, ValueError, RecursionError) as error:
        reason = f"webhook not understood: {type(error).__name__}"
        raise UnacceptableError(reason) from error


def _said(envelope: _Envelope, msg_id: str) -> Saved | Deleted | None:
    at = None if envelope.timestamp is None else people.moment(envelope.timestamp)
    if envelope.type in {"user.created", "user.updated"}:
        return Saved(people.person(people.User.model_validate(envelope.data), at or NEVER, msg_id))
    if envelope.type == "user.deleted":
        return Deleted(_DeletedUser.model_validate(envelope.data).id, at or datetime.now(UTC))
    return None
