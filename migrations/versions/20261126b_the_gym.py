"""What a lifter trains with in steps (dumbbells, stacks), and how long they rest after a warm-up.

Both columns have a constant default, so the table is not rewritten, and the release before this one
goes on inserting without them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261126b"
down_revision = "20261126"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("user_settings", sa.Column("steps", JSONB, server_default=sa.text("'[]'"), nullable=False))
    rest = sa.Column("warmup_rest_seconds", sa.Integer, server_default="60", nullable=False)
    op.add_column("user_settings", rest)
    op.create_check_constraint("warmup_rest_seconds", "user_settings", "warmup_rest_seconds BETWEEN 0 AND 3600")


def downgrade() -> None:
    """Undo."""
    op.drop_column("user_settings", "warmup_rest_seconds")
    op.drop_column("user_settings", "steps")
