"""Who a lifter is, as every page needs it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp import languages
from webapp.auth.people import NEVER, Person, Version
from webapp.clock import Dates, Order


@dataclass(frozen=True)
class Lifter:
    """The person a page is for, and how they want things shown."""

    id: str
    name: str
    email: str | None
    image_url: str | None
    weight_unit: str
    distance_unit: str
    time_zone: str | None
    week_starts_on: int
    theme: str
    rest_seconds: int
    warmup_rest_seconds: int = 60
    bars: list[dict[str, Any]] = field(default_factory=list)
    plates: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    date_style: Literal["auto"] | Order = "auto"
    clock: Literal["auto", "12", "24"] = "auto"
    # What their browser asks for (`Accept-Language`), which decides what is "auto".
    languages: str = ""

    @cached_property
    def dates(self) -> Dates:
        """In which zone and style this person reads dates and times."""
        order, hours = languages.habits(self.languages)
        if self.date_style != "auto":
            order = self.date_style
        if self.clock != "auto":
            hours = 12 if self.clock == "12" else 24
        return Dates(self.time_zone, order, hours)


_LIFTER = text("""
    SELECT u.id, coalesce(u.first_name, u.email, 'Lifter') AS name, u.email, u.image_url,
           coalesce(s.weight_unit, 'kg') AS weight_unit, coalesce(s.distance_unit, 'km') AS distance_unit,
           s.time_zone, coalesce(s.week_starts_on, 1) AS week_starts_on, coalesce(s.theme, 'auto') AS theme,
           coalesce(s.rest_seconds, 120) AS rest_seconds, coalesce(s.warmup_rest_seconds, 60) AS warmup_rest_seconds,
           coalesce(s.bars, '[]') AS bars, coalesce(s.plates, '[]') AS plates, coalesce(s.steps, '[]') AS steps,
           coalesce(s.date_style, 'auto') AS date_style, coalesce(s.clock, 'auto') AS clock
    FROM "user" u LEFT JOIN user_settings s ON s.user_id = u.id
    WHERE u.id = :user_id
""")


def lifter(session: Session, user_id: str) -> Lifter | None:
    """The lifter with their settings; None when the webhook has not told of them yet, or they are deleted."""
    row = session.execute(_LIFTER, {"user_id": user_id}).one_or_none()
    return None if row is None else Lifter(**row._mapping)


_IS_DELETED = text("SELECT EXISTS (SELECT FROM user_tombstones WHERE id = :user_id)")


def is_deleted(session: Session, user_id: str) -> bool:
    """Whether Clerk has told that this person is no more."""
    return bool(session.execute(_IS_DELETED, {"user_id": user_id}).scalar_one())


_PEOPLE = text("""
    SELECT id, email, first_name, last_name, image_url, coalesce(updated_at, :never) AS updated_at, event_at, msg_id
    FROM "user" WHERE id = ANY(:ids)
""")
_SETTLED = text("""
    SELECT id FROM "user" WHERE id > :after AND created_at < :before ORDER BY id LIMIT :limit
""")
A_PAGE = 1000


def people(session: Session, ids: Collection[str]) -> dict[str, Person]:
    """Those of these people whom we know, as we know them; a stub's version is zero."""
    rows = session.execute(_PEOPLE, {"ids": list(ids), "never": NEVER}).mappings()
    return {row["id"]: _person(**row) for row in rows}


def _person(*, updated_at: datetime, event_at: datetime, msg_id: str, **told: str) -> Person:
    return Person(**told, version=Version(updated_at, event_at, msg_id))


def settled_people(session: Session, before: datetime) -> Iterator[str]:
    """The ids of all who have been here since before a moment."""
    after = ""
    while page := session.execute(_SETTLED, {"after": after, "before": before, "limit": A_PAGE}).scalars().all():
        yield from page
        after = page[-1]
