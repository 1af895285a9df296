"""One lifter with one of everything, made by SQL: a plan, an own exercise, a finished workout of both."""

import json
import uuid
from dataclasses import dataclass
from typing import Any, LiteralString

from tests.browsers import new_user_id
from tests.conftest import RunSql

DUMP: LiteralString = """
    SELECT jsonb_build_object(
        'logs', (SELECT jsonb_agg(to_jsonb(w) - 'plan_id' ORDER BY w.id)
                 FROM workout_logs w WHERE user_id = %(user)s),
        'entries', (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.id) FROM log_entries e WHERE user_id = %(user)s),
        'sets', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM log_sets s WHERE user_id = %(user)s),
        'exercises', (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM exercises x
                      WHERE x.id IN (SELECT exercise_id FROM log_sets WHERE user_id = %(user)s))
    ) AS history
"""


@dataclass(frozen=True)
class History:
    """A lifter with one of everything: a plan, an own exercise, and a finished workout of both."""

    user: str
    plan: uuid.UUID
    day: uuid.UUID
    slot: uuid.UUID
    target: uuid.UUID
    exercise: uuid.UUID
    log: uuid.UUID
    entry: uuid.UUID
    set: uuid.UUID

    @property
    def names(self) -> dict[str, Any]:
        """Its ids as parameters."""
        return vars(self)


ONE_OF_EVERYTHING: tuple[LiteralString, ...] = (
    "INSERT INTO \"user\" (id, first_name) VALUES (%(user)s, 'Ana')",
    "INSERT INTO user_settings (user_id) VALUES (%(user)s)",
    "INSERT INTO body_weights (user_id, measured_on, weight_kg) VALUES (%(user)s, '2026-11-23', 80.25)",
    "INSERT INTO imports (id, user_id, source) VALUES (gen_random_uuid(), %(user)s, 'strong')",
    "INSERT INTO exercises (id, name, owner_id) VALUES (%(exercise)s, 'Own press ' || %(user)s, %(user)s)",
    "INSERT INTO exercise_aliases (id, name, exercise_id) VALUES (gen_random_uuid(), %(user)s || ' press', %(exercise)s)",
    "INSERT INTO exercise_favourites (user_id, exercise_id) VALUES (%(user)s, %(exercise)s)",
    "INSERT INTO exercise_units (user_id, exercise_id, weight_unit) VALUES (%(user)s, %(exercise)s, 'lb')",
    "INSERT INTO workout_plans (id, owner_id, name) VALUES (%(plan)s, %(user)s, 'Plan')",
    "INSERT INTO plan_changes (plan_id, number, words, before, after) VALUES (%(plan)s, 1, 'Made', '{}', '{}')",
    "INSERT INTO plan_shares (token, plan_id) VALUES (%(user)s, %(plan)s)",
    "INSERT INTO plan_days (id, plan_id, name, position) VALUES (%(day)s, %(plan)s, 'Day', 1)",
    "INSERT INTO plan_slots (id, day_id, exercise_id, position) VALUES (%(slot)s, %(day)s, %(exercise)s, 1)",
    "INSERT INTO plan_targets (id, slot_id, position, reps_min, reps_max) VALUES (%(target)s, %(slot)s, 1, 5, 8)",
    """INSERT INTO workout_logs (id, user_id, plan_id, plan_day_id, performed_at, finished_at)
       VALUES (%(log)s, %(user)s, %(plan)s, %(day)s, now() - interval '1 hour', now())""",
    """INSERT INTO log_entries (id, user_id, log_id, exercise_id, position, planned)
       VALUES (%(entry)s, %(user)s, %(log)s, %(exercise)s, 1, '[{"id": "1", "reps": 5}]')""",
    """INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, reps, weight_kg, performed_at)
       VALUES (%(set)s, %(user)s, %(log)s, %(entry)s, %(exercise)s, 1, 5, 46.493217925, now())""",
)


def make_history(run_sql: RunSql) -> History:
    """Someone new with a history."""
    made = History(new_user_id(), *(uuid.uuid4() for _ in range(8)))
    for statement in ONE_OF_EVERYTHING:
        run_sql(statement, **made.names)
    return made


def add_set(run_sql: RunSql, history: History, **changes: object) -> dict[str, Any]:
    """One more set of theirs."""
    usual: dict[str, object] = {
        **history.names, "set": uuid.uuid4(), "number": 2, "kind": "working", "reps": 5, "weight": None, "unit": None,
        "rpe": None, "seconds": None, "metres": None, "revision": 1,
    }  # fmt: skip
    return run_sql(
        """INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, kind, reps, weight_kg, weight_unit, rpe,
                                 duration_seconds, distance_m, revision, performed_at)
           VALUES (%(set)s, %(user)s, %(log)s, %(entry)s, %(exercise)s, %(number)s, %(kind)s, %(reps)s, %(weight)s, %(unit)s,
                   %(rpe)s, %(seconds)s, %(metres)s, %(revision)s, now()) RETURNING *""",
        **(usual | changes),
    )[0]


def dump(run_sql: RunSql, user: str) -> str:
    """All that a lifter ever did, as text that can be compared."""
    return json.dumps(run_sql(DUMP, user=user)[0]["history"], sort_keys=True)


def count(run_sql: RunSql, statement: LiteralString, **values: object) -> int:
    """What a statement says as `count`."""
    return int(run_sql(statement, **values)[0]["count"])
