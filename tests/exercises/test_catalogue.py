"""The catalogue that comes with a release is whole, and a wrong line is named."""

import re
import uuid
from decimal import Decimal

import pytest

from webapp.exercises import catalogue
from webapp.exercises.catalogue import HEADER, CatalogueError, CatalogueExercise, read
from webapp.strength import Kind

FIRST = ",".join(HEADER)
BENCH = "bench,Bench press,chest,triceps; front delts,barbell,weight_reps,2.5,bp; flat bench"
MUSCLES = {
    "abductors", "abs", "adductors", "biceps", "calves", "cardio", "chest", "forearms", "front delts", "full body", "glutes",
    "hamstrings", "hip flexors", "lats", "lower back", "neck", "obliques", "quads", "rear delts", "rotator cuff", "shins",
    "side delts", "traps", "triceps", "upper back",
}  # fmt: skip
EXERCISES = catalogue.load()


def refusal(*lines: str) -> str:
    with pytest.raises(CatalogueError) as refused:
        read([FIRST, *lines])
    return str(refused.value)


def test_the_catalogue_has_at_least_four_hundred_exercises() -> None:
    assert len(EXERCISES) >= 400


def test_what_everyone_does_is_there_with_its_usual_names() -> None:
    named = {each.name: each for each in EXERCISES}

    for name in ("Back squat", "Bench press", "Deadlift", "Overhead press", "Pull-up", "Romanian deadlift", "Plank"):
        assert name in named
    assert "rdl" in [alias.lower() for alias in named["Romanian deadlift"].aliases]
    assert "ohp" in [alias.lower() for alias in named["Overhead press"].aliases]


def test_every_kind_has_an_exercise() -> None:
    assert {each.kind for each in EXERCISES} == set(Kind)


def test_every_muscle_is_one_word_for_it() -> None:
    named = {each.muscle_group for each in EXERCISES} | {
        muscle for each in EXERCISES for muscle in each.secondary_muscles
    }

    assert named <= MUSCLES


def test_no_exercise_lists_its_main_muscle_again() -> None:
    doubled = [
        each.key
        for each in EXERCISES
        if each.muscle_group in each.secondary_muscles or len(set(each.secondary_muscles)) < len(each.secondary_muscles)
    ]

    assert doubled == []


def test_every_exercise_says_what_it_is_done_with() -> None:
    assert all(each.equipment and each.muscle_group for each in EXERCISES)
    assert len({each.equipment for each in EXERCISES}) < 30


def test_a_load_step_belongs_to_what_has_a_load() -> None:
    wrong = [each.key for each in EXERCISES if each.load_step is not None and not each.kind.has_weight]

    assert wrong == []
    assert all(each.load_step is None or 0 < each.load_step <= 20 for each in EXERCISES)


def test_a_key_is_plain() -> None:
    assert [each.key for each in EXERCISES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.key)] == []


def test_names_fit_a_phone_and_have_no_idle_space() -> None:
    names = [name for each in EXERCISES for name in (each.name, *each.aliases)]

    assert [name for name in names if name != " ".join(name.split()) or not 2 <= len(name) <= 60] == []
    assert [each.name for each in EXERCISES if not each.name[0].isupper() and not each.name[0].isdigit()] == []


def test_an_id_follows_from_its_key_for_ever() -> None:
    # The id of a released key; history hangs on it.
    bench = next(each for each in EXERCISES if each.key == "barbell-bench-press")

    assert bench.id == uuid.uuid5(uuid.UUID("6f0c2a52-6c40-5f0e-9d2b-0d3f5d1f7a11"), "barbell-bench-press")
    assert len({each.id for each in EXERCISES}) == len(EXERCISES)


def test_a_line_is_an_exercise() -> None:
    assert read([FIRST, BENCH]) == [
        CatalogueExercise(
            key="bench",
            name="Bench press",
            muscle_group="chest",
            secondary_muscles=("triceps", "front delts"),
            equipment="barbell",
            kind=Kind.WEIGHT_REPS,
            load_step=Decimal("2.5"),
            aliases=("bp", "flat bench"),
        )
    ]


def test_lists_and_steps_may_be_empty() -> None:
    plank = read([FIRST, "plank,Plank,abs,,bodyweight,duration,,"])[0]

    assert (plank.secondary_muscles, plank.load_step, plank.aliases) == ((), None, ())


@pytest.mark.parametrize(
    "line",
    [
        "x",
        BENCH + ",more",
        BENCH.replace("weight_reps", "weights"),
        BENCH.replace("2.5", "much"),
        BENCH.replace("2.5", "0"),
        BENCH.replace("2.5", "-1"),
        BENCH.replace("2.5", "NaN"),
        BENCH.replace("2.5", "Infinity"),
        BENCH.replace("bench,", ",", 1),
        BENCH.replace("Bench press", ""),
        BENCH.replace("weight_reps", ""),
        "",
    ],
)
def test_a_wrong_line_is_named(line: str) -> None:
    assert "line 3" in refusal("plank,Plank,abs,,bodyweight,duration,,", line)


@pytest.mark.parametrize("header", ["", "key,name", FIRST + ",more", FIRST.upper()])
def test_a_wrong_header_is_refused(header: str) -> None:
    with pytest.raises(CatalogueError, match="first line"):
        read([header, BENCH])


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(CatalogueError, match="first line"):
        read([])


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("bench,Another,chest,,barbell,weight_reps,,", "bench"),
        ("other,BENCH press,chest,,barbell,weight_reps,,", "bench press"),
        ("other,Other,chest,,barbell,weight_reps,,Bench Press", "bench press"),
        ("other,Flat Bench,chest,,barbell,weight_reps,,", "flat bench"),
        ("other,Other,chest,,barbell,weight_reps,,BP", "bp"),
        ("other,Other,chest,,barbell,weight_reps,,x; X", "x"),
    ],
)
def test_a_key_or_name_that_stands_twice_is_named(line: str, named: str) -> None:
    assert named in refusal(BENCH, line)


def test_a_name_without_a_word_of_its_own_tells_a_search_nothing() -> None:
    others = ["bench", "Bench Press (Barbell)", "press bench", "bp", "(barbell) bp"]
    assert catalogue.telling_names("Bench press", others) == ["Bench Press (Barbell)", "bp"]
