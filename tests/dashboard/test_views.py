"""The front door, and Today: what is first on it, and a week in the lifter's own days."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.test import TestResponse

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.markup import text
from webapp.auth.queries import Lifter
from webapp.dashboard.views import _week
from webapp.history.queries import Summary

NOW = datetime.now(UTC)
LOCAL = ZoneInfo("America/New_York")


def test_the_front_door_says_what_it_is_and_leads_to_sign_in(visitor: Browser) -> None:
    response = visitor.get("/")

    assert response.status_code == 200
    assert reading.words(response).startswith("Topset Log every set, lose none")
    assert 'href="/sign-in"' in response.text
    assert "htmx" not in response.text


def test_the_front_door_leads_those_who_are_in_to_today(lifter: Browser) -> None:
    assert (lifter.get("/").status_code, lifter.get("/").location) == (303, "/dashboard")


def test_a_new_lifter_is_welcomed_and_has_one_thing_to_do(lifter: Browser) -> None:
    response = lifter.get("/dashboard")

    assert "Welcome, Lifter 1" in reading.words(response)
    assert "Nothing yet." in reading.words(response)
    assert [each.action for each in reading.forms(response)] == ["/workouts"]
    assert reading.classed(response, "trained") == []


def test_the_button_of_today_starts_the_workout_it_names(lifter: Browser) -> None:
    start = reading.form(lifter.get("/dashboard"), "/workouts")

    assert lifter.post(start.action, start.fields).location == f"/workouts/{start.fields['workout_id']}"
    assert lifter.post(start.action, start.fields).location == f"/workouts/{start.fields['workout_id']}"


def test_the_running_workout_is_first(lifter: Browser) -> None:
    log_id = lifter.start()
    lifter.log(log_id, exercise_id_of("Bench press"))

    response = lifter.get("/dashboard")
    said = reading.words(response)
    assert said.index("Running") < said.index("This week")
    assert "1 set · started" in said
    assert f'href="/workouts/{log_id}"' in response.text
    assert "Left running" not in said


def test_a_forgotten_workout_offers_to_be_finished_at_its_last_set(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="America/New_York")
    began = NOW - timedelta(hours=20)
    log_id = pasts.workout(run_sql, lifter, began, minutes=None)
    pasts.bench(lifter, log_id, began, "100", "100")
    last = (began + timedelta(minutes=2)).astimezone(LOCAL)

    response = lifter.get("/dashboard")
    finish = reading.form(response, f"/workouts/{log_id}/completion")
    assert f"Finishing ends it at its last set, {last:%H:%M}." in reading.words(response)
    assert f"on {began.astimezone(LOCAL):%a}" in reading.words(response)

    lifter.send("POST", finish.action, data=finish.fields)
    (stored,) = run_sql("SELECT finished_at FROM workout_logs WHERE id = %(id)s", id=log_id)
    assert stored["finished_at"] == began + timedelta(minutes=2)


def test_a_forgotten_workout_without_a_set_can_be_finished_too(lifter: Browser, run_sql: RunSql) -> None:
    pasts.workout(run_sql, lifter, NOW - timedelta(hours=13), minutes=None)

    said = reading.words(lifter.get("/dashboard"))
    assert "Left running for a while." in said
    assert "at its last set" not in said and "Finish it" in said


def test_the_last_workout_can_be_repeated(lifter: Browser, run_sql: RunSql) -> None:
    began = NOW - timedelta(days=2)
    log_id = pasts.workout(run_sql, lifter, began, name="Push <A>")
    pasts.bench(lifter, log_id, began, "100", "97.5")

    response = lifter.get("/dashboard")
    again = reading.forms(response)[1]
    assert "Repeat Push <A>" in reading.words(response)
    assert again.fields["repeat"] == str(log_id)

    started = lifter.get(lifter.post(again.action, again.fields).location)
    assert text(reading.page(started).all("h2")[0]) == "Bench press"
    assert [each.fields["weight"] for each in reading.forms(started) if "reps" in each.fields] == ["100", "97.5"]


def test_today_shows_five_of_the_last_workouts_newest_first(lifter: Browser, run_sql: RunSql) -> None:
    for days in range(1, 8):
        pasts.workout(run_sql, lifter, NOW - timedelta(days=days), name=f"Day {days}")

    response = lifter.get("/dashboard")
    assert [text(each) for each in reading.page(response).all("strong")] == [f"Day {days}" for days in range(1, 6)]
    assert 'href="/history"' in response.text


def test_today_is_not_about_others(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    pasts.workout(run_sql, stranger, NOW - timedelta(days=1), name="Secret legs")
    stranger.start()

    response = lifter.get("/dashboard")
    assert "Secret legs" not in response.text
    assert "Welcome" in reading.words(response)


def strip(response: TestResponse) -> list[str]:
    (week,) = reading.classed(response, "week")
    return [text(each) for each in week]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
@pytest.mark.parametrize("first", [1, 6, 7])
def test_the_week_is_the_lifters(lifter: Browser, run_sql: RunSql, zone: str, first: int) -> None:
    pasts.settings(run_sql, lifter, zone=zone, first=first)
    began = datetime.now(UTC) - timedelta(minutes=2)
    pasts.workout(run_sql, lifter, began, minutes=1)

    today = began.astimezone(ZoneInfo(zone)).date()
    days = strip(lifter.get("/dashboard"))
    assert len(days) == 7
    assert days[0].startswith(["Monday", "", "", "", "", "Saturday", "Sunday"][first - 1])
    assert [each for each in days if "no workout" not in each] == [f"{today:%A}, today: trained"]


def week(now: str, *trained: str, zone: str | None = "UTC", first: int = 1) -> list[dict[str, Any]]:
    lifter = Lifter("user_1", "Ana", None, None, "kg", "km", zone, first, "auto", 120)
    moments = [datetime.fromisoformat(each) for each in trained]
    done = [Summary(uuid.UUID(int=1), None, each, each, 1, Decimal(0), []) for each in moments]
    return _week(lifter, done, datetime.fromisoformat(now))


def trained_on(days: list[dict[str, Any]]) -> list[date]:
    return [each["date"] for each in days if each["trained"]]


@pytest.mark.parametrize(
    ("now", "first", "begins"),
    [
        ("2026-11-23T12:00Z", 1, date(2026, 11, 23)),
        ("2026-11-23T12:00Z", 7, date(2026, 11, 22)),
        ("2026-11-23T12:00Z", 6, date(2026, 11, 21)),
        ("2026-11-22T12:00Z", 1, date(2026, 11, 16)),
        ("2026-11-22T12:00Z", 7, date(2026, 11, 22)),
        ("2026-11-20T12:00Z", 6, date(2026, 11, 14)),
        ("2027-01-01T12:00Z", 1, date(2026, 12, 28)),
    ],
)
def test_a_week_begins_where_the_lifter_says(now: str, first: int, begins: date) -> None:
    days = week(now, first=first)
    assert [each["date"] for each in days] == [begins + timedelta(days=number) for number in range(7)]
    assert [each["date"].isoformat() for each in days if each["is_today"]] == [now[:10]]


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", "2026-11-22T23:30Z", date(2026, 11, 23)),
        ("UTC", "2026-11-23T00:00Z", date(2026, 11, 23)),
        ("America/Los_Angeles", "2026-11-24T07:59Z", date(2026, 11, 23)),
        (None, "2026-11-23T23:59Z", date(2026, 11, 23)),
    ],
)
def test_a_day_of_training_is_a_day_in_the_lifters_zone(zone: str | None, moment: str, day: date) -> None:
    assert trained_on(week("2026-11-25T12:00Z", moment, zone=zone)) == [day]


def test_what_was_before_the_week_is_not_in_it() -> None:
    assert trained_on(week("2026-11-25T12:00Z", "2026-11-22T22:59Z", "2026-11-30T12:00Z", zone="Europe/Berlin")) == []


def test_a_week_in_which_the_clocks_change_has_seven_days() -> None:
    """Europe's last Sunday of March has 23 hours and of October 25."""
    spring = week("2026-03-29T22:30Z", "2026-03-28T23:30Z", "2026-03-29T21:59Z", zone="Europe/Berlin", first=7)
    assert [each["date"].day for each in spring] == [29, 30, 31, 1, 2, 3, 4]
    assert trained_on(spring) == [date(2026, 3, 29)]

    autumn = week("2026-10-25T22:30Z", "2026-10-24T22:00Z", "2026-10-25T22:59Z", zone="Europe/Berlin")
    assert [each["date"].day for each in autumn] == [19, 20, 21, 22, 23, 24, 25]
    assert trained_on(autumn) == [date(2026, 10, 25)]


def test_the_strip_knows_every_workout_of_the_week(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, first=(NOW + timedelta(days=1)).isoweekday())
    for number in range(20):
        pasts.workout(run_sql, lifter, NOW - timedelta(minutes=number + 1), minutes=0)
    pasts.workout(run_sql, lifter, NOW - timedelta(days=6))
    pasts.workout(run_sql, lifter, NOW - timedelta(days=3))

    trained = [text(each) for each in reading.classed(lifter.get("/dashboard"), "trained")]
    assert len(trained) in {3, 4}, "just after midnight today's are of two days"
