"""When a workout was: corrected over clock changes, never in the future, and written down after the event."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.plans.desk import Desk
from webapp.clock import AHEAD_WORDS
from webapp.ids import uuid7

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def stored(run_sql: RunSql, log_id: uuid.UUID) -> dict[str, object]:
    return run_sql("SELECT * FROM workout_logs WHERE id = %(id)s", id=log_id)[0]


def moments(run_sql: RunSql, log_id: uuid.UUID) -> list[datetime]:
    rows = run_sql("SELECT performed_at FROM log_sets WHERE log_id = %(id)s ORDER BY set_number", id=log_id)
    return [row["performed_at"] for row in rows]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def form(lifter: Browser, log_id: uuid.UUID) -> reading.FilledForm:
    return reading.form(lifter.get(f"/workouts/{log_id}/edit"), f"/workouts/{log_id}")


def save(lifter: Browser, log_id: uuid.UUID, **typed: str) -> TestResponse:
    """What a browser sends after these fields of the form were changed."""
    shown = form(lifter, log_id)
    return lifter.post(shown.action, shown.fields | typed)


@pytest.mark.parametrize(
    ("zone", "typed", "minutes", "began", "said"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", 50, "2026-03-29T01:30", "Saved as 03:30."),
        ("Europe/Berlin", "2026-03-29T01:30", 60, "2026-03-29T00:30", ""),
        ("Europe/Berlin", "2025-10-26T01:30", 120, "2025-10-25T23:30", ""),
        ("Europe/Berlin", "2025-10-26T02:30", 90, "2025-10-26T00:30", "This is the first one."),
        ("Australia/Lord_Howe", "2025-10-05T02:15", 45, "2025-10-04T15:45", "Saved as 02:45."),
        ("America/Sao_Paulo", "2018-11-04T00:30", 60, "2018-11-04T03:30", "Saved as 01:30."),
        ("Pacific/Apia", "2011-12-30T18:00", 60, "2011-12-31T04:00", "Saved as Sat 31 Dec 2011, 18:00."),
        ("Asia/Tokyo", "2026-03-29T02:30", 50, "2026-03-28T17:30", ""),
    ],
)  # fmt: skip
def test_a_length_is_added_over_a_clock_change_and_what_became_of_the_time_is_said(  # noqa: PLR0913, PLR0917
    lifter: Browser, run_sql: RunSql, zone: str, typed: str, minutes: int, began: str, said: str
) -> None:
    pasts.settings(run_sql, lifter, zone=zone)
    log_id = pasts.workout(run_sql, lifter, MORNING)
    pasts.bench(lifter, log_id, MORNING, "100")

    response = lifter.put(f"/workouts/{log_id}", {"performed_at": typed, "minutes": str(minutes)})
    assert response.status_code == 303
    now = stored(run_sql, log_id)
    assert (now["performed_at"], now["finished_at"]) == (at(began), at(began) + minutes * MINUTE)
    assert moments(run_sql, log_id) == [at(began) + MINUTE]
    words = reading.words(lifter.get(response.location))
    assert said in words
    assert ("clocks" in words) is bool(said)


def test_of_two_equal_times_either_can_be_chosen_and_stays(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    second = at("2025-10-26T01:30") + timedelta(seconds=5)
    log_id = pasts.workout(run_sql, lifter, second)
    assert form(lifter, log_id).fields | {"note": ""} == {
        "name": "", "performed_at": "2025-10-26T02:30", "minutes": "60", "note": "", "second": "1"
    }  # fmt: skip

    save(lifter, log_id, name="Night")
    lifter.put(f"/workouts/{log_id}", {"performed_at": "2025-10-26T02:30", "name": "Older page"})
    assert stored(run_sql, log_id)["performed_at"] == second

    save(lifter, log_id, second="0")
    assert stored(run_sql, log_id)["performed_at"] == second - timedelta(hours=1)
    save(lifter, log_id, second="1", minutes="61")
    assert stored(run_sql, log_id)["performed_at"] == second
    assert stored(run_sql, log_id)["finished_at"] == second + 61 * MINUTE


def test_a_form_that_was_drawn_in_another_zone_means_that_one(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    log_id = pasts.workout(run_sql, lifter, MORNING)
    shown = form(lifter, log_id)
    run_sql("UPDATE user_settings SET time_zone = 'Asia/Tokyo' WHERE user_id = %(id)s", id=lifter.user_id)

    lifter.post(shown.action, shown.fields)
    assert stored(run_sql, log_id)["performed_at"] == MORNING
    lifter.post(shown.action, shown.fields | {"performed_at": "2026-06-01T11:00"})
    assert stored(run_sql, log_id)["performed_at"] == MORNING + timedelta(hours=1)
    assert stored(run_sql, log_id)["time_zone"] == "Europe/Berlin"


# ---- The future.


def ahead(**span: float) -> datetime:
    return datetime.now(UTC) + timedelta(**span)


@pytest.mark.parametrize("days", [2, 400, 26_000])
def test_no_form_takes_a_date_in_the_future(lifter: Browser, run_sql: RunSql, days: int) -> None:
    log_id, moment = lifter.start(), ahead(days=days)
    local, told = moment.isoformat(timespec="minutes")[:16], moment.isoformat()
    past = {"workout_id": str(uuid7()), "performed_at": local, "minutes": "60"}
    before = stored(run_sql, log_id)

    answers = [
        lifter.put(f"/workouts/{log_id}", {"performed_at": local}),
        lifter.log(log_id, exercise_id_of("Bench press"), performed_at=told),
        lifter.post("/workouts", {"workout_id": str(uuid7()), "started_at": told}),
        lifter.put(f"/workouts/{log_id}/completion", {"finished_at": told}),
        lifter.post("/workouts/past", past),
    ]
    assert [each.status_code for each in answers] == [422] * 5
    assert all(AHEAD_WORDS in reading.words(each) or AHEAD_WORDS in each.text for each in answers)
    assert len(run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id)) == 1
    assert stored(run_sql, log_id) == before
    assert moments(run_sql, log_id) == []


def test_a_clock_that_is_ahead_by_less_than_a_day_is_believed(lifter: Browser) -> None:
    log_id = lifter.start()

    assert lifter.put(f"/workouts/{log_id}", {"performed_at": ahead(hours=23).isoformat()[:16]}).status_code == 303
    told = ahead(hours=20).isoformat()
    assert lifter.log(log_id, exercise_id_of("Bench press"), performed_at=told).status_code == 201
    assert lifter.put(f"/workouts/{log_id}/completion", {"finished_at": told}).status_code == 303


def test_what_was_dated_into_the_future_before_is_saved_untouched_and_corrected(
    lifter: Browser, run_sql: RunSql
) -> None:
    log_id = pasts.workout(run_sql, lifter, ahead(days=20_000), minutes=90_000)

    assert save(lifter, log_id, name="Typo").status_code == 303
    assert stored(run_sql, log_id)["name"] == "Typo"
    assert save(lifter, log_id, performed_at="2026-06-01T08:00", minutes="60").status_code == 303
    assert stored(run_sql, log_id)["finished_at"] == MORNING + 60 * MINUTE


# ---- What is stored can be saved again.


@pytest.mark.parametrize("minutes", [1440, 1441, 4680, 500_000])
def test_a_length_that_stands_there_can_be_saved_again(lifter: Browser, run_sql: RunSql, minutes: int) -> None:
    log_id = pasts.workout(run_sql, lifter, MORNING, minutes=minutes)

    assert save(lifter, log_id, name="Renamed").status_code == 303
    now = stored(run_sql, log_id)
    assert (now["name"], now["finished_at"]) == ("Renamed", MORNING + minutes * MINUTE)
    refused = save(lifter, log_id, minutes="1442")
    assert (refused.status_code, reading.by_id(refused, "error-minutes").text) == (422, "At most 1440, please.")


def test_a_note_that_a_plan_wrote_can_be_saved_again(lifter: Browser, run_sql: RunSql) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    day = desk.add_day()
    slot = desk.add_slot(day)
    desk.save(slot, {"weight_0": "100", "reps_0": "5"}, progression="linear", note="x" * 500)
    for _ in range(2):
        log_id = uuid.UUID(lifter.post("/workouts", {"plan_day_id": day}).location.rpartition("/")[2])
        (entry,) = run_sql("SELECT id, note FROM log_entries WHERE log_id = %(id)s", id=log_id)
        (planned,) = run_sql("SELECT planned -> 0 ->> 'id' AS id FROM log_entries WHERE id = %(id)s", id=entry["id"])
        lifter.log(log_id, exercise_id_of("Bench press"), set_id=uuid.UUID(planned["id"]), entry_id=entry["id"])
        note = {"note": entry["note"], "revision": "2", "rest_seconds": "1:30"}
        assert lifter.put(f"/workouts/{log_id}/entries/{entry['id']}", note, htmx=True).status_code == 200
        lifter.put(f"/workouts/{log_id}/completion")
    assert len(entry["note"]) > 500


# ---- A workout of another day.


def past_form(lifter: Browser) -> reading.FilledForm:
    return reading.form(lifter.get("/workouts/past"), "/workouts/past")


def test_a_workout_of_another_day_is_entered_beside_the_one_that_runs(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    running = lifter.start()
    shown = past_form(lifter)
    assert shown.fields["minutes"] == "60"
    typed = shown.fields | {"performed_at": "2026-06-01T18:30", "minutes": "75"}
    log_id = uuid.UUID(typed["workout_id"])

    for _ in range(2):
        assert lifter.post(shown.action, typed).location == f"/workouts/{log_id}"
    now = stored(run_sql, log_id)
    assert (now["performed_at"], now["finished_at"]) == (at("2026-06-01T16:30"), at("2026-06-01T17:45"))
    assert now["time_zone"] == "Europe/Berlin"
    assert stored(run_sql, running)["finished_at"] is None

    lifter.add("Bench press", log_id)
    lifter.log(log_id, exercise_id_of("Bench press"))
    assert moments(run_sql, log_id) == [at("2026-06-01T17:45")]
    assert "Mon 1 Jun · 18:30" in reading.words(lifter.get(f"/workouts/{log_id}"))
    assert lifter.start() == running


def test_a_past_workout_may_be_a_day_of_the_plan_or_like_another(lifter: Browser, run_sql: RunSql) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    day = desk.add_day("Push")
    desk.add_slot(day, "Plank")
    other = pasts.workout(run_sql, lifter, MORNING, name="Legs")
    lifter.log(other, exercise_id_of("Back squat"))
    page = lifter.get("/workouts/past")
    values = [each.get("value") for each in reading.page(page).all("option")]
    assert values == ["", f"day:{day}", f"repeat:{other}"]

    names = []
    for like in values[1:]:
        shown = past_form(lifter)
        typed = shown.fields | {"performed_at": "2026-06-10T18:30", "like": str(like)}
        location = lifter.post(shown.action, typed).location
        lifter.post(shown.action, typed)
        rows = run_sql(
            "SELECT x.name FROM log_entries e JOIN exercises x ON x.id = e.exercise_id WHERE e.log_id = %(id)s",
            id=uuid.UUID(location.rpartition("/")[2]),
        )
        names.append([each["name"] for each in rows])
        assert lifter.get(location).status_code == 200
    assert names == [["Plank"], ["Back squat"]]
    assert reading.forms(lifter.get("/dashboard"))[-1].fields.get("workout_id")


def test_loads_of_a_past_workout_follow_from_what_was_done_before_it(lifter: Browser, run_sql: RunSql) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    day = desk.add_day("Push")
    slot = desk.add_slot(day)
    desk.save(slot, {"reps_0": "5"}, progression="none")
    for days, weight in ((0, "80"), (10, "120")):
        log_id = pasts.workout(run_sql, lifter, MORNING + timedelta(days=days))
        pasts.bench(lifter, log_id, MORNING + timedelta(days=days), weight)

    typed = {"workout_id": str(uuid7()), "performed_at": "2026-06-05T18:30", "minutes": "60", "like": f"day:{day}"}
    lifter.post("/workouts/past", typed)
    (entry,) = run_sql("SELECT planned FROM log_entries WHERE log_id = %(id)s", id=uuid.UUID(typed["workout_id"]))
    assert {each.get("weight_kg") for each in entry["planned"]} == {"80"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"performed_at": ""}, "performed_at"), ({"performed_at": "9999-12-31T23:59"}, "performed_at"),
        ({"minutes": ""}, "minutes"), ({"minutes": "1441"}, "minutes"), ({"minutes": "-1"}, "minutes"),
        ({"workout_id": "x"}, "workout_id"), ({"like": "day:me"}, "like"), ({"like": "x"}, "like"),
    ],
)  # fmt: skip
def test_a_past_workout_that_can_not_be_is_said_beside_its_field(
    lifter: Browser, run_sql: RunSql, typed: dict[str, str], field: str
) -> None:
    shown = past_form(lifter)
    response = lifter.post(shown.action, shown.fields | typed)

    assert response.status_code == 422
    assert reading.by_id(response, f"error-{field}").text
    assert run_sql("SELECT id FROM workout_logs WHERE user_id = %(id)s", id=lifter.user_id) == []


def test_a_strangers_workout_is_neither_taken_nor_repeated(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    theirs = pasts.workout(run_sql, stranger, MORNING)
    stranger.log(theirs, exercise_id_of("Bench press"))
    typed = {"workout_id": str(theirs), "performed_at": "2026-06-01T18:30", "minutes": "60"}
    assert lifter.post("/workouts/past", typed).status_code == 409
    mine = typed | {"workout_id": str(uuid7()), "like": f"repeat:{theirs}"}
    assert lifter.post("/workouts/past", mine).status_code == 303
    assert run_sql("SELECT id FROM log_entries WHERE log_id = %(id)s", id=uuid.UUID(mine["workout_id"])) == []
    assert (
        lifter.post("/workouts/past", mine | {"workout_id": str(uuid7()), "like": f"day:{theirs}"}).status_code == 404
    )


def test_a_past_workout_over_a_clock_change_says_so_on_its_page(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    typed = {"workout_id": str(uuid7()), "performed_at": "2026-03-29T02:30", "minutes": "50"}
    response = lifter.post("/workouts/past", typed)

    assert "02:30 doesn’t exist on that day" in reading.words(lifter.get(response.location))
    assert "clocks" not in reading.words(lifter.get(response.location.partition("?")[0]))
