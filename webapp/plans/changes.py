"""A change of a plan: one read and one write, and the write is one statement, whatever the change is."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import ConflictError, NotFoundError
from webapp.plans import edits, journal
from webapp.plans.journal import Difference
from webapp.plans.queries import Asked, asked
from webapp.plans.sheet import Change, Day, Plan

KEPT_CHANGES = 50
ATTEMPTS = 3
FORGOTTEN = "There is no such plan of yours. It may have been deleted."
BUSY = "Another window was faster. Look at the plan as it is now, then try again."
PASSED = "Something else was changed since. Undo that first."

# Nobody waits for a lock: whoever read a plan that has moved on since writes nothing, and reads again. Rows that
# are gone are named one by one, so the cascade has nothing left to do, and the journal can bring each of them back.
_ROWS = """
    WITH plan AS (
        UPDATE workout_plans SET revision = revision + 1, name = :name, notes = :notes
        WHERE id = :plan_id AND owner_id = :user_id AND revision = :revision AND deleted_at IS NULL
        RETURNING id, revision
    ), targets_gone AS (
        DELETE FROM plan_targets t USING plan WHERE t.id = ANY (CAST(:targets_gone AS uuid[]))
    ), slots_gone AS (
        DELETE FROM plan_slots s USING plan WHERE s.id = ANY (CAST(:slots_gone AS uuid[]))
    ), days_gone AS (
        DELETE FROM plan_days d USING plan WHERE d.plan_id = plan.id AND d.id = ANY (CAST(:days_gone AS uuid[]))
    ), days AS (
        INSERT INTO plan_days (id, plan_id, name, position)
        SELECT each.id, plan.id, each.name, each.position
        FROM plan, jsonb_populate_recordset(CAST(NULL AS plan_days), CAST(:days AS jsonb)) AS each
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position
    ), slots AS (
        INSERT INTO plan_slots (id, day_id, exercise_id, position, superset, rest_seconds, note, progression, step_kg,
                                misses, deload_percent)
        SELECT each.id, each.day_id, each.exercise_id, each.position, each.superset, each.rest_seconds, each.note,
               each.progression, each.step_kg, each.misses, each.deload_percent
        FROM plan, jsonb_populate_recordset(CAST(NULL AS plan_slots), CAST(:slots AS jsonb)) AS each
        ON CONFLICT (id) DO UPDATE SET
            day_id = excluded.day_id, exercise_id = excluded.exercise_id, position = excluded.position,
            superset = excluded.superset, rest_seconds = excluded.rest_seconds, note = excluded.note,
            progression = excluded.progression, step_kg = excluded.step_kg, misses = excluded.misses,
            deload_percent = excluded.deload_percent
    ), targets AS (
        INSERT INTO plan_targets (id, slot_id, position, kind, reps_min, reps_max, weight_kg, rpe, duration_seconds,
                                  distance_m)
        SELECT each.id, each.slot_id, each.position, each.kind, each.reps_min, each.reps_max, each.weight_kg, each.rpe,
               each.duration_seconds, each.distance_m
        FROM plan, jsonb_populate_recordset(CAST(NULL AS plan_targets), CAST(:targets AS jsonb)) AS each
        ON CONFLICT (id) DO UPDATE SET
            slot_id = excluded.slot_id, position = excluded.position, kind = excluded.kind,
            reps_min = excluded.reps_min, reps_max = excluded.reps_max, weight_kg = excluded.weight_kg,
            rpe = excluded.rpe, duration_seconds = excluded.duration_seconds, distance_m = excluded.distance_m
    ),
"""
_WRITE = text(
    _ROWS  # noqa: S608  (two statements that begin alike)
    + """
    forgotten AS (
        DELETE FROM plan_changes c USING plan
        WHERE c.plan_id = plan.id AND (c.is_undone OR c.number NOT IN (
            SELECT kept.number FROM plan_changes kept WHERE kept.plan_id = :plan_id AND NOT kept.is_undone
            ORDER BY kept.number DESC LIMIT :kept - 1))
    ), noted AS (
        INSERT INTO plan_changes (plan_id, number, words, before, after)
        SELECT plan.id, plan.revision, :words, CAST(:before AS jsonb), CAST(:after AS jsonb) FROM plan
    )
    SELECT revision FROM plan
"""
)
_FILL = text(_ROWS.rstrip().removesuffix(",") + " SELECT revision FROM plan")  # noqa: S608  (as above)
_TURN = text(
    _ROWS  # noqa: S608  (as above)
    + """
    turned AS (
        UPDATE plan_changes c SET is_undone = :is_undone FROM plan WHERE c.plan_id = plan.id AND c.number = :number
    )
    SELECT revision,
           (SELECT jsonb_build_object('number', u.number, 'words', u.words) FROM plan_changes u
            WHERE u.plan_id = :plan_id AND NOT u.is_undone AND u.number <> :number
            ORDER BY u.number DESC LIMIT 1) AS earlier,
           (SELECT jsonb_build_object('number', u.number, 'words', u.words) FROM plan_changes u
            WHERE u.plan_id = :plan_id AND u.is_undone AND u.number <> :number
            ORDER BY u.number LIMIT 1) AS later
    FROM plan
"""
)


@dataclass(frozen=True)
class Edited:
    """A plan before and after a change; they are the same when nothing had to change."""

    before: Plan
    after: Plan


Edit = Callable[[Asked], tuple[Plan, str]]


def edit_plan(
    session: Session, user_id: str, plan_id: uuid.UUID, edit: Edit, *, exercise_id: uuid.UUID | None = None
) -> Edited:
    """Change a plan: `edit` takes it and returns it changed, with words for the journal.

    Each statement is its own transaction, and `edit` may be asked again when another window was faster. Raises
    NotFoundError, ConflictError after some attempts, and what `edit` raises.
    """
    for _ in range(ATTEMPTS):
        found = found_plan(session, user_id, plan_id, exercise_id=exercise_id)
        after, words = edit(found)
        difference = journal.difference(found.plan, after)
        if difference.is_empty:
            return Edited(found.plan, found.plan)
        noted = {
            "words": words,
            "before": json.dumps(difference.before),
            "after": json.dumps(difference.after),
            "kept": KEPT_CHANGES,
        }
        values = _values(user_id, after, difference) | noted
        revision = session.execute(_WRITE, values).scalar_one_or_none()
        if revision is not None:
            return Edited(found.plan, replace(after, revision=revision, undo=Change(revision, words), redo=None))
    raise ConflictError(BUSY)


def turn_change(session: Session, user_id: str, plan_id: uuid.UUID, number: int, *, is_undone: bool) -> Edited:
    """Take a change back, or make it again. A second time is no other change; raises ConflictError when a later one
    would be lost, and NotFoundError.
    """  # noqa: D205  (one sentence)
    for _ in range(ATTEMPTS):
        found = found_plan(session, user_id, plan_id, change=number)
        plan = found.plan
        if found.change is None:
            raise NotFoundError(PASSED)
        if found.is_undone == is_undone:
            return Edited(plan, plan)
        next_one = plan.undo if is_undone else plan.redo
        if next_one is None or next_one.number != number:
            raise ConflictError(PASSED)
        difference = found.change.reverse if is_undone else found.change
        after = journal.changed(plan, difference, found.exercises.values())
        values = _values(user_id, after, difference) | {"number": number, "is_undone": is_undone}
        row = session.execute(_TURN, values).one_or_none()
        if row is not None:
            undo, redo = (row.earlier, vars(next_one)) if is_undone else (vars(next_one), row.later)
            turned = replace(after, revision=row.revision, undo=_change(undo), redo=_change(redo))
            return Edited(plan, turned)
    raise ConflictError(BUSY)


def fill_plan(session: Session, user_id: str, plan_id: uuid.UUID, days: Sequence[Day]) -> None:
    """Put copies of days into a new plan. One that has moved on since it was made, or is another's, stays as it is."""
    found = asked(session, user_id, plan_id)
    if found is None or found.plan.revision:
        return
    full = replace(found.plan, days=tuple(edits.copied(day) for day in days))
    session.execute(_FILL, _values(user_id, full, journal.difference(found.plan, full)))


def found_plan(
    session: Session, user_id: str, plan_id: uuid.UUID, *, exercise_id: uuid.UUID | None = None, change: int = 0
) -> Asked:
    """A plan and what a change of it needs besides; raises NotFoundError."""
    found = asked(session, user_id, plan_id, exercise_id=exercise_id, change=change)
    if found is None:
        raise NotFoundError(FORGOTTEN)
    return found


def _values(user_id: str, after: Plan, difference: Difference) -> dict[str, object]:
    return {
        "user_id": user_id,
        "plan_id": after.id,
        "revision": after.revision,
        "name": after.name,
        "notes": after.notes,
        "days": json.dumps(difference.after.get("plan_days", [])),
        "slots": json.dumps(difference.after.get("plan_slots", [])),
        "targets": json.dumps(difference.after.get("plan_targets", [])),
        "days_gone": difference.gone("plan_days"),
        "slots_gone": difference.gone("plan_slots"),
        "targets_gone": difference.gone("plan_targets"),
    }


def _change(stored: dict[str, object] | None) -> Change | None:
    return None if stored is None else Change(**stored)  # type: ignore[arg-type]
