"""Wall clocks and instants: over clock changes, in zones without any, and in zones nobody knows."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import clock
from webapp.clock import Dates, Oddity

SOME_ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu",
    "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll", "UTC",
)  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "typed", "instant", "shown", "oddity"),
    [
        # Europe: clocks go forward at 02:00, back at 03:00.
        ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", "2026-03-29T01:59", "none"),
        ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", "2026-03-29T03:00", "skipped"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30", "2026-03-29T03:30", "skipped"),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", "2026-03-29T03:00", "none"),
        ("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59", "2026-10-25T01:59", "none"),
        ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00", "2026-10-25T02:00", "first"),
        ("Europe/Berlin", "2026-10-25T02:59", "2026-10-25T00:59", "2026-10-25T02:59", "first"),
        ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", "2026-10-25T03:00", "none"),
        # Half an hour, in the other season.
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:40", "2026-10-04T02:40", "skipped"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "2026-04-05T01:45", "first"),
        # A day that was left out, to be on the other side of the date line.
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00", "2011-12-31T10:00", "skipped"),
        ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59", "2011-12-29T23:59", "none"),
        # At midnight, and never.
        ("America/Santiago", "2026-09-06T00:15", "2026-09-06T04:15", "2026-09-06T01:15", "skipped"),
        ("Asia/Tokyo", "2026-03-29T02:30", "2026-03-28T17:30", "2026-03-29T02:30", "none"),
        ("Asia/Kathmandu", "2026-10-25T02:30", "2026-10-24T20:45", "2026-10-25T02:30", "none"),
    ],
)
def test_a_wall_clock_time_is_one_instant(zone: str, typed: str, instant: str, shown: str, oddity: str) -> None:
    found = clock.resolve(datetime.fromisoformat(typed), ZoneInfo(zone))

    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert (found.wall, found.oddity) == (datetime.fromisoformat(shown), oddity)


@pytest.mark.parametrize(
    ("zone", "typed", "apart"),
    [("Europe/Berlin", "2026-10-25T02:30", 60), ("Australia/Lord_Howe", "2026-04-05T01:45", 30)],
)
def test_the_second_of_two_can_be_meant(zone: str, typed: str, apart: int) -> None:
    asked, where = datetime.fromisoformat(typed), ZoneInfo(zone)
    first, second = clock.resolve(asked, where), clock.resolve(asked, where, second=True)

    assert second.instant - first.instant == timedelta(minutes=apart)
    assert (first.oddity, second.oddity) == (Oddity.FIRST, Oddity.SECOND)


@pytest.mark.parametrize("typed", ["2026-03-29T02:30", "2026-06-01T09:00", "2026-03-29T03:30"])
def test_only_a_time_that_comes_twice_has_a_second(typed: str) -> None:
    asked, where = datetime.fromisoformat(typed), ZoneInfo("Europe/Berlin")

    assert clock.resolve(asked, where, second=True) == clock.resolve(asked, where)


@given(
    moment=st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    name=st.sampled_from(SOME_ZONES),
)
def test_every_instant_comes_back_from_the_wall_clock_that_shows_it(moment: datetime, name: str) -> None:
    where = ZoneInfo(name)
    shown = clock.wall(moment, where)
    found = clock.resolve(shown.replace(fold=0), where, second=bool(shown.fold))

    assert found.instant == moment
    assert found.oddity is not Oddity.SKIPPED


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Nothing", "../../etc/passwd", "/etc/localtime", "a" * 5000, "UTC\x00", "Europe", None]
)
def test_a_zone_that_is_none_is_utc(name: str | None) -> None:
    assert clock.zone(name) is UTC
    assert not clock.is_zone(name)


def test_a_workout_without_a_known_zone_is_shown_in_the_readers() -> None:
    dates = Dates("Europe/Berlin", "month", 12)

    assert dates.at("Asia/Tokyo") == Dates("Asia/Tokyo", "month", 12)
    assert dates.at(None) == dates.at("Mars/Olympus") == dates


@pytest.mark.parametrize(("hours", "is_ahead"), [(-1000, False), (0, False), (23.9, False), (24.1, True), (1e6, True)])
def test_more_than_a_day_ahead_is_the_future(hours: float, *, is_ahead: bool) -> None:
    moment = datetime.now(UTC) + timedelta(hours=hours)

    assert clock.is_ahead(moment) is is_ahead
    assert clock.is_ahead(moment.astimezone(timezone(timedelta(hours=-11)))) is is_ahead
