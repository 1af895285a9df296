"""Names of exercises as apps write them: found by rules, never guessed."""

import csv
from pathlib import Path

import pytest

from webapp.exercises import catalogue
from webapp.transfer.names import Known, Names, other_names

ROWS = list(csv.DictReader(Path(__file__).with_name("names.csv").read_text().splitlines()))
CATALOGUE = catalogue.load()
OTHERS = other_names()
NAMES = Names(Known(each.name, (*each.aliases, *OTHERS.get(each.key, ())), each.equipment) for each in CATALOGUE)
# What the catalogue has since the list of names was made.
SINCE = {
    "Band hammer curl", "Incline hammer curl", "Kettlebell sumo squat", "Kettlebell upright row", "Cable reverse curl",
    "Single-leg machine calf raise", "Weighted sissy squat", "Barbell sumo squat", "Barbell overhead triceps extension",
}  # fmt: skip


def test_a_name_of_another_app_means_its_exercise_or_is_asked_about() -> None:
    found = {row["name"]: NAMES.find(row["name"]) for row in ROWS}
    wanted = {row["name"]: None if row["catalogue"] == "-" else row["catalogue"] for row in ROWS}
    wanted |= {name: exercise for name, exercise in found.items() if wanted[name] is None and exercise in SINCE}
    assert found == wanted


@pytest.mark.parametrize(
    "name", ["Shoulder Press", "Chest Fly", "Standing Calf Raise", "Row", "Cable Tricep Extension"]
)
def test_between_ties_nothing_is_guessed(name: str) -> None:
    assert NAMES.find(name) is None
    assert NAMES.find(name.upper()) is None


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("BENCH PRESS (BARBELL)", "Bench press"), ("Barbell  Bench-Press", "Bench press"),
        ("Hammer Curls", "Hammer curl"), ("DB Hammer Curl", "Hammer curl"), ("Pull ups", "Pull-up"),
        ("Tricep Push Down (Rope)", "Rope pushdown"), ("Lateral Raises (Dumbbell)", "Lateral raise"),
        ("Bulgarian Split Squat (Each Side)", "Bulgarian split squat"),
    ],
)  # fmt: skip
def test_case_plurals_spellings_and_order_do_not_matter(name: str, exercise: str) -> None:
    assert NAMES.find(name) == exercise


def test_a_name_that_only_files_use_has_one_exercise_and_is_no_alias() -> None:
    names = [name.casefold() for names in OTHERS.values() for name in names]
    taken = {name.casefold() for each in CATALOGUE for name in (each.name, *each.aliases)}
    assert set(OTHERS) <= {each.key for each in CATALOGUE}
    assert len(names) == len(set(names)) and not taken & set(names)


@pytest.mark.parametrize("name", ["", "   ", "()", "Warm Up", "Gym", "123", "🏋️"])
def test_what_is_no_exercise_is_none(name: str) -> None:
    assert NAMES.find(name) is None


def test_rules_alone_find_much_and_nothing_wrong() -> None:
    """Each other name is looked for by a matcher that was never told it. What it finds wrongly is two exercises' name."""
    ambiguous = {"bicep curl", "biceps curl", "bicycle", "bicycles", "kickback on cable"}
    told = [(each.name, other) for each in CATALOGUE for other in each.aliases]
    found, wrong = 0, set()
    for part in range(10):
        held = set(told[part::10])
        names = Names(
            Known(each.name, tuple(other for other in each.aliases if (each.name, other) not in held), each.equipment)
            for each in CATALOGUE
        )
        for name, other in held:
            guess = names.find(other)
            found += guess == name
            wrong |= {other.casefold()} if guess not in {None, name} else set()
    assert wrong <= ambiguous
    assert found / len(told) > 0.4
