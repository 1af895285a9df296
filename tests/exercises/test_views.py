"""The catalogue: looked through as one types, and an exercise's own page."""

import gzip
import json
import uuid
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.exercises.test_forms import EVIL
from tests.markup import text
from webapp.exercises import catalogue
from webapp.exercises.forms import EQUIPMENT, MUSCLES
from webapp.exercises.views import SHOWN

Exercise = Callable[[str], uuid.UUID]


@pytest.fixture
def own(lifter: Browser, run_sql: RunSql) -> uuid.UUID:
    """An exercise of the lifter's own."""
    return make_own(run_sql, lifter)


def make_own(run_sql: RunSql, lifter: Browser, name: str = "Zercher zigzag") -> uuid.UUID:
    exercise_id = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id, equipment) VALUES (%(id)s, %(name)s, %(owner)s, 'none')",
        id=exercise_id, name=name, owner=lifter.user_id,
    )  # fmt: skip
    return exercise_id


def names(response: TestResponse) -> list[str]:
    return [text(each) for each in reading.classed(response, "name")]


def test_a_search_is_a_page_and_its_results_a_fragment_of_it(lifter: Browser) -> None:
    page, fragment = lifter.get("/exercises?q=bench"), lifter.get("/exercises?q=bench", htmx=True)

    assert "<html" not in fragment.text and fragment.text.strip().startswith('<div id="results">')
    assert fragment.text.strip() in page.text
    assert names(page)[0] == "Bench press"


def test_a_page_keeps_what_was_asked(lifter: Browser) -> None:
    response = lifter.get("/exercises?q=%3Cpress%3E&muscle=chest&equipment=dumbbell")

    assert reading.form(response, "/exercises").fields == {
        "q": "<press>",
        "muscle": "chest",
        "equipment": "dumbbell",
        "only": "",
    }


def test_filters_narrow_a_search(lifter: Browser) -> None:
    found = lifter.get("/exercises?muscle=chest&equipment=dumbbell")

    about = {text(each) for each in reading.classed(found, "about")}
    assert about == {"Chest · Dumbbell"}


def test_equipment_goes_by_its_name(lifter: Browser) -> None:
    found = lifter.get("/exercises?q=spider+curl")

    assert text(reading.classed(found, "about")[0]) == "Biceps · EZ bar"
    assert '<option value="ez bar">EZ bar</option>' in found.text


def test_too_many_to_show_are_said_to_be_more(lifter: Browser) -> None:
    response = lifter.get("/exercises")

    assert len(names(response)) == SHOWN
    assert f"{SHOWN} exercises and more" in reading.words(response)
    assert "More fit." in reading.words(response)


def test_nothing_found_says_what_to_try(lifter: Browser) -> None:
    assert "take the filters away" not in reading.words(lifter.get("/exercises?q=qqqqqqqq"))
    response = lifter.get("/exercises?q=qqqqqqqq&muscle=neck", htmx=True)

    assert "0 exercises" in reading.words(response)
    assert "No exercise is called that." in reading.words(response)
    assert "take the filters away" in reading.words(response)


@pytest.mark.parametrize(
    "q", ["%", "_", "\\", "'", '"', "<script>", "%00", "\u2028", "🏋", "a" * 100, "a" * 101, "a " * 50, "((", "--", ";"]
)
def test_whatever_is_typed_is_an_answer(lifter: Browser, q: str) -> None:
    for htmx in (True, False):
        assert lifter.get("/exercises", query_string={"q": q}, htmx=htmx).status_code == 200


def test_every_muscle_and_equipment_of_the_catalogue_can_be_asked_for() -> None:
    listed = catalogue.load()

    assert {each.muscle_group for each in listed} | {
        muscle for each in listed for muscle in each.secondary_muscles
    } <= set(MUSCLES)
    assert {each.equipment for each in listed} <= set(EQUIPMENT)


def test_what_is_looked_through_are_links(lifter: Browser, exercise: Exercise) -> None:
    response = lifter.get("/exercises?q=bench press")

    assert f'href="/exercises/{exercise("Bench press")}"' in response.text
    assert 'name="exercise_id"' not in response.text
    assert reading.page(response).all("nav")


@pytest.mark.parametrize("htmx", [True, False])
def test_an_exercise_for_a_workout_is_a_button_that_puts_it_there(
    lifter: Browser, exercise: Exercise, *, htmx: bool
) -> None:
    log_id, squat = lifter.start(), exercise("Back squat")
    add = next(
        each.attrib["href"]
        for each in reading.page(lifter.get(f"/workouts/{log_id}")).all("a")
        if text(each) == "Add exercise"
    )

    search = lifter.get(add)
    asked = {**reading.form(search, "/exercises").fields, "q": "back squat"}
    found = lifter.get("/exercises", query_string=asked, htmx=htmx)
    choice = reading.form(found, f"/workouts/{log_id}/entries")
    assert f'value="{squat}"' in found.text
    assert [text(each) for each in reading.page(search).all("h1")] == ["Add exercise"]
    assert f'href="/workouts/{log_id}"' in search.text

    for _ in range(2):
        response = lifter.send(choice.method, choice.action, data={**choice.fields, "exercise_id": str(squat)})
        assert response.status_code == 303
    assert len(reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")) == 1


@pytest.mark.parametrize("into", EVIL)
def test_an_exercise_can_not_be_sent_elsewhere(lifter: Browser, into: str) -> None:
    response = lifter.get("/exercises", query_string={"into": into, "q": "bench"})

    assert [each.action for each in reading.forms(response)] == ["/exercises"]
    assert "evil" not in response.text and 'name="exercise_id"' not in response.text


def test_an_exercise_has_a_page_of_its_own(lifter: Browser, exercise: Exercise) -> None:
    said = reading.words(lifter.get(f"/exercises/{exercise('Bench press')}"))

    assert said.startswith("Bench press Chest · Barbell Favourite Works Chest And helps")
    assert "Logged as weight and reps" in said and "Also called" in said


def test_an_exercise_of_ones_own_may_have_nothing_but_a_name(lifter: Browser, own: uuid.UUID) -> None:
    said = reading.words(lifter.get(f"/exercises/{own}"))

    assert said.startswith("Zercher zigzag Yours Favourite Works – Logged as weight and reps No sets yet.")
    assert names(lifter.get("/exercises?q=zercher zigzag"))[0] == "Zercher zigzag"


@pytest.mark.parametrize("htmx", [True, False])
def test_an_exercise_of_anothers_is_not_there(stranger: Browser, own: uuid.UUID, *, htmx: bool) -> None:
    assert stranger.get(f"/exercises/{own}", htmx=htmx).status_code == 404
    assert "Zercher zigzag" not in names(stranger.get("/exercises?q=zercher zigzag"))


def test_an_exercise_that_is_not_there_says_so(lifter: Browser) -> None:
    response = lifter.get(f"/exercises/{uuid.UUID(int=7)}")

    assert response.status_code == 404
    assert "There is no such exercise in your catalogue." in reading.words(response)


def test_a_search_takes_two_statements_and_an_exercise_three(lifter: Browser, exercise: Exercise) -> None:
    for path, budget in (("/exercises?q=bench", 2), (f"/exercises/{exercise('Bench press')}", 3)):
        lifter.get(path)
        assert lifter.statements == budget


def test_the_whole_catalogue_is_a_small_list(
    lifter: Browser, own: uuid.UUID, exercise: Callable[[str], uuid.UUID]
) -> None:
    log_id = lifter.start()
    lifter.add("Deadlift", log_id)

    response = lifter.get("/exercises/list")
    rows = json.loads(response.text)

    assert lifter.statements == 2
    assert rows[0][:4] == [str(exercise("Deadlift")), "Deadlift", "weight_reps", "Glutes · Barbell"]
    assert "rdl" in next(each[4] for each in rows if each[1] == "Romanian deadlift").lower()
    assert len(rows) >= 480 and str(own) in {each[0] for each in rows}
    assert len(gzip.compress(response.data, mtime=0)) <= 25_000


def test_the_list_has_nothing_of_a_stranger(stranger: Browser, own: uuid.UUID) -> None:
    assert str(own) not in stranger.get("/exercises/list").text
