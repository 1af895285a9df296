"""Changes to an exercise's place in a workout, and to its rows; the caller's block is the transaction.

Each is named by the phone and may arrive late, twice, or after what undid it: a removal and its undoing
carry a revision, of which the highest holds, and what was taken out leaves a trace that a late repeat of
its making meets. A set of a removed exercise keeps its own revision, so that editing it is no conflict
once it is back.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import InvalidError, NotFoundError
from webapp.ids import nth
from webapp.strength import counts_sql, lifted_sql, working_sql
from webapp.workouts.kit import BLANK_SETS, planned_rows
from webapp.workouts.queries import workout
from webapp.workouts.sheet import Entry

# A failed lift is nothing to plan again.
_PREVIOUS = text(f"""
    SELECT l.entry_id, l.kind, l.weight_kg::text, l.reps, l.duration_seconds, l.distance_m::text
    FROM exercises x JOIN log_sets l ON l.exercise_id = x.id
    WHERE x.id = :exercise_id AND l.user_id = :user_id AND l.deleted_at IS NULL AND {lifted_sql("l.", "x.kind")}
      AND l.log_id = (
        SELECT s.log_id FROM log_sets s JOIN workout_logs w ON w.id = :log_id AND w.user_id = :user_id
        WHERE s.user_id = :user_id AND s.exercise_id = :exercise_id AND s.deleted_at IS NULL AND s.log_id <> w.id
          AND s.performed_at < w.performed_at AND {counts_sql("s.", "x.kind")}
        ORDER BY s.performed_at DESC LIMIT 1
    )
    ORDER BY l.set_number, l.performed_at
""")  # noqa: S608  (built from constants)
_ADD_ENTRY = text("""
    INSERT INTO log_entries (id, user_id, log_id, exercise_id, position, rest_seconds, planned)
    SELECT :entry_id, w.user_id, w.id, x.id,
           1 + coalesce((SELECT max(position) FROM log_entries WHERE user_id = :user_id AND log_id = :log_id), 0),
           (SELECT rest_seconds FROM log_entries WHERE id = :last_entry_id AND user_id = :user_id),
           CAST(:planned AS jsonb)
    FROM workout_logs w, exercises x
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NULL
      AND x.id = :exercise_id AND (x.owner_id IS NULL OR x.owner_id = :user_id)
    ON CONFLICT (id) DO UPDATE SET revision = log_entries.revision
    WHERE log_entries.user_id = excluded.user_id AND log_entries.log_id = excluded.log_id
    RETURNING id
""")
_ADD_SET = text("""
    UPDATE log_entries SET planned = planned || jsonb_build_array(jsonb_build_object(
        'id', CAST(:set_id AS text), 'kind', 'working', 'set_number', 1 + greatest(
            (SELECT max((p ->> 'set_number')::int) FROM jsonb_array_elements(planned) p),
            (SELECT max(set_number) FROM log_sets WHERE log_id = :log_id AND entry_id = :entry_id), 0)))
    WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id
      AND NOT planned @> jsonb_build_array(jsonb_build_object('id', CAST(:set_id AS text)))
""")
_REMOVE = text("""
    WITH entry AS (
        UPDATE log_entries SET deleted_at = now(), revision = coalesce(:revision, revision + 1)
        WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id AND deleted_at IS NULL
          AND revision < coalesce(CAST(:revision AS bigint), revision + 1)
        RETURNING id, deleted_at
    )
    UPDATE log_sets s SET deleted_at = entry.deleted_at
    FROM entry WHERE s.log_id = :log_id AND s.user_id = :user_id AND s.entry_id = entry.id AND s.deleted_at IS NULL
""")
_RESTORE = text("""
    WITH entry AS (
        SELECT id, deleted_at FROM log_entries
        WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id AND deleted_at IS NOT NULL
          AND revision < coalesce(CAST(:revision AS bigint), revision + 1)
        FOR UPDATE
    ), sets AS (
        UPDATE log_sets s SET deleted_at = NULL
        FROM entry WHERE s.log_id = :log_id AND s.user_id = :user_id AND s.entry_id = entry.id
          AND s.deleted_at = entry.deleted_at
    )
    UPDATE log_entries e SET deleted_at = NULL, revision = coalesce(:revision, e.revision + 1)
    FROM entry WHERE e.id = entry.id
""")

# They come before the first working set; what stands there moves on, and what was lifted with it.
_ADD_WARM_UPS = text(f"""
    WITH place AS (
        SELECT coalesce(least(
            (SELECT min((p ->> 'set_number')::int) FROM log_entries e, jsonb_array_elements(e.planned) p
             WHERE e.id = :entry_id AND e.log_id = :log_id AND e.user_id = :user_id AND {working_sql("p ->> 'kind'")}
               AND NOT p ? 'gone' AND NOT EXISTS (SELECT FROM log_sets WHERE id = CAST(p ->> 'id' AS uuid))),
            (SELECT min(set_number) FROM log_sets WHERE log_id = :log_id AND user_id = :user_id
             AND entry_id = :entry_id AND {working_sql("kind")} AND deleted_at IS NULL)), 1) AS first
    ), entry AS (
        UPDATE log_entries SET planned = (
            SELECT jsonb_agg(jsonb_set(each, '{{set_number}}', to_jsonb(place.first + nth::int - 1)) ORDER BY nth)
            FROM jsonb_array_elements(CAST(:warm_ups AS jsonb)) WITH ORDINALITY AS made(each, nth)
        ) || (
            SELECT coalesce(jsonb_agg(CASE WHEN number < place.first THEN each
                ELSE jsonb_set(each, '{{set_number}}', to_jsonb(number + :count)) END ORDER BY nth), '[]')
            FROM jsonb_array_elements(planned) WITH ORDINALITY AS listed(each, nth),
                 LATERAL CAST(each ->> 'set_number' AS int) AS number)
        FROM place
        WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id
          AND NOT planned @> jsonb_build_array(jsonb_build_object('id', CAST(:first_id AS text)))
        RETURNING id
    )
    UPDATE log_sets s SET set_number = s.set_number + :count FROM entry, place
    WHERE s.log_id = :log_id AND s.user_id = :user_id AND s.entry_id = entry.id AND s.set_number >= place.first
""")  # noqa: S608  (built from constants)
_DESCRIBE = text("""
    UPDATE log_entries SET rest_seconds = :rest_seconds, note = :note, revision = coalesce(:revision, revision + 1)
    WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id
      AND revision < coalesce(CAST(:revision AS bigint), revision + 1)
""")

_CHOOSE_UNIT = text("""
    INSERT INTO exercise_units (user_id, exercise_id, weight_unit, chosen_at)
    VALUES (:user_id, :exercise_id, :weight_unit, least(coalesce(CAST(:chosen_at AS timestamptz), now()), now()))
    ON CONFLICT (user_id, exercise_id) DO UPDATE SET weight_unit = excluded.weight_unit, chosen_at = excluded.chosen_at
    WHERE exercise_units.chosen_at < excluded.chosen_at
""")
NO_WEIGHT = "Sets of this exercise have no weight."


def add_entry(session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID, exercise_id: uuid.UUID) -> None:
    """Put an exercise into a workout, its rows filled from last time and named after the entry.

    The same `entry_id` again is the same entry, so a double tap adds one, and one that was taken out
    meanwhile stays out. Raises NotFoundError.
    """
    key = {"user_id": user_id, "log_id": log_id, "exercise_id": exercise_id}
    previous = last_time(session, user_id, log_id, exercise_id)
    planned = planned_rows(entry_id, previous or [{"kind": "working"}] * BLANK_SETS)
    last_entry_id = previous[0]["entry_id"] if previous else None
    values = {**key, "entry_id": entry_id, "last_entry_id": last_entry_id, "planned": json.dumps(planned)}
    if session.execute(_ADD_ENTRY, values).one_or_none() is None:
        message = "That exercise or workout is not here any more. Look it up again."
        raise NotFoundError(message)


def add_set(session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID, set_id: uuid.UUID) -> Entry:
    """Plan one more set of an entry; the same `set_id` again is the same row. Raises NotFoundError."""
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id, "set_id": str(set_id)}
    session.execute(_ADD_SET, key)
    return find_entry(session, user_id, log_id, entry_id)


def find_entry(session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID) -> Entry:
    """An entry of a workout, removed or not; raises NotFoundError."""
    found = workout(session, user_id, log_id)
    known = (*found.shown_entries, *found.entries) if found else ()
    entry = next((each for each in known if each.id == entry_id), None)
    if entry is None:
        message = "That exercise is not in this workout any more."
        raise NotFoundError(message)
    return entry


def remove_entry(
    session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID, revision: int | None = None
) -> Entry:
    """Take an exercise and its sets out of a workout; `restore_entry` brings exactly these back.

    A `revision` that is not above the entry's changes nothing; none is the next. Raises NotFoundError.
    """
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id, "revision": revision}
    session.execute(_REMOVE, key)
    return find_entry(session, user_id, log_id, entry_id)


def restore_entry(
    session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID, revision: int | None = None
) -> Entry:
    """Undo `remove_entry`, under the same rule of revisions. Raises NotFoundError."""
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id, "revision": revision}
    session.execute(_RESTORE, key)
    return find_entry(session, user_id, log_id, entry_id)


def add_warm_ups(  # noqa: PLR0913  (who, where, which and what)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    token: uuid.UUID,
    sets: Sequence[tuple[Decimal, int]],
) -> Entry:
    """Plan warm-up sets, as `(kilograms, reps)`, before the first working set of an entry.

    The rows are named after `token`, so the same again are the same rows. Raises NotFoundError.
    """
    planned = [
        {"id": str(nth(token, n)), "kind": "warmup", "weight_kg": str(weight), "reps": reps}
        for n, (weight, reps) in enumerate(sets, 1)
    ]
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id}
    if planned:
        values = {**key, "warm_ups": json.dumps(planned), "count": len(planned), "first_id": planned[0]["id"]}
        session.execute(_ADD_WARM_UPS, values)
    return find_entry(session, user_id, log_id, entry_id)


def describe_entry(  # noqa: PLR0913  (one argument a column)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    rest_seconds: int | None,
    note: str | None,
    revision: int | None = None,
) -> Entry:
    """Say how long to rest after a set of an exercise, and note something about it.

    Under the rule of revisions of `remove_entry`. Raises NotFoundError.
    """
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id}
    session.execute(_DESCRIBE, {**key, "rest_seconds": rest_seconds, "note": note, "revision": revision})
    return find_entry(session, user_id, log_id, entry_id)


def choose_unit(  # noqa: PLR0913  (who, where, which, what and when)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    weight_unit: str,
    chosen_at: datetime | None = None,
) -> Sequence[Entry]:
    """Show, type and fill the weights of an entry's exercise in `weight_unit` from now on, in every workout and plan.

    Returns the workout's entries of that exercise, the one asked about first. A choice made before the stored one,
    at `chosen_at` by the phone, changes nothing. Raises NotFoundError, or InvalidError where sets have no weight.
    """
    exercise = find_entry(session, user_id, log_id, entry_id).exercise
    if not exercise.kind.has_weight:
        raise InvalidError(NO_WEIGHT)
    values = {"user_id": user_id, "exercise_id": exercise.id, "weight_unit": weight_unit, "chosen_at": chosen_at}
    session.execute(_CHOOSE_UNIT, values)
    found = workout(session, user_id, log_id)
    drawn = [each for each in (found.drawn_entries if found else ()) if each.id != entry_id]
    first = find_entry(session, user_id, log_id, entry_id)
    return [first, *(each for each in drawn if each.exercise.id == exercise.id)]


def last_time(session: Session, user_id: str, log_id: uuid.UUID, exercise_id: uuid.UUID) -> Sequence[Mapping[str, Any]]:
    """The sets of an exercise in the last workout before this one that has it."""
    key = {"user_id": user_id, "log_id": log_id, "exercise_id": exercise_id}
    return [dict(each) for each in session.execute(_PREVIOUS, key).mappings()]
