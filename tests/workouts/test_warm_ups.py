"""Warm-up sets are planned by one tap, before the first working set, and once."""

import uuid
from decimal import Decimal

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts import screen
from tests.workouts.logbook import BENCH, Logbook
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.strength import SetKind
from webapp.workouts import entries

D = Decimal
BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
LADDER = [(D(20), 5), (D(40), 5), (D("60.5"), 3)]


def shown(mine: Logbook, log_id: uuid.UUID) -> list[tuple[str, Decimal | None, bool]]:
    return [(row.kind.value, row.measures.weight_kg, row.is_done) for row in mine.whole(log_id).entries[0].rows]


def test_they_stand_before_the_first_working_set_and_come_once(mine: Logbook) -> None:
    log_id, token = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    for _ in range(2):
        entry = mine.do(entries.add_warm_ups, log_id, entry_id, token=token, sets=LADDER)

    assert [(row.kind, row.measures.weight_kg, row.measures.reps) for row in entry.rows[:3]] == [
        (SetKind.WARMUP, weight, reps) for weight, reps in LADDER
    ]
    assert [(row.set_number, row.ordinal) for row in entry.rows] == [(1, 1), (2, 2), (3, 3), (4, 1), (5, 2), (6, 3)]


def test_what_was_lifted_before_keeps_its_place_behind_them(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)
    warm_up, first, _ = mine.whole(log_id).entries[0].rows
    mine.record(log_id, warm_up.id, set_number=1, kind=SetKind.WARMUP, weight_kg=D(10))
    mine.record(log_id, first.id, set_number=2)
    before = mine.stored(log_id)
    mine.do(entries.add_warm_ups, log_id, entry_id, token=uuid7(), sets=LADDER)

    rows = shown(mine, log_id)
    assert [row[1] for row in rows if row[0] == "warmup"] == [10, 20, 40, D("60.5")]
    assert [row[0] for row in rows] == ["warmup"] * 4 + ["working"] * 2
    after = mine.stored(log_id)
    assert [{**row, "set_number": 0} for row in after] == [{**row, "set_number": 0} for row in before]


def test_one_that_was_taken_out_does_not_come_back_with_a_late_repeat(mine: Logbook) -> None:
    log_id, token = mine.start(), uuid7()
    entry_id = mine.add(log_id)
    entry = mine.do(entries.add_warm_ups, log_id, entry_id, token=token, sets=LADDER)
    mine.delete(log_id, entry.rows[0].id, 1)
    mine.do(entries.add_warm_ups, log_id, entry_id, token=token, sets=LADDER)
    assert [row[0] for row in shown(mine, log_id)].count("warmup") == 2


def test_none_are_none_and_a_strangers_entry_is_not_there(mine: Logbook, theirs: Logbook) -> None:
    log_id = theirs.start()
    entry_id = theirs.add(log_id)
    theirs.do(entries.add_warm_ups, log_id, entry_id, token=uuid7(), sets=[])
    with pytest.raises(NotFoundError):
        mine.do(entries.add_warm_ups, log_id, entry_id, token=uuid7(), sets=LADDER)
    assert [row[0] for row in shown(theirs, log_id)] == ["working"] * 3


def planned(lifter: Browser, log_id: uuid.UUID) -> list[tuple[str, str, str]]:
    page = lifter.get(f"/workouts/{log_id}")
    sent = [screen.form(page, log_id, each).fields for each in screen.rows(page)]
    return [(each["kind"], each["weight"], each["reps"]) for each in sent]


@BY
def test_one_tap_plans_what_can_be_loaded(lifter: Browser, *, htmx: bool) -> None:
    log_id = lifter.start()
    entry_id = lifter.add(BENCH, log_id)
    url = f"/workouts/{log_id}/entries/{entry_id}/warm-ups"
    token = reading.form(lifter.get(f"/workouts/{log_id}"), url).fields["token"]
    for _ in range(2):
        response = lifter.post(url, {"token": token, "weight": "102,5", "weight_unit": "kg"}, htmx=htmx)
        assert response.status_code == (200 if htmx else 303)

    assert planned(lifter, log_id)[:5] == [
        ("warmup", "20", "5"), ("warmup", "40", "5"), ("warmup", "60", "3"), ("warmup", "80", "2"), ("working", "", ""),
    ]  # fmt: skip


def test_in_pounds_they_are_pounds(lifter: Browser, run_sql: RunSql) -> None:
    run_sql("INSERT INTO user_settings (user_id, weight_unit) VALUES (%(id)s, 'lb')", id=lifter.user_id)
    log_id = lifter.start()
    entry_id = lifter.add(BENCH, log_id)
    url = f"/workouts/{log_id}/entries/{entry_id}/warm-ups"
    lifter.post(url, {"token": str(uuid7()), "weight": "225", "weight_unit": "lb"})
    assert [each[1] for each in planned(lifter, log_id)[:4]] == ["45", "90", "135", "180"]


def test_without_a_weight_the_first_working_row_says_it(lifter: Browser) -> None:
    log_id, (first, *_) = screen.planned(lifter, BENCH)
    screen.tick(lifter, log_id, first, weight="60", reps="5")
    entry_id = reading.classed(lifter.get(f"/workouts/{log_id}"), "entry")[0].attrib["id"].removeprefix("entry-")
    lifter.post(f"/workouts/{log_id}/entries/{entry_id}/warm-ups", {"token": str(uuid7())})
    assert [each[1] for each in planned(lifter, log_id)[:4]] == ["20", "35", "47.5", "60"]


@BY
def test_without_any_weight_it_is_asked_for(lifter: Browser, *, htmx: bool) -> None:
    log_id = lifter.start()
    entry_id = lifter.add(BENCH, log_id)
    url = f"/workouts/{log_id}/entries/{entry_id}/warm-ups"
    for sent in ({"token": str(uuid7())}, {}):
        response = lifter.post(url, sent, htmx=htmx)
        assert response.status_code == 422
        assert "Say first how heavy the working sets will be." in reading.words(response)
