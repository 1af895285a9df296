"""A release's catalogue becomes the shared exercises, whatever it changed, and history never notices."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import exc, text

from webapp.config import psycopg_url
from webapp.db import Database
from webapp.exercises import catalogue
from webapp.exercises.actions import Loaded, load_catalogue
from webapp.exercises.catalogue import CatalogueExercise
from webapp.strength import Kind

A, B, C, D = (
    CatalogueExercise(
        f"test-{letter}", f"Test {letter}", "chest", ("abs",), "barbell", Kind.WEIGHT_REPS, None, (f"also {letter}",)
    )
    for letter in "abcd"
)


@pytest.fixture(scope="module")
def loaded(new_database: Callable[[], str]) -> Iterator[Database]:
    """A database of these tests' own, for they change what is shared."""
    made = Database(psycopg_url(new_database()))
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def nothing_released(loaded: Database) -> None:
    """Begin without any shared exercise."""
    sql(loaded, "TRUNCATE workout_logs CASCADE")
    sql(loaded, "TRUNCATE exercises CASCADE")
    sql(loaded, 'DELETE FROM "user"')


def sql(database: Database, statement: str, **values: object) -> list[dict[str, Any]]:
    with database.begin() as session:
        result = session.connection().execute(text(statement), values)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []


def release(database: Database, *exercises: CatalogueExercise) -> Loaded:
    with database.begin() as session:
        return load_catalogue(session, exercises)


def everything(database: Database) -> list[dict[str, Any]]:
    return sql(database, "SELECT x.* FROM exercises x ORDER BY id") + sql(
        database, "SELECT exercise_id, name FROM exercise_aliases ORDER BY name"
    )


def names(database: Database) -> dict[uuid.UUID, str]:
    return {row["id"]: row["name"] for row in sql(database, "SELECT id, name FROM exercises WHERE archived_at IS NULL")}


def lift(database: Database, exercise: CatalogueExercise) -> None:
    """Leave a set of an exercise in a lifter's history."""
    keys = {"log": uuid.uuid4(), "entry": uuid.uuid4(), "exercise": exercise.id}
    sql(database, "INSERT INTO \"user\" (id) VALUES ('user_1') ON CONFLICT DO NOTHING")
    sql(
        database,
        "INSERT INTO workout_logs (id, user_id, performed_at, finished_at) VALUES (:log, 'user_1', now(), now())",
        **keys,
    )
    sql(
        database,
        "INSERT INTO log_entries (id, user_id, log_id, exercise_id, position) VALUES (:entry, 'user_1', :log, :exercise, 1)",
        **keys,
    )
    sql(
        database,
        """INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, reps, performed_at)
           VALUES (gen_random_uuid(), 'user_1', :log, :entry, :exercise, 1, 5, now())""",
        **keys,
    )


def history(database: Database) -> list[dict[str, Any]]:
    return sql(database, "SELECT s.*, e.planned FROM log_sets s JOIN log_entries e ON e.id = s.entry_id ORDER BY s.id")


def test_the_real_catalogue_loads_and_loading_it_again_changes_nothing(loaded: Database) -> None:
    real = catalogue.load()
    first = release(loaded, *real)
    before = everything(loaded)

    second = release(loaded, *real)

    assert first == Loaded(len(real), len(real), sum(len(each.aliases) for each in real), 0)
    assert second == replace(first, changed=0)
    assert everything(loaded) == before


def test_an_exercise_is_stored_whole(loaded: Database) -> None:
    release(loaded, A)

    (row,) = sql(loaded, "SELECT * FROM exercises")

    assert row == {
        "id": A.id, "name": "Test a", "muscle_group": "chest", "owner_id": None, "kind": "weight_reps", "equipment": "barbell",
        "secondary_muscles": ["abs"], "load_step": None, "archived_at": None,
        "merged_into": None,
    }  # fmt: skip
    assert sql(loaded, "SELECT exercise_id, name FROM exercise_aliases") == [{"exercise_id": A.id, "name": "also a"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "New name"},
        {"muscle_group": "lats"},
        {"secondary_muscles": ()},
        {"equipment": "cable"},
        {"name": "TEST A"},
    ],
)
def test_a_changed_exercise_is_changed_under_its_sets(loaded: Database, changes: dict[str, Any]) -> None:
    release(loaded, A, B)
    lift(loaded, A)
    before = history(loaded)

    done = release(loaded, replace(A, **changes), B)

    assert done.changed == 1
    (row,) = sql(loaded, "SELECT * FROM exercises WHERE id = :id", id=A.id)
    for name, value in changes.items():
        assert row[name] == (list(value) if isinstance(value, tuple) else value)
    assert history(loaded) == before


def test_exercises_may_swap_their_names(loaded: Database) -> None:
    release(loaded, A, B, C)
    lift(loaded, A)
    before = history(loaded)

    release(loaded, replace(A, name=B.name), replace(B, name=C.name), replace(C, name=A.name))

    assert names(loaded) == {A.id: "Test b", B.id: "Test c", C.id: "Test a"}
    assert history(loaded) == before


def test_a_name_may_become_another_name_of_another_exercise(loaded: Database) -> None:
    release(loaded, A, B)

    release(loaded, replace(A, name="New", aliases=("also b",)), replace(B, aliases=("Test a", "also a")))

    aliases = {row["name"]: row["exercise_id"] for row in sql(loaded, "SELECT name, exercise_id FROM exercise_aliases")}
    assert aliases == {"also b": A.id, "Test a": B.id, "also a": B.id}


def test_an_alias_may_change_its_case(loaded: Database) -> None:
    release(loaded, A)

    release(loaded, replace(A, aliases=("ALSO a",)))

    assert sql(loaded, "SELECT name FROM exercise_aliases") == [{"name": "ALSO a"}]


def test_a_retired_exercise_is_archived_with_its_name_and_its_sets(loaded: Database) -> None:
    release(loaded, A, B)
    lift(loaded, A)
    before = history(loaded)

    done = release(loaded, B)

    assert done.retired == 1
    (row,) = sql(loaded, "SELECT name, archived_at FROM exercises WHERE id = :id", id=A.id)
    assert row["name"] == "Test a"
    assert row["archived_at"] is not None
    assert history(loaded) == before


def test_a_retired_exercise_stays_as_it_is_in_later_releases(loaded: Database) -> None:
    release(loaded, A, B)
    release(loaded, B)
    before = everything(loaded)

    for _ in range(3):
        assert release(loaded, B) == Loaded(exercises=1, changed=0, aliases=1, retired=0)

    assert everything(loaded) == before


def test_a_returned_exercise_is_the_one_it_was(loaded: Database) -> None:
    release(loaded, A, B)
    lift(loaded, A)
    release(loaded, B)

    done = release(loaded, A, B)

    assert done.changed == 1
    assert names(loaded) == {A.id: "Test a", B.id: "Test b"}
    assert len(history(loaded)) == 1


def test_a_retired_name_may_be_taken_and_the_old_exercise_still_says_what_it_was(loaded: Database) -> None:
    release(loaded, A, B)
    lift(loaded, A)

    release(loaded, B, replace(C, name="test A"))
    release(loaded, B, replace(C, name="test A"))

    assert names(loaded) == {B.id: "Test b", C.id: "test A"}
    (row,) = sql(loaded, "SELECT name FROM exercises WHERE id = :id", id=A.id)
    assert row["name"].startswith("Test a ")
    assert row["name"].count(str(A.id)) <= 1


def test_lifters_own_exercises_are_never_touched(loaded: Database) -> None:
    sql(loaded, "INSERT INTO \"user\" (id) VALUES ('user_1')")
    own = uuid.uuid4()
    sql(loaded, "INSERT INTO exercises (id, name, owner_id) VALUES (:id, 'Test a', 'user_1')", id=own)
    sql(
        loaded, "INSERT INTO exercise_aliases (id, name, exercise_id) VALUES (gen_random_uuid(), 'my own', :id)", id=own
    )
    mine = "SELECT x.*, a.name AS alias FROM exercises x LEFT JOIN exercise_aliases a ON a.exercise_id = x.id WHERE x.id = :id"
    before = sql(loaded, mine, id=own)

    release(loaded, A, B)
    release(loaded, B)

    assert sql(loaded, mine, id=own) == before


def test_a_kind_is_changed_only_while_nobody_lifted_it(loaded: Database) -> None:
    release(loaded, A, B)
    release(loaded, replace(A, kind=Kind.DURATION), B)
    lift(loaded, A)
    before = everything(loaded)

    with pytest.raises(exc.DBAPIError, match="kind"):
        release(loaded, replace(A, kind=Kind.WEIGHT_REPS), replace(B, name="New"))

    assert everything(loaded) == before


def test_two_releases_at_once_take_turns(loaded: Database) -> None:
    other = Database(str(loaded.engine.url))
    with loaded.begin() as session:
        load_catalogue(session, [A, B])
        with other.reading() as elsewhere:
            waiting = "SELECT pg_try_advisory_xact_lock(hashtextextended('topset catalogue', 0))"
            assert elsewhere.execute(text(waiting)).scalar() is False
    other.dispose()


def test_a_step_is_kept_exactly(loaded: Database) -> None:
    real = next(each for each in catalogue.load() if each.load_step is not None)

    release(loaded, real)

    assert sql(loaded, "SELECT load_step FROM exercises") == [{"load_step": real.load_step}]


def test_a_fourth_exercise_changes_nothing_about_three(loaded: Database) -> None:
    release(loaded, A, B, C)
    before = sql(loaded, "SELECT * FROM exercises ORDER BY id")

    assert release(loaded, A, B, C, D).changed == 1

    assert [row for row in sql(loaded, "SELECT * FROM exercises ORDER BY id") if row["id"] != D.id] == before
