"""Migrations, on the direct URL: from nothing to everything and back, one migrator at a time, and never for ever."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from sqlalchemy import create_engine

from tests import services
from tests.processes import ServiceError, wait_until
from webapp.config import psycopg_url
from webapp.models import Base

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
# Everything that is there: columns, constraints, indexes, triggers, functions.
SCHEMA = """
    SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname ~ '^(keep|follow)_'
    UNION ALL SELECT 'option', '', relname, reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ORDER BY 1, 2, 3, 4
"""
ADVISORY_LOCK = 8_276_143


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def upgrade(url: str, instance: Path, *arguments: str) -> str:
    return services.flask(url, instance, "db", "upgrade", *arguments)


def start(url: str, instance: Path, *direction: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "tests.serving", "db", *direction],
        cwd=services.CHECKOUT, env=services.environment(url, instance), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def waits_for_its_turn(connection: Connection) -> bool:
    asking = """SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'topset migration')"""
    return bool((connection.execute(asking).fetchone() or [False])[0])


def test_an_empty_database_becomes_a_whole_one_and_empty_again(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance)
    whole = ask(empty_database, SCHEMA)
    assert len(ask(empty_database, TABLES)) == len(Base.metadata.tables) + 1

    services.flask(empty_database, instance, "db", "downgrade", "base")
    assert ask(empty_database, TABLES) == [("alembic_version",)]
    assert ask(empty_database, "SELECT proname FROM pg_proc WHERE proname ~ '^(keep|follow)_'") == []

    upgrade(empty_database, instance)
    assert ask(empty_database, SCHEMA) == whole


def test_migrating_again_changes_nothing(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance)
    whole = ask(empty_database, SCHEMA)

    upgrade(empty_database, instance)

    assert ask(empty_database, SCHEMA) == whole


def test_the_migrations_and_the_models_say_the_same(postgres_url: str, instance: Path) -> None:
    assert "No new upgrade operations detected" in services.flask(postgres_url, instance, "db", "check")


def test_a_database_made_of_the_models_alone_has_the_same_columns_constraints_and_indexes(
    empty_database: str, postgres_url: str
) -> None:
    """Alembic's own check does not compare check constraints."""
    engine = create_engine(psycopg_url(empty_database))
    Base.metadata.create_all(engine)
    engine.dispose()

    def shape(url: str) -> set[tuple[object, ...]]:
        found = ask(url, SCHEMA)
        return {
            row for row in found if row[0] in {"column", "constraint", "index"} and "alembic_version" not in str(row)
        }

    assert shape(empty_database) == shape(postgres_url)


def test_a_difference_between_them_is_noticed(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance)
    with psycopg.connect(empty_database) as connection:
        connection.execute("ALTER TABLE log_sets DROP COLUMN note")

    with pytest.raises(ServiceError, match="note"):
        services.flask(empty_database, instance, "db", "check")


def test_there_is_one_newest_migration(postgres_url: str, instance: Path) -> None:
    heads = services.flask(postgres_url, instance, "db", "heads").strip().splitlines()

    assert len([line for line in heads if "(head)" in line]) == 1


def test_own_exercises_that_become_the_same_are_numbered_and_lose_nothing(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance, "20261201_undone_swaps")
    names = ["Press", "\uff30ress", "PRESS (2)", "Row", "Cafe\u0301", "Caf\u00e9"]
    with psycopg.connect(empty_database) as connection:
        connection.execute("INSERT INTO \"user\" (id) VALUES ('ana'), ('bo')")
        for n, name in enumerate(names):
            for owner in ("ana", "bo") if name == "Row" else ("ana",):
                connection.execute(
                    "INSERT INTO exercises (id, name, owner_id) VALUES (%s, %s, %s)",
                    [uuid.UUID(int=n * 2 + (owner == "bo")), name, owner],
                )

    upgrade(empty_database, instance)

    found = [
        str(row[0]) for row in ask(empty_database, "SELECT name FROM exercises WHERE owner_id IS NOT NULL ORDER BY id")
    ]
    assert found == [
        "Press",
        "\uff30ress (2)",
        f"PRESS (2) {uuid.UUID(int=4)}",
        "Row",
        "Row",
        "Cafe\u0301",
        "Caf\u00e9 (2)",
    ]
    services.flask(empty_database, instance, "db", "downgrade", "20261201_undone_swaps")


def test_a_migration_gives_up_on_a_lock_instead_of_stopping_every_request(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance)
    with psycopg.connect(empty_database) as holder:
        holder.execute("LOCK TABLE log_sets IN ACCESS SHARE MODE")
        migrator = start(empty_database, instance, "downgrade", "base")
        try:
            said, _ = migrator.communicate(timeout=60)
        finally:
            migrator.kill()

    assert migrator.returncode != 0
    assert "lock timeout" in said
    assert ("log_sets",) in ask(empty_database, TABLES)


def test_migrators_take_turns(empty_database: str, instance: Path) -> None:
    with psycopg.connect(empty_database, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        waiting = start(empty_database, instance, "upgrade")
        wait_until(lambda: waits_for_its_turn(other), lambda: "the second migrator does not wait for the first")
        # Longer than it would wait for a table: the first may have much to do.
        time.sleep(5.5)
        assert ask(empty_database, TABLES) == []
        other.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])

        said, _ = waiting.communicate(timeout=60)

    assert waiting.returncode == 0, said
    assert len(ask(empty_database, TABLES)) == len(Base.metadata.tables) + 1


def test_migrators_that_begin_at_once_both_succeed(empty_database: str, instance: Path) -> None:
    migrators = [start(empty_database, instance, "upgrade") for _ in range(3)]

    said = [migrator.communicate(timeout=120)[0] for migrator in migrators]

    assert [migrator.returncode for migrator in migrators] == [0, 0, 0], said
    assert ask(empty_database, "SELECT count(*) FROM alembic_version") == [(1,)]


def test_a_migrator_that_is_killed_leaves_no_lock_and_no_half(empty_database: str, instance: Path) -> None:
    with psycopg.connect(empty_database, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        killed = start(empty_database, instance, "upgrade")
        wait_until(lambda: waits_for_its_turn(other), lambda: "the migrator does not wait")
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=10)

    upgrade(empty_database, instance)

    assert len(ask(empty_database, TABLES)) == len(Base.metadata.tables) + 1


def test_the_catalogue_comes_after_the_tables_and_needs_no_more_than_an_ordinary_role(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert ask(postgres_url, "SELECT count(*) >= 400 FROM exercises WHERE owner_id IS NULL") == [(True,)]


def test_the_table_that_only_grows_is_vacuumed_by_its_inserts(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT reloptions FROM pg_class WHERE relname = 'log_sets'") == [
        (["autovacuum_vacuum_insert_scale_factor=0.01"],)
    ]


def test_workouts_take_over_the_zone_they_were_shown_in(empty_database: str, instance: Path) -> None:
    upgrade(empty_database, instance, "20261126f")
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("INSERT INTO \"user\" (id) VALUES ('chose'), ('did not')")
        connection.execute("INSERT INTO user_settings (user_id, time_zone) VALUES ('chose', 'Asia/Tokyo')")
        connection.execute("""INSERT INTO workout_logs (id, user_id, performed_at, finished_at)
                              SELECT gen_random_uuid(), id, now(), now() FROM "user" """)

    upgrade(empty_database, instance)

    zones = "SELECT user_id, time_zone, moved_by = interval '0' FROM workout_logs ORDER BY user_id"
    assert ask(empty_database, zones) == [("chose", "Asia/Tokyo", True), ("did not", None, True)]
