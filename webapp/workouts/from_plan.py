"""Starting a workout from a day of a plan: one read, one write, with its entries, their sets' ids and their loads."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.clock import LATEST_SQL
from webapp.errors import ConflictError, NotFoundError
from webapp.strength import counts_sql
from webapp.units import plain
from webapp.workouts import actions, kit, planning
from webapp.workouts.planning import Training
from webapp.workouts.rows import arrange_entry, weighing
from webapp.workouts.sheet import Workout
from webapp.workouts.weighing import Weighing

# Enough to count the misses of any rule, and what was before the first of them.
SESSIONS = 12
NO_DAY = "That day is not in a plan of yours any more."
TAKEN = "That workout can't be started again. Start a new one."

# A session belongs to a slot by the target that its sets were planned with, so another day's squats are not this one's.
_DAY = text(f"""
    SELECT d.name, p.id AS plan_id, coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'exercise_id', s.exercise_id, 'superset', s.superset, 'rest_seconds', s.rest_seconds,
        'note', s.note, 'progression', s.progression, 'step_kg', s.step_kg::text, 'misses', s.misses,
        'deload_percent', s.deload_percent, 'name', x.name, 'equipment', x.equipment, 'kind', x.kind,
        'load_step', x.load_step::text, 'chosen_unit', (
            SELECT u.weight_unit FROM exercise_units u WHERE u.user_id = :user_id AND u.exercise_id = s.exercise_id),
        'targets', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', t.id, 'kind', t.kind, 'reps_min', t.reps_min, 'reps_max', t.reps_max,
                'weight_kg', t.weight_kg::text, 'rpe', t.rpe::text, 'duration_seconds', t.duration_seconds,
                'distance_m', t.distance_m::text) ORDER BY t.position, t.id), '[]')
            FROM plan_targets t WHERE t.slot_id = s.id),
        'pasts', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('planned', past.planned, 'sets', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'id', l.id, 'kind', l.kind, 'reps', l.reps, 'weight_kg', l.weight_kg::text,
                    'weight_unit', l.weight_unit, 'duration_seconds', l.duration_seconds,
                    'distance_m', l.distance_m::text)), '[]')
                FROM log_sets l
                WHERE l.log_id = past.log_id AND l.entry_id = past.id AND l.user_id = :user_id
                  AND l.deleted_at IS NULL)) ORDER BY past.performed_at DESC), '[]')
            FROM (
                SELECT e.id, e.log_id, e.planned, w.performed_at
                FROM workout_logs w JOIN log_entries e ON e.user_id = w.user_id AND e.log_id = w.id
                WHERE w.user_id = :user_id AND w.plan_id = p.id AND w.finished_at IS NOT NULL AND w.deleted_at IS NULL
                  AND w.performed_at <= until.at
                  AND e.deleted_at IS NULL AND e.exercise_id = s.exercise_id
                  AND e.planned @> jsonb_build_array(jsonb_build_object('target', jsonb_build_object('slot', s.id)))
                ORDER BY w.performed_at DESC LIMIT :sessions) AS past),
        'last', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('weight_kg', l.weight_kg::text, 'weight_unit', l.weight_unit)
                ORDER BY l.performed_at DESC), '[]')
            FROM log_sets l
            WHERE l.user_id = :user_id AND l.exercise_id = s.exercise_id AND l.deleted_at IS NULL
              AND {counts_sql("l.", "x.kind")} AND l.log_id = (
                SELECT o.log_id FROM log_sets o
                WHERE o.user_id = :user_id AND o.exercise_id = s.exercise_id AND o.deleted_at IS NULL
                  AND {counts_sql("o.", "x.kind")} AND o.performed_at <= until.at
                ORDER BY o.performed_at DESC LIMIT 1))
        ) ORDER BY s.position, s.id) FILTER (WHERE s.id IS NOT NULL), '[]') AS slots,
        (SELECT to_jsonb(g) FROM (
            SELECT weight_unit AS usual_unit, bars, plates, steps
            FROM user_settings WHERE user_id = :user_id) AS g) AS gym
    FROM (SELECT coalesce(CAST(:until AS timestamptz), {LATEST_SQL}) AS at) AS until
    CROSS JOIN plan_days d JOIN workout_plans p ON p.id = d.plan_id
    LEFT JOIN plan_slots s ON s.day_id = d.id LEFT JOIN exercises x ON x.id = s.exercise_id
    WHERE d.id = :day_id AND p.owner_id = :user_id AND p.deleted_at IS NULL
    GROUP BY d.id, p.id
""")  # noqa: S608  (built from constants)
_DAY_OF = text("""
    SELECT d.id AS day_id FROM plan_slots s JOIN plan_days d ON d.id = s.day_id JOIN workout_plans p ON p.id = d.plan_id
    WHERE s.id = :slot_id AND p.owner_id = :user_id
""")
# One runs at a time: where one does, or this one was started before, nothing is written and that one is gone on with.
# What a phone tells late is made all the same, and has ended where something later runs (`actions.make_way`).
_START = text("""
    WITH started AS (
        INSERT INTO workout_logs (id, user_id, plan_id, plan_day_id, name, performed_at, finished_at, time_zone)
        SELECT :log_id, :user_id, :plan_id, :day_id, :name, least(coalesce(asked.at, now()), now()),
               coalesce(CAST(:ended_at AS timestamptz), CASE WHEN asked.at IS NOT NULL AND EXISTS (
                   SELECT FROM workout_logs WHERE user_id = :user_id AND finished_at IS NULL AND deleted_at IS NULL
               ) THEN least(asked.at, now()) END),
               coalesce(CAST(:time_zone AS text), (SELECT time_zone FROM user_settings WHERE user_id = :user_id))
        FROM (SELECT CAST(:started_at AS timestamptz) AS at) AS asked
        ON CONFLICT DO NOTHING RETURNING id, user_id
    ), entered AS (
        INSERT INTO log_entries (id, user_id, log_id, exercise_id, position, superset, rest_seconds, note, planned)
        SELECT e.id, started.user_id, started.id, e.exercise_id, e.position, e.superset, e.rest_seconds, e.note,
               e.planned
        FROM started, jsonb_populate_recordset(CAST(NULL AS log_entries), CAST(:entries AS jsonb)) AS e
    )
    SELECT id FROM started
    UNION ALL (
        SELECT id FROM workout_logs
        WHERE user_id = :user_id AND deleted_at IS NULL AND (id = :log_id OR finished_at IS NULL)
        ORDER BY id = :log_id DESC LIMIT 1)
    LIMIT 1
""")


def start_day(  # noqa: PLR0913  (one argument a thing that is told)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    day_id: uuid.UUID,
    training: Training,
    *,
    started_at: datetime | None = None,
    time_zone: str | None = None,
    ended_at: datetime | None = None,
) -> uuid.UUID:
    """Start a workout from a day of a plan, or find the one that runs already. Returns which it is.

    Loads are proposed as `training` can make them. With `started_at` a phone tells of it late, as in
    `actions.start_workout`; then a day that is gone meanwhile is no reason to refuse the sets that follow. With
    `ended_at` too, it is a finished workout that is written down after the event, as in `actions.enter_workout`: its
    loads follow from what was done before it. Raises NotFoundError for a day that is not theirs, ConflictError for an
    id that is taken.
    """
    is_past = ended_at is not None
    day = _day(session, user_id, day_id, until=started_at if is_past else None)
    if day is None and started_at is not None and not is_past:
        return actions.start_workout(session, user_id, log_id, started_at=started_at, time_zone=time_zone)
    if day is None:
        raise NotFoundError(NO_DAY)
    # Of two at once the second would not see what the first one made.
    actions.make_way(session, user_id, log_id, None if is_past else started_at)
    entries = [asdict(each) for each in _entries(day, training, log_id)]
    values = {
        "user_id": user_id,
        "day_id": day_id,
        "log_id": log_id,
        "plan_id": day.plan_id,
        "name": day.name,
        "started_at": started_at,
        "ended_at": ended_at,
        "time_zone": time_zone,
        "entries": json.dumps(entries, default=str),
    }
    started = session.execute(_START, values).scalar_one_or_none()
    if started is None or (started_at is not None and started != log_id):
        raise ConflictError(TAKEN)
    return uuid.UUID(str(started))


def day_as_workout(session: Session, user_id: str, day_id: uuid.UUID, training: Training) -> Workout | None:
    """What a day would be if it were started, under the stand-in's name, for a phone to keep; None when it is gone."""
    day = _day(session, user_id, day_id)
    if day is None:
        return None
    entries = [
        arrange_entry(kit.LOG, _row(slot, entry), ())
        for slot, entry in zip(day.slots, _entries(day, training, kit.LOG), strict=True)
    ]
    return replace(kit.workout(), name=day.name, entries=entries)


@dataclass(frozen=True)
class Next:
    """What a slot's rule proposes for the next workout of its day; its exercise is named."""

    exercise: str
    plan_id: uuid.UUID
    entry: planning.PlannedEntry


def proposal(session: Session, user_id: str, slot_id: uuid.UUID, training: Training) -> Next | None:
    """What would be proposed for a slot if its day were started now; None when it is not theirs."""
    row = session.execute(_DAY_OF, {"user_id": user_id, "slot_id": slot_id}).one_or_none()
    day = row and _day(session, user_id, row.day_id)
    if not day:
        return None
    found = zip(day.slots, _entries(day, training, kit.LOG), strict=True)
    return next(Next(slot["name"], day.plan_id, entry) for slot, entry in found if slot["id"] == str(slot_id))


@dataclass(frozen=True)
class _Day:
    """A day of a plan as it is started; its slots as `planning.entries` takes them."""

    name: str
    plan_id: uuid.UUID
    slots: Sequence[Mapping[str, Any]]


def _day(session: Session, user_id: str, day_id: uuid.UUID, until: datetime | None = None) -> _Day | None:
    key = {"user_id": user_id, "day_id": day_id, "sessions": SESSIONS, "until": until}
    found = session.execute(_DAY, key).one_or_none()
    if found is None:
        return None
    gym = found.gym or dict.fromkeys(("usual_unit", "bars", "plates", "steps"))
    return _Day(found.name, found.plan_id, [{**gym, **slot} for slot in found.slots])


def _entries(day: _Day, training: Training, log_id: uuid.UUID) -> list[planning.PlannedEntry]:
    """The entries for a day, each load one that can be loaded in the unit of its exercise.

    What is offered is what was intended, so that lifting it is no miss.
    """
    planned = planning.entries(day.slots, training, log_id)
    return [_weighed(entry, _weighing(slot)) for slot, entry in zip(day.slots, planned, strict=True)]


def _weighing(slot: Mapping[str, Any]) -> Weighing:
    return weighing({**slot, "load_step": None if slot["load_step"] is None else Decimal(slot["load_step"])})


def _weighed(entry: planning.PlannedEntry, weighed: Weighing) -> planning.PlannedEntry:
    loads = [each.get("weight_kg") for each in entry.planned]
    filled = [None if load is None else weighed.filled(Decimal(load), entry.unit) for load in loads]
    planned = [
        each if load is None else {**each, "weight_kg": plain(load)}
        for each, load in zip(entry.planned, filled, strict=True)
    ]
    return replace(entry, planned=planned)


def _row(slot: Mapping[str, Any], entry: planning.PlannedEntry) -> dict[str, Any]:
    """An entry that is not there yet, as the query of a workout has one that is."""
    return {
        "entry_id": entry.id,
        "entry_note": entry.note,
        "entry_revision": 1,
        "position": entry.position,
        "superset": entry.superset,
        "exercise_id": entry.exercise_id,
        "exercise_name": slot["name"],
        "exercise_kind": slot["kind"],
        **{name: slot[name] for name in ("equipment", "chosen_unit", "usual_unit", "bars", "plates", "steps")},
        "load_step": None if slot["load_step"] is None else Decimal(slot["load_step"]),
        "muscle_group": None,
        "secondary_muscles": (),
        "rest_seconds": entry.rest_seconds,
        "planned": entry.planned,
        "previous": [],
        "removed_at": None,
    }
