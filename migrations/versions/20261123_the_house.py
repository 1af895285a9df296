"""The house: every table, and the guards that constraints have no word for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123"
down_revision = None
branch_labels = None
depends_on = None

# A workout is append-only: it keeps its id and its lifter, its plan can only be forgotten (when the plan is
# deleted), and its row goes only with its lifter. The lifter's row is gone by the time the cascade comes here.
KEEP_WORKOUTS = """
CREATE FUNCTION keep_workout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM "user" WHERE id = OLD.user_id) THEN
            RAISE EXCEPTION 'a workout is never deleted: set deleted_at' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.id <> OLD.id OR NEW.user_id <> OLD.user_id THEN
        RAISE EXCEPTION 'a workout keeps its id and its lifter' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.plan_id IS NOT NULL AND NEW.plan_id IS DISTINCT FROM OLD.plan_id)
       OR (NEW.plan_day_id IS NOT NULL AND NEW.plan_day_id IS DISTINCT FROM OLD.plan_day_id) THEN
        RAISE EXCEPTION 'a workout''s plan can only become null' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_workout BEFORE UPDATE OR DELETE ON workout_logs FOR EACH ROW EXECUTE FUNCTION keep_workout();
"""

# Sets were logged in the measures of their exercise's kind; another kind would make nonsense of them.
KEEP_KIND = """
CREATE FUNCTION keep_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> OLD.kind AND EXISTS (SELECT FROM log_sets WHERE exercise_id = OLD.id) THEN
        RAISE EXCEPTION 'the kind of an exercise that has sets can''t change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_kind BEFORE UPDATE OF kind ON exercises FOR EACH ROW EXECUTE FUNCTION keep_kind();
"""


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "user",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    )
    op.create_table(
        "user_tombstones",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_tombstones")),
    )
    op.create_table(
        "body_weights",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("weight_kg", sa.Numeric(), nullable=False),
        sa.CheckConstraint("weight_kg > 0", name=op.f("ck_body_weights_weight_kg")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_body_weights_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "measured_on", name=op.f("pk_body_weights")),
    )
    op.create_table(
        "exercises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("muscle_group", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="weight_reps", nullable=False),
        sa.Column("equipment", sa.Text(), nullable=True),
        sa.Column("secondary_muscles", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("load_step", sa.Numeric(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_exercises_name")),
        sa.CheckConstraint(
            "kind IN ('weight_reps', 'bodyweight_reps', 'weighted_bodyweight', 'assisted_bodyweight', 'duration', "
            "'weight_duration', 'distance_duration', 'weight_distance')",
            name=op.f("ck_exercises_kind"),
        ),
        sa.CheckConstraint("load_step > 0", name=op.f("ck_exercises_load_step")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_exercises_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercises")),
    )
    op.create_index(
        "uq_exercises_owner_id_name",
        "exercises",
        ["owner_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_user_id"), "imports", ["user_id"], unique=False)
    op.create_table(
        "user_settings",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("weight_unit", sa.Text(), server_default="kg", nullable=False),
        sa.Column("distance_unit", sa.Text(), server_default="km", nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("week_starts_on", sa.Integer(), server_default="1", nullable=False),
        sa.Column("theme", sa.Text(), server_default="auto", nullable=False),
        sa.Column("rest_seconds", sa.Integer(), server_default="120", nullable=False),
        sa.Column("bars", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("plates", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.CheckConstraint("distance_unit IN ('km', 'mi')", name=op.f("ck_user_settings_distance_unit")),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f("ck_user_settings_theme")),
        sa.CheckConstraint("weight_unit IN ('kg', 'lb')", name=op.f("ck_user_settings_weight_unit")),
        sa.CheckConstraint("rest_seconds BETWEEN 0 AND 3600", name=op.f("ck_user_settings_rest_seconds")),
        sa.CheckConstraint("week_starts_on BETWEEN 1 AND 7", name=op.f("ck_user_settings_week_starts_on")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_settings_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_settings")),
    )
    op.create_table(
        "workout_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_workout_plans_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workout_plans")),
    )
    op.create_index(op.f("ix_workout_plans_owner_id"), "workout_plans", ["owner_id"], unique=False)
    op.create_table(
        "exercise_aliases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercises.id"], name=op.f("fk_exercise_aliases_exercise_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_aliases")),
    )
    op.create_index(op.f("ix_exercise_aliases_exercise_id"), "exercise_aliases", ["exercise_id"], unique=False)
    op.create_index("uq_exercise_aliases_name", "exercise_aliases", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "plan_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Numeric(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["workout_plans.id"], name=op.f("fk_plan_days_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_days")),
    )
    op.create_index(op.f("ix_plan_days_plan_id"), "plan_days", ["plan_id"], unique=False)
    op.create_table(
        "plan_shares",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["workout_plans.id"], name=op.f("fk_plan_shares_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_plan_shares")),
    )
    op.create_index(op.f("ix_plan_shares_plan_id"), "plan_shares", ["plan_id"], unique=False)
    op.create_table(
        "plan_slots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Numeric(), nullable=False),
        sa.Column("superset", sa.Integer(), nullable=True),
        sa.Column("rest_seconds", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("progression", sa.Text(), server_default="none", nullable=False),
        sa.CheckConstraint("progression IN ('none', 'linear', 'double')", name=op.f("ck_plan_slots_progression")),
        sa.CheckConstraint("rest_seconds BETWEEN 0 AND 3600", name=op.f("ck_plan_slots_rest_seconds")),
        sa.ForeignKeyConstraint(["day_id"], ["plan_days.id"], name=op.f("fk_plan_slots_day_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["exercise_id"],
            ["exercises.id"],
            name=op.f("fk_plan_slots_exercise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_slots")),
    )
    op.create_index(op.f("ix_plan_slots_day_id"), "plan_slots", ["day_id"], unique=False)
    op.create_index(op.f("ix_plan_slots_exercise_id"), "plan_slots", ["exercise_id"], unique=False)
    op.create_table(
        "workout_logs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("plan_day_id", sa.Uuid(), nullable=True),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("finished_at >= performed_at", name=op.f("ck_workout_logs_finished_at")),
        sa.ForeignKeyConstraint(
            ["plan_day_id"], ["plan_days.id"], name=op.f("fk_workout_logs_plan_day_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["workout_plans.id"], name=op.f("fk_workout_logs_plan_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_workout_logs_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workout_logs")),
        sa.UniqueConstraint("user_id", "id", name=op.f("uq_workout_logs_user_id_id")),
    )
    op.create_index(op.f("ix_workout_logs_plan_day_id"), "workout_logs", ["plan_day_id"], unique=False)
    op.create_index(op.f("ix_workout_logs_plan_id"), "workout_logs", ["plan_id"], unique=False)
    op.create_index(
        "ix_workout_logs_user_id_performed_at", "workout_logs", ["user_id", "performed_at", "id"], unique=False
    )
    op.create_index(
        "uq_workout_logs_running",
        "workout_logs",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("finished_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_table(
        "log_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Numeric(), nullable=False),
        sa.Column("superset", sa.Integer(), nullable=True),
        sa.Column("rest_seconds", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("planned", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rest_seconds BETWEEN 0 AND 3600", name=op.f("ck_log_entries_rest_seconds")),
        sa.ForeignKeyConstraint(
            ["exercise_id"],
            ["exercises.id"],
            name=op.f("fk_log_entries_exercise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "log_id"],
            ["workout_logs.user_id", "workout_logs.id"],
            name=op.f("fk_log_entries_user_id_log_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("log_id", "id", name=op.f("uq_log_entries_log_id_id")),
    )
    op.create_index("ix_log_entries_user_id_log_id", "log_entries", ["user_id", "log_id"], unique=False)
    op.create_table(
        "plan_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Numeric(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="working", nullable=False),
        sa.Column("reps_min", sa.Integer(), nullable=True),
        sa.Column("reps_max", sa.Integer(), nullable=True),
        sa.Column("weight_kg", sa.Numeric(), nullable=True),
        sa.Column("rpe", sa.Numeric(precision=3, scale=1), nullable=True),
        sa.Column("duration_seconds", sa.Integer(), nullable=True),
        sa.Column("distance_m", sa.Numeric(), nullable=True),
        sa.CheckConstraint("kind IN ('warmup', 'working', 'drop', 'failure')", name=op.f("ck_plan_targets_kind")),
        sa.CheckConstraint("duration_seconds >= 0 AND distance_m >= 0", name=op.f("ck_plan_targets_measures")),
        sa.CheckConstraint("reps_min >= 0 AND reps_max >= reps_min", name=op.f("ck_plan_targets_reps")),
        sa.CheckConstraint("rpe BETWEEN 1 AND 10", name=op.f("ck_plan_targets_rpe")),
        sa.CheckConstraint("weight_kg >= 0", name=op.f("ck_plan_targets_weight_kg")),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["plan_slots.id"], name=op.f("fk_plan_targets_slot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_targets")),
    )
    op.create_index(op.f("ix_plan_targets_slot_id"), "plan_targets", ["slot_id"], unique=False)
    op.create_table(
        "log_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="working", nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("weight_kg", sa.Numeric(), nullable=True),
        sa.Column("weight_unit", sa.Text(), nullable=True),
        sa.Column("rpe", sa.Numeric(precision=3, scale=1), nullable=True),
        sa.Column("duration_seconds", sa.Integer(), nullable=True),
        sa.Column("distance_m", sa.Numeric(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('warmup', 'working', 'drop', 'failure')", name=op.f("ck_log_sets_kind")),
        sa.CheckConstraint("weight_unit IS NULL OR weight_unit IN ('kg', 'lb')", name=op.f("ck_log_sets_weight_unit")),
        sa.CheckConstraint("distance_m >= 0", name=op.f("ck_log_sets_distance_m")),
        sa.CheckConstraint("duration_seconds >= 0", name=op.f("ck_log_sets_duration_seconds")),
        sa.CheckConstraint("reps >= 0", name=op.f("ck_log_sets_reps")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_log_sets_revision")),
        sa.CheckConstraint("rpe BETWEEN 1 AND 10", name=op.f("ck_log_sets_rpe")),
        sa.CheckConstraint("set_number >= 1", name=op.f("ck_log_sets_set_number")),
        sa.CheckConstraint("weight_kg >= 0", name=op.f("ck_log_sets_weight_kg")),
        sa.ForeignKeyConstraint(
            ["exercise_id"],
            ["exercises.id"],
            name=op.f("fk_log_sets_exercise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["log_id", "entry_id"], ["log_entries.log_id", "log_entries.id"], name=op.f("fk_log_sets_log_id_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "log_id"],
            ["workout_logs.user_id", "workout_logs.id"],
            name=op.f("fk_log_sets_user_id_log_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_sets")),
    )
    op.create_index(
        "ix_log_sets_history",
        "log_sets",
        ["user_id", "exercise_id", sa.literal_column("performed_at DESC")],
        unique=False,
        postgresql_include=[
            "log_id",
            "set_number",
            "kind",
            "reps",
            "weight_kg",
            "weight_unit",
            "duration_seconds",
            "distance_m",
            "deleted_at",
        ],
    )
    op.create_index("ix_log_sets_log_id", "log_sets", ["log_id"], unique=False)
    op.execute(KEEP_WORKOUTS)
    op.execute(KEEP_KIND)
    # log_sets only grows; vacuuming by inserts keeps the scans of its covering index index-only.
    op.execute("ALTER TABLE log_sets SET (autovacuum_vacuum_insert_scale_factor = 0.01)")


def downgrade() -> None:
    """Undo."""
    op.execute("DROP TRIGGER keep_kind ON exercises")
    op.execute("DROP TRIGGER keep_workout ON workout_logs")
    op.execute("DROP FUNCTION keep_kind()")
    op.execute("DROP FUNCTION keep_workout()")
    op.drop_index("ix_log_sets_log_id", table_name="log_sets")
    op.drop_index(
        "ix_log_sets_history",
        table_name="log_sets",
        postgresql_include=[
            "log_id",
            "set_number",
            "kind",
            "reps",
            "weight_kg",
            "weight_unit",
            "duration_seconds",
            "distance_m",
            "deleted_at",
        ],
    )
    op.drop_table("log_sets")
    op.drop_index(op.f("ix_plan_targets_slot_id"), table_name="plan_targets")
    op.drop_table("plan_targets")
    op.drop_index("ix_log_entries_user_id_log_id", table_name="log_entries")
    op.drop_table("log_entries")
    op.drop_index(
        "uq_workout_logs_running",
        table_name="workout_logs",
        postgresql_where=sa.text("finished_at IS NULL AND deleted_at IS NULL"),
    )
    op.drop_index("ix_workout_logs_user_id_performed_at", table_name="workout_logs")
    op.drop_index(op.f("ix_workout_logs_plan_id"), table_name="workout_logs")
    op.drop_index(op.f("ix_workout_logs_plan_day_id"), table_name="workout_logs")
    op.drop_table("workout_logs")
    op.drop_index(op.f("ix_plan_slots_exercise_id"), table_name="plan_slots")
    op.drop_index(op.f("ix_plan_slots_day_id"), table_name="plan_slots")
    op.drop_table("plan_slots")
    op.drop_index(op.f("ix_plan_shares_plan_id"), table_name="plan_shares")
    op.drop_table("plan_shares")
    op.drop_index(op.f("ix_plan_days_plan_id"), table_name="plan_days")
    op.drop_table("plan_days")
    op.drop_index("uq_exercise_aliases_name", table_name="exercise_aliases")
    op.drop_index(op.f("ix_exercise_aliases_exercise_id"), table_name="exercise_aliases")
    op.drop_table("exercise_aliases")
    op.drop_index(op.f("ix_workout_plans_owner_id"), table_name="workout_plans")
    op.drop_table("workout_plans")
    op.drop_table("user_settings")
    op.drop_index(op.f("ix_imports_user_id"), table_name="imports")
    op.drop_table("imports")
    op.drop_index("uq_exercises_owner_id_name", table_name="exercises")
    op.drop_table("exercises")
    op.drop_table("body_weights")
    op.drop_table("user_tombstones")
    op.drop_table("user")
