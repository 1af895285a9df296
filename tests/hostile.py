"""Words as people write them, too long to break or from right to left, wherever a lifter's words can stand."""

import uuid
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask import Flask

from tests import routes
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.test_tenancy import belongings
from tests.workouts import screen

# What a visitor sees of a lifter's words; the rest of the public pages has none.
SHARED = "plans.offers.show_shared"


class Words(NamedTuple):
    """What every name and every note of a lifter is; a name is followed by a number."""

    name: str
    note: str


LINK = "https://video.example/watch?v=" + "a1B2c3D4e5" * 8
UNBREAKABLE = Words("W" * 95, LINK[:101])
RIGHT_TO_LEFT = Words("לחיצת חזה (80)", "לאט, 3 שניות!")

_RENAME = (
    'UPDATE "user" SET first_name = left(%(name)s, 50) WHERE id = %(user)s',
    """UPDATE exercises SET name = %(name)s || numbered.n FROM (
         SELECT id, row_number() OVER (ORDER BY id) AS n FROM exercises WHERE owner_id = %(user)s) AS numbered
       WHERE exercises.id = numbered.id""",
    "UPDATE workout_plans SET name = %(name)s, notes = %(note)s WHERE owner_id = %(user)s",
    "UPDATE plan_days SET name = %(name)s FROM workout_plans p WHERE p.id = plan_id AND owner_id = %(user)s",
    """UPDATE plan_slots s SET note = %(note)s, rest_seconds = 90 FROM plan_days d JOIN workout_plans p ON p.id = d.plan_id
       WHERE d.id = s.day_id AND owner_id = %(user)s""",
    "UPDATE plan_changes SET words = 'renamed ' || %(name)s FROM workout_plans p WHERE p.id = plan_id AND owner_id = %(user)s",
    "UPDATE workout_logs SET name = %(name)s, note = %(note)s WHERE user_id = %(user)s",
    "UPDATE log_entries SET note = %(note)s WHERE user_id = %(user)s",
    "UPDATE log_sets SET note = %(note)s WHERE user_id = %(user)s",
)


def furnish(browser: Browser, run_sql: RunSql, words: Words) -> Mapping[str, object]:
    """Give a lifter one of everything, past and running, all of it called so; returns the ids of what is past."""
    past = dict(belongings(browser, run_sql))
    log_id = uuid.UUID(str(past["log_id"]))
    for row in screen.rows(browser.get(f"/workouts/{log_id}"))[:2]:
        screen.tick(browser, log_id, row, {"weight": "60", "reps": "5"})
    browser.put(f"/workouts/{log_id}/completion")
    running = belongings(browser, run_sql)
    fresh = uuid.uuid4()
    browser.post(
        f"/workouts/{running['log_id']}/entries/{running['entry_id']}/swap",
        {"exercise_id": str(running["other_id"]), "new_id": str(fresh)},
    )
    browser.put(f"/plans/{past['plan_id']}", {"name": "Winter"})
    for statement in _RENAME:
        run_sql(statement, user=browser.user_id, name=words.name, note=words.note)
    token = run_sql("SELECT token FROM plan_shares WHERE plan_id = %(id)s", id=past["plan_id"])[0]["token"]
    return past | {"token": token, "running_id": running["log_id"]}


def pages(app: Flask, ids: Mapping[str, object]) -> Iterator[str]:
    """The address of every page that there is, and of some again in another state."""
    for route in routes.everything(app):
        if route.method == "GET" and (route.endpoint not in routes.PUBLIC or route.endpoint == SHARED):
            query = (
                "&".join(f"{name}={value}" for name, value in route.data(ids).items())
                if route.endpoint != SHARED
                else ""
            )
            yield route.path(ids) + (f"?{query}" if query else "")
    running = ids["running_id"]
    yield f"/workouts/{running}"
    yield f"/workouts/{running}/edit"
    yield f"/exercises?into=/workouts/{running}/entries?token={running}"
    yield f"/exercises/{ids['exercise_id']}/edit?q={'w' * 9}"
    yield f"/history?deleted={ids['log_id']}"
