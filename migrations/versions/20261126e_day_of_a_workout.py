"""A workout remembers which day of a plan it was, also while that day is deleted.

A deletion in the editor can be undone, and the day comes back as it was, under its own id. The foreign key had made
every workout of it forget the day meanwhile, for good, as a workout never gets another plan: Today began the plan
anew, and a workout could no longer be compared with its day. Without the key a deletion does not touch history at
all, and whoever reads the day's id looks whether it is there.

Nothing here stops the release before this one, which looks for the day by its id too. Going back forgets the days
that are gone, as they would have been.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126e"
down_revision = "20261126d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_constraint("fk_workout_logs_plan_day_id", "workout_logs", type_="foreignkey")
    op.drop_index("ix_workout_logs_plan_day_id", table_name="workout_logs")


def downgrade() -> None:
    """Undo."""
    op.execute(
        sa.text("""
        UPDATE workout_logs w SET plan_day_id = NULL
        WHERE plan_day_id IS NOT NULL AND NOT EXISTS (SELECT FROM plan_days d WHERE d.id = w.plan_day_id)""")
    )
    op.create_index("ix_workout_logs_plan_day_id", "workout_logs", ["plan_day_id"])
    op.create_foreign_key(
        "fk_workout_logs_plan_day_id", "workout_logs", "plan_days", ["plan_day_id"], ["id"], ondelete="SET NULL"
    )
