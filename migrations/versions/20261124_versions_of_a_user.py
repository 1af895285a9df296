"""What orders the accounts of a user: besides Clerk's `updated_at`, when it was said and in which message.

Both columns have a constant default, so the table is not rewritten, and the release before this one
goes on inserting without them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124"
down_revision = "20261123"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    told = sa.Column("event_at", sa.DateTime(timezone=True), server_default=sa.text("to_timestamp(0)"), nullable=False)
    op.add_column("user", told)
    op.add_column("user", sa.Column("msg_id", sa.Text(collation="C"), server_default="", nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("user", "msg_id")
    op.drop_column("user", "event_at")
