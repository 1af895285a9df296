"""Commands of the embedded default."""

import logging
import sys
from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp import web
from webapp.local import demo, views

_FIND = text("""
    SELECT u.id, EXISTS (SELECT FROM workout_logs w WHERE w.user_id = u.id) AS has_trained
    FROM "user" u WHERE lower(u.first_name) = lower(:name) ORDER BY u.created_at LIMIT 1
""")


@click.command("demo")
@click.option("--lifter", "name", default="Demo", show_default=True, help="Whose year it is; made if there is none.")
@with_appcontext
def fill_with_demo(name: str) -> None:
    """Give a local lifter a year of realistic training."""
    # Signing up sends a webhook through the app; its log line is no news at a terminal.
    logging.getLogger("webapp.request").setLevel(logging.WARNING)
    with web.database().reading() as session:
        found = session.execute(_FIND, {"name": name}).one_or_none()
    if found is not None and found.has_trained:
        click.echo(f"{name} has trained already; nothing was changed. Name another: --lifter Sam")
        return
    user_id = str(found.id) if found is not None else views.sign_up(name)
    with web.database().begin() as session:
        workouts, sets = _write_year(session, user_id)
    click.echo(f"{name} now has {workouts} workouts with {sets:,} sets. Sign in as {name} to look at them.")


def _write_year(session: Session, user_id: str) -> tuple[int, int]:
    year = list(demo.year(datetime.now(UTC)))
    sets = 0
    with click.progressbar(year, label="Training for a year", file=sys.stderr) as shown:
        for workout in shown:
            sets += demo.write_workout(session, user_id, workout)
    return len(year), sets


def init_app(app: Flask) -> None:
    """Give an application of the embedded default its commands."""
    app.cli.add_command(fill_with_demo)
