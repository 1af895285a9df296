"""History is untouchable: every delete and edit that the application has, against a dump of all that was ever done.

The routes come from the URL map, so one that is new is walked too, or fails in tests/routes.py for being unknown.
"""

import json
import uuid
from collections.abc import Mapping

from flask import Flask

from tests import routes
from tests.browsers import Browser, exercise_id_of
from tests.conftest import RunSql
from tests.histories import dump
from tests.routes import KNOWN, Route
from tests.test_tenancy import belongings
from tests.workouts import screen

# What changes history on purpose: the logger itself, and a merge, which is asked for by name.
LOGGER = "workouts"
ON_PURPOSE = {"exercises.update_merger"}
# What a rename changes of a dump is a name, which is no part of what was lifted.
NAMES = {"exercises.update", "exercises.update_archive", "exercises.delete_archive"}


def done(browser: Browser, run_sql: RunSql) -> Mapping[str, object]:
    """A lifter with a finished workout of a plan, of own and shared exercises, and all the ids of what it hangs on."""
    ids = belongings(browser, run_sql)
    log_id = uuid.UUID(str(ids["log_id"]))
    for row in screen.rows(browser.get(f"/workouts/{log_id}"))[:2]:
        screen.tick(browser, log_id, row, {"weight": "60", "reps": "5"})
    browser.log(log_id, exercise_id_of("Bench press"), weight="100")
    browser.put(f"/workouts/{log_id}/completion")
    return ids


def lifted(run_sql: RunSql, user_id: str) -> str:
    """The dump without what exercises are called and whether they are put away."""
    found = json.loads(dump(run_sql, user_id))
    for each in found["exercises"] or []:
        for name in ("name", "archived_at", "muscle_group", "equipment", "load_step"):
            each.pop(name)
    return json.dumps(found, sort_keys=True)


def changing(app: Flask) -> list[Route]:
    """What edits or deletes anything, in every room but the logger's own."""
    return [
        route
        for route in routes.private(app)
        if route.method not in routes.SAFE and route.endpoint.split(".")[0] != LOGGER
    ]


def test_no_edit_or_deletion_outside_of_the_logger_touches_what_was_done(
    app: Flask, lifter: Browser, run_sql: RunSql
) -> None:
    walked = changing(app)
    rooms = {route.endpoint.split(".")[0] for route in walked}
    assert rooms >= {"exercises", "plans", "settings"}
    assert len(walked) > 25 and sum(route.method == "DELETE" for route in walked) >= 6
    wrong = []
    for route in walked:
        if route.endpoint in ON_PURPOSE:
            continue
        ids = done(lifter, run_sql)
        read = lifted if route.endpoint in NAMES else dump
        before = read(run_sql, lifter.user_id)
        answer = lifter.send(route.method, route.path(ids), data=route.data(ids), htmx=True)
        if answer.status_code >= 400:
            wrong.append(f"{route} answered {answer.status_code}")
        if read(run_sql, lifter.user_id) != before:
            wrong.append(f"{route} changed history")
    assert wrong == []


def test_the_walk_would_notice(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    """The control: a set that is deleted is a difference, and so is a merge."""
    ids = done(lifter, run_sql)
    before = lifted(run_sql, lifter.user_id)
    lifter.put(f"/exercises/{ids['exercise_id']}/merger", {"into_id": str(ids["other_id"])})
    merged = lifted(run_sql, lifter.user_id)
    assert merged != before
    lifter.delete(f"/workouts/{ids['log_id']}/sets/{ids['set_id']}?revision=99", htmx=True)
    assert lifted(run_sql, lifter.user_id) != merged
    assert set(ON_PURPOSE | NAMES) <= set(KNOWN)
    assert {route.endpoint for route in changing(app)} >= ON_PURPOSE | NAMES


def test_a_whole_plan_taken_apart_leaves_every_workout_as_it_was(lifter: Browser, run_sql: RunSql) -> None:
    """Piece by piece: targets, slot, day, the plan, then all of it brought back by undo."""
    ids = done(lifter, run_sql)
    before, url = dump(run_sql, lifter.user_id), f"/plans/{ids['plan_id']}"
    for method, path, data in (
        ("PUT", f"{url}/slots/{ids['slot_id']}", {"act": "remove", "on": str(ids["target_id"])}),
        ("DELETE", f"{url}/slots/{ids['slot_id']}", {}),
        ("DELETE", f"{url}/days/{ids['day_id']}", {}),
        ("DELETE", url, {}),
        ("POST", f"{url}/restoration", {}),
    ):
        assert lifter.send(method, path, data=data, htmx=True).status_code == 200
        assert dump(run_sql, lifter.user_id) == before, path
    while number := run_sql(
        "SELECT max(number) AS n FROM plan_changes WHERE plan_id = %(id)s AND NOT is_undone", id=ids["plan_id"]
    )[0]["n"]:
        assert lifter.delete(f"{url}/changes/{number}", htmx=True).status_code == 200
        assert dump(run_sql, lifter.user_id) == before
