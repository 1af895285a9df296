"""An exercise's place in a workout: another one instead of it, elsewhere, beside another in a superset.

Each is named by the phone and bears being repeated and late, as `entries` says. What was lifted is never
rewritten: an exercise that has sets keeps them when another one takes its place.
"""

import json
import uuid
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import InvalidError, NotFoundError
from webapp.workouts.entries import find_entry, last_time
from webapp.workouts.kit import BLANK_SETS, planned_rows
from webapp.workouts.queries import workout
from webapp.workouts.sheet import Entry

ALONE = "There is no exercise after it to make a superset with."

# The first time only: a repeat finds the new entry, and leaves the old one as it was changed since.
_SWAP = text("""
    WITH made AS (
        INSERT INTO log_entries (id, user_id, log_id, exercise_id, position, superset, rest_seconds, planned, replaces)
        SELECT :new_id, e.user_id, e.log_id, x.id,
               (e.position + coalesce((
                   SELECT min(o.position) FROM log_entries o
                   WHERE o.user_id = :user_id AND o.log_id = :log_id AND o.position > e.position), e.position + 2)) / 2,
               e.superset, (SELECT rest_seconds FROM log_entries WHERE id = :last_entry_id AND user_id = :user_id),
               CAST(:planned AS jsonb), e.id
        FROM log_entries e, exercises x
        WHERE e.id = :entry_id AND e.log_id = :log_id AND e.user_id = :user_id
          AND x.id = :exercise_id AND (x.owner_id IS NULL OR x.owner_id = :user_id)
        ON CONFLICT (id) DO NOTHING
        RETURNING id
    )
    UPDATE log_entries e SET
        deleted_at = CASE WHEN lifted.some THEN e.deleted_at ELSE coalesce(e.deleted_at, now()) END,
        planned = CASE WHEN NOT lifted.some THEN e.planned ELSE (
            SELECT coalesce(jsonb_agg(CASE
                WHEN each ? 'gone' OR EXISTS (SELECT FROM log_sets s WHERE s.id = CAST(each ->> 'id' AS uuid)) THEN each
                ELSE each || jsonb_build_object('gone', CAST(:new_id AS text))
            END ORDER BY nth), '[]')
            FROM jsonb_array_elements(e.planned) WITH ORDINALITY AS listed(each, nth)) END
    FROM made, (SELECT EXISTS (
        SELECT FROM log_sets
        WHERE log_id = :log_id AND user_id = :user_id AND entry_id = :entry_id AND deleted_at IS NULL
    ) AS some) AS lifted
    WHERE e.id = :entry_id AND e.log_id = :log_id AND e.user_id = :user_id
""")
_UNSWAP = text("""
    WITH asked AS (
        SELECT id, replaces FROM log_entries
        WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id AND deleted_at IS NULL AND replaces IS NOT NULL
          AND revision < coalesce(CAST(:revision AS bigint), revision + 1)
        FOR UPDATE
    ), made AS (
        UPDATE log_entries e SET deleted_at = now(), replaces = NULL, replaced = e.replaces,
            revision = coalesce(:revision, e.revision + 1)
        FROM asked WHERE e.id = asked.id
        RETURNING e.id, e.deleted_at, asked.replaces
    ), lifted AS (
        UPDATE log_sets s SET deleted_at = made.deleted_at
        FROM made WHERE s.log_id = :log_id AND s.user_id = :user_id AND s.entry_id = made.id AND s.deleted_at IS NULL
    ), old AS (
        SELECT e.id, e.deleted_at FROM log_entries e, made WHERE e.id = made.replaces
    ), back AS (
        UPDATE log_sets s SET deleted_at = NULL
        FROM old WHERE s.log_id = :log_id AND s.user_id = :user_id AND s.entry_id = old.id
          AND s.deleted_at = old.deleted_at
    )
    UPDATE log_entries e SET deleted_at = NULL, planned = (
        SELECT coalesce(jsonb_agg(CASE WHEN each ->> 'gone' = CAST(made.id AS text) THEN each - 'gone' ELSE each END
            ORDER BY nth), '[]')
        FROM jsonb_array_elements(e.planned) WITH ORDINALITY AS listed(each, nth))
    FROM made WHERE e.id = made.replaces AND e.log_id = :log_id AND e.user_id = :user_id
""")
_REPLACED = text("""
    SELECT coalesce(replaces, replaced) FROM log_entries
    WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id
""")
_WORKOUT = """EXISTS (
        SELECT FROM workout_logs WHERE id = :log_id AND user_id = :user_id AND deleted_at IS NULL)"""
# A write that is repeated is taken again, for its answer must be the first one's; it finds its own values.
_MOVE = text(f"""
    UPDATE log_entries SET position = :position, revision = coalesce(:revision, revision + 1)
    WHERE id = :entry_id AND log_id = :log_id AND user_id = :user_id AND {_WORKOUT}
      AND (revision < coalesce(CAST(:revision AS bigint), revision + 1)
           OR revision = :revision AND position = :position)
""")  # noqa: S608  (built from constants)
_JOIN = text(f"""
    UPDATE log_entries e SET superset = joined.number,
        revision = CASE WHEN e.id = :entry_id THEN coalesce(:revision, e.revision + 1) ELSE e.revision END
    FROM (
        SELECT coalesce(one.superset, other.superset, 1 + (
            SELECT coalesce(max(superset), 0) FROM log_entries WHERE user_id = :user_id AND log_id = :log_id)) AS number
        FROM log_entries one, log_entries other
        WHERE one.id = :entry_id AND one.log_id = :log_id AND one.user_id = :user_id
          AND other.id = :with_id AND other.log_id = :log_id AND other.user_id = :user_id
          AND (one.revision < coalesce(CAST(:revision AS bigint), one.revision + 1)
               OR one.revision = :revision AND one.superset = other.superset)
    ) AS joined
    WHERE e.id IN (:entry_id, :with_id) AND e.log_id = :log_id AND e.user_id = :user_id AND {_WORKOUT}
""")  # noqa: S608  (built from constants)
_PART = text(f"""
    UPDATE log_entries e SET superset = NULL,
        revision = CASE WHEN e.id = :entry_id THEN coalesce(:revision, e.revision + 1) ELSE e.revision END
    FROM log_entries one
    WHERE one.id = :entry_id AND one.log_id = :log_id AND one.user_id = :user_id
      AND (one.revision < coalesce(CAST(:revision AS bigint), one.revision + 1)
           OR one.revision = :revision AND one.superset IS NULL)
      AND e.log_id = :log_id AND e.user_id = :user_id AND (e.id = one.id OR e.superset = one.superset) AND {_WORKOUT}
""")  # noqa: S608  (built from constants)


def swap_entry(  # noqa: PLR0913  (who, where, which and what)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    new_id: uuid.UUID,
    exercise_id: uuid.UUID,
) -> Sequence[Entry]:
    """Do another exercise instead of the rest of one; returns the old and the new entry.

    The new one comes after the old one with as many rows as that had undone, filled from last time. The old
    one keeps what was lifted, or is taken out (and can be brought back) when that is nothing. The same `new_id`
    again changes nothing. Raises NotFoundError.
    """
    old = find_entry(session, user_id, log_id, entry_id)
    undone = [row for row in old.rows if not row.revision]
    previous = last_time(session, user_id, log_id, exercise_id)
    blank = [{"kind": "working"}] * (len(undone) or BLANK_SETS)
    intended = [dict(then) | dict(now) for now, then in zip(blank, [*previous, *blank], strict=False)]
    values = {
        "user_id": user_id,
        "log_id": log_id,
        "entry_id": entry_id,
        "new_id": new_id,
        "exercise_id": exercise_id,
        "last_entry_id": previous[0]["entry_id"] if previous else None,
        "planned": json.dumps(planned_rows(new_id, intended)),
    }
    session.execute(_SWAP, values)
    found = workout(session, user_id, log_id)
    known = {each.id: each for each in (*found.entries, *found.shown_entries)} if found else {}
    if new_id not in known:
        message = "That exercise is not here any more. Look it up again."
        raise NotFoundError(message)
    return [known[entry_id], known[new_id]]


def unswap_entry(
    session: Session, user_id: str, log_id: uuid.UUID, new_id: uuid.UUID, revision: int | None = None
) -> Sequence[Entry]:
    """Undo `swap_entry`: the old exercise with its rows instead of the new one; returns the old and the new entry.

    What was lifted of the new one goes with it, and comes back with `entries.restore_entry`. Under the rule of
    revisions of `move_entry`; a repeat, and one that comes too late, returns both as they stand. An entry that
    replaced none is returned alone. Raises NotFoundError.
    """
    key = {"user_id": user_id, "log_id": log_id, "entry_id": new_id}
    session.execute(_UNSWAP, {**key, "revision": revision})
    old_id = session.execute(_REPLACED, key).scalar_one_or_none()
    return [find_entry(session, user_id, log_id, each) for each in (old_id, new_id) if each]


def move_entry(  # noqa: PLR0913  (who, where, which and what)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    position: Decimal | None,
    by: int = 1,
    revision: int | None = None,
) -> bool:
    """Put an exercise between two others, one row written; without a `position` one place on, or back by -1.

    A `revision` that is not above the entry's changes nothing, which is False unless it repeats the change that the
    entry stands at. Raises NotFoundError.
    """
    if position is None:
        position = _beside(_shown(session, user_id, log_id), entry_id, by)
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id}
    return bool(session.execute(_MOVE, {**key, "position": position, "revision": revision}).rowcount)  # type: ignore[attr-defined]


def join_entries(  # noqa: PLR0913  (who, where, which and what)
    session: Session,
    user_id: str,
    log_id: uuid.UUID,
    entry_id: uuid.UUID,
    *,
    with_id: uuid.UUID | None = None,
    revision: int | None = None,
) -> bool:
    """Make an exercise a superset with another, or else with the next one, and with what that is in one with.

    Under the rule of revisions of `move_entry`. Raises NotFoundError, or InvalidError where none comes next.
    """
    if with_id is None:
        shown = _shown(session, user_id, log_id)
        after = shown[_index(shown, entry_id) + 1 :]
        if not after:
            raise InvalidError(ALONE)
        with_id = after[0].id
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id}
    return bool(session.execute(_JOIN, {**key, "with_id": with_id, "revision": revision}).rowcount)  # type: ignore[attr-defined]


def part_entries(
    session: Session, user_id: str, log_id: uuid.UUID, entry_id: uuid.UUID, revision: int | None = None
) -> bool:
    """Break the superset that an exercise is in; under the rule of revisions of `move_entry`."""
    key = {"user_id": user_id, "log_id": log_id, "entry_id": entry_id}
    return bool(session.execute(_PART, {**key, "revision": revision}).rowcount)  # type: ignore[attr-defined]


def _shown(session: Session, user_id: str, log_id: uuid.UUID) -> Sequence[Entry]:
    found = workout(session, user_id, log_id)
    return found.shown_entries if found else ()


def _index(shown: Sequence[Entry], entry_id: uuid.UUID) -> int:
    found = next((index for index, each in enumerate(shown) if each.id == entry_id), None)
    if found is None:
        message = "That exercise is not in this workout any more."
        raise NotFoundError(message)
    return found


def _beside(shown: Sequence[Entry], entry_id: uuid.UUID, by: int) -> Decimal:
    """Halfway between the two it comes between."""
    index = _index(shown, entry_id)
    others = [each.position for each in shown if each.id != entry_id]
    place = min(max(0, index + by), len(others))
    before = others[place - 1] if place else None
    after = others[place] if place < len(others) else None
    if before is None or after is None:
        return (after or Decimal(1)) - 1 if before is None else before + 1
    return (before + after) / 2
