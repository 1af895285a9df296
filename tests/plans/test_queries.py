"""Plans as they stand."""

import uuid

from tests.browsers import Browser
from tests.plans.conftest import NewDesk
from tests.plans.desk import Desk
from webapp import db
from webapp.db import Database
from webapp.plans import queries


def test_a_plan_is_read_by_one_statement_with_all_that_is_in_it(database: Database, desk: Desk) -> None:
    for name in ("Push", "Pull"):
        day = desk.add_day(name)
        for exercise in ("Bench press", "Barbell row"):
            desk.add_slot(day, exercise)
    spent = db.allow()
    try:
        with database.reading() as session:
            found = queries.plan(session, desk.browser.user_id, desk.id)
    finally:
        db._spending.set(None)
    assert spent.statements == 1
    assert found is not None
    assert [(day.name, [slot.exercise.name for slot in day.slots]) for day in found.days] == [
        ("Push", ["Bench press", "Barbell row"]),
        ("Pull", ["Bench press", "Barbell row"]),
    ]
    assert [len(slot.targets) for _, slot in found.slots] == [3, 3, 3, 3]
    assert found.days[0].slots[0].exercise.secondary_muscles == ("triceps", "front delts")
    assert found.undo is not None and found.undo.words == "added Barbell row"


def test_plans_are_ones_own_the_current_one_first(
    database: Database, desk: Desk, stranger: Browser, new_desk: NewDesk
) -> None:
    newer, theirs = new_desk(desk.browser), new_desk(stranger)
    desk.browser.put("/plans/current", {"plan_id": desk.id})
    with database.reading() as session:
        found = queries.plans(session, desk.browser.user_id)
        assert queries.plan(session, desk.browser.user_id, theirs.id) is None
        assert queries.plan(session, desk.browser.user_id, uuid.uuid4()) is None
    assert [(each.id, each.is_current) for each in found] == [(desk.id, True), (newer.id, False)]
