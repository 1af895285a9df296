"""The PostgreSQL the tests run on, and databases in it: migrated once, then copied."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.processes import ServiceError
from webapp.local import postgres

CHECKOUT = Path(__file__).resolve().parent.parent
TEMPLATE = "topset_template"


@contextmanager
def postgres_server(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[postgres.Server]:
    """A server over `folder/postgres`, quick and forgetful."""
    with postgres.server(folder / "postgres", durable=False, settings=settings) as server:
        yield server


def with_database(url: str, name: str) -> str:
    """The same server's database `name`."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def migrate(url: str, instance: Path) -> None:
    """Migrate the database and load the catalogue, by the command a release runs."""
    flask(url, instance, "release")


def flask(url: str, instance: Path, *arguments: str) -> str:
    """Run a command of the application on a database and return what it printed."""
    command = [sys.executable, "-m", "flask", "--app", "tests.serving", *arguments]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment(url, instance), check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode != 0:
        message = f"flask {' '.join(arguments)} failed:\n{done.stdout}"
        raise ServiceError(message)
    return done.stdout


def environment(url: str, instance: Path) -> dict[str, str]:
    """What a process of the application under test is told; see tests/serving.py."""
    wanted = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if name.startswith(wanted)}
    return kept | {
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "TEST_DATABASE_URL": url,
        "TEST_INSTANCE": str(instance),
    }


def make_template(server: postgres.Server, instance: Path) -> None:
    """Make the migrated database that new ones are copied from."""
    create_database(server.url, TEMPLATE)
    migrate(with_database(server.url, TEMPLATE), instance)


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Create a database on the server of `url` and return its URL."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
    return with_database(url, name)


def new_name(prefix: str) -> str:
    """A name nothing else has."""
    return f"{prefix}_{secrets.token_hex(6)}"
