"""What a phone keeps to add to a workout without signal."""

import uuid

from tests.browsers import Browser
from tests.workouts import screen
from webapp.strength import Kind
from webapp.workouts import kit


def test_the_page_of_a_workout_that_is_not_there_yet_has_a_row_and_an_exercise_of_every_kind(lifter: Browser) -> None:
    page = lifter.get("/workouts/new")

    assert page.status_code == 200
    assert lifter.statements == 1
    assert page.headers["X-Offline-Copy"] == lifter.user_id
    for kind in Kind:
        assert f'<template id="entry-{kind}">' in page.text
        assert f'<template id="row-{kind}">' in page.text


def test_a_workout_that_repeats_one_is_there_before_it_is_started_and_named_alike(lifter: Browser) -> None:
    log_id, (first, *_) = screen.planned(lifter, "Bench press")
    screen.tick(lifter, log_id, first, weight="80", reps="5")
    lifter.put(f"/workouts/{log_id}/completion")

    before = lifter.get(f"/workouts/new?repeat={log_id}")
    started = uuid.UUID(lifter.post("/workouts", {"repeat": str(log_id)}).location.rpartition("/")[2])
    after = lifter.get(f"/workouts/{started}")

    (stood,), (stands,) = screen.rows(before), screen.rows(after)
    assert stood.int - kit.LOG.int == stands.int - started.int
    assert screen.previous(before, stood) == screen.previous(after, stands) == "80 × 5"
    assert screen.form(before, kit.LOG, stood).fields["weight"] == "80"


def test_a_strangers_workout_is_not_repeated(lifter: Browser, stranger: Browser) -> None:
    theirs, _ = screen.planned(stranger, "Bench press")

    assert screen.rows(lifter.get(f"/workouts/new?repeat={theirs}")) == []
