"""A weight ten times the usual is stored and asked about once; nothing waits for the answer."""

import uuid

import pytest
from werkzeug.test import TestResponse

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.plans.desk import Desk
from tests.workouts import screen

QUESTION = "{} is ten times your usual. Right?"


@pytest.fixture
def usual(lifter: Browser) -> None:
    """A workout of yesterday's strength: two sets at 100 kg."""
    log_id, rows = screen.planned(lifter, "Bench press")
    for row in rows[:2]:
        assert screen.tick(lifter, log_id, row, {"weight": "100", "reps": "5"}).status_code == 201
    lifter.put(f"/workouts/{log_id}/completion")


def questions(page: TestResponse) -> list[str]:
    return ["".join(next(iter(each)).itertext()) for each in reading.classed(page, "unusual")]


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize(
    ("typed", "unit", "asked"),
    [
        ("1000", "kg", [QUESTION.format("1000 kg")]), ("999", "kg", []), ("2204.623", "lb", [QUESTION.format("2204.623 lb")]),
        ("2000", "lb", []), ("", "kg", []),
    ],
)  # fmt: skip
def test_ten_times_last_time_is_stored_and_asked_about(
    lifter: Browser, run_sql: RunSql, typed: str, unit: str, asked: list[str]
) -> None:
    log_id, rows = screen.planned(lifter, "Bench press")
    answer = screen.tick(lifter, log_id, rows[0], {"weight": typed}, weight_unit=unit, htmx=False)

    assert answer.location == f"/workouts/{log_id}"
    assert questions(lifter.get(answer.location)) == asked
    assert lifter.statements == 3
    assert len(run_sql("SELECT id FROM log_sets WHERE log_id = %(id)s", id=log_id)) == 1
    assert screen.tick(lifter, log_id, rows[1]).status_code == 201


@pytest.mark.usefixtures("usual")
def test_it_is_asked_once(lifter: Browser) -> None:
    log_id, rows = screen.planned(lifter, "Bench press")
    for row, weight in zip(rows, ("1000", "1005"), strict=True):
        screen.tick(lifter, log_id, row, {"weight": weight})
    page = lifter.get(f"/workouts/{log_id}")
    assert len(questions(page)) == 2

    kept = lifter.get(f"/workouts/{log_id}?sure={rows[0]}")
    assert kept.location == f"/workouts/{log_id}#set-{rows[0]}"
    assert len(questions(lifter.get(f"/workouts/{log_id}"))) == 1
    changed = lifter.get(f"/workouts/{log_id}?change={rows[1]}")
    pick = next(each for each in screen.row(changed, rows[1]).iter() if each.get("class") == "pick")
    assert pick.get("checked") is not None
    screen.tick(lifter, log_id, rows[1], {"weight": "100"})
    assert questions(lifter.get(f"/workouts/{log_id}")) == []


@pytest.mark.usefixtures("usual")
def test_who_is_sure_of_a_set_is_not_asked_about_another_like_it(lifter: Browser) -> None:
    log_id, rows = screen.planned(lifter, "Bench press")
    for row in rows:
        screen.tick(lifter, log_id, row, {"weight": "1000"})

    lifter.get(f"/workouts/{log_id}?sure={rows[0]}")
    assert questions(lifter.get(f"/workouts/{log_id}")) == []


def test_without_a_last_time_the_plan_is_the_usual(lifter: Browser) -> None:
    desk = Desk(lifter, lifter.post("/plans", {"name": "Winter"}).location)
    day = desk.add_day("Push")
    desk.save(desk.add_slot(day), {f"weight_{row}": "60" for row in range(3)})
    log_id = uuid.UUID(lifter.post("/workouts", {"plan_day_id": day}).location.rpartition("/")[2])
    (first, *_) = screen.rows(lifter.get(f"/workouts/{log_id}"))

    screen.tick(lifter, log_id, first, {"weight": "600"})
    assert questions(lifter.get(f"/workouts/{log_id}")) == [QUESTION.format("600 kg")]


def test_without_a_plan_the_other_sets_are_the_usual(lifter: Browser) -> None:
    log_id, (first, second, third) = screen.planned(lifter, "Bench press")
    screen.tick(lifter, log_id, first, {"weight": "60", "reps": "5"})
    assert questions(lifter.get(f"/workouts/{log_id}")) == []
    screen.tick(lifter, log_id, second, {"weight": "600", "reps": "5"})
    assert questions(lifter.get(f"/workouts/{log_id}")) == [QUESTION.format("600 kg")]
    screen.tick(lifter, log_id, third, {"weight": "60", "kind": "warmup"})
    assert questions(lifter.get(f"/workouts/{log_id}")) == [QUESTION.format("600 kg")]


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("asked", ["sure=nobody", "change=nobody", "change=00000000-0000-4000-8000-000000000000"])
def test_an_answer_about_no_set_changes_nothing(lifter: Browser, asked: str) -> None:
    log_id = lifter.start()

    assert lifter.get(f"/workouts/{log_id}?{asked}").status_code == 200
