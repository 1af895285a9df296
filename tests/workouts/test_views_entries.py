"""An exercise in a workout: added once, its rows what its kind is measured in, taken out and put back."""

import uuid
from collections.abc import Callable

import pytest

from tests import pasts, reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts import screen
from webapp.exercises import catalogue
from webapp.strength import Kind

Exercise = Callable[[str], uuid.UUID]
BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
NOWHERE = uuid.UUID(int=7)
OF_KIND = {each.kind: each.name for each in catalogue.load()}
INPUTS = {
    Kind.WEIGHT_REPS: {"weight", "reps"},
    Kind.BODYWEIGHT_REPS: {"reps"},
    Kind.WEIGHTED_BODYWEIGHT: {"weight", "reps"},
    Kind.ASSISTED_BODYWEIGHT: {"weight", "reps"},
    Kind.DURATION: {"duration_seconds"},
    Kind.WEIGHT_DURATION: {"weight", "duration_seconds"},
    Kind.DISTANCE_DURATION: {"distance", "duration_seconds"},
    Kind.WEIGHT_DISTANCE: {"weight", "distance"},
}
MEASURES = {"weight": "20", "reps": "8", "duration_seconds": "1:05", "distance": "1.5"}


def entries(lifter: Browser, log_id: uuid.UUID) -> list[str]:
    return [each.attrib["id"] for each in reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")]


@BY
def test_a_double_tap_adds_an_exercise_once(lifter: Browser, exercise: Exercise, *, htmx: bool) -> None:
    log_id = lifter.start()
    wish = {"exercise_id": str(exercise("Bench press")), "token": str(uuid.uuid4())}
    answers = [lifter.post(f"/workouts/{log_id}/entries", wish, htmx=htmx) for _ in range(2)]
    led = {each.headers["HX-Redirect" if htmx else "Location"] for each in answers}

    assert len(led) == 1
    assert entries(lifter, log_id) == [led.pop().partition("#")[2]]


def test_another_exercise_of_the_same_page_is_another_wish(lifter: Browser, exercise: Exercise) -> None:
    """Back in the browser shows the same page again, with its token."""
    log_id, token = lifter.start(), str(uuid.uuid4())
    for name in ("Bench press", "Back squat", "Bench press"):
        lifter.post(f"/workouts/{log_id}/entries?token={token}", {"exercise_id": str(exercise(name))})

    assert len(entries(lifter, log_id)) == 2


def test_the_same_exercise_of_another_page_is_another_wish(lifter: Browser, exercise: Exercise) -> None:
    log_id = lifter.start()
    for _ in range(2):
        wish = {"exercise_id": str(exercise("Bench press")), "token": str(uuid.uuid4())}
        lifter.post(f"/workouts/{log_id}/entries", wish)
    lifter.post(f"/workouts/{log_id}/entries", {"exercise_id": str(exercise("Bench press"))})

    assert len(entries(lifter, log_id)) == 3


@BY
@pytest.mark.parametrize("sent", [{}, {"exercise_id": "bench"}, {"exercise_id": str(NOWHERE), "token": "x"}])
def test_what_is_no_exercise_is_refused(lifter: Browser, sent: dict[str, str], *, htmx: bool) -> None:
    response = lifter.post(f"/workouts/{lifter.start()}/entries", sent, htmx=htmx)

    assert response.status_code == 422
    assert "Choose an exercise from the list." in reading.words(response)


@BY
def test_an_exercise_or_a_workout_that_is_not_there_is_404(
    lifter: Browser, stranger: Browser, exercise: Exercise, run_sql: RunSql, *, htmx: bool
) -> None:
    own = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, 'Secret press', %(owner)s)",
        id=own,
        owner=stranger.user_id,
    )
    mine, bench = lifter.start(), exercise("Bench press")
    for log_id, exercise_id in ((mine, NOWHERE), (mine, own), (stranger.start(), bench), (NOWHERE, bench)):
        response = lifter.post(f"/workouts/{log_id}/entries", {"exercise_id": str(exercise_id)}, htmx=htmx)
        assert response.status_code == 404
        assert "Secret press" not in response.text
    assert entries(lifter, mine) == []


def test_every_kind_has_an_exercise_here() -> None:
    assert set(OF_KIND) == set(Kind) == set(INPUTS)


@pytest.mark.parametrize("kind", Kind)
def test_the_kind_decides_what_is_typed_and_comes_back(lifter: Browser, kind: Kind) -> None:
    log_id, (first, second, *_) = screen.planned(lifter, OF_KIND[kind])
    page = lifter.get(f"/workouts/{log_id}")
    asked = set(screen.form(page, log_id, first).fields) & set(MEASURES)
    assert asked == INPUTS[kind]

    typed = {name: MEASURES[name] for name in asked}
    response = screen.tick(lifter, log_id, first, typed)
    assert response.status_code == 201
    assert {name: screen.form(response, log_id, first).fields[name] for name in asked} == typed
    after = screen.form(lifter.get(f"/workouts/{log_id}"), log_id, second).fields
    assert {name: after[name] for name in asked} == typed

    lifter.put(f"/workouts/{log_id}/completion")
    assert "Sets 1" in reading.words(lifter.get(f"/workouts/{log_id}"))


@pytest.mark.parametrize("kind", Kind)
def test_the_kind_decides_what_last_time_was(lifter: Browser, kind: Kind) -> None:
    log_id, (first, *_) = screen.planned(lifter, OF_KIND[kind])
    screen.tick(lifter, log_id, first, {name: MEASURES[name] for name in INPUTS[kind]})
    lifter.put(f"/workouts/{log_id}/completion")
    log_id, (again, *_) = screen.planned(lifter, OF_KIND[kind])

    assert (
        screen.previous(lifter.get(f"/workouts/{log_id}"), again)
        == {
            Kind.WEIGHT_REPS: "20 × 8",
            Kind.BODYWEIGHT_REPS: "8",
            Kind.WEIGHTED_BODYWEIGHT: "20 × 8",
            Kind.ASSISTED_BODYWEIGHT: "20 × 8",
            Kind.DURATION: "1:05",
            Kind.WEIGHT_DURATION: "20 × 1:05",
            Kind.DISTANCE_DURATION: "1.5 km × 1:05",
            Kind.WEIGHT_DISTANCE: "20 × 1.5 m",
        }[kind]
    )


def test_a_runner_in_miles_types_miles(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, far="mi", unit="lb")
    log_id, (first, *_) = screen.planned(lifter, "Running")
    response = screen.tick(lifter, log_id, first, distance="3,1", duration_seconds="25:00")

    assert screen.form(response, log_id, first).fields["distance"] == "3.1"
    (kept,) = run_sql("SELECT distance_m::text FROM log_sets WHERE id = %(id)s", id=first)
    assert kept["distance_m"].rstrip("0") == "4988.9664"


def test_a_row_without_anything_of_its_own_follows_the_one_before(lifter: Browser) -> None:
    log_id, (first, second, third) = screen.planned(lifter, "Bench press")
    page = lifter.get(f"/workouts/{log_id}")
    assert all("data-follows" in screen.row(page, each).attrib for each in (first, second, third))

    screen.tick(lifter, log_id, first, weight="60", reps="5")
    page = lifter.get(f"/workouts/{log_id}")
    assert ["data-follows" in screen.row(page, each).attrib for each in (first, second, third)] == [False, True, True]
    assert [screen.form(page, log_id, each).fields["weight"] for each in (second, third)] == ["60", "60"]


@BY
def test_one_more_set_is_added_once(lifter: Browser, *, htmx: bool) -> None:
    log_id, ids = screen.planned(lifter, "Bench press")
    page = lifter.get(f"/workouts/{log_id}")
    more = next(each for each in reading.forms(page) if each.action.endswith("/sets"))
    wanted = uuid.UUID(more.fields["set_id"])
    for _ in range(2):
        response = lifter.post(more.action, more.fields, htmx=htmx)
        assert response.status_code == (200 if htmx else 303)
        if htmx:
            assert screen.rows(response) == [wanted]
            assert uuid.UUID(reading.form(response, more.action).fields["set_id"]) != wanted
    after = lifter.get(f"/workouts/{log_id}")
    assert screen.rows(after) == [*ids, wanted]
    assert screen.number(after, wanted) == "4"


def test_a_script_may_leave_the_name_of_a_set_to_the_server(lifter: Browser) -> None:
    log_id, ids = screen.planned(lifter, "Bench press")
    entry = entries(lifter, log_id)[0].removeprefix("entry-")
    assert len(screen.rows(lifter.post(f"/workouts/{log_id}/entries/{entry}/sets", htmx=True))) == 1
    assert len(screen.rows(lifter.get(f"/workouts/{log_id}"))) == len(ids) + 1


def test_a_set_that_was_deleted_is_not_added_again(lifter: Browser, exercise: Exercise) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    entry = lifter.add("Bench press", log_id)
    more = f"/workouts/{log_id}/entries/{entry}/sets"
    lifter.post(more, {"set_id": str(set_id)}, htmx=True)
    lifter.log(log_id, exercise("Bench press"), set_id=set_id, entry_id=entry)
    lifter.delete(f"{screen.url(log_id, set_id)}?revision=2", htmx=True)

    assert screen.rows(lifter.post(more, {"set_id": str(set_id)}, htmx=True)) == []


@BY
def test_an_exercise_is_taken_out_and_put_back_with_its_sets(
    lifter: Browser, exercise: Exercise, *, htmx: bool
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    entry = lifter.add("Bench press", log_id)
    lifter.log(log_id, exercise("Bench press"), set_id=set_id, entry_id=entry)
    before = screen.rows(lifter.get(f"/workouts/{log_id}"))
    url = f"/workouts/{log_id}/entries/{entry}"

    removed = lifter.delete(url, htmx=htmx)
    assert removed.status_code == (200 if htmx else 303)
    assert entries(lifter, log_id) == []
    if htmx:
        assert reading.words(removed) == "Bench press removed Undo"
        assert reading.form(removed, f"{url}/restoration").fields == {"revision": "3"}
    restored = lifter.post(f"{url}/restoration", htmx=htmx)
    if htmx:
        assert screen.rows(restored) == before
    else:
        assert restored.location == f"/workouts/{log_id}#entry-{entry}"
    assert screen.rows(lifter.get(f"/workouts/{log_id}")) == before


def test_a_set_that_comes_late_brings_its_exercise_back(lifter: Browser, exercise: Exercise) -> None:
    """It waited on a phone while another device took the exercise out."""
    log_id, set_id = lifter.start(), uuid.uuid4()
    entry = lifter.add("Bench press", log_id)
    lifter.delete(f"/workouts/{log_id}/entries/{entry}", htmx=True)
    assert lifter.log(log_id, exercise("Bench press"), set_id=set_id, entry_id=entry).status_code == 201

    assert entries(lifter, log_id) == [f"entry-{entry}"]
    assert set_id in screen.rows(lifter.get(f"/workouts/{log_id}"))


@BY
def test_an_exercise_that_is_not_in_the_workout_is_404(lifter: Browser, stranger: Browser, *, htmx: bool) -> None:
    mine, theirs = lifter.start(), stranger.start()
    entry = stranger.add("Bench press", theirs)
    for log_id, entry_id in ((mine, NOWHERE), (mine, entry), (theirs, entry), (NOWHERE, entry)):
        url = f"/workouts/{log_id}/entries/{entry_id}"
        assert lifter.delete(url, htmx=htmx).status_code == 404
        assert lifter.post(f"{url}/restoration", htmx=htmx).status_code == 404
        assert lifter.post(f"{url}/sets", {"set_id": str(uuid.uuid4())}, htmx=htmx).status_code == 404
    assert len(screen.rows(stranger.get(f"/workouts/{theirs}"))) == 3
    assert len(entries(stranger, theirs)) == 1


def test_the_note_of_an_exercise_stands_above_its_rows(lifter: Browser, run_sql: RunSql) -> None:
    log_id = lifter.start()
    entry = lifter.add("Bench press", log_id)
    run_sql("UPDATE log_entries SET note = 'Pause <2 s' WHERE id = %(id)s", id=entry)

    assert "Pause <2 s" in reading.words(lifter.get(f"/workouts/{log_id}"))
