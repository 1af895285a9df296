"""Plans that can be undone, progression on a slot, favourites, and exercises that are merged.

Each new column is null or has a constant default, so no table is rewritten, and the release before this
one goes on inserting without them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126c"
down_revision = "20261126b"
branch_labels = None
depends_on = None

# History, plans and favourites follow a merged exercise. Three rooms write these tables, and a merge that ends
# between them would split a history, so the one statement that says it takes all of it along. Both are measured
# alike and both belong to who merges, or the target to everyone: else a set would mean something else.
FOLLOW_MERGE = """
CREATE FUNCTION follow_merge() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NEW;
END $$;
CREATE TRIGGER follow_merge AFTER UPDATE OF merged_into ON exercises
FOR EACH ROW WHEN (NEW.merged_into IS NOT NULL AND NEW.merged_into IS DISTINCT FROM OLD.merged_into)
EXECUTE FUNCTION follow_merge();
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "exercise_favourites",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercises.id"], name=op.f("fk_exercise_favourites_exercise_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_exercise_favourites_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "exercise_id", name=op.f("pk_exercise_favourites")),
    )
    op.create_index(op.f("ix_exercise_favourites_exercise_id"), "exercise_favourites", ["exercise_id"])
    op.create_table(
        "plan_changes",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_undone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["workout_plans.id"], name=op.f("fk_plan_changes_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_changes")),
    )
    op.add_column("workout_plans", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workout_plans", sa.Column("current_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workout_plans", sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("plan_slots", sa.Column("step_kg", sa.Numeric(), nullable=True))
    op.add_column("plan_slots", sa.Column("misses", sa.Integer(), server_default="3", nullable=False))
    op.add_column("plan_slots", sa.Column("deload_percent", sa.Integer(), server_default="10", nullable=False))
    op.create_check_constraint(op.f("ck_plan_slots_step_kg"), "plan_slots", "step_kg > 0")
    op.create_check_constraint(op.f("ck_plan_slots_misses"), "plan_slots", "misses BETWEEN 1 AND 10")
    op.create_check_constraint(op.f("ck_plan_slots_deload_percent"), "plan_slots", "deload_percent BETWEEN 0 AND 50")
    op.add_column("exercises", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_exercises_merged_into"), "exercises", ["merged_into"])
    op.create_foreign_key(
        op.f("fk_exercises_merged_into"), "exercises", "exercises", ["merged_into"], ["id"],
        deferrable=True, initially="DEFERRED",
    )  # fmt: skip
    op.execute(FOLLOW_MERGE)


def downgrade() -> None:
    """Undo."""
    op.execute("DROP TRIGGER follow_merge ON exercises; DROP FUNCTION follow_merge();")
    op.drop_constraint(op.f("fk_exercises_merged_into"), "exercises")
    op.drop_index(op.f("ix_exercises_merged_into"), "exercises")
    op.drop_column("exercises", "merged_into")
    for column in ("deload_percent", "misses", "step_kg"):
        op.drop_column("plan_slots", column)
    for column in ("revision", "current_since", "deleted_at"):
        op.drop_column("workout_plans", column)
    op.drop_table("plan_changes")
    op.drop_table("exercise_favourites")
