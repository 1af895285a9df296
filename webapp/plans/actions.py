"""What is done with a plan as a whole: made, copied, shared, put away, deleted and brought back."""

import secrets
import uuid

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import NotFoundError
from webapp.plans import edits, ready
from webapp.plans.changes import FORGOTTEN, fill_plan, found_plan
from webapp.plans.queries import exercises_named, shared_plan

# 192 bits: a link that nobody guesses.
TOKEN_BYTES = 24

_CREATE = text("""
    INSERT INTO workout_plans (id, owner_id, name, notes, current_since)
    VALUES (:plan_id, :user_id, :name, :notes, now()) ON CONFLICT (id) DO NOTHING
""")
_DELETE = text("""
    UPDATE workout_plans SET deleted_at = coalesce(deleted_at, now()) WHERE id = :plan_id AND owner_id = :user_id
    RETURNING id
""")
_RESTORE = text("""
    UPDATE workout_plans SET deleted_at = NULL WHERE id = :plan_id AND owner_id = :user_id RETURNING id
""")
_ARCHIVE = text("""
    UPDATE workout_plans SET archived_at = CASE WHEN :is_archived THEN coalesce(archived_at, now()) END
    WHERE id = :plan_id AND owner_id = :user_id AND deleted_at IS NULL RETURNING id
""")
_MAKE_CURRENT = text("""
    UPDATE workout_plans SET current_since = now(), archived_at = NULL
    WHERE id = :plan_id AND owner_id = :user_id AND deleted_at IS NULL RETURNING id
""")

# Two taps at once would each find no link.
_ONE_AT_A_TIME = text("""
    SELECT FROM workout_plans WHERE id = :plan_id AND owner_id = :user_id FOR NO KEY UPDATE
""")
_SHARE = text("""
    INSERT INTO plan_shares (token, plan_id)
    SELECT :token, p.id FROM workout_plans p
    WHERE p.id = :plan_id AND p.owner_id = :user_id AND p.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM plan_shares s WHERE s.plan_id = p.id AND s.revoked_at IS NULL)
""")
_SHARED = text("""
    SELECT s.token FROM plan_shares s JOIN workout_plans p ON p.id = s.plan_id
    WHERE p.id = :plan_id AND p.owner_id = :user_id AND p.deleted_at IS NULL AND s.revoked_at IS NULL LIMIT 1
""")
_REVOKE = text("""
    UPDATE plan_shares s SET revoked_at = now() FROM workout_plans p
    WHERE p.id = :plan_id AND p.owner_id = :user_id AND s.plan_id = p.id AND s.revoked_at IS NULL
    RETURNING s.token
""")


def create_plan(session: Session, user_id: str, plan_id: uuid.UUID, name: str, notes: str | None = None) -> None:
    """A new plan, which becomes the current one; the same `plan_id` again is the same plan."""
    session.execute(_CREATE, {"user_id": user_id, "plan_id": plan_id, "name": name, "notes": notes})


def use_ready_plan(session: Session, user_id: str, key: str, plan_id: uuid.UUID) -> None:
    """A ready-made plan as one's own. Raises NotFoundError."""
    offer = ready.ready_plan(key)
    days = ready.days(offer, exercises_named(session, user_id, offer.exercises))
    create_plan(session, user_id, plan_id, offer.name, offer.notes)
    fill_plan(session, user_id, plan_id, days)


def copy_shared_plan(session: Session, user_id: str, token: str, plan_id: uuid.UUID) -> None:
    """A plan that was shared, as one's own. Raises NotFoundError.

    An exercise of its author's own is theirs; who copies gets the one they call the same, or is told what is left out.
    """
    plan = shared_plan(session, token)
    if plan is None:
        raise NotFoundError(FORGOTTEN)
    usable = exercises_named(session, user_id, {slot.exercise.name for _, slot in plan.slots})
    days, missing = edits.with_exercises(plan.days, usable)
    left_out = f"Left out, as only its author has it: {', '.join(missing)}." if missing else None
    notes = "\n".join(each for each in (plan.notes, left_out) if each)
    create_plan(session, user_id, plan_id, plan.name, notes or None)
    fill_plan(session, user_id, plan_id, days)


def share_plan(session: Session, user_id: str, plan_id: uuid.UUID) -> str:
    """The token of a plan's link, made if there is none. Raises NotFoundError."""
    key = {"user_id": user_id, "plan_id": plan_id}
    session.execute(_ONE_AT_A_TIME, key)
    session.execute(_SHARE, {**key, "token": secrets.token_urlsafe(TOKEN_BYTES)})
    token: str | None = session.execute(_SHARED, key).scalar_one_or_none()
    if token is None:
        raise NotFoundError(FORGOTTEN)
    return token


def revoke_share(session: Session, user_id: str, plan_id: uuid.UUID) -> None:
    """Take a plan's link back. Raises NotFoundError when there is none."""
    _must_exist(session.execute(_REVOKE, {"user_id": user_id, "plan_id": plan_id}).first())


def copy_plan(
    session: Session, user_id: str, copied_id: uuid.UUID, plan_id: uuid.UUID, name: str | None = None
) -> None:
    """A plan of one's own again, under another id. Raises NotFoundError."""
    plan = found_plan(session, user_id, copied_id).plan
    create_plan(session, user_id, plan_id, name or f"{plan.name} (copy)"[:100], plan.notes)
    fill_plan(session, user_id, plan_id, plan.days)


def delete_plan(session: Session, user_id: str, plan_id: uuid.UUID) -> None:
    """Delete a plan as a tombstone, so that it can be restored whole. Raises NotFoundError."""
    _must_exist(session.execute(_DELETE, {"user_id": user_id, "plan_id": plan_id}).one_or_none())


def restore_plan(session: Session, user_id: str, plan_id: uuid.UUID) -> None:
    """Undo `delete_plan`. Raises NotFoundError."""
    _must_exist(session.execute(_RESTORE, {"user_id": user_id, "plan_id": plan_id}).one_or_none())


def archive_plan(session: Session, user_id: str, plan_id: uuid.UUID, *, is_archived: bool) -> None:
    """Put a plan out of the way, or take it back. Raises NotFoundError."""
    values = {"user_id": user_id, "plan_id": plan_id, "is_archived": is_archived}
    _must_exist(session.execute(_ARCHIVE, values).one_or_none())


def make_current(session: Session, user_id: str, plan_id: uuid.UUID) -> None:
    """Make a plan the one that Today knows the next day of. Raises NotFoundError."""
    _must_exist(session.execute(_MAKE_CURRENT, {"user_id": user_id, "plan_id": plan_id}).one_or_none())


def _must_exist(row: object) -> None:
    if row is None:
        raise NotFoundError(FORGOTTEN)
