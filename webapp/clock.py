"""Wall clocks and instants: what a clock in a time zone shows at an instant, and the instant it shows it (pure).

Every place that reads or writes a local time goes through here. Lengths are added to instants, never to wall clocks.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

HOUR = timedelta(hours=1)
# A zone that is ahead of ours by a day is the most that an honest clock can differ.
AHEAD = timedelta(days=1)
# The last instant that decides anything, in SQL: a workout that was dated later, by mistake, stays in the history
# and can be corrected, but is nobody's last time.
LATEST_SQL = f"now() + interval '{AHEAD // HOUR} hours'"
AHEAD_WORDS = "That is in the future. Check the date, and the clock of this device."

Order = Literal["day", "month", "year"]
Hours = Literal[12, 24]


class Oddity(StrEnum):
    """What a change of the clocks makes of a wall-clock time."""

    NONE = "none"
    SKIPPED = "skipped"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Resolved:
    """A wall-clock time as typed, the instant it stands for (UTC), and the wall clock at that instant.

    `asked` and `wall` are naive and differ only where `asked` was SKIPPED.
    """

    asked: datetime
    instant: datetime
    wall: datetime
    oddity: Oddity


@dataclass(frozen=True)
class Dates:
    """In whose time zone, and in which style, a reader's dates and times are written."""

    zone_name: str | None = None
    order: Order = "day"
    hours: Hours = 24

    @property
    def zone(self) -> tzinfo:
        """The zone; UTC when it is not known."""
        return zone(self.zone_name)

    def at(self, zone_name: str | None) -> "Dates":
        """The same style in the zone of a workout; in the reader's own where that is not known."""
        return replace(self, zone_name=zone_name) if is_zone(zone_name) else self


@cache
def zone_names() -> frozenset[str]:
    """Every time zone this server knows."""
    return frozenset(available_timezones())


def is_zone(name: str | None) -> bool:
    """Whether a name is a time zone this server knows; a browser may know others."""
    return name is not None and name in zone_names()


def zone(name: str | None) -> tzinfo:
    """The time zone of a name; UTC when there is none or it is not known."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def wall(instant: datetime, where: tzinfo) -> datetime:
    """What a clock there shows at an instant, naive; `fold` tells the second of two equal times."""
    return instant.astimezone(where).replace(tzinfo=None)


def resolve(asked: datetime, where: tzinfo, *, second: bool = False) -> Resolved:
    """The instant of a wall-clock time (naive).

    A time that the clocks skip is read by the offset before the change, so it moves on by what was skipped. Of a time
    that comes twice the first is meant, unless `second`. Both as in PEP 495.
    """
    instants = [asked.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [wall(instant, where).replace(fold=0) for instant in instants]
    if shown[0] != asked.replace(fold=0):
        return Resolved(asked, instants[0], shown[0], Oddity.SKIPPED)
    if instants[0] == instants[1]:
        return Resolved(asked, instants[0], asked, Oddity.NONE)
    return Resolved(asked, instants[second], asked, Oddity.SECOND if second else Oddity.FIRST)


def oddity(instant: datetime, where: tzinfo) -> Oddity:
    """Whether the wall clock shows the time of an instant twice, and which of the two this is."""
    shown = wall(instant, where)
    return resolve(shown.replace(fold=0), where, second=bool(shown.fold)).oddity


def is_ahead(instant: datetime) -> bool:
    """Whether an instant is further ahead than any honest clock."""
    return instant - datetime.now(UTC) > AHEAD
