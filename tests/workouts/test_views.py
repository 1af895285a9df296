"""A workout from its start to its deletion, by htmx and by plain forms."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of, new_user_id
from tests.conftest import RunSql
from tests.markup import text

Exercise = Callable[[str], uuid.UUID]
MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
NOWHERE = uuid.UUID(int=7)
BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def stored(run_sql: RunSql, log_id: uuid.UUID) -> dict[str, object]:
    return run_sql("SELECT * FROM workout_logs WHERE id = %(id)s", id=log_id)[0]


def count(run_sql: RunSql, lifter: Browser) -> int:
    return len(run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id))


def test_starting_twice_is_one_workout(lifter: Browser, run_sql: RunSql) -> None:
    ids = [uuid.uuid4(), uuid.uuid4()]
    answers = [lifter.post("/workouts", {"workout_id": str(each)}) for each in (ids[0], ids[0], ids[1])]

    assert {each.location for each in answers} == {f"/workouts/{ids[0]}"}
    assert count(run_sql, lifter) == 1


def test_a_start_sent_again_after_the_workout_ended_leads_to_it(lifter: Browser, run_sql: RunSql) -> None:
    log_id = uuid.uuid4()
    lifter.post("/workouts", {"workout_id": str(log_id)})
    lifter.put(f"/workouts/{log_id}/completion")

    assert lifter.post("/workouts", {"workout_id": str(log_id)}).location == f"/workouts/{log_id}"
    assert count(run_sql, lifter) == 1


@BY
def test_a_start_by_htmx_is_led_there_too(lifter: Browser, *, htmx: bool) -> None:
    response = lifter.post("/workouts", {"workout_id": str(uuid.uuid4()), "repeat": "not an id"}, htmx=htmx)
    assert response.headers["HX-Redirect" if htmx else "Location"].startswith("/workouts/")


def test_two_starts_at_once_are_one_workout(app: Flask, run_sql: RunSql) -> None:
    user_id = new_user_id()
    run_sql('INSERT INTO "user" (id) VALUES (%(id)s)', id=user_id)
    browsers = [Browser(app, user_id) for _ in range(6)]
    with ThreadPoolExecutor(len(browsers)) as threads:
        started = set(threads.map(lambda browser: browser.start(), browsers))

    assert len(started) == 1
    assert count(run_sql, browsers[0]) == 1


def test_another_lifters_id_starts_nothing(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    theirs = stranger.start()
    response = lifter.post("/workouts", {"workout_id": str(theirs)})

    assert response.status_code == 409
    assert "That workout can't be started again. Start a new one." in reading.words(response)
    assert count(run_sql, lifter) == 0


def test_another_lifters_workout_is_not_repeated(lifter: Browser, stranger: Browser) -> None:
    theirs = stranger.start()
    stranger.add("Bench press", theirs)

    response = lifter.get(lifter.post("/workouts", {"repeat": str(theirs)}).location)
    assert reading.classed(response, "entry") == []


def test_a_new_workout_says_what_to_do(lifter: Browser) -> None:
    log_id = lifter.start()
    response = lifter.get(f"/workouts/{log_id}")

    assert "What comes first?" in reading.words(response)
    assert 'href="/dashboard" aria-label="Back to Today"' in response.text
    assert [each.action.partition("?")[0].rpartition("/")[2] for each in reading.forms(response)] == [
        "completion",
        str(log_id),
    ]


def test_a_workout_is_named_for_its_time_where_the_lifter_is(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Asia/Tokyo")
    log_id = pasts.workout(run_sql, lifter, MORNING)

    said = reading.words(lifter.get(f"/workouts/{log_id}"))
    assert said.startswith("Monday evening Mon 1 Jun · 17:00")


@BY
def test_a_workout_is_finished_once(lifter: Browser, exercise: Exercise, run_sql: RunSql, *, htmx: bool) -> None:
    log_id = lifter.start()
    lifter.log(log_id, exercise("Bench press"))
    ends = []
    for _ in range(2):
        response = lifter.put(f"/workouts/{log_id}/completion", htmx=htmx)
        assert response.headers["HX-Redirect" if htmx else "Location"] == f"/workouts/{log_id}"
        ends.append(stored(run_sql, log_id)["finished_at"])

    assert ends[0] is not None and ends[0] == ends[1]
    said = reading.words(lifter.get(f"/workouts/{log_id}"))
    assert "Sets 1" in said and "Volume 500 kg" in said and "Finish workout" not in said


def test_what_was_not_lifted_is_no_part_of_a_finished_workout(lifter: Browser) -> None:
    log_id = lifter.start()
    lifter.add("Bench press", log_id)
    lifter.put(f"/workouts/{log_id}/completion")

    response = lifter.get(f"/workouts/{log_id}")
    assert reading.classed(response, "set") == []
    assert "Nothing was logged here." in reading.words(response)


def test_a_forgotten_workout_ends_at_its_last_set(lifter: Browser, run_sql: RunSql) -> None:
    began = datetime.now(UTC) - timedelta(hours=13)
    log_id = pasts.workout(run_sql, lifter, began, minutes=None)
    pasts.bench(lifter, log_id, began, "100", "100", "100")
    lifter.put(f"/workouts/{log_id}/completion")

    assert stored(run_sql, log_id)["finished_at"] == began + timedelta(minutes=3)


def fields(lifter: Browser, log_id: uuid.UUID) -> dict[str, str]:
    return reading.form(lifter.get(f"/workouts/{log_id}/edit"), f"/workouts/{log_id}").fields


@pytest.mark.parametrize(
    ("zone", "shown"), [("Europe/Berlin", "2026-06-01T10:00"), ("America/New_York", "2026-06-01T04:00")]
)
def test_a_workout_is_edited_in_the_lifters_time(lifter: Browser, run_sql: RunSql, zone: str, shown: str) -> None:
    pasts.settings(run_sql, lifter, zone=zone)
    log_id = pasts.workout(run_sql, lifter, MORNING, minutes=45, name="Push")

    assert fields(lifter, log_id) == {"name": "Push", "performed_at": shown, "minutes": "45", "note": ""}


def test_editing_the_date_moves_the_sets(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    log_id = pasts.workout(run_sql, lifter, MORNING)
    pasts.bench(lifter, log_id, MORNING, "100", "101")

    typed = {"name": "Push <A>", "performed_at": "2026-05-30T18:30", "minutes": "50", "note": "Felt\r\nlight"}
    response = lifter.put(f"/workouts/{log_id}", typed)
    assert (response.status_code, response.location) == (303, f"/workouts/{log_id}")
    began = datetime(2026, 5, 30, 16, 30, tzinfo=UTC)
    now = stored(run_sql, log_id)
    assert (now["name"], now["performed_at"], now["finished_at"]) == ("Push <A>", began, began + timedelta(minutes=50))
    moments = run_sql("SELECT performed_at FROM log_sets WHERE log_id = %(id)s ORDER BY set_number", id=log_id)
    assert [each["performed_at"] - began for each in moments] == [timedelta(minutes=1), timedelta(minutes=2)]
    said = reading.words(lifter.get(response.location))
    assert said.startswith("Push <A> Sat 30 May · 18:30") and "Felt light" in said


def test_the_line_of_an_exercise_follows_what_is_corrected_of_the_past(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="UTC")
    days = [MORNING, MORNING + timedelta(days=7)]
    first, second = (pasts.workout(run_sql, lifter, day) for day in days)
    for log_id, day, weight in zip((first, second), days, ("90", "120"), strict=True):
        pasts.bench(lifter, log_id, day, weight)
    exercise_id = exercise_id_of("Bench press")

    def points() -> list[tuple[str, str]]:
        """The table behind the line, newest first."""
        table = reading.classed(lifter.get(f"/exercises/{exercise_id}"), "as-table")
        rows = [row for each in table for row in each.iter("tr")][1:]
        return [(text(row[0]), text(row[1])) for row in rows]

    assert points() == [("Mon 8 Jun 2026", "140"), ("Mon 1 Jun 2026", "105")]
    lifter.put(f"/workouts/{first}", {"performed_at": "2026-06-20T09:00", "minutes": "60"})
    assert points() == [("Sat 20 Jun 2026", "105"), ("Mon 8 Jun 2026", "140")]
    (row,) = run_sql("SELECT id FROM log_sets WHERE log_id = %(id)s", id=first)
    lifter.log(first, exercise_id, set_id=row["id"], weight="150", revision=2)
    assert points() == [("Sat 20 Jun 2026", "175"), ("Mon 8 Jun 2026", "140")]


def test_saving_an_untouched_form_changes_nothing(lifter: Browser, run_sql: RunSql) -> None:
    began = MORNING + timedelta(seconds=31, microseconds=5)
    log_id = pasts.workout(run_sql, lifter, began)
    pasts.bench(lifter, log_id, began, "100")
    before = stored(run_sql, log_id), run_sql("SELECT * FROM log_sets WHERE log_id = %(id)s", id=log_id)
    lifter.put(f"/workouts/{log_id}", fields(lifter, log_id))

    assert (stored(run_sql, log_id), run_sql("SELECT * FROM log_sets WHERE log_id = %(id)s", id=log_id)) == before


def test_a_length_left_blank_stays(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, MORNING, minutes=45)
    lifter.put(f"/workouts/{log_id}", {"performed_at": "2026-06-01T09:00", "minutes": ""})

    assert stored(run_sql, log_id)["finished_at"] == MORNING + timedelta(hours=1, minutes=45)


def test_a_running_workout_is_edited_and_runs_on(lifter: Browser, run_sql: RunSql) -> None:
    log_id = lifter.start()
    form = fields(lifter, log_id)
    assert "minutes" not in form

    lifter.put(f"/workouts/{log_id}", form | {"name": "Legs"})
    assert (stored(run_sql, log_id)["name"], stored(run_sql, log_id)["finished_at"]) == ("Legs", None)


@BY
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"performed_at": "soon"}, "performed_at"), ({"performed_at": ""}, "performed_at"), ({}, "performed_at"),
        ({"performed_at": "2026-06-01T09:00", "minutes": "1441"}, "minutes"),
        ({"performed_at": "2026-06-01T09:00", "name": "x" * 101}, "name"),
        ({"performed_at": "2026-06-01T09:00", "note": "x" * 2001, "name": "Kept"}, "note"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_said_beside_its_field(
    lifter: Browser, run_sql: RunSql, typed: dict[str, str], field: str, *, htmx: bool
) -> None:
    log_id = pasts.workout(run_sql, lifter, MORNING, name="Before")
    before = stored(run_sql, log_id)
    response = lifter.put(f"/workouts/{log_id}", typed, htmx=htmx, check=not htmx)

    assert response.status_code == 422
    assert reading.by_id(response, f"error-{field}").text
    assert reading.form(response, f"/workouts/{log_id}").fields["name"] == typed.get("name", "")
    assert stored(run_sql, log_id) == before


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T23:59", "9999-12-31T00:01"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_a_date_at_the_end_of_time_is_refused(lifter: Browser, run_sql: RunSql, moment: str, zone: str) -> None:
    """No calendar could show it, in one zone or another."""
    pasts.settings(run_sql, lifter, zone=zone)
    log_id = pasts.workout(run_sql, lifter, MORNING)

    assert lifter.put(f"/workouts/{log_id}", {"performed_at": moment, "minutes": "1440"}).status_code == 422
    assert lifter.get("/history").status_code == 200


def test_a_workout_is_deleted_and_brought_back(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, MORNING)
    pasts.bench(lifter, log_id, MORNING, "100", "105")
    for _ in range(2):
        assert lifter.delete(f"/workouts/{log_id}").location == f"/history?deleted={log_id}"
    assert lifter.get(f"/workouts/{log_id}").status_code == 404

    assert lifter.post(f"/workouts/{log_id}/restoration").location == f"/workouts/{log_id}"
    assert len(reading.classed(lifter.get(f"/workouts/{log_id}"), "done")) == 2


def test_a_discarded_workout_makes_room_for_another(lifter: Browser, run_sql: RunSql) -> None:
    log_id = lifter.start()
    lifter.delete(f"/workouts/{log_id}", htmx=True)
    assert lifter.start() != log_id

    lifter.post(f"/workouts/{log_id}/restoration", htmx=True)
    assert stored(run_sql, log_id)["finished_at"] is not None


@BY
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("whose", ["nobody's", "a stranger's", "deleted"])
def test_what_is_not_there_is_404_whoever_had_it(
    lifter: Browser, stranger: Browser, method: str, whose: str, *, htmx: bool
) -> None:
    log_id = {"nobody's": lambda: NOWHERE, "a stranger's": stranger.start, "deleted": lifter.start}[whose]()
    if whose == "deleted":
        lifter.delete(f"/workouts/{log_id}")
    asked = {"performed_at": "2026-06-01T09:00"}

    if method != "DELETE" or whose != "deleted":
        assert lifter.send(method, f"/workouts/{log_id}", data=asked, htmx=htmx).status_code == 404
    assert lifter.get(f"/workouts/{log_id}/edit", htmx=htmx).status_code == 404
    assert lifter.put(f"/workouts/{log_id}/completion", htmx=htmx).status_code == 404
    if whose != "deleted":
        assert lifter.post(f"/workouts/{log_id}/restoration", htmx=htmx).status_code == 404


def heading(entry: Element) -> str:
    return text(next(each for each in entry.iter("h2")))


def test_exercises_stand_in_the_order_they_came(lifter: Browser) -> None:
    log_id = lifter.start()
    for name in ("Back squat", "Bench press", "Plank"):
        lifter.add(name, log_id)

    entries = reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")
    assert [heading(each) for each in entries] == ["Back squat", "Bench press", "Plank"]


def test_the_page_knows_whose_turn_it_is_without_a_script(lifter: Browser) -> None:
    log_id = lifter.start()
    bench, squat = (lifter.add(each, log_id) for each in ("Bench press", "Back squat"))
    lifter.put(f"/workouts/{log_id}/entries/{bench}/superset", {"with_id": str(squat), "revision": "2"})

    turns = []
    for _ in range(3):
        page = lifter.get(f"/workouts/{log_id}")
        (row,) = reading.classed(page, "next")
        form = reading.form(page, f"/workouts/{log_id}/sets/{row.get('id', '').removeprefix('set-')}")
        turns.append(form.fields["entry_id"])
        assert lifter.post(form.action, {**form.fields, "weight": "100", "reps": "5"}).status_code == 303
    assert turns == [str(bench), str(squat), str(bench)]
