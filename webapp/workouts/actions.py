"""Changes to a workout, one each; the caller's block is the transaction, so none of them commits."""

import uuid
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import ConflictError, NotFoundError
from webapp.ids import nth
from webapp.workouts.dating import ended
from webapp.workouts.entries import add_entry
from webapp.workouts.queries import workout
from webapp.workouts.sheet import ROWS_AN_ENTRY

FORGOTTEN = "There is no such workout of yours. It may have been deleted."

# One start of a lifter after another: two at once would each see none running.
_ONE_AT_A_TIME = text('SELECT FROM "user" WHERE id = :user_id FOR NO KEY UPDATE')
_OTHERS = text("""
    SELECT id FROM workout_logs
    WHERE user_id = :user_id AND id <> :log_id AND finished_at IS NULL AND deleted_at IS NULL
      AND performed_at <= CAST(:started_at AS timestamptz) AND NOT EXISTS (SELECT FROM workout_logs WHERE id = :log_id)
""")
_START = text("""
    INSERT INTO workout_logs (id, user_id, performed_at, finished_at, time_zone)
    SELECT :log_id, :user_id, least(coalesce(asked.at, now()), now()), CASE WHEN asked.at IS NOT NULL AND EXISTS (
        SELECT FROM workout_logs WHERE user_id = :user_id AND finished_at IS NULL AND deleted_at IS NULL
    ) THEN least(asked.at, now()) END,
    coalesce(CAST(:time_zone AS text), (SELECT time_zone FROM user_settings WHERE user_id = :user_id))
    FROM (SELECT CAST(:started_at AS timestamptz) AS at) AS asked
    ON CONFLICT DO NOTHING
""")
_STARTED = text("""
    SELECT id FROM workout_logs
    WHERE user_id = :user_id AND deleted_at IS NULL AND (id = :log_id OR finished_at IS NULL)
    ORDER BY id = :log_id DESC LIMIT 1
""")
# A workout that was written down after the event, in one go.
_ENTER = text("""
    INSERT INTO workout_logs (id, user_id, performed_at, finished_at, time_zone)
    VALUES (:log_id, :user_id, :began_at, :ended_at, :time_zone)
    ON CONFLICT (id) DO NOTHING
""")
_FINISH = text(f"""
    UPDATE workout_logs w SET finished_at = coalesce(
        w.finished_at, {ended("w", "asked.at", forgotten="CAST(:is_forgotten AS boolean)")})
    FROM (SELECT least(coalesce(CAST(:finished_at AS timestamptz), now()), now()) AS at) AS asked
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NULL
    RETURNING w.id
""")  # noqa: S608  (built from constants)
# What was only filled in from last time was never intended; what a plan intended is kept beside what was done.
_FORGET_UNDONE = text("""
    UPDATE log_entries e SET planned = (
        SELECT coalesce(jsonb_agg(CASE
            WHEN each -> 'target' IS NOT NULL
              OR EXISTS (SELECT FROM log_sets s WHERE s.id = CAST(each ->> 'id' AS uuid) AND s.deleted_at IS NULL)
            THEN each
            ELSE jsonb_build_object('id', each -> 'id', 'set_number', each -> 'set_number', 'gone', true)
        END ORDER BY nth), '[]')
        FROM jsonb_array_elements(e.planned) WITH ORDINALITY AS listed(each, nth))
    FROM workout_logs w
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.finished_at IS NULL
      AND e.user_id = w.user_id AND e.log_id = w.id
""")
# The sets move with their workout, so that charts and "last time" follow its new date. By seconds, for a day that is
# added to an instant is 23 or 25 hours where the server's own clocks change.
_CORRECT = text("""
    WITH move AS (
        SELECT id, user_id, make_interval(
            secs => CAST(extract(epoch FROM CAST(:performed_at AS timestamptz) - performed_at) AS float)) AS span
        FROM workout_logs
        WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL AND performed_at <> :performed_at
    ), moved AS (
        UPDATE log_sets s SET performed_at = s.performed_at + move.span
        FROM move WHERE s.log_id = move.id AND s.user_id = move.user_id
    )
    UPDATE workout_logs w SET name = :name, note = :note, performed_at = :performed_at,
        finished_at = CASE WHEN w.finished_at IS NULL THEN NULL ELSE CAST(:finished_at AS timestamptz) END,
        moved_by = w.moved_by + coalesce((SELECT span FROM move), interval '0'),
        time_zone = coalesce(w.time_zone, CASE WHEN EXISTS (SELECT FROM move) THEN CAST(:time_zone AS text) END)
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NULL
    RETURNING w.id
""")
_DELETE = text("""
    UPDATE workout_logs SET deleted_at = now(), revision = coalesce(:revision, revision + 1)
    WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL
      AND revision < coalesce(CAST(:revision AS bigint), revision + 1)
""")
# A set keeps its own revision: whoever edits it once it is back meets no conflict.
_DELETE_SETS = text("""
    UPDATE log_sets s SET deleted_at = w.deleted_at
    FROM workout_logs w
    WHERE w.id = :log_id AND w.user_id = :user_id AND s.log_id = w.id AND s.user_id = :user_id
      AND w.deleted_at IS NOT NULL AND s.deleted_at IS NULL
""")
_RESTORE_SETS = text("""
    UPDATE log_sets s SET deleted_at = NULL
    FROM workout_logs w
    WHERE w.id = :log_id AND w.user_id = :user_id AND s.log_id = w.id AND s.deleted_at = w.deleted_at
""")
_RESTORE = text(f"""
    UPDATE workout_logs w SET deleted_at = NULL, revision = w.revision + 1,
        finished_at = coalesce(w.finished_at, {ended("w", "w.deleted_at")})
    WHERE w.id = :log_id AND w.user_id = :user_id AND w.deleted_at IS NOT NULL
""")  # noqa: S608  (built from constants)
_IS_HERE = text("SELECT id FROM workout_logs WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL")
_EXISTS = text("SELECT id FROM workout_logs WHERE id = :log_id AND user_id = :user_id")


def start_workout(  # noqa: PLR0913  (one argument a thing that is told)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    repeat: uuid.UUID | None = None,
    started_at: datetime | None = None,
    *,
    time_zone: str | None = None,
) -> uuid.UUID:
    """Start a workout, or find the one that runs already: one runs at a time. Returns which it is.

    With `repeat` it begins with the exercises of that workout, their rows filled from last time.

    With `started_at` a phone tells, perhaps long after, that it began this one, and sets that name it are on
    their way. Then it is made whatever runs: of two the later one runs, and the earlier ends with its last set.

    `time_zone` is where the lifter is; by default their setting.
    """
    make_way(session, user_id, log_id, started_at)
    key = {"user_id": user_id, "log_id": log_id, "started_at": started_at, "time_zone": time_zone}
    is_new = bool(session.execute(_START, key).rowcount)  # type: ignore[attr-defined]
    started = session.execute(_STARTED, key).scalar_one_or_none()
    if started is None or (started_at is not None and started != log_id):
        # The id is taken by someone else's workout, or by one of ours that was deleted.
        message = "That workout can't be started again. Start a new one."
        raise ConflictError(message)
    if is_new and repeat:
        _repeat(session, user_id, log_id, repeat)
    return uuid.UUID(str(started))


def enter_workout(  # noqa: PLR0913  (one argument a column)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    *,
    began_at: datetime,
    ended_at: datetime,
    time_zone: str | None,
    repeat: uuid.UUID | None = None,
) -> None:
    """Write down a workout of another day, finished; what runs meanwhile goes on.

    The same `log_id` again is the same workout. With `repeat` it has the exercises of that one, their rows filled from
    what was last done before `began_at`. Raises ConflictError for an id that is taken.
    """
    key = {"user_id": user_id, "log_id": log_id, "began_at": began_at, "ended_at": ended_at, "time_zone": time_zone}
    is_new = bool(session.execute(_ENTER, key).rowcount)  # type: ignore[attr-defined]
    if session.execute(_IS_HERE, key).one_or_none() is None:
        message = "That workout can't be written down again. Begin anew."
        raise ConflictError(message)
    if is_new and repeat:
        _repeat(session, user_id, log_id, repeat)


def _repeat(session: Session, user_id: str, log_id: uuid.UUID, repeat: uuid.UUID) -> None:
    repeated = workout(session, user_id, repeat)
    for n, entry in enumerate(repeated.shown_entries if repeated else (), 1):
        add_entry(session, user_id, log_id, nth(log_id, n * ROWS_AN_ENTRY), entry.exercise.id)


def make_way(session: Session, user_id: str, log_id: uuid.UUID, started_at: datetime | None) -> None:
    """Let a lifter's starts follow one another, and end what ran when this workout began, if it is new."""
    key = {"user_id": user_id, "log_id": log_id, "started_at": started_at}
    session.execute(_ONE_AT_A_TIME, key)
    if started_at is None:
        return
    for other in session.execute(_OTHERS, key).scalars().all():
        finish_workout(session, user_id, other, is_forgotten=True)


def finish_workout(
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    finished_at: datetime | None = None,
    *,
    is_forgotten: bool = False,
) -> None:
    """Finish a workout: at `finished_at`, by default now, or at its last set when it was left running.

    It was when it `is_forgotten`, or had run for 12 hours. Raises NotFoundError.
    """
    key = {"user_id": user_id, "log_id": log_id, "finished_at": finished_at, "is_forgotten": is_forgotten}
    session.execute(_FORGET_UNDONE, key)
    _must_exist(session.execute(_FINISH, key).one_or_none())


def correct_workout(  # noqa: PLR0913  (one argument a column)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    *,
    name: str | None,
    note: str | None,
    performed_at: datetime,
    finished_at: datetime | None,
    time_zone: str | None = None,
) -> None:
    """Correct what a lifter may correct of a workout; its sets move with its date. Raises NotFoundError.

    Where its zone is not known, a new date is one in `time_zone`.
    """
    values = {
        "user_id": user_id,
        "log_id": log_id,
        "name": name,
        "note": note,
        "performed_at": performed_at,
        "finished_at": finished_at,
        "time_zone": time_zone,
    }
    _must_exist(session.execute(_CORRECT, values).one_or_none())


def delete_workout(session: Session, user_id: str, log_id: uuid.UUID, revision: int | None = None) -> None:
    """Delete a workout and its sets as tombstones; deleting twice is deleting once. Raises NotFoundError.

    A `revision` that is not above the workout's changes nothing, so that a late repeat does not undo the undo.
    """
    key = {"user_id": user_id, "log_id": log_id, "revision": revision}
    _must_exist(session.execute(_EXISTS, key).one_or_none())
    session.execute(_DELETE, key)
    session.execute(_DELETE_SETS, key)


def restore_workout(session: Session, user_id: str, log_id: uuid.UUID) -> None:
    """Undo `delete_workout`; what was running then comes back finished. Raises NotFoundError."""
    key = {"user_id": user_id, "log_id": log_id}
    _must_exist(session.execute(_EXISTS, key).one_or_none())
    session.execute(_RESTORE_SETS, key)
    session.execute(_RESTORE, key)


def _must_exist(row: object) -> None:
    if row is None:
        raise NotFoundError(FORGOTTEN)
