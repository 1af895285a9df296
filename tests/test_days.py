"""Which day a workout is on, in every room: its own zone's, whatever the lifter's setting; and never decided by the future."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.markup import text
from tests.plans.desk import Desk
from webapp.ids import uuid7

# In Tokyo it is Sunday, November 1, already; in New York still Saturday, October 31.
NIGHT = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)


def zone_of(run_sql: RunSql, log_id: object) -> object:
    return run_sql("SELECT time_zone FROM workout_logs WHERE id = %(id)s", id=log_id)[0]["time_zone"]


def set_zone(run_sql: RunSql, log_id: uuid.UUID, zone: str | None) -> None:
    run_sql("UPDATE workout_logs SET time_zone = %(zone)s WHERE id = %(id)s", id=log_id, zone=zone)


def everywhere(lifter: Browser, log_id: uuid.UUID) -> dict[str, str]:
    """What each room says of the day of the only workout."""
    history = lifter.get("/history")
    logger = lifter.get(f"/workouts/{log_id}")
    exercise = lifter.get(f"/exercises/{exercise_id_of('Bench press')}")
    edit = reading.form(lifter.get(f"/workouts/{log_id}/edit"), f"/workouts/{log_id}")
    return {
        "month": text(reading.page(history).all("h2")[0]),
        "day": text(reading.page(history).all("time")[0]),
        "title": text(reading.page(history).all("strong")[0]),
        "logger": " ".join(
            text(each) for each in (reading.page(logger).all("h1")[0], reading.classed(logger, "began")[0])
        ),
        "session": " ".join(text(reading.classed(exercise, "sessions")[0]).split()[:3]),
        "input": edit.fields["performed_at"],
        "today": text(reading.page(lifter.get("/dashboard")).all("time")[0]),
    }


@pytest.mark.parametrize("plan", [True, False], ids=["a day of a plan", "nothing"])
def test_a_workout_keeps_the_zone_of_the_phone_it_was_started_on(
    lifter: Browser, run_sql: RunSql, *, plan: bool
) -> None:
    pasts.settings(run_sql, lifter, zone="Europe/Berlin")
    like = {}
    if plan:
        desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
        like = {"plan_day_id": desk.add_day()}
    zones = []
    for sent in (
        {"time_zone": "Asia/Tokyo"},
        {"time_zone": ""},
        {},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../x"},
    ):
        log_id = str(uuid7())
        response = lifter.post("/workouts", {"workout_id": log_id, **like, **sent})
        assert response.location == f"/workouts/{log_id}"
        zones.append(zone_of(run_sql, uuid.UUID(log_id)))
        lifter.delete(f"/workouts/{log_id}")
    assert zones == ["Asia/Tokyo"] + ["Europe/Berlin"] * 4


def test_the_forms_that_start_a_workout_have_room_for_the_phones_zone(lifter: Browser, run_sql: RunSql) -> None:
    pasts.workout(run_sql, lifter, NIGHT)
    starts = [each for each in reading.forms(lifter.get("/dashboard")) if each.action == "/workouts"]

    assert [each.fields.get("time_zone") for each in starts] == [""] * 2


@pytest.mark.parametrize("setting", [None, "America/New_York", "Europe/Berlin", "Pacific/Kiritimati"])
def test_a_journey_moves_no_day(lifter: Browser, run_sql: RunSql, setting: str | None) -> None:
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    pasts.bench(lifter, log_id, NIGHT, "100")
    set_zone(run_sql, log_id, "Asia/Tokyo")
    pasts.settings(run_sql, lifter, zone=setting)

    assert everywhere(lifter, log_id) == {
        "month": "November 2026",
        "day": "Sun 1 Nov",
        "title": "Sunday morning",
        "logger": "Sunday morning Sun 1 Nov · 07:30",
        "session": "Sun 1 Nov",
        "input": "2026-11-01T07:30",
        "today": "Sun 1 Nov",
    }


@pytest.mark.parametrize("own", [None, "Mars/Olympus"])
def test_a_workout_whose_zone_is_not_known_is_on_a_day_of_the_setting(
    lifter: Browser, run_sql: RunSql, own: str | None
) -> None:
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    pasts.bench(lifter, log_id, NIGHT, "100")
    set_zone(run_sql, log_id, own)
    pasts.settings(run_sql, lifter, zone="America/New_York")

    assert everywhere(lifter, log_id)["logger"] == "Saturday evening Sat 31 Oct · 18:30"
    assert everywhere(lifter, log_id)["month"] == "October 2026"


def test_a_session_is_on_the_day_its_workout_began(lifter: Browser, run_sql: RunSql) -> None:
    """Its sets may be of the day after."""
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    pasts.bench(lifter, log_id, NIGHT + timedelta(hours=2), "100")

    assert everywhere(lifter, log_id)["session"] == "Sat 31 Oct"


def test_the_week_has_a_workout_on_the_day_of_its_own_zone(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="UTC", first=datetime.now(UTC).isoweekday())
    # The week begins today, so an evening of yesterday is in it only where today has begun.
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0)
    log_id = pasts.workout(run_sql, lifter, midnight - timedelta(hours=1), minutes=10)
    for zone, trained in (("UTC", 0), ("Asia/Tokyo", 1), ("America/New_York", 0)):
        set_zone(run_sql, log_id, zone)
        assert len(reading.classed(lifter.get("/dashboard"), "trained")) == trained


def test_a_corrected_date_is_one_in_the_workouts_own_zone(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="America/New_York")
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    set_zone(run_sql, log_id, "Asia/Tokyo")
    lifter.put(f"/workouts/{log_id}", {"performed_at": "2026-10-30T09:00", "minutes": "60"})

    (row,) = run_sql("SELECT performed_at, time_zone FROM workout_logs WHERE id = %(id)s", id=log_id)
    assert row == {
        "performed_at": datetime(2026, 10, 30, 9, tzinfo=ZoneInfo("Asia/Tokyo")),
        "time_zone": "Asia/Tokyo",
    }


# ---- As the browser writes.


@pytest.mark.parametrize(
    ("chosen", "language", "logger", "month"),
    [
        ({}, None, "Sat 31 Oct · 22:30", "October 2026"),
        ({}, "de-DE,de;q=0.9,en;q=0.8", "Sat 31 Oct · 22:30", "October 2026"),
        ({}, "en-US,en;q=0.9", "Sat, Oct 31 · 10:30 PM", "October 2026"),
        ({}, "en-AU", "Sat 31 Oct · 10:30 PM", "October 2026"),
        ({}, "ja-JP", "Sat 10-31 · 22:30", "2026 October"),
        ({"clock": "24"}, "en-US", "Sat, Oct 31 · 22:30", "October 2026"),
        ({"clock": "12", "date_style": "year"}, "de", "Sat 10-31 · 10:30 PM", "2026 October"),
        ({"date_style": "day"}, "en-US", "Sat 31 Oct · 10:30 PM", "October 2026"),
    ],
)
def test_dates_are_written_as_the_browser_or_the_setting_has_them(  # noqa: PLR0913, PLR0917
    lifter: Browser, run_sql: RunSql, chosen: dict[str, str], language: str | None, logger: str, month: str
) -> None:
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    lifter.put("/settings", {"weight_unit": "kg", "distance_unit": "km", "time_zone": "UTC"} | chosen)
    headers = {"Accept-Language": language}

    page = lifter.get(f"/workouts/{log_id}", headers=headers)
    assert logger in reading.words(page)
    assert {"Accept-Language", "HX-Request"} <= set(page.vary.as_set(preserve_casing=True))
    assert text(reading.page(lifter.get("/history", headers=headers)).all("h2")[0]) == month


def test_what_writes_no_dates_does_not_depend_on_the_language(lifter: Browser, visitor: Browser) -> None:
    assert "accept-language" not in visitor.get("/sign-in").vary.as_set()
    assert "accept-language" not in lifter.get("/sw.js", check=False).vary.as_set()


# ---- The future, which older releases took.

HEAVY = 'value="222"'


@pytest.fixture
def typo(lifter: Browser, run_sql: RunSql) -> uuid.UUID:
    """A workout that was dated to 2062, with a load that nothing else has."""
    future = datetime(2062, 3, 1, 8, tzinfo=UTC)
    log_id = pasts.workout(run_sql, lifter, future, name="Typo")
    lifter.log(log_id, exercise_id_of("Bench press"), weight="222")
    run_sql("UPDATE log_sets SET performed_at = %(at)s WHERE log_id = %(id)s", at=future, id=log_id)
    return log_id


def test_the_future_is_no_last_time(lifter: Browser, run_sql: RunSql, typo: uuid.UUID) -> None:
    log_id = pasts.workout(run_sql, lifter, NIGHT)
    pasts.bench(lifter, log_id, NIGHT, "100")
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    day = desk.add_day()
    desk.save(desk.add_slot(day), {"reps_0": "5"})
    location = lifter.post("/workouts", {"plan_day_id": day}).location
    assert 'value="100"' in lifter.get(location).text
    assert HEAVY not in lifter.get(location).text

    lifter.delete(location)
    empty = lifter.start()
    lifter.add("Bench press", empty)
    assert HEAVY not in lifter.get(f"/workouts/{empty}").text
    assert lifter.get(f"/workouts/{typo}").status_code == 200


def test_the_future_is_not_drawn_and_not_repeated_but_stays_in_the_history(
    lifter: Browser, run_sql: RunSql, typo: uuid.UUID
) -> None:
    for days in (0, 7):
        log_id = pasts.workout(run_sql, lifter, NIGHT - timedelta(days=days), name="Push")
        pasts.bench(lifter, log_id, NIGHT - timedelta(days=days), "100")

    assert "2062" not in reading.words(lifter.get(f"/exercises/{exercise_id_of('Bench press')}"))
    today = lifter.get("/dashboard")
    assert "Repeat Push" in reading.words(today)
    assert "Typo" not in reading.words(today)
    assert f"/workouts/{typo}" in lifter.get("/history").text


def test_the_future_does_not_take_the_plans_turn(lifter: Browser, run_sql: RunSql) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    days = [desk.add_day(name) for name in ("Push", "Pull")]
    for day in days:
        desk.add_slot(day)
    for day, at in ((days[1], datetime(2062, 3, 1, 8, tzinfo=UTC)), (days[0], NIGHT)):
        log_id = uuid.UUID(lifter.post("/workouts", {"plan_day_id": day}).location.rpartition("/")[2])
        lifter.log(log_id, exercise_id_of("Bench press"))
        lifter.put(f"/workouts/{log_id}/completion")
        run_sql(
            "UPDATE workout_logs SET performed_at = %(at)s, finished_at = %(at)s WHERE id = %(id)s", at=at, id=log_id
        )

    assert "Start Pull" in reading.words(lifter.get("/dashboard"))
    assert "last done Sat 31 Oct" in reading.words(lifter.get("/plans"))
