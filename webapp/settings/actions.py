"""Keeping what a lifter chose."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_SAVE = text("""
    INSERT INTO user_settings (user_id, weight_unit, distance_unit, time_zone, week_starts_on, theme, rest_seconds,
                               warmup_rest_seconds, date_style, clock)
    VALUES (:user_id, :weight_unit, :distance_unit, :time_zone, :week_starts_on, :theme, :rest_seconds,
            :warmup_rest_seconds, :date_style, :clock)
    ON CONFLICT (user_id) DO UPDATE SET
        weight_unit = excluded.weight_unit, distance_unit = excluded.distance_unit, time_zone = excluded.time_zone,
        week_starts_on = excluded.week_starts_on, theme = excluded.theme, rest_seconds = excluded.rest_seconds,
        warmup_rest_seconds = excluded.warmup_rest_seconds, date_style = excluded.date_style, clock = excluded.clock
""")
_NOTE_ZONE = text("""
    INSERT INTO user_settings (user_id, time_zone) VALUES (:user_id, :time_zone)
    ON CONFLICT (user_id) DO UPDATE SET time_zone = coalesce(user_settings.time_zone, excluded.time_zone)
""")
_MOVE_ZONE = text("""
    UPDATE user_settings SET time_zone = :time_zone WHERE user_id = :user_id AND time_zone = :instead_of
""")
# What stands in the other unit stays: a lifter may train in two gyms.
_SAVE_GYM = text(f"""
    INSERT INTO user_settings (user_id, bars, plates, steps)
    VALUES (:user_id, CAST(:bars AS jsonb), CAST(:plates AS jsonb), CAST(:steps AS jsonb))
    ON CONFLICT (user_id) DO UPDATE SET {
    ", ".join(
        f'''{name} = excluded.{name} || (
            SELECT coalesce(jsonb_agg(kept), '[]') FROM jsonb_array_elements(user_settings.{name}) AS kept
            WHERE kept ->> 'unit' <> :unit)'''
        for name in ("bars", "plates", "steps")
    )
}
""")  # noqa: S608  (built from constants)


def save_settings(  # noqa: PLR0913  (one argument a column)
    session: Session,
    user_id: str,
    *,
    weight_unit: str,
    distance_unit: str,
    time_zone: str | None,
    week_starts_on: int,
    theme: str,
    rest_seconds: int,
    warmup_rest_seconds: int,
    date_style: str = "auto",
    clock: str = "auto",
) -> None:
    """Keep all of a lifter's settings."""
    values = {
        "user_id": user_id,
        "weight_unit": weight_unit,
        "distance_unit": distance_unit,
        "time_zone": time_zone,
        "week_starts_on": week_starts_on,
        "theme": theme,
        "rest_seconds": rest_seconds,
        "warmup_rest_seconds": warmup_rest_seconds,
        "date_style": date_style,
        "clock": clock,
    }
    session.execute(_SAVE, values)


def note_time_zone(session: Session, user_id: str, time_zone: str) -> None:
    """Take the browser's time zone where the lifter has not chosen one."""
    session.execute(_NOTE_ZONE, {"user_id": user_id, "time_zone": time_zone})


def change_time_zone(session: Session, user_id: str, time_zone: str, instead_of: str) -> None:
    """Take another time zone instead of the one that was chosen; where a third was chosen since, that stays."""
    session.execute(_MOVE_ZONE, {"user_id": user_id, "time_zone": time_zone, "instead_of": instead_of})


def save_gym(  # noqa: PLR0913  (one argument a column)
    session: Session,
    user_id: str,
    *,
    unit: str,
    bars: Sequence[Any],
    plates: Sequence[Any],
    steps: Sequence[Any],
) -> None:
    """Keep what a lifter trains with in one unit; empty lists are the usual gym."""
    rows = {name: json.dumps(list(each)) for name, each in (("bars", bars), ("plates", plates), ("steps", steps))}
    session.execute(_SAVE_GYM, {"user_id": user_id, "unit": unit, **rows})
