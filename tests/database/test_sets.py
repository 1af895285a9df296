"""What the database holds of sets and exercises: whose they are, how exact, what may not change."""

import uuid
from decimal import Decimal

import pytest
from psycopg import errors

from tests.browsers import exercise_id_of
from tests.conftest import RunSql
from tests.database.conftest import MakeHistory
from tests.histories import History, add_set, count, dump

# 3. A set belongs to the lifter of its workout.


def test_a_set_or_entry_in_a_strangers_workout_is_refused(run_sql: RunSql, make: MakeHistory) -> None:
    mine, theirs = make(), make()

    with pytest.raises(errors.ForeignKeyViolation):
        add_set(run_sql, mine, log=theirs.log, entry=theirs.entry)
    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("UPDATE log_sets SET user_id = %(other)s WHERE id = %(set)s", **mine.names, other=theirs.user)
    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("UPDATE log_sets SET log_id = %(other)s WHERE id = %(set)s", **mine.names, other=theirs.log)
    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("UPDATE log_entries SET log_id = %(other)s WHERE id = %(entry)s", **mine.names, other=theirs.log)


def test_a_set_stands_under_an_entry_of_its_own_workout(run_sql: RunSql, make: MakeHistory) -> None:
    mine, theirs = make(), make()

    with pytest.raises(errors.ForeignKeyViolation):
        add_set(run_sql, mine, entry=theirs.entry)
    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("DELETE FROM log_entries WHERE id = %(entry)s", **mine.names)


def test_a_set_is_of_the_exercise_of_its_entry(run_sql: RunSql, history: History) -> None:
    with pytest.raises(errors.ForeignKeyViolation):
        add_set(run_sql, history, exercise=exercise_id_of("Back squat"))
    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("UPDATE log_entries SET exercise_id = %(other)s WHERE id = %(entry)s", **history.names,
                other=exercise_id_of("Back squat"))  # fmt: skip


# 4. Target and result are different columns in different tables; a workout keeps its copy.


def test_changing_a_target_changes_neither_a_result_nor_the_copy_of_what_was_intended(
    run_sql: RunSql, history: History
) -> None:
    before = dump(run_sql, history.user)

    run_sql(
        "UPDATE plan_targets SET reps_min = 1, reps_max = 99, weight_kg = 300 WHERE id = %(target)s", **history.names
    )

    assert dump(run_sql, history.user) == before


# 5. Weight is exact.


@pytest.mark.parametrize("weight", ["46.493217925", "0.1", "0.30000000000000004", "453.592370000", "4535.46924733765"])
def test_a_weight_is_kept_to_its_last_digit(run_sql: RunSql, history: History, weight: str) -> None:
    stored = add_set(run_sql, history, weight=Decimal(weight))["weight_kg"]

    assert isinstance(stored, Decimal)
    assert str(stored) == weight


def test_no_column_of_a_measure_is_a_float(run_sql: RunSql) -> None:
    floats = run_sql(
        """SELECT table_name, column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND data_type IN ('real', 'double precision')"""
    )

    assert floats == []


def test_help_is_a_kind_and_never_a_negative_weight(run_sql: RunSql, history: History) -> None:
    with pytest.raises(errors.CheckViolation):
        add_set(run_sql, history, weight=Decimal(-20))


# 6. An unlogged value is null, not 0.


def test_what_was_not_logged_is_null_and_zero_is_zero(run_sql: RunSql, history: History) -> None:
    assert add_set(run_sql, history)["weight_kg"] is None
    assert add_set(run_sql, history, weight=Decimal(0))["weight_kg"] == Decimal(0)


def test_a_hold_is_one_rep_of_its_seconds(run_sql: RunSql, history: History) -> None:
    stored = add_set(run_sql, history, reps=1, seconds=60)

    assert (stored["reps"], stored["duration_seconds"], stored["distance_m"]) == (1, 60, None)
    with pytest.raises(errors.NotNullViolation):
        add_set(run_sql, history, reps=None, seconds=60)


# 7. Nothing derived is stored.


def test_no_table_keeps_what_can_be_worked_out(run_sql: RunSql) -> None:
    derived = run_sql(
        r"""SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
            AND column_name ~ 'record|e1rm|one_rep|volume|streak|total|best|count$'"""
    )
    generated = run_sql("SELECT relname FROM pg_class WHERE relkind = 'm' AND relnamespace = 'public'::regnamespace")

    assert derived == []
    assert generated == []


# 8. Time is timestamptz.


def test_every_moment_knows_its_zone(run_sql: RunSql) -> None:
    naive = run_sql(
        """SELECT table_name, column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND data_type IN ('timestamp without time zone', 'time without time zone')"""
    )

    assert naive == []


def test_several_workouts_a_day_and_at_one_moment_are_fine(run_sql: RunSql, history: History) -> None:
    for _ in range(3):
        run_sql(
            """INSERT INTO workout_logs (id, user_id, performed_at, finished_at)
               VALUES (gen_random_uuid(), %(user)s, '2026-03-29 02:30 Europe/Berlin', '2026-03-29 03:30 Europe/Berlin')""",
            **history.names,
        )

    assert count(run_sql, "SELECT count(*) FROM workout_logs WHERE user_id = %(user)s", **history.names) == 4


# 9. An exercise that has sets is archived or merged, not deleted, and its kind does not change.


def test_an_exercise_that_has_sets_is_not_deleted(run_sql: RunSql, history: History) -> None:
    before = dump(run_sql, history.user)
    run_sql("DELETE FROM workout_plans WHERE id = %(plan)s", **history.names)

    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("DELETE FROM exercises WHERE id = %(exercise)s", **history.names)

    assert dump(run_sql, history.user) == before


def test_an_exercise_in_a_plan_is_not_deleted(run_sql: RunSql, history: History) -> None:
    fresh = uuid.uuid4()
    run_sql("INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, 'Fresh', %(user)s)", id=fresh, **history.names)
    run_sql("UPDATE plan_slots SET exercise_id = %(id)s WHERE id = %(slot)s", id=fresh, **history.names)

    with pytest.raises(errors.ForeignKeyViolation):
        run_sql("DELETE FROM exercises WHERE id = %(id)s", id=fresh)
    run_sql("DELETE FROM plan_slots WHERE id = %(slot)s", **history.names)
    run_sql("DELETE FROM exercises WHERE id = %(id)s", id=fresh)


def test_the_kind_of_an_exercise_is_settled_by_its_first_set(run_sql: RunSql, history: History) -> None:
    with pytest.raises(errors.RestrictViolation):
        run_sql("UPDATE exercises SET kind = 'duration' WHERE id = %(exercise)s", **history.names)

    run_sql("UPDATE exercises SET name = name || '!', archived_at = now() WHERE id = %(exercise)s", **history.names)
    run_sql("DELETE FROM log_sets WHERE exercise_id = %(exercise)s", **history.names)
    run_sql("UPDATE exercises SET kind = 'duration' WHERE id = %(exercise)s", **history.names)
