"""Workouts of another day, made by SQL, because the application starts them now."""

import uuid
from datetime import UTC, datetime, timedelta

from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from webapp.ids import uuid7

NOW = datetime.now(UTC)


def workout(
    run_sql: RunSql, lifter: Browser, at: datetime, *, minutes: int | None = 60, name: str | None = None
) -> uuid.UUID:
    """A workout that began then and was finished so many minutes later; with None it still runs."""
    log_id = uuid7()
    run_sql(
        "INSERT INTO workout_logs (id, user_id, performed_at, finished_at, name) VALUES (%(id)s, %(user)s, %(at)s, %(end)s, %(name)s)",
        id=log_id, user=lifter.user_id, at=at, end=None if minutes is None else at + timedelta(minutes=minutes), name=name,
    )  # fmt: skip
    return log_id


def bench(lifter: Browser, log_id: uuid.UUID, at: datetime, *weights: str, unit: str = "kg") -> None:
    """Sets of five on the bench, a minute after one another."""
    for number, weight in enumerate(weights, 1):
        moment = at + timedelta(minutes=number)
        response = lifter.log(
            log_id,
            exercise_id_of("Bench press"),
            set_number=number,
            weight=weight,
            weight_unit=unit,
            performed_at=moment.isoformat(),
        )
        assert response.status_code == 201, response.text


def settings(run_sql: RunSql, lifter: Browser, **chosen: object) -> None:
    """What a lifter has chosen."""
    usual: dict[str, object] = {"unit": "kg", "far": "km", "zone": None, "first": 1, "theme": "auto"}
    run_sql(
        """INSERT INTO user_settings (user_id, weight_unit, distance_unit, time_zone, week_starts_on, theme)
           VALUES (%(user)s, %(unit)s, %(far)s, %(zone)s, %(first)s, %(theme)s)""",
        user=lifter.user_id, **(usual | chosen),
    )  # fmt: skip
