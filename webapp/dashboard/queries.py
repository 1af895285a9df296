"""What Today begins with: the workout that runs, or the day that is next."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.clock import LATEST_SQL
from webapp.strength import counts_sql

# Days come round in turn: after the one that was done last, by its place in the plan as it is now. A workout without a
# set did no day.
_TODAY = text(f"""
    SELECT w.id AS running_id, w.name AS running_name, w.performed_at, w.time_zone, w.moved_by,
           (SELECT count(*) FROM log_sets s JOIN exercises x ON x.id = s.exercise_id
            WHERE s.log_id = w.id AND s.deleted_at IS NULL AND {counts_sql("s.", "x.kind")}) AS sets,
           (SELECT max(s.performed_at) FROM log_sets s WHERE s.log_id = w.id AND s.deleted_at IS NULL) AS last_set_at,
           (SELECT jsonb_agg(jsonb_build_array(t.performed_at, t.time_zone)) FROM workout_logs t
            WHERE t.user_id = :user_id AND t.performed_at BETWEEN CAST(:since AS timestamptz) AND {LATEST_SQL}
              AND t.finished_at IS NOT NULL AND t.deleted_at IS NULL) AS trained,
           next.*
    FROM (SELECT) AS today
    LEFT JOIN workout_logs w ON w.user_id = :user_id AND w.finished_at IS NULL AND w.deleted_at IS NULL
    LEFT JOIN LATERAL (
        SELECT d.id AS day_id, d.name AS day_name, p.id AS plan_id, p.name AS plan_name,
               (SELECT array_agg(x.name ORDER BY s.position, s.id)
                FROM plan_slots s JOIN exercises x ON x.id = s.exercise_id WHERE s.day_id = d.id) AS exercises
        FROM (
            SELECT c.id, c.name FROM workout_plans c
            WHERE c.owner_id = :user_id AND c.deleted_at IS NULL AND c.archived_at IS NULL
            ORDER BY c.current_since DESC NULLS LAST, c.id DESC LIMIT 1
        ) AS p JOIN plan_days d ON d.plan_id = p.id
        LEFT JOIN LATERAL (
            SELECT done.position, done.id
            FROM workout_logs l JOIN plan_days done ON done.id = l.plan_day_id
            WHERE l.user_id = :user_id AND l.plan_id = p.id AND l.deleted_at IS NULL
              AND EXISTS (SELECT FROM log_sets s WHERE s.log_id = l.id AND s.deleted_at IS NULL)
              AND l.performed_at <= {LATEST_SQL}
            ORDER BY l.performed_at DESC LIMIT 1
        ) AS last ON true
        WHERE EXISTS (SELECT FROM plan_slots s WHERE s.day_id = d.id)
        ORDER BY (d.position, d.id) > (last.position, last.id) DESC NULLS LAST, d.position, d.id LIMIT 1
    ) AS next ON w.id IS NULL
""")  # noqa: S608  (built from constants)


@dataclass(frozen=True)
class Running:
    """The running workout in one line; its sets that count."""

    id: uuid.UUID
    name: str | None
    performed_at: datetime
    sets: int
    last_set_at: datetime | None
    time_zone: str | None = None
    # How far its date was corrected since it was started.
    moved_by: timedelta = timedelta(0)


@dataclass(frozen=True)
class Trained:
    """A finished workout, as far as the week's strip goes."""

    performed_at: datetime
    time_zone: str | None = None


@dataclass(frozen=True)
class NextDay:
    """The day of the current plan that comes next."""

    day_id: uuid.UUID
    day_name: str
    plan_id: uuid.UUID
    plan_name: str
    exercises: Sequence[str]


def today(
    session: Session, user_id: str, since: datetime | None = None
) -> tuple[Running | None, NextDay | None, Sequence[Trained]]:
    """The running workout, or the next day of the current plan, and what was finished `since`, in one statement."""
    row: dict[str, Any] = dict(session.execute(_TODAY, {"user_id": user_id, "since": since}).mappings().one())
    trained = [Trained(datetime.fromisoformat(at), zone) for at, zone in row["trained"] or []]
    if row["running_id"] is not None:
        named = ("performed_at", "sets", "last_set_at", "time_zone", "moved_by")
        running = Running(row["running_id"], row["running_name"], **{name: row[name] for name in named})
        return running, None, trained
    if row["day_id"] is None:
        return None, None, trained
    named = ("day_id", "day_name", "plan_id", "plan_name", "exercises")
    return None, NextDay(**{name: row[name] for name in named}), trained
