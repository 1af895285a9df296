"""A set is logged, edited, deleted and brought back, by htmx and by plain forms, and refused in words."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import pasts, reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.markup import text
from tests.workouts import screen
from webapp.workouts.views_sets import STALE

Exercise = Callable[[str], uuid.UUID]
BY = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
NOWHERE = uuid.UUID(int=7)


def stored(run_sql: RunSql, set_id: uuid.UUID) -> dict[str, Any]:
    return run_sql("SELECT * FROM log_sets WHERE id = %(id)s", id=set_id)[0]


@BY
def test_a_set_is_logged_with_one_tap(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    response = screen.tick(lifter, log_id, first, htmx=htmx, weight="102,5", reps="8")

    if htmx:
        assert response.status_code == 201
        assert screen.rows(response) == [first] and "done" in screen.row(response, first).attrib["class"]
    else:
        assert (response.status_code, response.location) == (303, f"/workouts/{log_id}")
    assert response.headers["X-Outbox-Ack"] == str(first)
    assert lifter.statements == 1
    kept = stored(run_sql, first)
    assert (kept["weight_kg"], kept["reps"], kept["revision"]) == (Decimal("102.5"), 8, 1)


@BY
def test_the_same_request_again_is_the_same_set(
    lifter: Browser, exercise: Exercise, run_sql: RunSql, *, htmx: bool
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    answers = [lifter.log(log_id, exercise("Bench press"), set_id=set_id, htmx=htmx).status_code for _ in range(3)]

    assert answers == ([201, 200, 200] if htmx else [303, 303, 303])
    assert len(run_sql("SELECT id FROM log_sets WHERE log_id = %(id)s", id=log_id)) == 1


@BY
def test_a_done_set_is_edited(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    screen.tick(lifter, log_id, first, weight="100", reps="5", note="easy", rpe="7")
    edited = screen.tick(lifter, log_id, first, htmx=htmx, reps="6", kind="failure", note='hard "one" <b>', rpe="9,5")

    assert edited.status_code == (200 if htmx else 303)
    kept = stored(run_sql, first)
    assert (kept["reps"], kept["kind"], kept["note"], kept["rpe"], kept["revision"]) == (
        6,
        "failure",
        'hard "one" <b>',
        Decimal("9.5"),
        2,
    )
    shown = screen.form(lifter.get(f"/workouts/{log_id}"), log_id, first).fields
    assert (shown["reps"], shown["kind"], shown["note"], shown["rpe"], shown["revision"]) == (
        "6",
        "failure",
        'hard "one" <b>',
        "9.5",
        "3",
    )


def test_what_was_noted_can_be_taken_away(lifter: Browser, run_sql: RunSql) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    screen.tick(lifter, log_id, first, reps="5", weight="100", note="x", rpe="8")
    screen.tick(lifter, log_id, first, weight="", note="", rpe="")

    kept = stored(run_sql, first)
    assert (kept["weight_kg"], kept["note"], kept["rpe"], kept["weight_unit"]) == (None, None, None, None)


@BY
def test_a_set_is_deleted_and_brought_back_exactly(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    screen.tick(
        lifter, log_id, first, weight="102.5", weight_unit="lb", reps="8", note="a <note>", rpe="8.5", kind="drop"
    )
    before = stored(run_sql, first)
    deleted = lifter.delete(f"{screen.url(log_id, first)}?revision=2&weight_unit=kg", {"ordinal": "1"}, htmx=True)
    assert deleted.status_code == 200
    assert reading.words(deleted) == "Drop set 1 deleted Undo"
    assert stored(run_sql, first)["deleted_at"] is not None
    assert first not in screen.rows(lifter.get(f"/workouts/{log_id}"))

    undo = screen.form(deleted, log_id, first)
    back = lifter.put(screen.url(log_id, first), undo.fields, htmx=htmx)
    assert back.status_code == (200 if htmx else 303)
    assert stored(run_sql, first) == before | {"revision": 3}


@pytest.mark.parametrize("name", ["Plank", "Running", "Farmer's walk", "Push-up"])
def test_a_set_without_reps_or_weight_is_brought_back_too(
    lifter: Browser, exercise: Exercise, run_sql: RunSql, name: str
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    sizes: dict[str, dict[str, Any]] = {
        "Plank": {"duration_seconds": "1:30"}, "Running": {"distance": "5.25", "distance_unit": "km", "duration_seconds": "25:00"},
        "Farmer's walk": {"weight": "40", "distance": "30", "distance_unit": "m"}, "Push-up": {"reps": "20"},
    }  # fmt: skip
    lifter.log(log_id, exercise(name), set_id=set_id, **({"reps": None, "weight": None} | sizes[name]))
    before = stored(run_sql, set_id)
    undo = screen.form(lifter.delete(f"{screen.url(log_id, set_id)}?revision=2", htmx=True), log_id, set_id)
    lifter.put(screen.url(log_id, set_id), undo.fields, htmx=True)

    assert stored(run_sql, set_id) == before | {"revision": 3}


def test_a_plain_deletion_leads_back_to_the_workout(lifter: Browser, exercise: Exercise) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    lifter.log(log_id, exercise("Bench press"), set_id=set_id)
    for _ in range(2):
        response = lifter.delete(f"{screen.url(log_id, set_id)}?revision=2")
        assert (response.status_code, response.location) == (303, f"/workouts/{log_id}")
        assert response.headers["X-Outbox-Ack"] == str(set_id)


@BY
def test_a_planned_row_can_be_taken_out(lifter: Browser, *, htmx: bool) -> None:
    log_id, (first, *rest) = screen.planned(lifter, "Bench press")
    response = lifter.delete(f"{screen.url(log_id, first)}?revision=1", htmx=htmx)

    assert response.status_code == (200 if htmx else 303)
    assert not htmx or response.text == ""
    assert screen.rows(lifter.get(f"/workouts/{log_id}")) == rest


def test_a_deletion_names_its_revision(lifter: Browser, exercise: Exercise) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    lifter.log(log_id, exercise("Bench press"), set_id=set_id)
    response = lifter.delete(f"{screen.url(log_id, set_id)}?revision=none", htmx=True)

    assert response.status_code == 422
    assert "Which revision of the set is to be deleted?" in reading.words(response)


@BY
def test_a_refused_set_is_its_row_with_what_was_typed(lifter: Browser, run_sql: RunSql, *, htmx: bool) -> None:
    log_id, (first, second, *_) = screen.planned(lifter, "Bench press")
    wrong = {"weight": "heavy <1>", "reps": "-1", "rpe": "8.3", "note": "kept", "kind": "drop"}
    response = screen.tick(lifter, log_id, first, wrong, htmx=htmx)

    assert response.status_code == 422
    assert ("<main" in response.text) is not htmx
    fields = screen.form(response, log_id, first).fields
    assert {name: fields[name] for name in wrong} == wrong
    assert {name: reading.by_id(response, f"error-{name}").text for name in ("weight", "reps", "rpe")} == {
        "weight": "A number, please, such as 102.5.", "reps": "At least 0, please.", "rpe": "RPE goes by halves: 8, 8.5, 9 …",
    }  # fmt: skip
    assert reading.by_id(response, f"current-{first}").get("checked") is not None
    if not htmx:
        assert screen.form(response, log_id, second).fields["weight"] == ""
    assert run_sql("SELECT id FROM log_sets WHERE id = %(id)s", id=first) == []


@pytest.mark.parametrize(("sent", "expected"), [("4", "5"), ("9" * 4300, "1"), ("x", "1")])
def test_a_set_that_an_outbox_sends_is_refused_in_the_list(lifter: Browser, sent: str, expected: str) -> None:
    """Its lifter may have another set in hand by now; and it must not count as older than what it answers."""
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    fields = screen.form(lifter.get(f"/workouts/{log_id}"), log_id, first).fields
    wrong = fields | {"weight": "80", "reps": "-1", "revision": sent}
    headers = {"X-Outbox": str(first), "X-Outbox-User": lifter.user_id}
    response = lifter.put(screen.url(log_id, first), wrong, headers=headers, htmx=True)

    assert (response.status_code, response.headers["X-Outbox-Ack"]) == (422, str(first))
    assert reading.by_id(response, f"current-{first}").get("checked") is None
    assert "refused" in reading.by_id(response, f"set-{first}").attrib["class"].split()
    assert "At least 0, please." in text(reading.classed(response, "refusal")[0])
    assert screen.form(response, log_id, first).fields["revision"] == expected


@BY
@pytest.mark.parametrize("typed", [{"reps": "-1"}, {"note": "x" * 501, "reps": "1"}, {"reps": "1", "kind": "best"}])
def test_a_script_that_sends_little_is_refused_in_words_too(
    lifter: Browser, exercise: Exercise, typed: dict[str, str], *, htmx: bool
) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    sent = {"exercise_id": str(exercise("Bench press")), "set_number": "1", **typed}

    assert lifter.put(screen.url(log_id, first), sent, htmx=htmx).status_code == 422


def test_a_row_that_needs_reps_says_so(lifter: Browser) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    response = screen.tick(lifter, log_id, first, weight="100")

    assert response.status_code == 422
    assert "How many reps?" in reading.words(response)


@BY
def test_a_refused_set_that_has_no_row_is_told_field_by_field(
    lifter: Browser, exercise: Exercise, *, htmx: bool
) -> None:
    response = lifter.log(
        lifter.start(), exercise("Bench press"), htmx=htmx, weight="-1", exercise_kind="weight_reps", rpe="11"
    )

    assert response.status_code == 422
    assert "weight: At least 0, please." in reading.words(response)
    assert "rpe: At most 10, please." in reading.words(response)


@BY
def test_a_refused_set_of_nobodys_workout_is_not_there(
    lifter: Browser, stranger: Browser, exercise: Exercise, *, htmx: bool
) -> None:
    for log_id in (NOWHERE, stranger.start()):
        assert lifter.log(log_id, exercise("Bench press"), htmx=htmx, reps="-1").status_code == 404


def test_a_set_from_two_devices_is_decided_by_the_lifter(lifter: Browser, exercise: Exercise, run_sql: RunSql) -> None:
    log_id, set_id, bench = lifter.start(), uuid.uuid4(), exercise("Bench press")
    lifter.log(log_id, bench, set_id=set_id, reps=5)
    lifter.log(log_id, bench, set_id=set_id, reps=7, revision=3)

    stale = lifter.log(log_id, bench, set_id=set_id, reps=6, revision=2)
    assert stale.status_code == 409
    assert STALE in reading.words(stale)
    assert stale.headers["X-Outbox-Ack"] == str(set_id)
    fields = screen.form(stale, log_id, set_id).fields
    assert (fields["reps"], fields["revision"]) == ("7", "4")

    page = lifter.log(log_id, bench, set_id=set_id, reps=6, revision=2, htmx=False)
    assert page.status_code == 409
    assert reading.words(page).startswith("Error 409 It changed meanwhile") and STALE in reading.words(page)
    assert stored(run_sql, set_id)["reps"] == 7


@BY
def test_a_deletion_that_comes_too_late_deletes_nothing(
    lifter: Browser, exercise: Exercise, run_sql: RunSql, *, htmx: bool
) -> None:
    log_id, set_id = lifter.start(), uuid.uuid4()
    lifter.log(log_id, exercise("Bench press"), set_id=set_id, revision=5)
    response = lifter.delete(f"{screen.url(log_id, set_id)}?revision=5", htmx=htmx)

    assert response.status_code == 409
    assert STALE in reading.words(response)
    assert stored(run_sql, set_id)["deleted_at"] is None


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_a_weight_comes_back_as_it_was_typed(lifter: Browser, run_sql: RunSql, unit: str) -> None:
    pasts.settings(run_sql, lifter, unit=unit)
    log_id, ids = screen.planned(lifter, "Bench press")
    for set_id, typed, shown in zip(ids, ["102.5", "0.001", "1234.567"], ["102.5", "0.001", "1234.567"], strict=True):
        response = screen.tick(lifter, log_id, set_id, weight=typed, reps="1")
        assert screen.form(response, log_id, set_id).fields["weight"] == shown
        assert f"{shown} {unit}" in reading.words(response)
    factor = Decimal("0.45359237") if unit == "lb" else Decimal(1)
    assert stored(run_sql, ids[0])["weight_kg"] == Decimal("102.5") * factor


def test_a_set_stands_beside_the_same_set_of_last_time(lifter: Browser, run_sql: RunSql) -> None:
    began = datetime.now(UTC) - timedelta(days=7)
    log_id = pasts.workout(run_sql, lifter, began)
    pasts.bench(lifter, log_id, began, "100", "105.5")
    log_id, (first, second) = screen.planned(lifter, "Bench press")

    page = lifter.get(f"/workouts/{log_id}")
    assert [screen.previous(page, each) for each in (first, second)] == ["100 × 5", "105.5 × 5"]
    assert [screen.form(page, log_id, each).fields["weight"] for each in (first, second)] == ["100", "105.5"]
    assert screen.previous(screen.tick(lifter, log_id, second, weight="110"), second) == "105.5 × 5"


def test_warm_ups_are_counted_apart(lifter: Browser) -> None:
    log_id, (first, second, third) = screen.planned(lifter, "Bench press")
    screen.tick(lifter, log_id, first, weight="40", reps="10", kind="warmup")
    page = lifter.get(f"/workouts/{log_id}")

    assert [screen.number(page, each) for each in (first, second, third)] == ["W", "1", "2"]
    answer = screen.tick(lifter, log_id, second, weight="80", reps="5")
    assert screen.number(answer, second) == "1"
    assert "Set 1 of Bench press" in text(reading.by_id(answer, f"set-{second}"))


@BY
def test_another_lifters_set_is_not_there(
    lifter: Browser, stranger: Browser, exercise: Exercise, run_sql: RunSql, *, htmx: bool
) -> None:
    theirs, mine, set_id = stranger.start(), lifter.start(), uuid.uuid4()
    stranger.log(theirs, exercise("Bench press"), set_id=set_id)
    before = stored(run_sql, set_id)
    for log_id in (theirs, mine):
        assert lifter.log(log_id, exercise("Bench press"), set_id=set_id, revision=9, htmx=htmx).status_code == 404
        assert lifter.delete(f"{screen.url(log_id, set_id)}?revision=9", htmx=htmx).status_code == 404

    assert stored(run_sql, set_id) == before
