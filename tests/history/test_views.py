"""The history: every finished workout by month, newest first, however many there are."""

import uuid
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests import pasts, reading
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.markup import text
from webapp.history.views import PAGE

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def names(response: TestResponse) -> list[str]:
    return [text(each) for each in reading.page(response).all("strong")]


def months(response: TestResponse) -> list[str]:
    return [text(each) for each in reading.page(response).all("h2")]


def older(response: TestResponse) -> Element | None:
    found = [each for each in reading.page(response).all("a") if text(each) == "Older workouts"]
    return found[0] if found else None


def test_a_new_lifters_history_says_what_will_stand_here(lifter: Browser) -> None:
    assert "No finished workouts yet." in reading.words(lifter.get("/history"))


def test_a_workout_is_shown_in_a_few_numbers(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, START, minutes=72, name="Push <A>")
    pasts.bench(lifter, log_id, START, "100", "102.5")

    response = lifter.get("/history")
    (shown,) = reading.classed(response, "workout")
    assert text(shown) == "Push <A> Sun 1 Nov 1 h 12 min 2 sets 1,012 kg 2 × Bench press"
    assert f'href="/workouts/{log_id}"' in response.text


def test_more_than_four_exercises_are_counted(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, START)
    for name in ("Bench press", "Back squat", "Deadlift", "Pull-up", "Overhead press", "Plank"):
        assert lifter.log(log_id, exercise_id_of(name)).status_code == 201

    assert text(reading.classed(lifter.get("/history"), "workout")[0]).endswith("and 2 more")


def test_a_running_workout_is_not_history_yet(lifter: Browser, run_sql: RunSql) -> None:
    pasts.workout(run_sql, lifter, START, name="Done")
    pasts.workout(run_sql, lifter, START + timedelta(days=1), name="Running", minutes=None)

    assert names(lifter.get("/history")) == ["Done"]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", ["November 2026", "October 2026"]),
        ("Europe/Berlin", ["November 2026"]),
        ("America/New_York", ["October 2026"]),
    ],
)
def test_a_month_is_a_month_in_the_lifters_zone(
    lifter: Browser, run_sql: RunSql, zone: str, expected: list[str]
) -> None:
    pasts.settings(run_sql, lifter, zone=zone)
    pasts.workout(run_sql, lifter, datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    pasts.workout(run_sql, lifter, datetime(2026, 11, 1, 0, 30, tzinfo=UTC))

    assert months(lifter.get("/history")) == expected


@pytest.mark.parametrize("htmx", [True, False])
def test_older_workouts_follow_without_a_gap(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    total = 2 * PAGE + 3
    for number in range(total):
        pasts.workout(run_sql, lifter, START - timedelta(hours=number // 2), name=str(number))

    response = lifter.get("/history")
    seen = names(response)
    assert len(seen) == PAGE
    while (link := older(response)) is not None:
        assert link.get("hx-get") == link.get("href")
        response = lifter.get(link.attrib["href"], htmx=htmx)
        assert ("<html" in response.text) is not htmx
        seen += names(response)
    assert len(seen) == total and {int(each) for each in seen} == set(range(total))
    assert [int(each) // 2 for each in seen] == sorted(number // 2 for number in range(total))


@pytest.mark.parametrize(("total", "has_more"), [(PAGE, False), (PAGE + 1, True)])
def test_a_full_page_alone_has_nothing_older(lifter: Browser, run_sql: RunSql, total: int, *, has_more: bool) -> None:
    for number in range(total):
        pasts.workout(run_sql, lifter, START - timedelta(hours=number))

    response = lifter.get("/history")
    assert len(names(response)) == PAGE
    assert (older(response) is not None) is has_more


@pytest.mark.parametrize("htmx", [True, False])
def test_after_the_oldest_there_is_no_more(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    pasts.workout(run_sql, lifter, START)

    response = lifter.get(f"/history?before=2020-01-01T00:00:00%2B00:00&before_id={uuid.UUID(int=7)}", htmx=htmx)
    assert "That is all there is." in reading.words(response)


@pytest.mark.parametrize(
    "query",
    [
        "before=yesterday", "before=2026-11-01T00:00:00", f"before_id={uuid.UUID(int=7)}", "before=&before_id=", "before_id=7",
        "before=2026-11-01T00:00:00Z", "deleted=all", "before=%00", "before=9999999999999999999999",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_the_newest_page(lifter: Browser, run_sql: RunSql, query: str) -> None:
    pasts.workout(run_sql, lifter, START, name="Here")

    assert names(lifter.get(f"/history?{query}")) == ["Here"]


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
def test_an_address_at_the_end_of_time_is_a_page(lifter: Browser, before: str) -> None:
    assert lifter.get(f"/history?before={before}&before_id={uuid.UUID(int=7)}").status_code == 200


def test_a_deleted_workout_is_gone_and_can_be_brought_back(lifter: Browser, run_sql: RunSql) -> None:
    log_id = pasts.workout(run_sql, lifter, START, name="Gone")
    pasts.bench(lifter, log_id, START, "100")

    response = lifter.get(lifter.delete(f"/workouts/{log_id}").location)
    assert "Workout deleted." in reading.words(response)
    assert names(response) == []

    undo = reading.form(response, f"/workouts/{log_id}/restoration")
    assert lifter.post(undo.action).location == f"/workouts/{log_id}"
    assert "1 set" in reading.words(lifter.get("/history"))


def test_a_workout_in_pounds_is_summed_in_the_lifters_unit(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, unit="lb")
    log_id = pasts.workout(run_sql, lifter, START)
    pasts.bench(lifter, log_id, START, "225", "102.5", unit="lb")

    assert "1,638 lb" in reading.words(lifter.get("/history"))


def test_others_have_a_history_of_their_own(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    pasts.workout(run_sql, stranger, START.replace(year=2099), name="Secret")

    assert "Secret" not in lifter.get("/history").text


def test_older_workouts_go_on_in_the_month_that_is_shown(lifter: Browser, run_sql: RunSql) -> None:
    for number in range(2 * PAGE + 1):
        pasts.workout(run_sql, lifter, START + timedelta(hours=1) - timedelta(hours=number))
    link = older(lifter.get("/history"))
    assert link is not None

    assert months(lifter.get(link.attrib["href"], htmx=True)) == []
    assert months(lifter.get(link.attrib["href"])) == ["October 2026"]
    assert months(lifter.get("/history")) == ["November 2026", "October 2026"]


def test_a_month_that_begins_with_older_workouts_is_headed(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="America/New_York")
    for number in range(PAGE):
        pasts.workout(run_sql, lifter, datetime(2026, 11, 1, 6, tzinfo=UTC) + timedelta(minutes=number))
    pasts.workout(run_sql, lifter, datetime(2026, 11, 1, 3, tzinfo=UTC))
    link = older(lifter.get("/history"))
    assert link is not None

    assert months(lifter.get(link.attrib["href"], htmx=True)) == ["October 2026"]


def test_an_address_shows_everything_down_to_a_workout(lifter: Browser, stranger: Browser, run_sql: RunSql) -> None:
    made = [pasts.workout(run_sql, lifter, START - timedelta(hours=number)) for number in range(2 * PAGE + 5)]
    strange = pasts.workout(run_sql, stranger, START)

    def shown(until: object) -> int:
        return len(names(lifter.get(f"/history?until={until}")))

    assert [shown(made[number]) for number in (0, PAGE - 1, PAGE, 2 * PAGE)] == [PAGE, PAGE, 2 * PAGE, 2 * PAGE + 5]
    assert [shown(each) for each in (strange, uuid.UUID(int=7), "nothing")] == [PAGE] * 3
    link = older(lifter.get("/history"))
    assert link is not None
    added = lifter.get(link.attrib["href"], htmx=True)
    (address,) = [each.attrib["data-address"] for each in reading.page(added).elements if "data-address" in each.attrib]
    assert address == f"/history?until={made[2 * PAGE - 1]}"
    assert f'id="past-{made[PAGE]}"' in lifter.get(address).text
    assert f'href="/history?until={made[PAGE]}#past-{made[PAGE]}"' in lifter.get(f"/workouts/{made[PAGE]}").text
