"""Every table on one page: columns, constraints, indexes. No behaviour lives here.

Deleting a plan, day, slot or exercise never reaches a workout: the one cascade into history is
deleting the user. Nothing derived is stored. Two triggers guard what constraints can't say, and one
lets history follow an exercise that is merged; they stand in migrations, for metadata has no word for them.
"""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from webapp.ids import uuid7
from webapp.strength import Kind, SetKind
from webapp.units import DISTANCE_UNITS, WEIGHT_UNITS
from webapp.words import normal_sql

THEMES = ("auto", "light", "dark")
DATE_STYLES = ("auto", "day", "month", "year")
CLOCKS = ("auto", "12", "24")
PROGRESSIONS = ("none", "linear", "double")
# Checked at commit: deleting a lifter takes their own exercises before the plans and workouts that name these, and a
# merge moves sets before their entries.
AT_COMMIT: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"}


def _one_of(column: str, values: tuple[str, ...] | type[Kind] | type[SetKind], *, null: bool = False) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IS NULL OR {column} IN ({listed})" if null else f"{column} IN ({listed})"


class Base(DeclarativeBase):
    """The metadata all tables share; names of constraints are fixed, so migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (read by SQLAlchemy as a class attribute)
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[str]: ARRAY(Text),
        Decimal: Numeric,
    }


class User(Base):
    """A person as Clerk knows them; `(updated_at, event_at, msg_id)` orders what Clerk says of them.

    A person who was met before Clerk told of them has no `updated_at`, which is less than any.
    """

    __tablename__ = "user"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    image_url: Mapped[str | None]
    updated_at: Mapped[datetime | None]
    event_at: Mapped[datetime] = mapped_column(server_default=text("to_timestamp(0)"))
    # Compared byte by byte, so that every server orders two ids alike, whatever its language.
    msg_id: Mapped[str] = mapped_column(Text(collation="C"), server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserTombstone(Base):
    """A deleted user stays deleted when a late event or a still valid token comes."""

    __tablename__ = "user_tombstones"

    id: Mapped[str] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserSettings(Base):
    """How one lifter wants things shown; absent means the defaults."""

    __tablename__ = "user_settings"
    __table_args__ = (
        CheckConstraint(_one_of("weight_unit", WEIGHT_UNITS), "weight_unit"),
        CheckConstraint(_one_of("distance_unit", DISTANCE_UNITS), "distance_unit"),
        CheckConstraint(_one_of("theme", THEMES), "theme"),
        CheckConstraint(_one_of("date_style", DATE_STYLES), "date_style"),
        CheckConstraint(_one_of("clock", CLOCKS), "clock"),
        CheckConstraint("week_starts_on BETWEEN 1 AND 7", "week_starts_on"),
        CheckConstraint("rest_seconds BETWEEN 0 AND 3600", "rest_seconds"),
        CheckConstraint("warmup_rest_seconds BETWEEN 0 AND 3600", "warmup_rest_seconds"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    weight_unit: Mapped[str] = mapped_column(server_default="kg")
    distance_unit: Mapped[str] = mapped_column(server_default="km")
    time_zone: Mapped[str | None]
    week_starts_on: Mapped[int] = mapped_column(server_default="1")
    theme: Mapped[str] = mapped_column(server_default="auto")
    rest_seconds: Mapped[int] = mapped_column(server_default="120")
    warmup_rest_seconds: Mapped[int] = mapped_column(server_default="60")
    # Each thing says its own unit, and its weights are text, so that they come back as they were typed.
    bars: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    plates: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    date_style: Mapped[str] = mapped_column(server_default="auto")
    clock: Mapped[str] = mapped_column(server_default="auto")


class Exercise(Base):
    """A movement: shared when `owner_id` is null, else private to its owner."""

    __tablename__ = "exercises"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), "kind"),
        CheckConstraint("load_step > 0", "load_step"),
        CheckConstraint("btrim(name) <> ''", "name"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    muscle_group: Mapped[str | None]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(server_default=Kind.WEIGHT_REPS)
    equipment: Mapped[str | None]
    secondary_muscles: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    load_step: Mapped[Decimal | None]
    archived_at: Mapped[datetime | None]
    # A trigger lets history and plans follow, in the statement that says so.
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("exercises.id", **AT_COMMIT), index=True)


Index(
    "uq_exercises_owner_id_name",
    Exercise.owner_id,
    text(normal_sql("name")),
    unique=True,
    postgresql_nulls_not_distinct=True,
)


class ExerciseAlias(Base):
    """Another name of an exercise, for search and import."""

    __tablename__ = "exercise_aliases"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    exercise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exercises.id", ondelete="CASCADE"), index=True)


Index("uq_exercise_aliases_name", func.lower(ExerciseAlias.name), unique=True)


class ExerciseFavourite(Base):
    """An exercise a lifter wants to find first."""

    __tablename__ = "exercise_favourites"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    exercise_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("exercises.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExerciseUnit(Base):
    """The unit a lifter chose for the weights of an exercise. Of two choices the later `chosen_at` holds."""

    __tablename__ = "exercise_units"
    __table_args__ = (CheckConstraint(_one_of("weight_unit", WEIGHT_UNITS), "weight_unit"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    exercise_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("exercises.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight_unit: Mapped[str]
    chosen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class WorkoutPlan(Base):
    """A named series of days; `revision` counts its changes, the current one is the last that was made so."""

    __tablename__ = "workout_plans"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    owner_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    notes: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    current_since: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(BigInteger, server_default="0")


class PlanChange(Base):
    """A change of a plan as the rows it touched, before and after, so that it can be undone and redone."""

    __tablename__ = "plan_changes"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workout_plans.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    words: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_undone: Mapped[bool] = mapped_column(server_default=text("false"))


class PlanDay(Base):
    """One session of a plan."""

    __tablename__ = "plan_days"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workout_plans.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    position: Mapped[Decimal]


class PlanSlot(Base):
    """An exercise's place in a day."""

    __tablename__ = "plan_slots"
    __table_args__ = (
        CheckConstraint(_one_of("progression", PROGRESSIONS), "progression"),
        CheckConstraint("rest_seconds BETWEEN 0 AND 3600", "rest_seconds"),
        CheckConstraint("step_kg > 0", "step_kg"),
        CheckConstraint("misses BETWEEN 1 AND 10", "misses"),
        CheckConstraint("deload_percent BETWEEN 0 AND 50", "deload_percent"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    day_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_days.id", ondelete="CASCADE"), index=True)
    exercise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exercises.id", **AT_COMMIT), index=True)
    position: Mapped[Decimal]
    superset: Mapped[int | None]
    rest_seconds: Mapped[int | None]
    note: Mapped[str | None]
    progression: Mapped[str] = mapped_column(server_default="none")
    step_kg: Mapped[Decimal | None]
    misses: Mapped[int] = mapped_column(server_default="3")
    deload_percent: Mapped[int] = mapped_column(server_default="10")


class PlanTarget(Base):
    """One planned set; one row each, so that sets of a slot may differ."""

    __tablename__ = "plan_targets"
    __table_args__ = (
        CheckConstraint(_one_of("kind", SetKind), "kind"),
        CheckConstraint("reps_min >= 0 AND reps_max >= reps_min", "reps"),
        CheckConstraint("weight_kg >= 0", "weight_kg"),
        CheckConstraint("rpe BETWEEN 1 AND 10", "rpe"),
        CheckConstraint("duration_seconds >= 0 AND distance_m >= 0", "measures"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    slot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_slots.id", ondelete="CASCADE"), index=True)
    position: Mapped[Decimal]
    kind: Mapped[str] = mapped_column(server_default=SetKind.WORKING)
    reps_min: Mapped[int | None]
    reps_max: Mapped[int | None]
    weight_kg: Mapped[Decimal | None]
    rpe: Mapped[Decimal | None] = mapped_column(Numeric(3, 1))
    duration_seconds: Mapped[int | None]
    distance_m: Mapped[Decimal | None]


class WorkoutLog(Base):
    """One visit to the gym. Append-only: a trigger keeps its id, its owner and its row.

    `plan_day_id` is no foreign key: a day that is deleted in the editor comes back by undo, and its workouts must not
    have forgotten it meanwhile.
    """

    __tablename__ = "workout_logs"
    __table_args__ = (
        UniqueConstraint("user_id", "id"),
        Index("ix_workout_logs_user_id_performed_at", "user_id", "performed_at", "id"),
        Index(
            "uq_workout_logs_running",
            "user_id",
            unique=True,
            postgresql_where=text("finished_at IS NULL AND deleted_at IS NULL"),
        ),
        CheckConstraint("finished_at >= performed_at", "finished_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    plan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("workout_plans.id", ondelete="SET NULL"), index=True)
    plan_day_id: Mapped[uuid.UUID | None]
    performed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    name: Mapped[str | None]
    note: Mapped[str | None]
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    deleted_at: Mapped[datetime | None]
    # Where it was done, as an IANA name; null is unknown, and then the lifter's setting is taken.
    time_zone: Mapped[str | None]
    # How far its date was corrected since it was started; what is logged into it later is dated by as much.
    moved_by: Mapped[timedelta] = mapped_column(server_default=text("'0'"))


class LogEntry(Base):
    """An exercise's place in a workout, with a copy of what was intended.

    `planned` lists the intended sets in order, each an object whose `id` is the set's id from the
    moment the entry is made, so that a reload or a second device ticks the same row. One that was
    taken out stays as `{"id", "set_number", "gone": true}`, so that a late retry can't bring it back; one that a swap
    took stays whole, `gone` being the id of the entry that came instead. That one `replaces` this one until the swap is
    undone, and has `replaced` it from then on, so that a repeat of the undoing can answer with both.
    """

    __tablename__ = "log_entries"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "log_id"], ["workout_logs.user_id", "workout_logs.id"], ondelete="CASCADE"),
        UniqueConstraint("log_id", "id", "exercise_id"),
        CheckConstraint("rest_seconds BETWEEN 0 AND 3600", "rest_seconds"),
        Index("ix_log_entries_user_id_log_id", "user_id", "log_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[str]
    log_id: Mapped[uuid.UUID]
    exercise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exercises.id", **AT_COMMIT), index=True)
    position: Mapped[Decimal]
    superset: Mapped[int | None]
    rest_seconds: Mapped[int | None]
    note: Mapped[str | None]
    planned: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    deleted_at: Mapped[datetime | None]
    replaces: Mapped[uuid.UUID | None]
    replaced: Mapped[uuid.UUID | None]


class LogSet(Base):
    """What was really lifted. A deletion is a tombstone, so that a late retry can't resurrect it."""

    __tablename__ = "log_sets"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "log_id"], ["workout_logs.user_id", "workout_logs.id"], ondelete="CASCADE"),
        # The entry's exercise, and by that one of the catalogue's: asked of the catalogue itself, each set would lock a
        # row that everybody shares, and each own exercise that goes with its lifter would be looked for in every set.
        ForeignKeyConstraint(
            ["log_id", "entry_id", "exercise_id"],
            ["log_entries.log_id", "log_entries.id", "log_entries.exercise_id"],
            **AT_COMMIT,
        ),
        CheckConstraint("set_number >= 1", "set_number"),
        CheckConstraint("reps >= 0", "reps"),
        CheckConstraint("weight_kg >= 0", "weight_kg"),
        CheckConstraint(_one_of("weight_unit", WEIGHT_UNITS, null=True), "weight_unit"),
        CheckConstraint(_one_of("kind", SetKind), "kind"),
        CheckConstraint("rpe BETWEEN 1 AND 10", "rpe"),
        CheckConstraint("duration_seconds >= 0", "duration_seconds"),
        CheckConstraint("distance_m >= 0", "distance_m"),
        CheckConstraint("revision >= 1", "revision"),
        Index("ix_log_sets_log_id", "log_id"),
        # Previous values, records and lines of one exercise: an index-only scan that stays flat.
        Index(
            "ix_log_sets_history",
            "user_id",
            "exercise_id",
            text("performed_at DESC"),
            postgresql_include=[
                "log_id", "set_number", "kind", "reps", "weight_kg", "weight_unit", "duration_seconds", "distance_m",
                "deleted_at",
            ],
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[str]
    log_id: Mapped[uuid.UUID]
    entry_id: Mapped[uuid.UUID]
    exercise_id: Mapped[uuid.UUID]
    set_number: Mapped[int]
    kind: Mapped[str] = mapped_column(server_default=SetKind.WORKING)
    reps: Mapped[int]
    weight_kg: Mapped[Decimal | None]
    weight_unit: Mapped[str | None]
    rpe: Mapped[Decimal | None] = mapped_column(Numeric(3, 1))
    duration_seconds: Mapped[int | None]
    distance_m: Mapped[Decimal | None]
    note: Mapped[str | None]
    performed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    deleted_at: Mapped[datetime | None]


class BodyWeight(Base):
    """A lifter's own weight on a day of theirs."""

    __tablename__ = "body_weights"
    __table_args__ = (CheckConstraint("weight_kg > 0", "weight_kg"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    measured_on: Mapped[date] = mapped_column(primary_key=True)
    weight_kg: Mapped[Decimal]


class Import(Base):
    """One import and what it created, so that it can be undone."""

    __tablename__ = "imports"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]


class PlanShare(Base):
    """A link by which a plan may be read."""

    __tablename__ = "plan_shares"

    token: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workout_plans.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]
