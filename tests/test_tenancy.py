"""What is not yours does not exist: every route and method that takes an id, against two lifters."""

import json
import uuid
from collections.abc import Mapping

import pytest
from flask import Flask

from tests import reading, routes
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.routes import KNOWN, PUBLIC, Route

# Where a form only hints at a thing: one that is not the lifter's is as good as none.
HINTS = {("workouts.update_set", "entry_id"), ("plans.slots.create_targets", "target_id")}
# What counts within a thing, and what is everybody's.
NUMBERS = {"number", "key"}
TABLES = {
    "exercise_favourites": "user_id",
    "exercise_units": "user_id",
    "exercises": "owner_id",
    "log_entries": "user_id",
    "log_sets": "user_id",
    "user": "id",
    "user_settings": "user_id",
    "workout_logs": "user_id",
    "workout_plans": "owner_id",
}
# What a plan holds belongs to who the plan belongs to.
PLAN = """
    SELECT jsonb_build_array(
        (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) FROM plan_days d WHERE d.plan_id = p.id),
        (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM plan_slots s JOIN plan_days d ON d.id = s.day_id
         WHERE d.plan_id = p.id),
        (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.id) FROM plan_targets t JOIN plan_slots s ON s.id = t.slot_id
         JOIN plan_days d ON d.id = s.day_id WHERE d.plan_id = p.id),
        (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.number) FROM plan_changes c WHERE c.plan_id = p.id),
        (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.token) FROM plan_shares s WHERE s.plan_id = p.id)) AS row
    FROM workout_plans p WHERE p.owner_id = %(id)s ORDER BY p.id
"""


def owned(run_sql: RunSql, user_id: str) -> str:
    """Everything a lifter has, as text that can be compared."""
    rows = {
        table: run_sql(
            f'SELECT to_jsonb(each) AS row FROM "{table}" each WHERE {column} = %(id)s ORDER BY 1', id=user_id
        )
        for table, column in TABLES.items()
    }
    rows["plans"] = run_sql(PLAN, id=user_id)
    return json.dumps(rows, indent=1)


def belongings(browser: Browser, run_sql: RunSql) -> Mapping[str, object]:
    """Give a lifter one of everything that has an id."""
    exercise_id = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, %(name)s, %(owner)s)",
        id=exercise_id, name=f"Own press {exercise_id}", owner=browser.user_id,
    )  # fmt: skip
    other_id = uuid.uuid4()
    run_sql(
        "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, %(name)s, %(owner)s)",
        id=other_id, name=f"Other press {other_id}", owner=browser.user_id,
    )  # fmt: skip
    plan = planned(browser, exercise_id)
    # One runs at a time, and the one of this plan is wanted.
    run_sql("UPDATE workout_logs SET finished_at = performed_at WHERE user_id = %(id)s", id=browser.user_id)
    log_id = uuid.UUID(browser.post("/workouts", {"plan_day_id": plan["day_id"]}).location.rpartition("/")[2])
    entry_id = browser.add(exercise_id, log_id)
    set_id = uuid.uuid4()
    assert browser.log(log_id, exercise_id, set_id=set_id, entry_id=entry_id).status_code == 201
    workout = {
        "log_id": log_id,
        "entry_id": entry_id,
        "set_id": set_id,
        "exercise_id": exercise_id,
        "other_id": other_id,
    }
    return workout | plan


def planned(browser: Browser, exercise_id: uuid.UUID) -> dict[str, object]:
    """A plan with one of everything in it, whose last change can be undone."""
    url = browser.post("/plans", {"name": "Winter"}).location
    browser.post(f"{url}/days", {"name": "Push"})
    (day,) = (each.attrib["data-day"] for each in reading.classed(browser.get(url), "day"))
    browser.post(f"{url}/days/{day}/slots", {"exercise_id": exercise_id})
    page = browser.get(url)
    slot, target = (reading.classed(page, name)[0].attrib["id"].removeprefix(f"{name}-") for name in ("slot", "target"))
    browser.post(f"{url}/share")
    return {
        "plan_id": uuid.UUID(url.rpartition("/")[2]), "day_id": uuid.UUID(day), "slot_id": uuid.UUID(slot),
        "target_id": uuid.UUID(target), "remove_target": f"remove:{target}", "number": 2, "key": "five-by-five",
    }  # fmt: skip


def ask(browser: Browser, route: Route, ids: Mapping[str, object], *, htmx: bool) -> int:
    if route.method == "GET":
        return browser.get(route.path(ids), query_string=route.data(ids)).status_code
    return browser.send(route.method, route.path(ids), data=route.data(ids), htmx=htmx).status_code


def test_every_private_route_is_in_the_table(app: Flask) -> None:
    assert {route.endpoint for route in routes.private(app)} == set(KNOWN)
    assert {route.endpoint for route in routes.everything(app)} - set(KNOWN) == PUBLIC


def test_every_table_of_a_person_is_watched(run_sql: RunSql) -> None:
    """A new table with a person's rows must be among the ones that are compared."""
    found = run_sql(
        """SELECT DISTINCT table_name AS name FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name IN ('user_id', 'owner_id')"""
    )
    not_written_yet = {"body_weights", "imports"}
    assert {row["name"] for row in found} - not_written_yet <= set(TABLES)


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_strangers_things_are_not_found_and_not_changed(
    app: Flask, lifter: Browser, stranger: Browser, run_sql: RunSql, *, htmx: bool
) -> None:
    about_ids = [route for route in routes.private(app) if set(route.rule.arguments) - NUMBERS]
    assert about_ids
    people = {lifter: belongings(lifter, run_sql), stranger: belongings(stranger, run_sql)}
    wrong = []
    for asking, other in ((lifter, stranger), (stranger, lifter)):
        before = owned(run_sql, asking.user_id), owned(run_sql, other.user_id)
        for route in about_ids:
            status = ask(asking, route, people[other], htmx=htmx)
            if status != 404:
                wrong.append(f"{route} answered {status}")
            if (owned(run_sql, asking.user_id), owned(run_sql, other.user_id)) != before:
                wrong.append(f"{route} changed something")
                before = owned(run_sql, asking.user_id), owned(run_sql, other.user_id)
    assert wrong == []


def test_one_s_own_url_does_not_open_another_s_things(
    app: Flask, lifter: Browser, stranger: Browser, run_sql: RunSql
) -> None:
    """Each id of a URL and of its form, one at a time, is a stranger's while the rest is one's own."""
    mine, theirs = belongings(lifter, run_sql), belongings(stranger, run_sql)
    before = owned(run_sql, stranger.user_id)
    wrong = []
    for route in routes.private(app):
        named = {value for value in KNOWN[route.endpoint].data.values() if value in mine} | set(route.rule.arguments)
        named -= NUMBERS
        for name in named if len(named) > 1 else ():
            # The set is there already, or it is new and its id is the lifter's to choose.
            for base in (mine, {**mine, "set_id": uuid.uuid4()}):
                status = ask(lifter, route, {**base, name: theirs[name]}, htmx=True)
                if status != 404 and (route.endpoint, name) not in HINTS:
                    wrong.append(f"{route} with a stranger's {name} answered {status}")
    assert wrong == []
    assert owned(run_sql, stranger.user_id) == before


def test_the_same_requests_by_the_owner_are_answered(app: Flask, lifter: Browser, run_sql: RunSql) -> None:
    """The control: the matrix asks with requests that are good, so that its 404s are about the person."""
    order = {"GET": 0, "POST": 1, "PUT": 2, "DELETE": 3}
    wrong = []
    for route in sorted(routes.private(app), key=lambda each: order[each.method]):
        if not route.takes_an_id:
            continue
        ids = belongings(lifter, run_sql)
        status = ask(lifter, route, ids, htmx=True)
        if status >= 400:
            wrong.append(f"{route} answered {status}")
    assert wrong == []
