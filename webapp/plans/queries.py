"""Plans as they stand: the list of them, one whole, and what is next."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.clock import LATEST_SQL
from webapp.plans import journal
from webapp.plans.journal import Difference
from webapp.plans.keeping import Lifted, Outcome
from webapp.plans.sheet import Change, Exercise, Plan, exercise, number
from webapp.strength import SetKind
from webapp.words import normal, normal_sql

_PLANS = text(f"""
    SELECT p.id, p.name, p.archived_at, p.archived_at IS NULL AND row_number() OVER (
               ORDER BY p.archived_at IS NOT NULL, p.current_since DESC NULLS LAST, p.id DESC) = 1 AS is_current,
           (SELECT coalesce(array_agg(d.name ORDER BY d.position, d.id), '{{}}') FROM plan_days d
            WHERE d.plan_id = p.id) AS days,
           (SELECT count(*) FROM plan_slots s JOIN plan_days d ON d.id = s.day_id WHERE d.plan_id = p.id) AS exercises,
           last.performed_at AS last_done, last.time_zone
    FROM workout_plans p LEFT JOIN LATERAL (
        SELECT w.performed_at, w.time_zone FROM workout_logs w
        WHERE w.plan_id = p.id AND w.user_id = :user_id AND w.deleted_at IS NULL AND w.performed_at <= {LATEST_SQL}
        ORDER BY w.performed_at DESC LIMIT 1
    ) AS last ON true
    WHERE p.owner_id = :user_id AND p.deleted_at IS NULL
    ORDER BY p.archived_at IS NOT NULL, 4 DESC, p.id DESC
""")  # noqa: S608  (built from constants)
# Decimals travel as text, for JSON's numbers would come back as floats. `wanted` are exercises that a change is about
# to bring; those of a change that is taken back or made again come along, so that it needs no question of its own.
_WHOLE = """
    SELECT p.id, p.name, p.notes, p.revision, p.archived_at,
           p.archived_at IS NULL AND NOT EXISTS (
               SELECT FROM workout_plans o
               WHERE o.owner_id = p.owner_id AND o.deleted_at IS NULL AND o.archived_at IS NULL
                 AND (coalesce(o.current_since, '-infinity'), o.id)
                   > (coalesce(p.current_since, '-infinity'), p.id)) AS is_current,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'position', d.position::text)),
                            '[]')
            FROM plan_days d WHERE d.plan_id = p.id) AS days,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', s.id, 'day_id', s.day_id, 'exercise_id', s.exercise_id, 'position', s.position::text,
                'superset', s.superset, 'rest_seconds', s.rest_seconds, 'note', s.note, 'progression', s.progression,
                'step_kg', s.step_kg::text, 'misses', s.misses, 'deload_percent', s.deload_percent)), '[]')
            FROM plan_slots s JOIN plan_days d ON d.id = s.day_id WHERE d.plan_id = p.id) AS slots,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', t.id, 'slot_id', t.slot_id, 'position', t.position::text, 'kind', t.kind,
                'reps_min', t.reps_min, 'reps_max', t.reps_max, 'weight_kg', t.weight_kg::text, 'rpe', t.rpe::text,
                'duration_seconds', t.duration_seconds, 'distance_m', t.distance_m::text)), '[]')
            FROM plan_targets t JOIN plan_slots s ON s.id = t.slot_id JOIN plan_days d ON d.id = s.day_id
            WHERE d.plan_id = p.id) AS targets,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', x.id, 'name', x.name, 'kind', x.kind, 'muscle_group', x.muscle_group, 'equipment', x.equipment,
                'secondary_muscles', x.secondary_muscles, 'load_step', x.load_step::text, 'unit', u.weight_unit)), '[]')
            FROM exercises x LEFT JOIN exercise_units u ON u.user_id = :user_id AND u.exercise_id = x.id
            WHERE x.id = ANY (CAST(:wanted AS uuid[])) AND (x.owner_id IS NULL OR x.owner_id = p.owner_id)
               OR x.id IN (SELECT s.exercise_id FROM plan_slots s JOIN plan_days d ON d.id = s.day_id
                           WHERE d.plan_id = p.id)
               OR x.id IN (SELECT CAST(each ->> 'exercise_id' AS uuid)
                           FROM jsonb_array_elements(c.before -> 'plan_slots') AS each)
               OR x.id IN (SELECT CAST(each ->> 'exercise_id' AS uuid)
                           FROM jsonb_array_elements(c.after -> 'plan_slots') AS each)) AS exercises,
           (SELECT jsonb_build_object('number', u.number, 'words', u.words) FROM plan_changes u
            WHERE u.plan_id = p.id AND NOT u.is_undone ORDER BY u.number DESC LIMIT 1) AS undo,
           (SELECT jsonb_build_object('number', u.number, 'words', u.words) FROM plan_changes u
            WHERE u.plan_id = p.id AND u.is_undone ORDER BY u.number LIMIT 1) AS redo,
           (SELECT s.token FROM plan_shares s WHERE s.plan_id = p.id AND s.revoked_at IS NULL LIMIT 1) AS token,
           c.before, c.after, c.is_undone
    FROM workout_plans p LEFT JOIN plan_changes c ON c.plan_id = p.id AND c.number = :number
"""
_PLAN = text(f"{_WHOLE} WHERE p.id = :plan_id AND p.owner_id = :user_id AND p.deleted_at IS NULL")


_SHARED = text(
    f"{_WHOLE} WHERE p.deleted_at IS NULL"  # noqa: S608  (one beginning for both)
    " AND p.id = (SELECT s.plan_id FROM plan_shares s WHERE s.token = :token AND s.revoked_at IS NULL)"
)
_NAMED = text(f"""
    SELECT DISTINCT ON ({normal_sql("x.name")}) x.id, x.name, x.kind, x.muscle_group, x.equipment, x.secondary_muscles,
           x.load_step::text, u.weight_unit AS unit
    FROM exercises x LEFT JOIN exercise_units u ON u.user_id = :user_id AND u.exercise_id = x.id
    WHERE {normal_sql("x.name")} = ANY (CAST(:names AS text[])) AND x.archived_at IS NULL
      AND (x.owner_id IS NULL OR x.owner_id = :user_id)
    ORDER BY {normal_sql("x.name")}, x.owner_id IS NOT NULL
""")  # noqa: S608  (built from constants)
# Sets keep their order of the workout; what a set was planned for stands in the entry's copy of the target, and for an
# exercise that took the place of another in that one's, which may have been taken out of the workout by it.
_OUTCOME = text("""
    SELECT w.plan_day_id, coalesce(jsonb_agg(jsonb_build_object(
        'id', e.id, 'planned', e.planned, 'replaces', e.replaces, 'is_removed', e.deleted_at IS NOT NULL,
        'exercise', jsonb_build_object(
            'id', x.id, 'name', x.name, 'kind', x.kind, 'muscle_group', x.muscle_group, 'equipment', x.equipment,
            'secondary_muscles', x.secondary_muscles, 'load_step', x.load_step::text, 'unit', u.weight_unit),
        'sets', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', l.id, 'kind', l.kind, 'reps', l.reps, 'weight_kg', l.weight_kg::text,
                'duration_seconds', l.duration_seconds, 'distance_m', l.distance_m::text)
                ORDER BY l.set_number, l.performed_at), '[]')
            FROM log_sets l WHERE l.log_id = w.id AND l.entry_id = e.id AND l.deleted_at IS NULL)
        ) ORDER BY e.position, e.id) FILTER (WHERE e.id IS NOT NULL), '[]') AS entries
    FROM workout_logs w
    LEFT JOIN log_entries e ON e.user_id = w.user_id AND e.log_id = w.id
    LEFT JOIN exercises x ON x.id = e.exercise_id
    LEFT JOIN exercise_units u ON u.user_id = w.user_id AND u.exercise_id = x.id
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.plan_id = :plan_id AND w.deleted_at IS NULL
    GROUP BY w.id
""")


@dataclass(frozen=True)
class Summary:
    """A plan in a list."""

    id: uuid.UUID
    name: str
    archived_at: datetime | None
    is_current: bool
    days: Sequence[str]
    exercises: int
    last_done: datetime | None
    time_zone: str | None


@dataclass(frozen=True)
class Asked:
    """A plan with what a change of it needs besides: exercises by id, and a change of the journal."""

    plan: Plan
    exercises: dict[uuid.UUID, Exercise]
    change: Difference | None
    is_undone: bool


@dataclass(frozen=True)
class Done:
    """What a workout made of a day of a plan, which may have been deleted since; None is no day at all."""

    day_id: uuid.UUID | None
    outcomes: Sequence[Outcome]


def plans(session: Session, user_id: str) -> list[Summary]:
    """A lifter's plans: the current one, the newest, then the archived ones."""
    return [Summary(**row._mapping) for row in session.execute(_PLANS, {"user_id": user_id})]


def plan(session: Session, user_id: str, plan_id: uuid.UUID) -> Plan | None:
    """A plan, whole, in one statement; None when there is no such plan of theirs."""
    found = asked(session, user_id, plan_id)
    return found.plan if found else None


def asked(
    session: Session, user_id: str, plan_id: uuid.UUID, *, exercise_id: uuid.UUID | None = None, change: int = 0
) -> Asked | None:
    """A plan, an exercise that it may get, and a change in its journal, in one statement."""
    values = {
        "user_id": user_id,
        "plan_id": plan_id,
        "wanted": [exercise_id] if exercise_id else [],
        "number": change,
    }
    row = session.execute(_PLAN, values).mappings().one_or_none()
    return None if row is None else _asked(dict(row))


def shared_plan(session: Session, token: str, reader_id: str | None = None) -> Plan | None:
    """The plan a link shows, for whoever has it; None when it was revoked, or never was.

    The units chosen for its exercises are the reader's, not the owner's.
    """
    row = (
        session.execute(_SHARED, {"token": token, "user_id": reader_id, "wanted": [], "number": 0})
        .mappings()
        .one_or_none()
    )
    return None if row is None else _asked(dict(row)).plan


def exercises_named(session: Session, user_id: str, names: Iterable[str]) -> dict[str, Exercise]:
    """Exercises that a lifter may use, by these names: the catalogue's before their own."""
    wanted = {normal(name): name for name in names}
    found = session.execute(_NAMED, {"user_id": user_id, "names": list(wanted)}).mappings()
    return {wanted[normal(row["name"])]: exercise({**row, "id": str(row["id"])}) for row in found}


def outcome(session: Session, user_id: str, plan_id: uuid.UUID, log_id: uuid.UUID) -> Done | None:
    """What a workout of a plan did; None when there is no such workout of theirs."""
    values = {"user_id": user_id, "plan_id": plan_id, "log_id": log_id}
    row = session.execute(_OUTCOME, values).one_or_none()
    if row is None:
        return None
    entries = {each["id"]: each for each in row.entries}
    return Done(row.plan_day_id, [_outcome(each, entries) for each in row.entries if not each["is_removed"]])


def _outcome(entry: dict[str, Any], entries: Mapping[str, dict[str, Any]]) -> Outcome:
    targets = {each["id"]: each["target"] for each in entry["planned"] if "target" in each} or _inherited(
        entry, entries
    )
    slots = {target["slot"] for target in targets.values()}
    return Outcome(
        entry_id=uuid.UUID(entry["id"]),
        slot_id=uuid.UUID(slots.pop()) if slots else None,
        exercise=exercise(entry["exercise"]),
        sets=[
            Lifted(
                target_id=uuid.UUID(targets[each["id"]]["id"]) if each["id"] in targets else None,
                kind=SetKind(each["kind"]),
                reps=each["reps"],
                weight_kg=number(each["weight_kg"]),
                duration_seconds=each["duration_seconds"],
                distance_m=number(each["distance_m"]),
            )
            for each in entry["sets"]
        ],
    )


def _inherited(entry: dict[str, Any], entries: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The targets of the exercise whose place this one took before anything was lifted of it, by the sets done now."""
    old = entry
    while old["replaces"] in entries:
        old = entries[old["replaces"]]
        planned = [each["target"] for each in old["planned"] if "target" in each]
        if old["sets"]:
            break
        if planned:
            return {done["id"]: target for done, target in zip(entry["sets"], planned, strict=False)}
    return {}


def _asked(row: dict[str, Any]) -> Asked:
    exercises = {each.id: each for each in map(exercise, row["exercises"])}
    found: journal.Rows = {
        table: {each["id"]: each for each in row[name]}
        for table, name in (("plan_days", "days"), ("plan_slots", "slots"), ("plan_targets", "targets"))
    }
    whole = Plan(
        id=row["id"],
        name=row["name"],
        notes=row["notes"],
        revision=row["revision"],
        archived_at=row["archived_at"],
        is_current=row["is_current"],
        token=row["token"],
        days=journal.days(found, exercises),
        undo=Change(**row["undo"]) if row["undo"] else None,
        redo=Change(**row["redo"]) if row["redo"] else None,
    )
    change = None if row["before"] is None else Difference(row["before"], row["after"])
    return Asked(whole, exercises, change, bool(row["is_undone"]))
