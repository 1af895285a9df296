"""A workout as the logger shows it, and which one is running."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.strength import counts_sql, lifted_sql
from webapp.workouts.records import bests
from webapp.workouts.rows import arrange_entry
from webapp.workouts.sheet import Workout

# The last workout before this one with a set of the exercise that counts, found in the covering index; then what was
# lifted in it.
_ENTRIES = text(f"""
    SELECT w.name, w.note, w.performed_at, w.finished_at, w.revision, w.time_zone, w.moved_by,
           (SELECT p.id FROM workout_plans p WHERE p.id = w.plan_id AND p.deleted_at IS NULL) AS plan_id,
           e.id AS entry_id, e.note AS entry_note, e.rest_seconds, e.planned,
           e.position, e.superset, e.revision AS entry_revision, e.deleted_at AS removed_at, e.replaces,
           x.id AS exercise_id, x.name AS exercise_name, x.kind AS exercise_kind, x.equipment, x.load_step,
           x.muscle_group, x.secondary_muscles, previous.sets AS previous,
           u.weight_unit AS chosen_unit, g.weight_unit AS usual_unit, g.bars, g.plates, g.steps
    FROM workout_logs w
    LEFT JOIN log_entries e ON e.user_id = w.user_id AND e.log_id = w.id
    LEFT JOIN exercises x ON x.id = e.exercise_id
    LEFT JOIN exercise_units u ON u.user_id = :user_id AND u.exercise_id = x.id
    LEFT JOIN user_settings g ON g.user_id = :user_id
    LEFT JOIN LATERAL (
        SELECT s.log_id FROM log_sets s
        WHERE s.user_id = :user_id AND s.exercise_id = x.id AND s.deleted_at IS NULL AND s.log_id <> w.id
          AND s.performed_at < w.performed_at AND {counts_sql("s.", "x.kind")}
        ORDER BY s.performed_at DESC LIMIT 1
    ) AS latest ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
            'kind', s.kind, 'weight_kg', s.weight_kg::text, 'reps', s.reps,
            'duration_seconds', s.duration_seconds, 'distance_m', s.distance_m::text
        ) ORDER BY s.set_number, s.performed_at) AS sets
        FROM log_sets s
        WHERE s.log_id = latest.log_id AND s.user_id = :user_id AND s.exercise_id = x.id AND s.deleted_at IS NULL
          AND {lifted_sql("s.", "x.kind")}
    ) AS previous ON true
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NULL
    ORDER BY e.position, e.id
""")  # noqa: S608  (built from constants)

_SETS = text(f"""
    SELECT s.id, s.entry_id, s.set_number, s.kind, s.weight_kg, s.weight_unit, s.reps, s.duration_seconds, s.distance_m,
           s.rpe, s.note, s.revision, s.performed_at, s.deleted_at IS NOT NULL AS is_deleted,
           {bests("s", "x.kind", "s.exercise_id")} AS bests
    FROM log_sets s JOIN exercises x ON x.id = s.exercise_id
    WHERE s.log_id = :log_id AND s.user_id = :user_id
    ORDER BY s.set_number, s.performed_at, s.id
""")  # noqa: S608  (built from constants)

# The days of the current plan in their order, then the last workouts.
_LIKES = text("""
    (SELECT 'day:' || d.id AS value, d.name, p.name AS plan_name, NULL AS performed_at, NULL AS time_zone
     FROM (
         SELECT c.id, c.name FROM workout_plans c
         WHERE c.owner_id = :user_id AND c.deleted_at IS NULL AND c.archived_at IS NULL
         ORDER BY c.current_since DESC NULLS LAST, c.id DESC LIMIT 1
     ) AS p JOIN plan_days d ON d.plan_id = p.id
     WHERE EXISTS (SELECT FROM plan_slots s WHERE s.day_id = d.id)
     ORDER BY d.position, d.id)
    UNION ALL
    (SELECT 'repeat:' || w.id, w.name, NULL, w.performed_at, w.time_zone FROM workout_logs w
     WHERE w.user_id = :user_id AND w.deleted_at IS NULL AND w.finished_at IS NOT NULL
     ORDER BY w.performed_at DESC, w.id DESC LIMIT 5)
""")


@dataclass(frozen=True)
class Like:
    """What the exercises of a workout may be taken from: the day of a plan, or (with its date) another workout."""

    value: str
    name: str | None
    plan_name: str | None
    performed_at: datetime | None
    time_zone: str | None


def likes(session: Session, user_id: str) -> list[Like]:
    """What a workout of another day may be like: each day of the current plan, and the last workouts."""
    return [Like(**row._mapping) for row in session.execute(_LIKES, {"user_id": user_id})]


def workout(session: Session, user_id: str, log_id: uuid.UUID) -> Workout | None:
    """A workout with its entries, removed ones too, and their rows, in two statements; None when it is not theirs."""
    key = {"user_id": user_id, "log_id": log_id}
    found = [dict(row) for row in session.execute(_ENTRIES, key).mappings()]
    if not found:
        return None
    logged: dict[uuid.UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for each in session.execute(_SETS, key).mappings():
        logged[each["entry_id"]].append(dict(each))
    first = found[0]
    names = {row["entry_id"]: row["exercise_name"] for row in found}
    for row in found:
        row["instead_of"] = names.get(row["replaces"])
    return Workout(
        id=log_id,
        name=first["name"],
        note=first["note"],
        performed_at=first["performed_at"],
        finished_at=first["finished_at"],
        revision=first["revision"],
        plan_id=first["plan_id"],
        time_zone=first["time_zone"],
        moved_by=first["moved_by"],
        entries=[arrange_entry(log_id, each, logged[each["entry_id"]]) for each in found if each["entry_id"]],
    )
