"""The command that gives a local lifter a year of training."""

import logging
import secrets
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from webapp.local import commands, demo


@pytest.fixture(autouse=True)
def _short_year(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(demo, "WEEKS", 3)
    log = logging.getLogger("webapp.request")
    level = log.level
    yield
    log.setLevel(level)


def fill(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(commands.fill_with_demo, arguments)
    assert result.exit_code == 0, result.output
    return result


def trained(run_sql: RunSql, name: str) -> list[str]:
    """Who is called that, once for each of their workouts."""
    rows = run_sql(
        'SELECT u.id FROM "user" u JOIN workout_logs w ON w.user_id = u.id WHERE u.first_name = %(name)s', name=name
    )
    return [row["id"] for row in rows]


def test_a_lifter_is_made_and_has_trained_for_a_year(app: Flask, run_sql: RunSql) -> None:
    name = f"Demo {secrets.token_hex(4)}"
    said = fill(app, "--lifter", name).output

    users = trained(run_sql, name)
    assert 6 <= len(users) <= 16 and len(set(users)) == 1
    assert f"{name} now has {len(users)} workouts with" in said
    browser = Browser(app, users[0])
    for path in ("/dashboard", "/history", "/exercises?q=bench"):
        assert browser.get(path).status_code == 200
    assert f"Signed in as {name}." in reading.words(browser.get("/settings"))


def test_a_second_time_changes_nothing(app: Flask, run_sql: RunSql) -> None:
    name = f"Demo {secrets.token_hex(4)}"
    fill(app, "--lifter", name)
    before = trained(run_sql, name)
    said = fill(app, "--lifter", name.upper()).output

    assert f"{name.upper()} has trained already; nothing was changed." in said
    assert trained(run_sql, name) == before


def test_a_lifter_who_is_here_keeps_their_name(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    name = f"Demo {secrets.token_hex(4)}"
    run_sql('UPDATE "user" SET first_name = %(name)s WHERE id = %(id)s', name=name, id=lifter.user_id)
    fill(app, "--lifter", name)

    assert set(trained(run_sql, name)) == {lifter.user_id}
    assert "Last workouts" in reading.words(lifter.get("/dashboard"))


def test_the_year_is_all_or_nothing(app: Flask, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch) -> None:
    name, written = f"Demo {secrets.token_hex(4)}", demo.write_workout
    count = iter(range(100))

    def stop_in_the_middle(*arguments: object) -> int:
        if next(count) == 4:
            raise KeyboardInterrupt
        return written(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(demo, "write_workout", stop_in_the_middle)
    assert app.test_cli_runner().invoke(commands.fill_with_demo, ["--lifter", name]).exit_code != 0
    assert trained(run_sql, name) == []

    monkeypatch.undo()
    monkeypatch.setattr(demo, "WEEKS", 3)
    fill(app, "--lifter", name)
    assert trained(run_sql, name)


def test_only_the_embedded_default_has_the_command(app: Flask) -> None:
    assert app.cli.commands["demo"] is commands.fill_with_demo
