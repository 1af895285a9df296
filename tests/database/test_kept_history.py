"""The database itself keeps history: invariants 1 and 2 of the schema, each attacked with SQL."""

from typing import LiteralString

import pytest
from psycopg import errors

from tests.conftest import RunSql
from tests.database.conftest import MakeHistory
from tests.histories import History, count, dump
from webapp.models import Base

# 1. Deleting a plan, a day, a slot, an exercise or a target leaves every workout and set as it was.


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM plan_targets WHERE id = %(target)s",
        "DELETE FROM plan_slots WHERE id = %(slot)s",
        "DELETE FROM plan_days WHERE id = %(day)s",
        "DELETE FROM workout_plans WHERE id = %(plan)s",
    ],
)
def test_deleting_a_part_of_a_plan_leaves_history_as_it_was(
    run_sql: RunSql, history: History, statement: LiteralString
) -> None:
    before = dump(run_sql, history.user)

    run_sql(statement, **history.names)

    assert dump(run_sql, history.user) == before
    assert count(run_sql, "SELECT count(*) FROM plan_targets WHERE id = %(target)s", **history.names) == 0


def test_a_workout_forgets_its_plan_when_that_is_gone_for_good_but_not_the_day_it_was(
    run_sql: RunSql, history: History
) -> None:
    """A day may come back by undo; a plan is a row that the application never deletes."""
    run_sql("DELETE FROM workout_plans WHERE id = %(plan)s", **history.names)

    assert run_sql("SELECT plan_id, plan_day_id FROM workout_logs WHERE id = %(log)s", **history.names) == [
        {"plan_id": None, "plan_day_id": history.day}
    ]


def test_deleting_the_lifter_deletes_all_that_is_theirs_and_nothing_else(run_sql: RunSql, make: MakeHistory) -> None:
    gone, stays = make(), make()
    before = dump(run_sql, stays.user)

    run_sql('DELETE FROM "user" WHERE id = %(user)s', **gone.names)

    owned: dict[str, LiteralString] = {
        "settings": "SELECT count(*) FROM user_settings WHERE user_id = %(user)s",
        "weights": "SELECT count(*) FROM body_weights WHERE user_id = %(user)s",
        "imports": "SELECT count(*) FROM imports WHERE user_id = %(user)s",
        "exercises": "SELECT count(*) FROM exercises WHERE owner_id = %(user)s",
        "aliases": "SELECT count(*) FROM exercise_aliases WHERE exercise_id = %(exercise)s",
        "plans": "SELECT count(*) FROM workout_plans WHERE owner_id = %(user)s",
        "shares": "SELECT count(*) FROM plan_shares WHERE token = %(user)s",
        "days": "SELECT count(*) FROM plan_days WHERE id = %(day)s",
        "slots": "SELECT count(*) FROM plan_slots WHERE id = %(slot)s",
        "targets": "SELECT count(*) FROM plan_targets WHERE id = %(target)s",
        "workouts": "SELECT count(*) FROM workout_logs WHERE user_id = %(user)s",
        "entries": "SELECT count(*) FROM log_entries WHERE user_id = %(user)s",
        "sets": "SELECT count(*) FROM log_sets WHERE user_id = %(user)s",
    }
    assert {name: count(run_sql, statement, **gone.names) for name, statement in owned.items()} == dict.fromkeys(
        owned, 0
    )
    assert dump(run_sql, stays.user) == before


def test_every_way_to_the_sets_that_a_deletion_can_take_begins_at_the_lifter() -> None:
    history = {"workout_logs", "log_entries", "log_sets"}
    cascades = {
        (table.name, key.referred_table.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if table.name in history and key.ondelete == "CASCADE"
    }

    assert cascades == {("workout_logs", "user"), ("log_entries", "workout_logs"), ("log_sets", "workout_logs")}


# 2. A workout is append-only.


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workout_logs SET id = gen_random_uuid() WHERE id = %(log)s",
        "UPDATE workout_logs SET user_id = %(other)s WHERE id = %(log)s",
        "UPDATE workout_logs SET plan_id = %(other_plan)s WHERE id = %(log)s",
        "UPDATE workout_logs SET plan_day_id = %(other_day)s WHERE id = %(log)s",
    ],
)
def test_a_workout_keeps_its_id_its_lifter_and_its_plan(
    run_sql: RunSql, make: MakeHistory, change: LiteralString
) -> None:
    history, other = make(), make()
    run_sql("DELETE FROM log_sets WHERE log_id = %(log)s", **history.names)
    run_sql("DELETE FROM log_entries WHERE log_id = %(log)s", **history.names)
    before = run_sql("SELECT * FROM workout_logs WHERE id = %(log)s", **history.names)

    with pytest.raises(errors.RestrictViolation):
        run_sql(change, **history.names, other=other.user, other_plan=other.plan, other_day=other.day)

    assert run_sql("SELECT * FROM workout_logs WHERE id = %(log)s", **history.names) == before


def test_a_workout_without_a_plan_never_gets_one(run_sql: RunSql, history: History) -> None:
    run_sql("UPDATE workout_logs SET plan_id = NULL, plan_day_id = NULL WHERE id = %(log)s", **history.names)

    with pytest.raises(errors.RestrictViolation):
        run_sql("UPDATE workout_logs SET plan_id = %(plan)s WHERE id = %(log)s", **history.names)


def test_a_workout_is_never_deleted_while_its_lifter_is_there(run_sql: RunSql, history: History) -> None:
    before = dump(run_sql, history.user)

    with pytest.raises(errors.RestrictViolation):
        run_sql("DELETE FROM workout_logs WHERE id = %(log)s", **history.names)

    assert dump(run_sql, history.user) == before


def test_a_workout_may_be_corrected(run_sql: RunSql, history: History) -> None:
    run_sql(
        """UPDATE workout_logs SET performed_at = '2026-01-01', finished_at = '2026-01-02', name = 'Push', note = 'Good',
                  deleted_at = now() WHERE id = %(log)s""",
        **history.names,
    )

    assert run_sql("SELECT name, note FROM workout_logs WHERE id = %(log)s", **history.names) == [
        {"name": "Push", "note": "Good"}
    ]


def test_a_workout_does_not_end_before_it_began(run_sql: RunSql, history: History) -> None:
    with pytest.raises(errors.CheckViolation):
        run_sql(
            "UPDATE workout_logs SET finished_at = performed_at - interval '1 s' WHERE id = %(log)s", **history.names
        )


def test_one_workout_runs_at_a_time(run_sql: RunSql, make: MakeHistory) -> None:
    history, other = make(), make()
    start: LiteralString = (
        "INSERT INTO workout_logs (id, user_id, performed_at) VALUES (gen_random_uuid(), %(user)s, now())"
    )
    run_sql(start, **history.names)
    run_sql(start, **other.names)

    with pytest.raises(errors.UniqueViolation):
        run_sql(start, **history.names)

    run_sql(
        "UPDATE workout_logs SET deleted_at = now() WHERE user_id = %(user)s AND finished_at IS NULL", **history.names
    )
    run_sql(start, **history.names)
    run_sql(
        "UPDATE workout_logs SET finished_at = now() WHERE user_id = %(user)s AND deleted_at IS NULL", **history.names
    )
    run_sql(start, **history.names)


# What is deleted is looked for by an index, so that one lifter's deletion does not read everybody's history.

UNINDEXED: LiteralString = """
    SELECT f.conrelid::regclass::text || ': ' || f.conname AS key FROM pg_constraint f
    WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND i.indkey[0] = ANY(f.conkey))
"""


def test_every_foreign_key_is_found_from_its_other_side_by_an_index(run_sql: RunSql) -> None:
    assert run_sql(UNINDEXED) == []
