"""A person in Clerk's words: the same object in a webhook, in the list of users and when asked for by name (pure)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

# Whatever says nothing of when it was sent comes before all that does.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Version:
    """What orders the accounts of one person: the greater wins, whichever came first.

    Clerk moves `updated_at` with a person and not with everything about them, so equal ones are told
    apart by when Clerk said it, and at last by the message's id, which only has to be the same
    everywhere.
    """

    updated_at: datetime
    event_at: datetime = NEVER
    msg_id: str = ""


@dataclass(frozen=True)
class Person:
    """A person as one account of Clerk's describes them."""

    id: str
    email: str | None
    first_name: str | None
    last_name: str | None
    image_url: str | None
    version: Version


def _storable(text: str) -> str:
    """PostgreSQL's text holds neither NUL nor half a surrogate pair, and JSON can say both."""
    text.encode()
    if "\x00" in text:
        message = "NUL"
        raise ValueError(message)
    return text


Storable = Annotated[str, AfterValidator(_storable)]
UserId = Annotated[Storable, Field(min_length=1, max_length=255)]
Milliseconds = Annotated[int, Field(ge=0, le=10**14)]


class Email(BaseModel):
    """One of a user's addresses."""

    id: str
    email_address: Storable


class User(BaseModel):
    """What we read of Clerk's user. One who signs up by phone alone has no address at all."""

    id: UserId
    email_addresses: list[Email] = []
    primary_email_address_id: str | None = None
    first_name: Storable | None = None
    last_name: Storable | None = None
    image_url: Storable | None = None
    updated_at: Milliseconds


def person(user: User, event_at: datetime, msg_id: str = "") -> Person:
    """The person a user is, as told at `event_at`; their address is the primary one or none."""
    primary = (each.email_address for each in user.email_addresses if each.id == user.primary_email_address_id)
    return Person(
        id=user.id,
        email=next(primary, None),
        first_name=user.first_name,
        last_name=user.last_name,
        image_url=user.image_url,
        version=Version(moment(user.updated_at), event_at, msg_id),
    )


def moment(milliseconds: int) -> datetime:
    """Clerk's time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
