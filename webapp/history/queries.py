"""Finished workouts, newest first, by keyset: the page is found before its sets are touched."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.strength import counts_sql, volume_sql

_SUMMARIES = text(f"""
    WITH shown AS (
        SELECT id, name, performed_at, finished_at, time_zone FROM workout_logs
        WHERE user_id = :user_id AND deleted_at IS NULL AND finished_at IS NOT NULL
          AND (CAST(:before AS timestamptz) IS NULL OR (performed_at, id) < (:before, :before_id))
        ORDER BY performed_at DESC, id DESC LIMIT :limit
    )
    SELECT shown.*, coalesce(done.sets, 0) AS sets, coalesce(done.volume_kg, 0) AS volume_kg,
           coalesce(done.exercises, '[]') AS exercises
    FROM shown LEFT JOIN LATERAL (
        SELECT sum(each.sets)::int AS sets, sum(each.volume_kg) AS volume_kg,
               jsonb_agg(jsonb_build_object('name', each.name, 'sets', each.sets) ORDER BY each.first) AS exercises
        FROM (
            SELECT x.name, count(*) AS sets, min(s.performed_at) AS first,
                   sum({volume_sql("s.", "x.kind")}) AS volume_kg
            FROM log_sets s JOIN exercises x ON x.id = s.exercise_id
            WHERE s.log_id = shown.id AND s.user_id = :user_id AND s.deleted_at IS NULL
              AND {counts_sql("s.", "x.kind")}
            GROUP BY x.id, x.name
        ) AS each
    ) AS done ON true
    ORDER BY shown.performed_at DESC, shown.id DESC
""")  # noqa: S608  (built from constants)

_PLACE_OF = text("""
    SELECT count(newer.id) FROM workout_logs w JOIN workout_logs newer ON newer.user_id = w.user_id
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NULL AND w.finished_at IS NOT NULL
      AND newer.deleted_at IS NULL AND newer.finished_at IS NOT NULL
      AND (newer.performed_at, newer.id) >= (w.performed_at, w.id)
""")


@dataclass(frozen=True)
class ExerciseCount:
    """How many sets of an exercise counted in a workout."""

    name: str
    sets: int


@dataclass(frozen=True)
class Summary:
    """A finished workout in a few numbers, of the sets that count; volume in kilograms."""

    id: uuid.UUID
    name: str | None
    performed_at: datetime
    finished_at: datetime
    sets: int
    volume_kg: Decimal
    exercises: Sequence[ExerciseCount]
    time_zone: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of the history ends and the next begins."""

    performed_at: datetime
    id: uuid.UUID
    time_zone: str | None = None


def place_of(session: Session, user_id: str, log_id: uuid.UUID) -> int:
    """Which of the lifter's finished workouts this is, the newest being 1; 0 when it is none of them."""
    found: int = session.execute(_PLACE_OF, {"user_id": user_id, "log_id": log_id}).scalar_one()
    return found


def finished_workouts(session: Session, user_id: str, *, before: Place | None = None, limit: int) -> list[Summary]:
    """The lifter's finished workouts, newest first, from just before a place."""
    values = {
        "user_id": user_id,
        "before": before.performed_at if before else None,
        "before_id": before.id if before else None,
        "limit": limit,
    }
    return [
        Summary(
            id=row["id"],
            name=row["name"],
            performed_at=row["performed_at"],
            finished_at=row["finished_at"],
            sets=row["sets"],
            volume_kg=row["volume_kg"],
            exercises=[ExerciseCount(**each) for each in row["exercises"]],
            time_zone=row["time_zone"],
        )
        for row in session.execute(_SUMMARIES, values).mappings()
    ]
