"""The unit a lifter chose for the weights of an exercise, which follows a merge.

The table is new, so the release before this one goes on without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261201_exercise_units"
down_revision = "20261201_one_name"
branch_labels = None
depends_on = None

# `follow_merge` as 20261126c made it; a choice that was made for the target already is kept.
FOLLOW_MERGE = """
CREATE OR REPLACE FUNCTION follow_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner_id IS NULL OR NEW.id = NEW.merged_into OR NOT EXISTS (
        SELECT FROM exercises x WHERE x.id = NEW.merged_into AND x.kind = NEW.kind AND x.merged_into IS NULL
          AND (x.owner_id IS NULL OR x.owner_id = NEW.owner_id))
    THEN
        RAISE EXCEPTION 'an exercise is merged into one of its kind' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE log_sets SET exercise_id = NEW.merged_into WHERE user_id = NEW.owner_id AND exercise_id = NEW.id;
    UPDATE log_entries SET exercise_id = NEW.merged_into WHERE user_id = NEW.owner_id AND exercise_id = NEW.id;
    UPDATE plan_slots SET exercise_id = NEW.merged_into WHERE exercise_id = NEW.id;
    DELETE FROM exercise_favourites WHERE exercise_id = NEW.id;
{units}    RETURN NEW;
END $$;
"""
UNITS = """
    UPDATE exercise_units u SET exercise_id = NEW.merged_into
    WHERE u.user_id = NEW.owner_id AND u.exercise_id = NEW.id AND NOT EXISTS (
        SELECT FROM exercise_units o WHERE o.user_id = u.user_id AND o.exercise_id = NEW.merged_into);
    DELETE FROM exercise_units WHERE exercise_id = NEW.id;
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "exercise_units",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("weight_unit", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("weight_unit IN ('kg', 'lb')", name=op.f("ck_exercise_units_weight_unit")),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercises.id"], name=op.f("fk_exercise_units_exercise_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_exercise_units_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "exercise_id", name=op.f("pk_exercise_units")),
    )
    op.create_index(op.f("ix_exercise_units_exercise_id"), "exercise_units", ["exercise_id"])
    op.execute(FOLLOW_MERGE.replace("{units}", UNITS))


def downgrade() -> None:
    """Undo."""
    op.execute(FOLLOW_MERGE.replace("{units}", ""))
    op.drop_table("exercise_units")
