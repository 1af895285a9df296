"""A change of a plan is one read and one write, whoever else writes at the same time."""

import threading

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from tests.plans import drafts
from tests.plans.desk import Desk
from webapp import db
from webapp.db import Database
from webapp.errors import ConflictError, NotFoundError
from webapp.ids import uuid7
from webapp.plans import changes, edits, queries
from webapp.plans.queries import Asked
from webapp.plans.sheet import Plan


def add_day(name: str) -> changes.Edit:
    return lambda asked: (edits.add_day(asked.plan, uuid7(), name), f"added {name}")


def whole(database: Database, desk: Desk) -> Plan:
    with database.reading() as session:
        found = queries.plan(session, desk.browser.user_id, desk.id)
    assert found is not None
    return found


def test_what_is_returned_is_what_is_stored(database: Database, desk: Desk) -> None:
    with database.reading() as session:
        for name in ("One", "Two"):
            edited = changes.edit_plan(session, desk.browser.user_id, desk.id, add_day(name))
    assert edited.after == whole(database, desk)
    for is_undone in (True, False):
        with database.reading() as session:
            turned = changes.turn_change(session, desk.browser.user_id, desk.id, 2, is_undone=is_undone)
        assert turned.after == whole(database, desk)


def test_a_change_takes_two_statements(database: Database, desk: Desk) -> None:
    spent = db.allow()
    try:
        with database.reading() as session:
            changes.edit_plan(session, desk.browser.user_id, desk.id, add_day("One"))
    finally:
        db._spending.set(None)
    assert spent.statements == 2


def test_no_change_writes_nothing(database: Database, desk: Desk) -> None:
    with database.reading() as session:
        edited = changes.edit_plan(session, desk.browser.user_id, desk.id, lambda asked: (asked.plan, "nothing"))
    assert edited.before == edited.after == whole(database, desk)
    assert edited.after.undo is None


def test_changes_at_once_are_all_kept(database: Database, desk: Desk) -> None:
    """Another window writes between the read and the write: the edit is asked again on top of that."""
    asked_for: list[int] = []

    def edit(asked: Asked) -> tuple[Plan, str]:
        asked_for.append(asked.plan.revision)
        if len(asked_for) == 1:
            desk.add_day("Theirs")
        return edits.add_day(asked.plan, uuid7(), "Mine"), "added Mine"

    with database.reading() as session:
        changes.edit_plan(session, desk.browser.user_id, desk.id, edit)
    assert [day.name for day in whole(database, desk).days] == ["Theirs", "Mine"]
    assert len(asked_for) == 2


def test_who_never_gets_a_turn_is_told_so(database: Database, desk: Desk) -> None:
    def edit(asked: Asked) -> tuple[Plan, str]:
        desk.add_day(f"Theirs {asked.plan.revision}")
        return edits.add_day(asked.plan, uuid7(), "Mine"), "added Mine"

    with database.reading() as session, pytest.raises(ConflictError):
        changes.edit_plan(session, desk.browser.user_id, desk.id, edit)
    assert len(whole(database, desk).days) == changes.ATTEMPTS


def test_windows_that_write_at_the_same_time_lose_nothing(desk: Desk, run_sql: RunSql) -> None:
    """Real requests on threads of their own, each with a day of its own."""
    url, browsers = desk.url, [desk.browser for _ in range(4)]
    answers: list[int] = []

    def write(number: int) -> None:
        browser = Browser(browsers[number].app, browsers[number].user_id)
        answers.append(browser.post(f"{url}/days", {"name": f"Day {number}"}, htmx=True).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = run_sql("SELECT count(*) AS n FROM plan_days WHERE plan_id = %(id)s", id=desk.id)[0]["n"]
    assert stored == answers.count(200)
    assert set(answers) <= {200, 409}


def test_anothers_plan_is_not_there(database: Database, desk: Desk, stranger: Browser) -> None:
    with database.reading() as session:
        with pytest.raises(NotFoundError):
            changes.edit_plan(session, stranger.user_id, desk.id, add_day("One"))
        with pytest.raises(NotFoundError):
            changes.turn_change(session, stranger.user_id, desk.id, 1, is_undone=True)
    with database.begin() as session:
        changes.fill_plan(session, stranger.user_id, desk.id, drafts.two_days().days)
    assert whole(database, desk).days == ()


def test_a_plan_that_moved_on_is_not_filled(database: Database, desk: Desk) -> None:
    desk.add_day("One")
    with database.begin() as session:
        changes.fill_plan(session, desk.browser.user_id, desk.id, drafts.two_days().days)
    assert [day.name for day in whole(database, desk).days] == ["One"]
