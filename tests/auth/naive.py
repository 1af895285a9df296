"""The control: keeping users true to Clerk as one writes it first. It must fail where ours must not.

It updates, else looks, else inserts with DO NOTHING; it deletes without a tombstone and takes the
first address. Nothing of it is used by the application.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_UPDATE = text("""
    UPDATE "user" SET email = :email, first_name = :first_name, updated_at = :updated_at
    WHERE id = :id AND (updated_at IS NULL OR updated_at < :updated_at)
""")
_LOOK = text('SELECT 1 FROM "user" WHERE id = :id')
_INSERT = text("""
    INSERT INTO "user" (id, email, first_name, updated_at) VALUES (:id, :email, :first_name, :updated_at)
    ON CONFLICT DO NOTHING
""")


def save_user(session: Session, user: dict[str, Any]) -> None:
    """Take over a user.created or user.updated."""
    addresses = user["email_addresses"]
    values = {
        "id": user["id"],
        "email": addresses[0]["email_address"] if addresses else None,
        "first_name": user["first_name"],
        "updated_at": user["updated_at"],
    }
    if session.execute(_UPDATE, values).rowcount:  # type: ignore[attr-defined]
        return
    if session.execute(_LOOK, values).one_or_none() is None:
        session.execute(_INSERT, values)


def delete_user(session: Session, user_id: str) -> None:
    """Take over a user.deleted."""
    session.execute(text('DELETE FROM "user" WHERE id = :id'), {"id": user_id})


def meet_user(session: Session, user_id: str) -> None:
    """Make a stub of a person who is signed in."""
    session.execute(text('INSERT INTO "user" (id) VALUES (:id) ON CONFLICT DO NOTHING'), {"id": user_id})
