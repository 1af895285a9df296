"""What the sessions of an exercise add up to: its records, and the line of its estimated maximum (pure)."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from webapp.formatting import clock, distance, estimate, weight
from webapp.strength import Kind, has_e1rm

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
# Room above and below the line, as a share of what it spans.
MARGIN = Decimal("0.15")


@dataclass(frozen=True)
class Lifted:
    """A set as it was measured."""

    weight_kg: Decimal | None
    reps: int
    duration_seconds: int | None
    distance_m: Decimal | None


@dataclass(frozen=True)
class SessionBests:
    """The bests of one workout; None where the exercise is not measured in it."""

    log_id: uuid.UUID
    performed_at: datetime
    heaviest_kg: Decimal | None
    lightest_kg: Decimal | None
    most_reps: int
    longest_seconds: int | None
    farthest_m: Decimal | None
    e1rm_kg: Decimal | None
    sets: Sequence[Lifted]
    time_zone: str | None = None


@dataclass(frozen=True)
class Record:
    """A best, in words, and the workout it was set in."""

    name: str
    value: str
    session: SessionBests


@dataclass(frozen=True)
class Point:
    """A session on the line: percent from the left and from the top."""

    x: Decimal
    y: Decimal
    session: SessionBests


@dataclass(frozen=True)
class Line:
    """The estimated maximum over time; `lowest` and `highest` are the ends of what is drawn, in kilograms."""

    points: Sequence[Point]
    lowest: Decimal
    highest: Decimal

    @property
    def path(self) -> str:
        """As a polyline's points."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def records(sessions: Sequence[SessionBests], kind: Kind, unit: str, distance_unit: str) -> list[Record]:
    """The bests of an exercise of this kind; of equal ones the first, for that is when it was set."""
    found = []
    oldest_first = sessions[::-1]
    far = "m" if kind is Kind.WEIGHT_DISTANCE else distance_unit

    def best(
        name: str, of: Callable[[SessionBests], Decimal | int | None], words: Callable[[SessionBests], str]
    ) -> None:
        have = [each for each in oldest_first if of(each) is not None]
        if have:
            top = max(have, key=lambda each: of(each) or 0)
            found.append(Record(name, words(top), top))

    if kind is Kind.ASSISTED_BODYWEIGHT:
        best(
            "Least help",
            lambda each: None if each.lightest_kg is None else -each.lightest_kg,
            lambda each: f"{weight(each.lightest_kg, unit)} {unit}",
        )
    elif kind.has_weight:
        best("Heaviest", lambda each: each.heaviest_kg, lambda each: f"{weight(each.heaviest_kg, unit)} {unit}")
    if has_e1rm(kind):
        best("Estimated maximum", lambda each: each.e1rm_kg, lambda each: f"{estimate(each.e1rm_kg, unit)} {unit}")
    if "reps" in kind.fields:
        best("Most reps", lambda each: each.most_reps, lambda each: str(each.most_reps))
    if "duration" in kind.fields and kind is not Kind.DISTANCE_DURATION:
        best("Longest", lambda each: each.longest_seconds, lambda each: clock(each.longest_seconds))
    if "distance" in kind.fields:
        best("Farthest", lambda each: each.farthest_m, lambda each: f"{distance(each.farthest_m, far)} {far}")
    return found


def line(sessions: Sequence[SessionBests]) -> Line | None:
    """The line of estimated maxima, oldest on the left; None for fewer than two sessions, which make no line."""
    known = [each for each in sessions[::-1] if each.e1rm_kg is not None]
    if len(known) < 2:  # noqa: PLR2004  (a line has two ends)
        return None
    values = [each.e1rm_kg or Decimal(0) for each in known]
    room = max((max(values) - min(values)) * MARGIN, Decimal(1))
    lowest, highest = max(min(values) - room, Decimal(0)), max(values) + room
    began, ended = known[0].performed_at, known[-1].performed_at
    span = Decimal((ended - began).total_seconds()) or Decimal(1)
    points = [
        Point(
            x=(Decimal((each.performed_at - began).total_seconds()) / span * HUNDRED).quantize(TENTH),
            y=((highest - value) / (highest - lowest) * HUNDRED).quantize(TENTH),
            session=each,
        )
        for each, value in zip(known, values, strict=True)
    ]
    return Line(points, lowest, highest)
