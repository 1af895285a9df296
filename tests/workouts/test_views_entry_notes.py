"""What is said of an exercise is kept, and its rest is remembered for the next time."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.workouts.logbook import BENCH, Logbook
from webapp.errors import NotFoundError
from webapp.workouts import actions, entries

BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def described(mine: Logbook, log_id: uuid.UUID) -> list[tuple[int | None, str | None]]:
    return [(entry.rest_seconds, entry.note) for entry in mine.whole(log_id).entries]


def test_rest_and_note_are_kept_and_can_be_taken_away(mine: Logbook) -> None:
    log_id = mine.start()
    entry_id = mine.add(log_id)

    mine.do(entries.describe_entry, log_id, entry_id, rest_seconds=180, note="Seat 4")
    assert described(mine, log_id) == [(180, "Seat 4")]
    mine.do(entries.describe_entry, log_id, entry_id, rest_seconds=None, note=None)
    assert described(mine, log_id) == [(None, None)]


def test_the_rest_of_an_exercise_is_remembered_for_the_next_time(mine: Logbook) -> None:
    first = mine.start()
    entry_id = mine.add(first)
    mine.do(entries.describe_entry, first, entry_id, rest_seconds=0, note="Only today")
    mine.record(first, entry_id=entry_id)
    mine.do(actions.finish_workout, first)

    second = mine.start()
    mine.add(second)
    mine.add(second, "Deadlift")
    assert described(mine, second) == [(0, None), (None, None)]


def test_another_lifters_exercise_is_not_there(mine: Logbook, theirs: Logbook) -> None:
    log_id = theirs.start()
    entry_id = theirs.add(log_id)
    for where, which in ((log_id, entry_id), (mine.start(), entry_id)):
        with pytest.raises(NotFoundError):
            mine.do(entries.describe_entry, where, which, rest_seconds=1, note="x")
    assert described(theirs, log_id) == [(None, None)]


@BY
def test_it_is_typed_in_the_exercises_menu(lifter: Browser, *, htmx: bool) -> None:
    log_id = lifter.start()
    entry_id = lifter.add(BENCH, log_id)
    url = f"/workouts/{log_id}/entries/{entry_id}"
    response = lifter.put(url, {"rest_seconds": "3:30", "note": "Seat <4>"}, htmx=htmx)

    if htmx:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.location) == (303, f"/workouts/{log_id}#entry-{entry_id}")
    page = lifter.get(f"/workouts/{log_id}")
    assert "Seat <4>" in reading.words(page)
    assert reading.by_id(page, f"entry-{entry_id}").get("data-rest") == "210"
    assert reading.form(page, url).fields == {"revision": "3", "rest_seconds": "3:30", "note": "Seat <4>"}


@BY
def test_what_is_no_time_is_said(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id = lifter.start()
    entry_id = lifter.add(BENCH, log_id)
    response = lifter.put(f"/workouts/{log_id}/entries/{entry_id}", {"rest_seconds": "long", "note": "kept"}, htmx=htmx)

    assert response.status_code == 422
    assert "A time, please, such as 1:30." in reading.words(response)
    if htmx:
        assert "kept" in reading.words(response)
    assert run_sql("SELECT rest_seconds, note FROM log_entries WHERE id = %(id)s", id=entry_id) == [
        {"rest_seconds": None, "note": None}
    ]
