"""The database refuses names that stand twice and values that are nonsense."""

from decimal import Decimal
from typing import LiteralString

import psycopg
import pytest
from psycopg import errors

from tests.conftest import RunSql
from tests.database.conftest import MakeHistory
from tests.histories import History, add_set

# Names.


def test_a_shared_name_stands_once_whatever_its_case(run_sql: RunSql) -> None:
    with pytest.raises(errors.UniqueViolation):
        run_sql("INSERT INTO exercises (id, name) VALUES (gen_random_uuid(), 'bENCH pRESS')")


def test_a_private_name_is_its_owners_own(run_sql: RunSql, make: MakeHistory) -> None:
    mine, theirs = make(), make()
    add: LiteralString = "INSERT INTO exercises (id, name, owner_id) VALUES (gen_random_uuid(), %(name)s, %(user)s)"
    run_sql(add, **mine.names, name="Bench press")
    run_sql(add, **theirs.names, name="Bench press")

    with pytest.raises(errors.UniqueViolation):
        run_sql(add, **mine.names, name="BENCH press")


def test_another_name_stands_for_one_exercise(run_sql: RunSql, history: History) -> None:
    with pytest.raises(errors.UniqueViolation):
        run_sql(
            "INSERT INTO exercise_aliases (id, name, exercise_id) VALUES (gen_random_uuid(), upper(%(user)s) || ' PRESS', %(exercise)s)",
            **history.names,
        )


# Values.


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 0}, {"number": -1}, {"reps": -1}, {"weight": Decimal("-0.001")}, {"unit": "stone"}, {"unit": ""},
        {"kind": "heavy"}, {"rpe": Decimal("0.9")}, {"rpe": Decimal("10.1")}, {"seconds": -1}, {"metres": Decimal(-1)}, {"revision": 0},
    ],
)  # fmt: skip
def test_a_set_of_nonsense_is_refused(run_sql: RunSql, history: History, changes: dict[str, object]) -> None:
    with pytest.raises(errors.CheckViolation):
        add_set(run_sql, history, **changes)


@pytest.mark.parametrize(
    "changes",
    [{"reps": 0}, {"rpe": Decimal(1)}, {"rpe": Decimal(10)}, {"unit": "lb"}, {"kind": "failure"}, {"revision": 2**53}],
)
def test_a_set_at_its_bounds_is_kept(run_sql: RunSql, history: History, changes: dict[str, object]) -> None:
    assert add_set(run_sql, history, **changes)


@pytest.mark.parametrize(
    "column", ["set_number", "reps", "kind", "entry_id", "exercise_id", "log_id", "user_id", "performed_at"]
)
def test_a_set_needs_what_makes_it_one(run_sql: RunSql, history: History, column: str) -> None:
    with pytest.raises(errors.NotNullViolation):
        run_sql(f"UPDATE log_sets SET {column} = NULL WHERE id = %(set)s", **history.names)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE user_settings SET weight_unit = 'stone' WHERE user_id = %(user)s",
        "UPDATE user_settings SET distance_unit = 'yd' WHERE user_id = %(user)s",
        "UPDATE user_settings SET theme = 'pink' WHERE user_id = %(user)s",
        "UPDATE user_settings SET week_starts_on = 0 WHERE user_id = %(user)s",
        "UPDATE user_settings SET week_starts_on = 8 WHERE user_id = %(user)s",
        "UPDATE user_settings SET rest_seconds = -1 WHERE user_id = %(user)s",
        "UPDATE exercises SET kind = 'dance' WHERE id = (SELECT id FROM exercises WHERE id NOT IN (SELECT exercise_id FROM log_sets) LIMIT 1)",
        "UPDATE exercises SET load_step = 0 WHERE id = %(exercise)s",
        "UPDATE exercises SET name = '  ' WHERE id = %(exercise)s",
        "UPDATE plan_slots SET progression = 'magic' WHERE id = %(slot)s",
        "UPDATE plan_targets SET reps_max = 4 WHERE id = %(target)s",
        "UPDATE plan_targets SET weight_kg = -1 WHERE id = %(target)s",
        "UPDATE plan_targets SET rpe = 11 WHERE id = %(target)s",
        "UPDATE plan_targets SET duration_seconds = -1 WHERE id = %(target)s",
        "UPDATE plan_targets SET distance_m = -1 WHERE id = %(target)s",
        "UPDATE body_weights SET weight_kg = 0 WHERE user_id = %(user)s",
        "UPDATE log_entries SET rest_seconds = -1 WHERE id = %(entry)s",
    ],
)
def test_other_nonsense_is_refused_too(run_sql: RunSql, history: History, statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        run_sql(statement, **history.names)
