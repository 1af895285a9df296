"""A lifter's workouts as the actions and queries see them, without a request around."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.browsers import exercise_id_of
from tests.conftest import RunSql
from webapp.db import Database
from webapp.ids import uuid7
from webapp.strength import SetKind
from webapp.workouts import actions, entries, queries, sets
from webapp.workouts.sets import NewSet, Outcome
from webapp.workouts.sheet import Workout

BENCH = "Bench press"


def new_set(**changes: Any) -> NewSet:
    """Five with 100 kg on the bench, unless `changes` says otherwise."""
    usual: dict[str, Any] = {
        "exercise_id": exercise_id_of(BENCH), "entry_id": None, "set_number": 1, "kind": SetKind.WORKING, "reps": 5,
        "weight_kg": Decimal(100), "weight_unit": "kg", "rpe": None, "duration_seconds": None, "distance_m": None, "note": None,
        "performed_at": None, "revision": 1,
    }  # fmt: skip
    return NewSet(**(usual | changes))


@dataclass(frozen=True)
class Logbook:
    """One lifter's workouts."""

    database: Database
    run_sql: RunSql
    user_id: str

    def do(self, action: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """One action in a block of its own."""
        with self.database.begin() as session:
            return action(session, self.user_id, *values, **named)

    def start(self, log_id: uuid.UUID | None = None, repeat: uuid.UUID | None = None) -> uuid.UUID:
        """Start a workout, or go on with the one that runs."""
        started: uuid.UUID = self.do(actions.start_workout, log_id or uuid7(), repeat)
        return started

    def add(self, log_id: uuid.UUID, exercise: str = BENCH, entry_id: uuid.UUID | None = None) -> uuid.UUID:
        """Add an exercise and return the entry's id."""
        made = entry_id or uuid7()
        self.do(entries.add_entry, log_id, made, exercise_id_of(exercise))
        return made

    def record(self, log_id: uuid.UUID, set_id: uuid.UUID | None = None, **changes: Any) -> Outcome:
        """Log a set as the view does: one statement, its own transaction."""
        with self.database.reading() as session:
            return sets.record_set(session, self.user_id, log_id, set_id or uuid7(), new_set(**changes))

    def delete(self, log_id: uuid.UUID, set_id: uuid.UUID, revision: int) -> Outcome | None:
        """Delete a set as the view does."""
        with self.database.reading() as session:
            return sets.delete_set(session, self.user_id, log_id, set_id, revision)

    def read(self, log_id: uuid.UUID) -> Workout | None:
        """A workout as the logger shows it."""
        with self.database.reading() as session:
            return queries.workout(session, self.user_id, log_id)

    def whole(self, log_id: uuid.UUID) -> Workout:
        """A workout that is there."""
        found = self.read(log_id)
        assert found is not None
        return found

    def past(self, *lifted: dict[str, Any], days: float = 7) -> uuid.UUID:
        """A workout finished `days` ago with these sets, each a minute after the other."""
        log_id, began = uuid7(), datetime.now(UTC) - timedelta(days=days)
        self.run_sql(
            "INSERT INTO workout_logs (id, user_id, performed_at, finished_at) VALUES (%(id)s, %(user)s, %(at)s, %(end)s)",
            id=log_id, user=self.user_id, at=began, end=began + timedelta(hours=1),
        )  # fmt: skip
        for number, each in enumerate(lifted, 1):
            lifted_then: dict[str, Any] = {"set_number": number, "performed_at": began + timedelta(minutes=number)}
            self.record(log_id, **(lifted_then | each))
        return log_id

    def stored(self, log_id: uuid.UUID) -> list[dict[str, Any]]:
        """The sets of a workout as the table has them."""
        return self.run_sql(
            "SELECT * FROM log_sets WHERE log_id = %(id)s ORDER BY set_number, performed_at, id", id=log_id
        )
