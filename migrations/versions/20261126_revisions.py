"""What orders the changes of an exercise in a workout, and of the workout: a revision, as a set has.

A removal that is repeated late must not undo the undo that came after it. Both columns have a constant default, so
neither table is rewritten, and the release before this one goes on inserting without them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126"
down_revision = "20261124"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for table in ("workout_logs", "log_entries"):
        op.add_column(table, sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False))


def downgrade() -> None:
    """Take them away."""
    for table in ("log_entries", "workout_logs"):
        op.drop_column(table, "revision")
