"""A workout keeps the time zone it was done in and how far its date was moved; lifters choose how dates are written.

Each new column is null or has a constant default, so no table is rewritten, and the release before this one goes on
inserting without them. Workouts of lifters who chose a zone take it over, since they are shown in it today: without
that, the next change of the setting would move their days. They are written while both releases serve, in a
transaction of its own, which can be begun again from wherever it ended.
"""

from alembic import op

revision = "20261201_zone_of_a_workout"
down_revision = "20261201_exercise_units"
branch_labels = None
depends_on = None

COLUMNS = (
    """ALTER TABLE workout_logs
       ADD COLUMN IF NOT EXISTS time_zone text, ADD COLUMN IF NOT EXISTS moved_by interval NOT NULL DEFAULT '0'""",
    """ALTER TABLE user_settings
       ADD COLUMN IF NOT EXISTS date_style text NOT NULL DEFAULT 'auto' CONSTRAINT ck_user_settings_date_style
           CHECK (date_style IN ('auto', 'day', 'month', 'year')),
       ADD COLUMN IF NOT EXISTS clock text NOT NULL DEFAULT 'auto' CONSTRAINT ck_user_settings_clock
           CHECK (clock IN ('auto', '12', '24'))""",
)
KEEP_ZONES = """
    UPDATE workout_logs w SET time_zone = s.time_zone FROM user_settings s
    WHERE s.user_id = w.user_id AND s.time_zone IS NOT NULL AND w.time_zone IS NULL
"""


def upgrade() -> None:
    """Apply."""
    with op.get_context().autocommit_block():
        for statement in (*COLUMNS, KEEP_ZONES):
            op.execute(statement)


def downgrade() -> None:
    """Undo."""
    op.drop_column("user_settings", "clock")
    op.drop_column("user_settings", "date_style")
    op.drop_column("workout_logs", "moved_by")
    op.drop_column("workout_logs", "time_zone")
