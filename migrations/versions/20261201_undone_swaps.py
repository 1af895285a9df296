"""Which exercise of a workout another one stood in for before its swap was undone, so that a repeat finds both.

Nullable and without a default, so the table is not rewritten; the release before this one goes on without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261201_undone_swaps"
down_revision = "20261126f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("log_entries", sa.Column("replaced", sa.Uuid))


def downgrade() -> None:
    """Undo."""
    op.drop_column("log_entries", "replaced")
