"""What a lifter chose is kept."""

from typing import Any

import pytest
from sqlalchemy import exc

from tests.browsers import Browser
from tests.conftest import RunSql
from webapp.db import Database
from webapp.settings import actions

CHOSEN: dict[str, Any] = {
    "weight_unit": "lb",
    "distance_unit": "mi",
    "time_zone": "Europe/Berlin",
    "week_starts_on": 7,
    "theme": "dark",
    "rest_seconds": 150,
    "warmup_rest_seconds": 45,
    "date_style": "year",
    "clock": "12",
}


def save(database: Database, user_id: str, **changes: Any) -> None:
    with database.begin() as session:
        actions.save_settings(session, user_id, **(CHOSEN | changes))


def note(database: Database, user_id: str, zone: str) -> None:
    with database.begin() as session:
        actions.note_time_zone(session, user_id, zone)


def stored(run_sql: RunSql, user_id: str) -> list[dict[str, Any]]:
    return run_sql(
        """SELECT weight_unit, distance_unit, time_zone, week_starts_on, theme, rest_seconds, warmup_rest_seconds, date_style, clock
           FROM user_settings WHERE user_id = %(id)s""",
        id=user_id,
    )


def test_settings_are_kept(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    save(database, lifter.user_id)

    assert stored(run_sql, lifter.user_id) == [CHOSEN]


def test_new_settings_take_the_place_of_old_ones(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    save(database, lifter.user_id)
    save(database, lifter.user_id, weight_unit="kg", time_zone=None, theme="auto")

    assert stored(run_sql, lifter.user_id) == [CHOSEN | {"weight_unit": "kg", "time_zone": None, "theme": "auto"}]


def test_settings_are_one_lifters(database: Database, run_sql: RunSql, lifter: Browser, stranger: Browser) -> None:
    save(database, stranger.user_id)
    save(database, lifter.user_id, theme="light")

    assert stored(run_sql, stranger.user_id) == [CHOSEN]


def test_settings_that_are_not_asked_for_stay(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    run_sql(
        "INSERT INTO user_settings (user_id, bars) VALUES (%(id)s, '[{\"kg\": 20}]')",
        id=lifter.user_id,
    )

    save(database, lifter.user_id)

    assert run_sql("SELECT bars FROM user_settings WHERE user_id = %(id)s", id=lifter.user_id) == [
        {"bars": [{"kg": 20}]}
    ]


def test_nonsense_is_refused_by_the_database_too(database: Database, lifter: Browser) -> None:
    with pytest.raises(exc.IntegrityError):
        save(database, lifter.user_id, theme="pink")


def test_the_browsers_zone_is_noted_until_the_lifter_has_one(
    database: Database, run_sql: RunSql, lifter: Browser
) -> None:
    note(database, lifter.user_id, "Asia/Tokyo")
    assert stored(run_sql, lifter.user_id)[0]["time_zone"] == "Asia/Tokyo"

    note(database, lifter.user_id, "Europe/Paris")
    assert stored(run_sql, lifter.user_id)[0]["time_zone"] == "Asia/Tokyo"

    save(database, lifter.user_id)
    note(database, lifter.user_id, "Europe/Paris")
    assert stored(run_sql, lifter.user_id) == [CHOSEN]


def test_noting_a_zone_leaves_the_other_settings(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    save(database, lifter.user_id, time_zone=None)

    note(database, lifter.user_id, "Europe/Paris")

    assert stored(run_sql, lifter.user_id) == [CHOSEN | {"time_zone": "Europe/Paris"}]


def gym(database: Database, user_id: str, unit: str, *plates: str) -> None:
    rows = [{"weight": each, "pairs": 1, "unit": unit} for each in plates]
    with database.begin() as session:
        actions.save_gym(session, user_id, unit=unit, bars=[], plates=rows, steps=[])


def plates(run_sql: RunSql, user_id: str) -> list[tuple[str, str]]:
    (row,) = run_sql("SELECT plates FROM user_settings WHERE user_id = %(id)s", id=user_id)
    return sorted((each["unit"], each["weight"]) for each in row["plates"])


def test_a_gym_takes_the_place_of_the_old_one_in_its_unit_alone(
    database: Database, run_sql: RunSql, lifter: Browser, stranger: Browser
) -> None:
    gym(database, stranger.user_id, "kg", "1")
    gym(database, lifter.user_id, "lb", "45")
    gym(database, lifter.user_id, "kg", "20", "10")
    gym(database, lifter.user_id, "kg", "25")

    assert plates(run_sql, lifter.user_id) == [("kg", "25"), ("lb", "45")]
    gym(database, lifter.user_id, "lb")
    assert plates(run_sql, lifter.user_id) == [("kg", "25")]
    assert plates(run_sql, stranger.user_id) == [("kg", "1")]
