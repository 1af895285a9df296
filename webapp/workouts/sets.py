"""The hot path: logging and deleting a set, one statement and one round trip each.

Kept apart from the other actions because each is a single statement whose parts depend on one
another. What they must hold is measured in tests/bench and argued here:

- `ON CONFLICT DO NOTHING` answers nothing to a concurrent duplicate, so every column is set by
  `CASE WHEN excluded.revision > stored.revision`, and the row always comes back.
- `xmax = 0` tells a first write from a repeat.
- A planned row stands where it was planned: a page that was drawn after rows were deleted counts without them.
- A stranger's workout gives no row to insert from, and the composite foreign key would refuse one.
- An entry is inserted from the new set's row, for the foreign key between the two is checked at commit. So a set that
  is refused, or that is there already, makes no entry, also when two requests for it arrive at once.
- `user_id` and `exercise_id` stand as parameters in the looks at last time and at records, so that
  the covering index answers alone; what came before is what was performed before, so that a repeat
  gets the same verdict.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.db import Driver
from webapp.errors import NotFoundError
from webapp.hot import hot, one
from webapp.strength import SetKind, counts_sql, lifted_sql
from webapp.workouts.dating import dated
from webapp.workouts.records import bests, records_of
from webapp.workouts.rows import exercise, measures
from webapp.workouts.sheet import SetRow

NO_SET = "There is no such set of yours. It may have been deleted."

# What the lifter says of a set, and with its place the columns that a newer revision takes over.
_SAID = ("kind", "reps", "weight_kg", "weight_unit", "rpe", "duration_seconds", "distance_m", "note")
_TAKE_OVER = ",\n        ".join(
    f"{name} = CASE WHEN excluded.revision > log_sets.revision THEN excluded.{name} ELSE log_sets.{name} END"
    for name in ("set_number", *_SAID)
)

_LAST_TIME = """
    SELECT log_id FROM log_sets
    WHERE user_id = :user_id AND exercise_id = {exercise_id} AND deleted_at IS NULL AND log_id <> :log_id
      AND performed_at < {started} AND {counts}
    ORDER BY performed_at DESC LIMIT 1
"""
_SAME_SET = """
    SELECT weight_kg, reps, duration_seconds, distance_m FROM (
        SELECT s.weight_kg, s.reps, s.duration_seconds, s.distance_m,
               row_number() OVER (ORDER BY s.set_number, s.performed_at) AS nth
        FROM log_sets s
        WHERE s.log_id = ({last_time}) AND s.user_id = :user_id
          AND s.exercise_id = {exercise_id} AND s.deleted_at IS NULL AND {lifted}
    ) AS counted WHERE nth = {set_number}
"""

_PREVIOUS = _SAME_SET.format(
    last_time=_LAST_TIME.format(
        exercise_id=":exercise_id", started="workout.performed_at", counts=counts_sql("", "movement.kind")
    ),
    exercise_id=":exercise_id",
    lifted=lifted_sql("s.", "movement.kind"),
    set_number=":set_number",
)

# A phone tells when a set was ticked, never later than now; what is added to a finished workout stands at its end.
_WHEN = (
    "CASE WHEN CAST(:performed_at AS timestamptz) IS NULL AND workout.finished_at IS NOT NULL"
    " THEN least(workout.finished_at, now())"
    f" ELSE {dated('workout', 'least(coalesce(CAST(:performed_at AS timestamptz), now()), now())')} END"
)

RECORD = hot(f"""
    WITH workout AS (
        SELECT id, user_id, performed_at, finished_at, moved_by FROM workout_logs
        WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL
    ), movement AS (
        SELECT id, name, kind, equipment, load_step FROM exercises
        WHERE id = :exercise_id AND (owner_id IS NULL OR owner_id = :user_id) AND merged_into IS NULL
    ), entry AS (
        SELECT id, planned FROM log_entries
        WHERE user_id = :user_id AND log_id = :log_id AND exercise_id = :exercise_id
          AND id = coalesce(CAST(:entry_id AS uuid), id)
        ORDER BY deleted_at NULLS FIRST, position LIMIT 1
    ), saved AS (
        INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, kind, reps, weight_kg,
                              weight_unit, rpe, duration_seconds, distance_m, note, performed_at, revision)
        SELECT :set_id, workout.user_id, workout.id, coalesce((SELECT id FROM entry), :own_entry_id), movement.id,
               coalesce((SELECT CAST(p ->> 'set_number' AS int) FROM entry, jsonb_array_elements(entry.planned) AS p
                         WHERE p ->> 'id' = CAST(:set_id AS text)), :set_number),
               :kind, :reps, :weight_kg, :weight_unit, :rpe, :duration_seconds, :distance_m, :note,
               {_WHEN}, :revision
        FROM workout, movement
        ON CONFLICT (id) DO UPDATE SET
        {_TAKE_OVER},
        deleted_at = CASE WHEN excluded.revision > log_sets.revision THEN NULL ELSE log_sets.deleted_at END,
        revision = greatest(excluded.revision, log_sets.revision)
        WHERE log_sets.user_id = excluded.user_id AND log_sets.log_id = excluded.log_id
          AND log_sets.exercise_id = excluded.exercise_id
        RETURNING *, xmax = 0 AS is_new
    ), made AS (
        INSERT INTO log_entries (id, user_id, log_id, exercise_id, position)
        SELECT saved.entry_id, saved.user_id, saved.log_id, saved.exercise_id, 1 + coalesce(
            (SELECT max(position) FROM log_entries WHERE user_id = :user_id AND log_id = :log_id), 0)
        FROM saved WHERE saved.is_new AND NOT EXISTS (SELECT FROM entry)
        ON CONFLICT (id) DO NOTHING
    )
    SELECT saved.*, movement.name AS exercise_name, movement.kind AS exercise_kind,
           movement.equipment, movement.load_step,
           previous.reps IS NOT NULL AS has_previous, previous.weight_kg AS previous_weight_kg,
           previous.reps AS previous_reps, previous.duration_seconds AS previous_duration_seconds,
           previous.distance_m AS previous_distance_m, {bests("saved", "movement.kind", ":exercise_id")} AS bests
    FROM saved CROSS JOIN movement CROSS JOIN workout
    LEFT JOIN LATERAL ({_PREVIOUS}) AS previous ON true
""")  # noqa: S608  (built from constants)

_MERGED_INTO = hot("""
    SELECT merged_into FROM exercises WHERE id = :exercise_id AND owner_id = :user_id AND merged_into IS NOT NULL
""")

_DELETE = text("""
    WITH workout AS (
        SELECT id, user_id FROM workout_logs WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL
    ), removed AS (
        UPDATE log_sets SET deleted_at = now(), revision = :revision
        WHERE id = :set_id AND log_id = :log_id AND user_id = :user_id AND revision < :revision
          AND EXISTS (SELECT FROM workout)
        RETURNING id
    ), unplanned AS (
        UPDATE log_entries SET planned = (
            SELECT jsonb_agg(CASE WHEN each ->> 'id' <> CAST(:set_id AS text) THEN each ELSE jsonb_build_object(
                'id', each -> 'id', 'set_number', each -> 'set_number', 'gone', true) END ORDER BY nth)
            FROM jsonb_array_elements(planned) WITH ORDINALITY AS listed(each, nth))
        WHERE user_id = :user_id AND log_id = :log_id
          AND planned @> jsonb_build_array(jsonb_build_object('id', CAST(:set_id AS text)))
          AND NOT EXISTS (SELECT FROM log_sets WHERE id = :set_id) AND EXISTS (SELECT FROM workout)
    )
    SELECT s.id, s.entry_id, s.set_number, s.kind, s.reps, s.weight_kg, s.weight_unit, s.rpe, s.duration_seconds,
           s.distance_m, s.note, s.performed_at, s.deleted_at IS NOT NULL OR removed.id IS NOT NULL AS is_deleted,
           greatest(s.revision, CASE WHEN removed.id IS NOT NULL THEN :revision END) AS revision,
           x.id AS exercise_id, x.name AS exercise_name, x.kind AS exercise_kind, x.equipment, x.load_step
    FROM workout w
    LEFT JOIN log_sets s ON s.id = :set_id AND s.log_id = w.id AND s.user_id = w.user_id
    LEFT JOIN exercises x ON x.id = s.exercise_id
    LEFT JOIN removed ON removed.id = s.id
    WHERE s.id IS NOT NULL OR NOT EXISTS (SELECT FROM log_sets WHERE id = :set_id)
""")


@dataclass(frozen=True)
class NewSet:
    """What was lifted, in kilograms, seconds and metres; `performed_at` None is now."""

    exercise_id: uuid.UUID
    entry_id: uuid.UUID | None
    set_number: int
    kind: SetKind
    reps: int
    weight_kg: Decimal | None
    weight_unit: str | None
    rpe: Decimal | None
    duration_seconds: int | None
    distance_m: Decimal | None
    note: str | None
    performed_at: datetime | None
    revision: int


@dataclass(frozen=True)
class Outcome:
    """The row as it now stands, and whether this write was the first, a repeat, or too late."""

    row: SetRow
    is_new: bool
    is_stale: bool


def record_set(session: Session | Driver, user_id: str, log_id: uuid.UUID, set_id: uuid.UUID, new: NewSet) -> Outcome:
    """Log or edit a set, idempotently by its id and revision. Raises NotFoundError.

    An exercise that is not in the workout yet gets an entry, whose id follows from the two, so
    that concurrent writes agree on it. One that was merged meanwhile, while a phone had no signal, is the
    one it became.
    """
    values: dict[str, Any] = {
        **vars(new),
        "user_id": user_id,
        "log_id": log_id,
        "set_id": set_id,
        "own_entry_id": uuid.uuid5(log_id, str(new.exercise_id)),
    }
    stored = one(session, RECORD, values)
    if stored is None:
        merged = one(session, _MERGED_INTO, values)
        if merged is None:
            raise NotFoundError(NO_SET)
        return record_set(session, user_id, log_id, set_id, replace(new, exercise_id=merged["merged_into"]))
    overtaken = stored["revision"] > new.revision
    differs = stored["deleted_at"] is not None or any(stored[name] != getattr(new, name) for name in _SAID)
    row = _row(stored, log_id, is_deleted=stored["deleted_at"] is not None)
    return Outcome(row=row, is_new=stored["is_new"], is_stale=overtaken or differs)


def delete_set(session: Session, user_id: str, log_id: uuid.UUID, set_id: uuid.UUID, revision: int) -> Outcome | None:
    """Delete a set, leaving a tombstone, or take a planned row out (None). Raises NotFoundError.

    A row that was taken out before is out: to delete again what is not in the workout is no error.
    """
    key = {"user_id": user_id, "log_id": log_id, "set_id": set_id, "revision": revision}
    found = session.execute(_DELETE, key).mappings().one_or_none()
    if found is None:
        raise NotFoundError(NO_SET)
    stored = dict(found)
    if stored["id"] is None:
        return None
    row = _row(stored, log_id, is_deleted=stored["is_deleted"])
    return Outcome(row=row, is_new=False, is_stale=not stored["is_deleted"])


def _row(stored: Mapping[str, Any], log_id: uuid.UUID, *, is_deleted: bool) -> SetRow:
    previous = {name.removeprefix("previous_"): stored[name] for name in stored if name.startswith("previous_")}
    return SetRow(
        id=stored["id"],
        log_id=log_id,
        entry_id=stored["entry_id"],
        exercise=exercise(stored),
        set_number=stored["set_number"],
        ordinal=stored["set_number"],
        kind=SetKind(stored["kind"]),
        measures=measures(stored),
        rpe=stored["rpe"],
        note=stored["note"],
        revision=stored["revision"],
        is_deleted=is_deleted,
        previous=measures(previous) if stored.get("has_previous") else None,
        records=records_of(stored, stored["exercise_kind"]) if "bests" in stored else (),
        performed_at=stored["performed_at"],
        weight_unit=stored["weight_unit"],
    )
