"""What a lifter looks for, and where a chosen exercise may go."""

import uuid

import pytest

from webapp.exercises.forms import SearchForm
from webapp.forms import parse

ID, TOKEN = uuid.UUID(int=2**127 + 7), uuid.UUID(int=2**126 + 9)
INTO = f"/workouts/{ID}/entries?token={TOKEN}"


def search(**typed: str) -> SearchForm:
    values = parse(SearchForm, typed).values
    assert values is not None
    return values


def test_nothing_typed_is_a_search_for_everything() -> None:
    asked = search()
    assert (asked.q, asked.muscle, asked.equipment, asked.into, asked.back) == ("", None, None, None, "/exercises")


def test_blank_filters_are_none() -> None:
    asked = search(q="  bench  ", muscle="", equipment=" ")
    assert (asked.q, asked.muscle, asked.equipment) == ("bench", None, None)


@pytest.mark.parametrize("typed", [{"q": "x" * 101}, {"muscle": "x" * 41}, {"equipment": "x" * 41}])
def test_what_is_too_long_is_refused(typed: dict[str, str]) -> None:
    assert set(parse(SearchForm, typed).errors) == set(typed)


@pytest.mark.parametrize(
    ("into", "back"),
    [
        (INTO, f"/workouts/{ID}"),
        (f"/plans/{ID}/days/{TOKEN}/slots?token={TOKEN}", f"/plans/{ID}"),
        (f"/plans/{ID}/slots?token={TOKEN}", f"/plans/{ID}"),
    ],
)
def test_a_chosen_exercise_goes_into_a_thing_of_the_lifters(into: str, back: str) -> None:
    asked = search(into=into)
    assert (asked.into, asked.back) == (into, back)


EVIL = [
    "https://evil.example" + INTO, "//evil.example" + INTO, "/\\evil.example" + INTO, "javascript:alert(1)", INTO + "#x", INTO + "&_method=DELETE",
    INTO + "&x=1", f"/workouts/{ID}?_method=DELETE", f"/workouts/{ID}/entries", f"/workouts/{ID}/entries/../../../sign-out?token={TOKEN}",
    f"/workouts/{ID}/../{ID}/entries?token={TOKEN}", f"/workouts/{ID}/entries?token=", f"/settings/{ID}/entries?token={TOKEN}",
    f"/workouts/{ID}/entries?TOKEN={TOKEN}", f"/sign-out?token={TOKEN}", f"/local/users/{ID}?token={TOKEN}", INTO.upper(), "x" + INTO,
    INTO + "\nX: 1", f"/workouts/{ID}/entries?_method=DELETE&token={TOKEN}", f"/workouts/{ID}/entries?token={TOKEN}" + "a",
]  # fmt: skip


@pytest.mark.parametrize("into", EVIL)
def test_a_chosen_exercise_goes_nowhere_else(into: str) -> None:
    asked = search(into=into, q="bench")
    assert (asked.into, asked.back, asked.q) == (None, "/exercises", "bench")
