"""Keeping the `user` table true to Clerk: created, updated, deleted, and first seen.

What Clerk says comes more than once, late and in any order, and is told to several processes at
once. So it is put in line, person by person, by an advisory lock of the transaction's (which a
transaction pooler allows), and then one statement decides: it begins after the lock is held, and so
sees whatever the one before it in the line has done. A deletion leaves a tombstone, and a tombstoned
id is never created again.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.auth.people import Person

_IN_LINE = text("SELECT pg_advisory_xact_lock(hashtextextended(:user_id, 0))")
_SAVE = text("""
    INSERT INTO "user" (id, email, first_name, last_name, image_url, updated_at, event_at, msg_id)
    SELECT :id, :email, :first_name, :last_name, :image_url, :updated_at, :event_at, :msg_id
    WHERE NOT EXISTS (SELECT FROM user_tombstones WHERE id = :id)
    ON CONFLICT (id) DO UPDATE SET
        email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name,
        image_url = excluded.image_url, updated_at = excluded.updated_at, event_at = excluded.event_at,
        msg_id = excluded.msg_id
    WHERE "user".updated_at IS NULL
       OR (excluded.updated_at, excluded.event_at, excluded.msg_id COLLATE "C")
          > ("user".updated_at, "user".event_at, "user".msg_id COLLATE "C")
    RETURNING id
""")
_DELETE = text("""
    WITH stone AS (
        INSERT INTO user_tombstones (id, deleted_at) VALUES (:user_id, :deleted_at)
        ON CONFLICT (id) DO UPDATE SET deleted_at = excluded.deleted_at
        WHERE excluded.deleted_at < user_tombstones.deleted_at
    )
    DELETE FROM "user" WHERE id = :user_id RETURNING id
""")
_MEET = text("""
    INSERT INTO "user" (id) SELECT :user_id
    WHERE NOT EXISTS (SELECT FROM user_tombstones WHERE id = :user_id)
    ON CONFLICT DO NOTHING
""")


def save_user(session: Session, person: Person) -> bool:
    """Take over what Clerk says of a person, unless a later account or a deletion came first; whether it was taken."""
    session.execute(_IN_LINE, {"user_id": person.id})
    told = {name: value for name, value in vars(person).items() if name != "version"}
    return session.execute(_SAVE, told | vars(person.version)).one_or_none() is not None


def delete_user(session: Session, user_id: str, deleted_at: datetime) -> bool:
    """Remove a person and all that is theirs, for good; whether there was anything to remove."""
    session.execute(_IN_LINE, {"user_id": user_id})
    return session.execute(_DELETE, {"user_id": user_id, "deleted_at": deleted_at}).one_or_none() is not None


def meet_user(session: Session, user_id: str) -> None:
    """Make a stub for a verified person whose webhook has not come yet, so that the app works before it does.

    It has no `updated_at`, so that any event is newer.
    """
    session.execute(_IN_LINE, {"user_id": user_id})
    session.execute(_MEET, {"user_id": user_id})
