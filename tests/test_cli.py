"""The commands, run as a release runs them."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from tests import services
from tests.auth import signing
from tests.auth.backend import INSTANCE, SECRET_KEY, Backend, Reply
from tests.auth.backend import backend as standing_in
from tests.away import NOWHERE
from tests.conftest import RunSql
from tests.processes import ServiceError
from tests.services import CHECKOUT
from webapp import cli
from webapp.exercises import catalogue
from webapp.plans.ready import library


def test_loading_the_catalogue_says_what_it_did_and_a_second_time_changes_nothing(
    new_database: Callable[[], str], instance: Path
) -> None:
    url, listed = new_database(), catalogue.load()
    names = sum(len(each.aliases) for each in listed)
    with_all = f"Catalogue: {len(listed)} exercises and {names} other names, "
    with_plans = f"Ready-made plans: {len(library())}."

    for _ in range(2):
        said = services.flask(url, instance, "catalogue", "load").strip()
        assert said == f"{with_all}0 changed, 0 retired.\n{with_plans}"


def test_loading_an_empty_catalogue_brings_everything(empty_database: str, instance: Path) -> None:
    services.flask(empty_database, instance, "db", "upgrade")

    said = services.flask(empty_database, instance, "catalogue", "load")
    assert f"{len(catalogue.load())} changed, 0 retired." in said


@pytest.mark.parametrize("command", ["load", "release"])
def test_a_ready_made_plan_that_the_catalogue_can_not_fill_stops_a_release_before_it_writes(
    app: Flask, tmp_path: Path, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """As when an exercise is renamed and the plans are forgotten."""
    renamed = tmp_path / "catalogue.csv"
    renamed.write_text(catalogue.FILE.read_text().replace("bench-press,Bench press,", "bench-press,Flat press,"))
    monkeypatch.setattr(catalogue, "FILE", renamed)
    asked = {"load": (cli.catalogue_group, ["load"]), "release": (cli.release, [])}[command]

    refused = app.test_cli_runner().invoke(*asked)
    assert refused.exit_code == 1
    assert "five-by-five.toml, Squat and bench: the catalogue has no Bench press" in refused.output
    assert run_sql("SELECT count(*) AS n FROM exercises WHERE name = 'Flat press'") == [{"n": 0}]
    assert run_sql("SELECT count(*) AS n FROM exercises WHERE name = 'Bench press' AND owner_id IS NULL") == [{"n": 1}]


def test_a_release_migrates_and_loads_the_catalogue_and_may_be_repeated(empty_database: str, instance: Path) -> None:
    assert f"{len(catalogue.load())} changed, 0 retired." in services.flask(empty_database, instance, "release")
    assert "0 changed, 0 retired." in services.flask(empty_database, instance, "release")


def test_the_commands_a_release_needs_are_there(postgres_url: str, instance: Path) -> None:
    said = services.flask(postgres_url, instance, "--help")
    assert {"db", "catalogue", "release", "reconcile", "demo"} <= {
        line.split()[0] for line in said.splitlines() if line.startswith("  ")
    }

    migrating = services.flask(postgres_url, instance, "db", "--help")
    assert {"upgrade", "migrate", "check", "current"} <= {
        line.split()[0] for line in migrating.splitlines() if line.strip()
    }


def test_a_serving_process_brings_nothing_of_the_commands(postgres_url: str, instance: Path) -> None:
    script = """
        import sys
        from tests import serving
        from werkzeug.test import Client
        app = serving.create_app()
        assert Client(app).get("/").status_code == 200
        assert "catalogue" not in app.cli.commands
        print(sorted({name.partition(".")[0] for name in sys.modules} & {"flask_migrate", "alembic", "mako", "svix", "pytest"}))
    """
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(line.strip() for line in script.splitlines())],
        cwd=CHECKOUT, env=services.environment(postgres_url, instance), check=True, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_served_application_has_no_commands(app: Flask) -> None:
    assert "catalogue" not in app.cli.commands


@pytest.mark.parametrize("exercise", ["Bench press", "Back squat"])
def test_the_tests_database_has_what_the_command_loads(run_sql: RunSql, exercise: str) -> None:
    assert len(run_sql("SELECT id FROM exercises WHERE name = %(name)s AND owner_id IS NULL", name=exercise)) == 1


# reconcile


def reconcile(url: str, backend: Backend, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as an operator does, on a deployment that is configured for Clerk."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    clerk = {
        "CLERK_PUBLISHABLE_KEY": signing.PUBLISHABLE_KEY,
        "CLERK_SECRET_KEY": SECRET_KEY,
        "CLERK_WEBHOOK_SECRET": "whsec_" + base64.b64encode(bytes(32)).decode(),
        "CLERK_API_URL": backend.url,
        "DATABASE_URL": url,
    }
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "reconcile", *options],
        cwd=CHECKOUT, env=kept | clerk | environment, check=False, text=True, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def backend() -> Iterator[Backend]:
    with standing_in() as made:
        yield made


def test_reconciling_says_what_it_did_and_a_second_time_changes_nothing(
    new_database: Callable[[], str], backend: Backend
) -> None:
    url = new_database()
    for number in range(3):
        backend.add(f"user_{number}")
    with psycopg.connect(url, autocommit=True) as connection:
        for user_id in ("user_0", "user_gone"):
            connection.execute('INSERT INTO "user" (id, created_at) VALUES (%s, %s)', [user_id, "2026-01-01"])

        rehearsed = reconcile(url, backend, "--dry-run")
        assert rehearsed.stdout == (
            "3 users: 2 would be added, 1 would be changed, 1 would be deleted, 0 newer or deleted here, 0 not understood.\n"
            "Would delete user_gone\n"
        )
        assert connection.execute('SELECT count(*) FROM "user"').fetchone() == (2,)

        done = reconcile(url, backend, CLERK_INSTANCE_ID=INSTANCE)
        assert done.stdout == (
            "3 users: 2 added, 1 changed, 1 deleted, 0 newer or deleted here, 0 not understood.\nDeleted user_gone\n"
        )
        assert done.returncode == 0, done.stderr
        assert connection.execute('SELECT id FROM "user" ORDER BY id').fetchall() == [(f"user_{n}",) for n in range(3)]

    again = reconcile(url, backend)
    assert again.stdout == "3 users: 0 added, 0 changed, 0 deleted, 0 newer or deleted here, 0 not understood.\n"


def test_reconciling_that_breaks_off_says_why_and_how_to_go_on(
    new_database: Callable[[], str], backend: Backend
) -> None:
    url = new_database()
    for number in range(450):
        backend.add(f"user_{number:03}")
    backend.trouble = lambda path: Reply(403, {}) if "offset=360" in path else None

    broken = reconcile(url, backend)

    assert broken.returncode == 1
    assert broken.stdout.splitlines()[-1] == "Stopped before the end. Go on with: flask reconcile --from 380"
    assert broken.stderr.splitlines()[-1].startswith("Error: Clerk's backend does not accept CLERK_SECRET_KEY")
    assert SECRET_KEY not in broken.stdout + broken.stderr
    backend.trouble = lambda _path: None

    resumed = reconcile(url, backend, "--from", "380")

    assert resumed.stdout.startswith("70 users: 70 added")
    assert "Deletions were not looked for" in resumed.stdout


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CLERK_INSTANCE_ID": "ins_2"}, "belongs to the instance ins_1"),
        ({"CLERK_SECRET_KEY": "sk_test_wrong"}, "does not accept CLERK_SECRET_KEY"),
        ({"CLERK_API_URL": "http://api.clerk.example"}, "CLERK_API_URL must begin with https://"),
        ({"DATABASE_URL": NOWHERE}, "The database is not answering"),
    ],
)
def test_reconciling_with_what_can_not_work_says_what_it_is(
    postgres_url: str, backend: Backend, environment: dict[str, str], said: str
) -> None:
    backend.add("user_1")

    refused = reconcile(postgres_url, backend, **environment)

    assert refused.returncode != 0
    assert said in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr or "ConfigError" in refused.stderr


def test_reconciling_ends_when_its_time_is_over(postgres_url: str, backend: Backend) -> None:
    backend.trouble = lambda _path: time.sleep(3)
    began = time.monotonic()

    late = reconcile(postgres_url, backend, "--seconds", "1")

    assert late.returncode == 1
    assert late.stderr.startswith("Error: Clerk's backend can't be reached")
    assert time.monotonic() - began < 60


def test_there_is_nothing_to_reconcile_with_a_local_identity_provider(postgres_url: str, instance: Path) -> None:
    with pytest.raises(ServiceError, match="nothing to reconcile with"):
        services.flask(postgres_url, instance, "reconcile")
