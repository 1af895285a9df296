"""What is done with a plan as a whole."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.plans.desk import Desk
from webapp.db import Database
from webapp.errors import NotFoundError
from webapp.plans import actions, queries
from webapp.plans.sheet import Plan


def whole(database: Database, user_id: str, plan_id: uuid.UUID) -> Plan:
    with database.reading() as session:
        found = queries.plan(session, user_id, plan_id)
    assert found is not None
    return found


def test_what_is_anothers_is_not_there(database: Database, desk: Desk, stranger: Browser) -> None:
    with database.reading() as session:
        for action in (
            actions.delete_plan, actions.restore_plan, actions.make_current, actions.share_plan, actions.revoke_share
        ):  # fmt: skip
            with pytest.raises(NotFoundError):
                action(session, stranger.user_id, desk.id)
        with pytest.raises(NotFoundError):
            actions.copy_plan(session, stranger.user_id, desk.id, uuid.uuid4())
        with pytest.raises(NotFoundError):
            actions.copy_shared_plan(session, stranger.user_id, "nonsense", uuid.uuid4())
        with pytest.raises(NotFoundError):
            actions.use_ready_plan(session, stranger.user_id, "nonsense", uuid.uuid4())


def test_an_id_that_is_taken_makes_no_plan(database: Database, desk: Desk, stranger: Browser) -> None:
    desk.add_day("One")
    with database.begin() as session:
        actions.use_ready_plan(session, desk.browser.user_id, "five-by-five", desk.id)
        actions.use_ready_plan(session, stranger.user_id, "five-by-five", desk.id)
    found = whole(database, desk.browser.user_id, desk.id)
    assert (found.name, [day.name for day in found.days]) == ("Winter", ["One"])


def test_a_plan_is_copied_with_other_ids(database: Database, desk: Desk) -> None:
    desk.add_slot(desk.add_day("One"))
    with database.begin() as session:
        actions.copy_plan(session, desk.browser.user_id, desk.id, made := uuid.uuid4(), "Copied")
    copied, original = (whole(database, desk.browser.user_id, each) for each in (made, desk.id))
    assert [day.name for day in copied.days] == ["One"]
    assert {slot.id for _, slot in copied.slots}.isdisjoint(slot.id for _, slot in original.slots)
    assert copied.undo is None and copied.is_current


def test_a_link_is_the_same_until_it_is_taken_back_and_never_again(database: Database, desk: Desk) -> None:
    with database.reading() as session:
        first, second = (actions.share_plan(session, desk.browser.user_id, desk.id) for _ in range(2))
        actions.revoke_share(session, desk.browser.user_id, desk.id)
        third = actions.share_plan(session, desk.browser.user_id, desk.id)
        assert queries.shared_plan(session, first) is None
        assert queries.shared_plan(session, third) is not None
    assert first == second != third and len(first) == 32


def test_an_exercise_of_its_authors_own_does_not_travel(
    database: Database, run_sql: RunSql, desk: Desk, stranger: Browser
) -> None:
    """Who copies gets the one they call the same, or is told what is left out; the author's own stays the author's."""
    day = desk.add_day("One")
    desk.add_slot(day)
    for owner, name in ((desk.browser, "Zercher zigzag"), (desk.browser, "Secret row"), (stranger, "zercher ZIGZAG")):
        made = uuid.uuid4()
        run_sql(
            "INSERT INTO exercises (id, name, owner_id) VALUES (%(id)s, %(name)s, %(owner)s)",
            id=made, name=name, owner=owner.user_id,
        )  # fmt: skip
        if owner is desk.browser:
            sent = {"exercise_id": str(made)}
            assert desk.browser.post(f"{desk.url}/days/{day}/slots", sent, htmx=True).status_code == 200
    with database.begin() as session:
        token = actions.share_plan(session, desk.browser.user_id, desk.id)
        actions.copy_shared_plan(session, stranger.user_id, token, made := uuid.uuid4())
    copied = whole(database, stranger.user_id, made)
    assert [slot.exercise.name for _, slot in copied.slots] == ["Bench press", "zercher ZIGZAG"]
    assert copied.notes == "Left out, as only its author has it: Secret row."
    assert "Left out" in reading.words(stranger.get(f"/plans/{made}"))
