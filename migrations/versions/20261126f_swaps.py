"""Which exercise of a workout another one stands in for, so that a swap can be undone.

Nullable and without a default, so the table is not rewritten; the release before this one goes on without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126f"
down_revision = "20261126e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("log_entries", sa.Column("replaces", sa.Uuid))


def downgrade() -> None:
    """Undo."""
    op.drop_column("log_entries", "replaces")
