"""Finding an exercise by whatever a lifter types, in one statement."""

import uuid
from collections.abc import Callable

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from webapp import db
from webapp.db import Database
from webapp.exercises import queries
from webapp.exercises.queries import Found

Search = Callable[..., list[str]]
ExerciseId = Callable[[str], uuid.UUID]


def find(database: Database, user_id: str, typed: str, **narrowed: str) -> list[Found]:
    with database.reading() as session:
        return queries.search(session, user_id, typed, limit=20, **narrowed)


@pytest.fixture
def search(database: Database, lifter: Browser) -> Search:
    """The names found, best first."""

    def names(typed: str, **narrowed: str) -> list[str]:
        return [each.name for each in find(database, lifter.user_id, typed, **narrowed)]

    return names


def add_own(run_sql: RunSql, user_id: str, name: str) -> uuid.UUID:
    made = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, %(name)s, %(user)s)",
        id=made,
        name=name,
        user=user_id,
    )
    return made


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bench press", "Bench press"),
        ("BENCH PRESS", "Bench press"),
        ("  bench   press ", "Bench press"),
        ("bech press", "Bench press"),
        ("benchpress", "Bench press"),
        ("bench", "Bench press"),
        ("rdl", "Romanian deadlift"),
        ("romanian", "Romanian deadlift"),
        ("ohp", "Overhead press"),
        ("pullups", "Pull-up"),
        ("pull up", "Pull-up"),
        ("pull-up", "Pull-up"),
        ("pushup", "Push-up"),
        ("dead", "Deadlift"),
        ("squat", "Back squat"),
        ("plank", "Plank"),
    ],
)
def test_what_a_lifter_means_comes_first(search: Search, typed: str, expected: str) -> None:
    assert search(typed)[0] == expected


def test_what_is_likest_of_all_stands_before_what_shares_a_word(search: Search) -> None:
    assert search("bech press")[:2] == ["Bench press", "Paused bench press"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("b", "Bench press"),
        ("be", "Bench press"),
        ("ben", "Bench press"),
        ("benc", "Bench press"),
        ("press incline", "Incline bench press"),
        ("curl dumb", "Dumbbell curl"),
        ("tricep", "Triceps pushdown"),
        ("incline bnch", "Incline bench press"),
        ("romanain deadlift", "Romanian deadlift"),
        ("deadlfit", "Deadlift"),
        ("sqaut", "Back squat"),
        ("plnak", "Plank"),
    ],
)
def test_what_a_lifter_means_is_among_the_found(search: Search, typed: str, expected: str) -> None:
    assert expected in search(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "%", "_", "%%", "a%b", "\\", "\\\\", "\\%", "'", "''", '"', "';--", "';DROP TABLE exercises;--", ":typed", "%(typed)s", "{}",
        "(", ")", "[", "*", "+", "?", "^$", ".", "|", "&", "!", "<script>", "🏋", "é", "ß", "İ", "\u200b", "x" * 100, "a " * 50, "-", "--",
    ],
)  # fmt: skip
def test_signs_of_other_languages_are_only_text(search: Search, typed: str) -> None:
    found = search(typed)

    assert len(found) <= 20


@pytest.mark.parametrize("typed", ["%", "_", "\\", "%%%", "___", "\\%", "\\_", "%_%"])
def test_a_wildcard_is_a_sign_that_no_name_has(search: Search, typed: str) -> None:
    assert search(typed) == []


@pytest.mark.parametrize("typed", ["qqqqqq", "🏋🏋🏋", "xyzzyx"])
def test_what_is_like_nothing_finds_nothing(search: Search, typed: str) -> None:
    assert search(typed) == []


def test_nothing_typed_shows_what_the_lifter_does_most(search: Search, lifter: Browser) -> None:
    for name in ("Plank", "Deadlift", "Plank"):
        lifter.add(name)

    assert search("")[:2] == ["Plank", "Deadlift"]
    assert search("   ")[:2] == ["Plank", "Deadlift"]
    assert len(search("")) == 20


def test_what_a_lifter_does_most_comes_first_within_a_likeness(search: Search, lifter: Browser) -> None:
    assert search("curl")[0] != "Hammer curl"

    lifter.add("Hammer curl")

    assert search("hammer")[0] == "Hammer curl"
    curls = [name for name in search("curl") if name.lower().endswith(" curl")]
    assert curls[0] == "Hammer curl"


def test_what_strangers_do_changes_nothing(search: Search, stranger: Browser) -> None:
    before = search("")
    for _ in range(3):
        stranger.add("Wide-grip pull-up")

    assert search("") == before


def test_a_search_may_be_narrowed(search: Search) -> None:
    assert "Bench press" in search("press", muscle="chest", equipment="barbell")
    assert "Dumbbell bench press" not in search("press", equipment="barbell")
    assert "Overhead press" not in search("press", muscle="chest")
    assert search("press", muscle="nothing") == []


def test_an_own_exercise_is_found_by_its_owner_alone(
    database: Database, run_sql: RunSql, lifter: Browser, stranger: Browser
) -> None:
    name = f"Zercher {uuid.uuid4().hex[:8]}"
    made = add_own(run_sql, lifter.user_id, name)

    found = find(database, lifter.user_id, name)

    assert found[0] == Found(id=made, name=name, muscle_group=None, equipment=None, kind="weight_reps", is_own=True)
    assert name not in [each.name for each in find(database, stranger.user_id, name)]


def test_another_name_of_a_strangers_exercise_leads_nowhere(
    database: Database, run_sql: RunSql, lifter: Browser, stranger: Browser
) -> None:
    alias = f"secret {uuid.uuid4().hex[:8]}"
    made = add_own(run_sql, stranger.user_id, "Theirs alone")
    run_sql(
        "INSERT INTO exercise_aliases (id, name, exercise_id) VALUES (gen_random_uuid(), %(name)s, %(id)s)",
        name=alias,
        id=made,
    )

    assert made not in [each.id for each in find(database, lifter.user_id, alias)]
    assert find(database, stranger.user_id, alias)[0].id == made


def test_an_archived_exercise_is_not_found(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    name = f"Archived {uuid.uuid4().hex[:8]}"
    made = add_own(run_sql, lifter.user_id, name)
    alias = f"gone {uuid.uuid4().hex[:8]}"
    run_sql(
        "INSERT INTO exercise_aliases (id, name, exercise_id) VALUES (gen_random_uuid(), %(n)s, %(id)s)",
        n=alias,
        id=made,
    )
    run_sql("UPDATE exercises SET archived_at = now() WHERE id = %(id)s", id=made)

    for typed in (name, alias, ""):
        assert made not in [each.id for each in find(database, lifter.user_id, typed)]


def test_each_exercise_is_found_once_however_many_names_match(search: Search) -> None:
    for typed in ("bench", "press", "pull up", "squat"):
        found = search(typed)
        assert len(set(found)) == len(found)


def test_a_search_finds_at_most_what_was_asked_for(database: Database, lifter: Browser) -> None:
    with database.reading() as session:
        assert len(queries.search(session, lifter.user_id, "", limit=7)) == 7


def test_a_search_takes_one_statement(database: Database, lifter: Browser) -> None:
    spent = db.allow()
    try:
        find(database, lifter.user_id, "bech press")
    finally:
        db._spending.set(None)

    assert spent.statements == 1


def test_an_exercise_comes_whole(database: Database, lifter: Browser, exercise: ExerciseId) -> None:
    with database.reading() as session:
        found = queries.exercise(session, lifter.user_id, exercise("Bench press"))

    assert found is not None
    assert (found.name, found.muscle_group, found.equipment, found.kind) == (
        "Bench press",
        "chest",
        "barbell",
        "weight_reps",
    )
    assert str(found.load_step) == "2.5"
    assert not found.is_own
    assert "triceps" in found.secondary_muscles
    assert list(found.aliases) == sorted(found.aliases, key=str.lower)


def test_an_exercise_without_other_names_has_none(database: Database, run_sql: RunSql, lifter: Browser) -> None:
    made = add_own(run_sql, lifter.user_id, "Mine")

    with database.reading() as session:
        found = queries.exercise(session, lifter.user_id, made)

    assert found is not None
    assert list(found.aliases) == []
    assert found.is_own


def test_a_strangers_exercise_and_one_that_is_not_there_are_alike(
    database: Database, run_sql: RunSql, lifter: Browser, stranger: Browser
) -> None:
    theirs = add_own(run_sql, stranger.user_id, "Theirs")

    with database.reading() as session:
        assert queries.exercise(session, lifter.user_id, theirs) is None
        assert queries.exercise(session, lifter.user_id, uuid.uuid4()) is None
