"""After a workout: the differences are shown, and what is chosen goes into the plan as one change."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.plans.desk import Desk
from tests.workouts import screen


@pytest.fixture
def done(desk: Desk) -> str:
    """A workout of a day: the bench heavier than planned, the squat left out, a curl added."""
    day = desk.add_day("Push")
    desk.save(desk.add_slot(day), weight_0="80", weight_1="80", weight_2="80")
    desk.add_slot(day, "Back squat")
    url = desk.browser.post("/workouts", {"plan_day_id": day}).location
    log_id = uuid.UUID(url.rpartition("/")[2])
    for row in screen.rows(desk.browser.get(url))[:3]:
        assert screen.tick(desk.browser, log_id, row, {"weight": "85"}).status_code == 201
    desk.browser.add("Barbell curl", log_id)
    row = screen.rows(desk.browser.get(url))[-1]
    assert screen.tick(desk.browser, log_id, row, {"weight": "30", "reps": "10"}).status_code == 201
    desk.browser.put(f"{url}/completion")
    return url


def test_a_finished_workout_asks_what_to_keep(desk: Desk, done: str) -> None:
    address = f"{desk.url}{done}"
    assert f'href="{address}"' in desk.browser.get(done).text
    for htmx in (True, False):
        shown = desk.browser.get(address, htmx=htmx)
        assert "Bench press: 80 → 85 kg" in reading.words(shown)
        assert "Take Back squat out: it was not done" in reading.words(shown)
        assert "Add Barbell curl" in reading.words(shown)
    assert desk.browser.statements == 3


def test_what_is_chosen_goes_into_the_plan_as_one_change(desk: Desk, done: str) -> None:
    shown = desk.browser.get(f"{desk.url}{done}")
    keys = [
        each.attrib["value"]
        for each in reading.page(shown).all("input")
        if each.get("name") == "keep" and "checked" in each.attrib
    ]
    assert len(keys) == 2
    kept = desk.browser.put(f"{desk.url}{done}", {"keep": keys})

    assert kept.location == desk.url
    assert desk.exercises() == [["Bench press", "Back squat", "Barbell curl"]]
    slot = reading.classed(desk.page(), "slot")[0].attrib["id"].removeprefix("slot-")
    assert [row["weight"] for row in desk.sets(slot)] == ["85", "85", "85"]
    again = desk.browser.get(f"{desk.url}{done}", htmx=True)
    assert "85 kg" not in reading.words(again)
    desk.undo()
    assert desk.exercises() == [["Bench press", "Back squat"]]
    assert [row["weight"] for row in desk.sets(slot)] == ["80", "80", "80"]


def test_what_went_as_planned_asks_nothing(desk: Desk) -> None:
    day = desk.add_day("Push")
    desk.save(desk.add_slot(day), weight_0="80", weight_1="80", weight_2="80")
    url = desk.browser.post("/workouts", {"plan_day_id": day}).location
    assert "Against the plan" not in desk.browser.get(url).text
    log_id = uuid.UUID(url.rpartition("/")[2])
    for row in screen.rows(desk.browser.get(url)):
        screen.tick(desk.browser, log_id, row)
    desk.browser.put(f"{url}/completion")

    assert desk.browser.get(f"{desk.url}{url}", htmx=True).text.strip() == ""
    assert "All went as planned" in reading.words(desk.browser.get(f"{desk.url}{url}"))


def test_a_failed_set_is_no_load_to_keep(desk: Desk) -> None:
    day = desk.add_day("Push")
    desk.save(desk.add_slot(day), weight_0="80", weight_1="80", weight_2="80")
    url = desk.browser.post("/workouts", {"plan_day_id": day}).location
    log_id = uuid.UUID(url.rpartition("/")[2])
    first, second, third = screen.rows(desk.browser.get(url))
    screen.tick(desk.browser, log_id, first)
    screen.tick(desk.browser, log_id, second)
    assert screen.tick(desk.browser, log_id, third, {"weight": "140", "reps": "0"}).status_code == 201
    desk.browser.put(f"{url}/completion")

    assert "All went as planned" in reading.words(desk.browser.get(f"{desk.url}{url}"))


def test_a_day_that_was_deleted_since_has_nothing_to_compare(desk: Desk, done: str) -> None:
    day = reading.classed(desk.page(), "day")[0].attrib["data-day"]
    desk.browser.delete(f"{desk.url}/days/{day}")

    assert "not in the plan any more" in reading.words(desk.browser.get(f"{desk.url}{done}"))
    assert desk.browser.put(f"{desk.url}{done}", {"keep": "add:x"}).status_code == 303
    assert desk.exercises() == []


def test_a_workout_of_another_or_of_another_plan_is_not_there(desk: Desk, done: str, stranger: Browser) -> None:
    other = Desk(desk.browser, desk.browser.post("/plans").location)
    assert desk.browser.get(f"{other.url}{done}").status_code == 404
    assert desk.browser.put(f"{other.url}{done}").status_code == 404
    assert stranger.get(f"{desk.url}{done}").status_code == 404


def test_a_deletion_that_is_undone_leaves_the_workout_its_place_in_the_plan(desk: Desk, done: str) -> None:
    """Day, slot and plan: what was compared before is compared again, and the next day is the one it was."""
    desk.add_slot(desk.add_day("Legs"))
    before = reading.words(desk.browser.get(f"{desk.url}{done}"))
    assert "Bench press: 80 → 85 kg" in before and "Start Legs" in reading.words(desk.browser.get("/dashboard"))
    day, slot = (
        reading.classed(desk.page(), each)[0].attrib["id"].removeprefix(f"{each}-") for each in ("day", "slot")
    )
    for path in (f"/days/{day}", f"/slots/{slot}"):
        desk.browser.delete(f"{desk.url}{path}", htmx=True)
        assert reading.words(desk.browser.get(f"{desk.url}{done}")) != before
        desk.undo()
        assert reading.words(desk.browser.get(f"{desk.url}{done}")) == before
        assert "Start Legs" in reading.words(desk.browser.get("/dashboard"))
    desk.browser.delete(desk.url)
    assert desk.browser.get(f"{desk.url}{done}").status_code == 404
    assert f"{desk.url}{done}" not in desk.browser.get(done).text
    desk.browser.post(f"{desk.url}/restoration")
    assert reading.words(desk.browser.get(f"{desk.url}{done}")) == before
    assert f"{desk.url}{done}" in desk.browser.get(done).text


@pytest.mark.parametrize("swaps", [1, 2])
def test_an_exercise_that_was_swapped_is_one_instead_of_the_other(desk: Desk, swaps: int) -> None:
    """Also where the second choice was taken as well: the last one is what was done."""
    slot = desk.add_slot(desk.add_day("Push"))
    desk.save(slot, weight_0="80", weight_1="80", weight_2="80")
    url = desk.browser.post("/workouts", {"plan_day_id": _day(desk)}).location
    log_id = uuid.UUID(url.rpartition("/")[2])
    _swapped(desk, url, *("Dip", "Machine chest press")[-swaps:])
    for row, weight in zip(screen.rows(desk.browser.get(url))[-3:], ("60", "65"), strict=False):
        assert screen.tick(desk.browser, log_id, row, {"weight": weight, "reps": "8"}).status_code == 201
    desk.browser.put(f"{url}/completion")

    shown = desk.browser.get(f"{desk.url}{url}")
    assert "Machine chest press instead of Bench press" in reading.words(shown)
    assert "Take Bench press out" not in reading.words(shown) and "Add" not in reading.words(shown)
    desk.browser.put(f"{desk.url}{url}", {"keep": f"swap:{slot}"})
    assert desk.exercises() == [["Machine chest press"]]
    assert [row["weight"] for row in desk.sets(slot)] == ["60", "65", ""]


def test_what_followed_sets_of_the_planned_exercise_is_one_more(desk: Desk) -> None:
    slot = desk.add_slot(desk.add_day("Push"))
    url = desk.browser.post("/workouts", {"plan_day_id": _day(desk)}).location
    log_id = uuid.UUID(url.rpartition("/")[2])
    first = screen.rows(desk.browser.get(url))[0]
    screen.tick(desk.browser, log_id, first, {"weight": "80", "reps": "8"})
    _swapped(desk, url, "Dip")
    row = screen.rows(desk.browser.get(url))[-1]
    screen.tick(desk.browser, log_id, row, {"reps": "8"})
    desk.browser.put(f"{url}/completion")

    said = reading.words(desk.browser.get(f"{desk.url}{url}"))
    assert "Add Dip" in said and "Bench press: 3 → 1 set" in said and "instead" not in said
    desk.browser.put(f"{desk.url}{url}", {"keep": f"sets:{slot}"})
    assert [len(desk.sets(slot)), desk.exercises()] == [1, [["Bench press"]]]


def _day(desk: Desk) -> str:
    return reading.classed(desk.page(), "day")[0].attrib["data-day"]


def _swapped(desk: Desk, url: str, *exercises: str) -> None:
    """Swap the last exercise of a workout, for one after the other."""
    for exercise in exercises:
        entry = [each.attrib["id"] for each in reading.classed(desk.browser.get(url), "entry")][-1]
        sent = {"exercise_id": exercise_id_of(exercise)}
        assert desk.browser.post(f"{url}/entries/{entry.removeprefix('entry-')}/swap", sent).status_code == 303
