"""The board: days, and taking changes back. Each change is one request and three statements."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.markup import text
from tests.plans.conftest import NewDesk
from tests.plans.desk import Desk, ids
from webapp.plans.changes import KEPT_CHANGES


def day_names(desk: Desk) -> list[str]:
    return [
        each.get("value", "")
        for each in reading.page(desk.page()).all("input")
        if each.get("id", "").startswith("day-name")
    ]


def test_a_new_day_is_named_for_its_number_and_said(desk: Desk) -> None:
    first = desk.browser.post(f"{desk.url}/days", htmx=True)
    assert "Added Day 1" in reading.words(first)
    assert (first.headers["HX-Retarget"], first.headers["HX-Reswap"]) == ("#board", "outerMorph")
    desk.browser.post(f"{desk.url}/days")
    assert day_names(desk) == ["Day 1", "Day 2"]


def test_days_are_renamed_moved_copied_and_deleted(desk: Desk) -> None:
    push, pull, legs = (desk.add_day(name) for name in ("Push", "Pull", "Legs"))
    desk.add_slot(push)
    url = f"{desk.url}/days"
    renamed = desk.browser.put(f"{url}/{push}", {"name": "Press"}, htmx=True)
    assert renamed.headers["HX-Retarget"] == f"#day-{push}"
    moved = desk.browser.put(f"{url}/{legs}/position?by=-1", htmx=True)
    assert "Moved Legs to place 2 of 3" in reading.words(moved)
    desk.browser.put(f"{url}/{pull}/position", {"index": "0"}, htmx=True)
    desk.browser.post(f"{url}?copy_of={push}", htmx=True)
    assert day_names(desk) == ["Pull", "Press", "Press (copy)", "Legs"]
    assert desk.exercises() == [[], ["Bench press"], ["Bench press"], []]
    desk.browser.delete(f"{url}/{push}", htmx=True)
    assert day_names(desk) == ["Pull", "Press (copy)", "Legs"]


def test_every_change_is_saved_by_three_statements(desk: Desk) -> None:
    day = desk.add_day()
    slot = desk.add_slot(day)
    url = desk.url
    for method, path, data in [
        ("POST", f"{url}/days", {}),
        ("PUT", f"{url}/days/{day}", {"name": "Renamed"}),
        ("PUT", f"{url}/days/{day}/position", {"by": "1"}),
        ("POST", f"{url}/days/{day}/slots", {"exercise_id": str(uuid.UUID(int=0))}),
        ("POST", f"{url}/days/{day}/slots", {"copy_of": slot}),
        ("PUT", f"{url}/slots/{slot}/position", {"by": "1"}),
        ("POST", f"{url}/slots/{slot}/targets", {"text": "5/3/1"}),
        ("PUT", f"{url}/slots/{slot}", {"rest": "1:30"}),
        ("DELETE", f"{url}/slots/{slot}", {}),
        ("POST", f"{url}/days?copy_of={day}", {}),
        ("DELETE", f"{url}/days/{day}", {}),
    ]:
        assert desk.browser.send(method, path, data=data, htmx=True).status_code < 500
        assert desk.browser.statements <= 3, path
    desk.undo()
    assert desk.browser.statements == 3
    desk.redo()
    assert desk.browser.statements == 3
    desk.page()
    assert desk.browser.statements == 2


def test_a_change_can_be_undone_and_redone_and_says_so(desk: Desk) -> None:
    day = desk.add_day()
    slot = desk.add_slot(day)
    desk.save(slot, reps_0="5", weight_0="100")
    before = desk.page().text

    desk.browser.delete(f"{desk.url}/days/{day}", htmx=True)
    assert desk.exercises() == []
    undone = desk.undo()
    assert "Undone: deleted Push" in reading.words(undone)
    assert undone.headers["HX-Retarget"] == "#board"
    assert desk.exercises() == [["Bench press"]]
    assert desk.sets(slot)[0] == {"kind": "working", "weight": "100", "reps": "5", "rpe": ""}
    assert ids(desk.page(), "target") == [each for each in ids(desk.page(), "target") if each in before]
    desk.undo()
    desk.undo()
    assert desk.exercises() == [[]]
    desk.redo()
    desk.redo()
    assert "Done again: deleted Push" in reading.words(desk.redo())
    assert desk.exercises() == []


def test_a_change_forgets_what_could_have_been_redone(desk: Desk) -> None:
    desk.add_day("One")
    desk.undo()
    desk.add_day("Two")

    assert day_names(desk) == ["Two"]
    assert [
        each.action for each in reading.forms(desk.page()) if "changes" in each.action and "PUT" in each.action
    ] == []


def test_the_last_fifty_changes_can_be_undone(desk: Desk, run_sql: RunSql) -> None:
    day = desk.add_day()
    for number in range(KEPT_CHANGES + 3):
        desk.browser.put(f"{desk.url}/days/{day}", {"name": f"Day {number}"}, htmx=True)
    for _ in range(KEPT_CHANGES):
        assert desk.undo().status_code == 200

    assert day_names(desk) == ["Day 2"]
    assert run_sql("SELECT count(*) AS n FROM plan_changes WHERE plan_id = %(id)s", id=desk.id) == [{"n": KEPT_CHANGES}]
    assert "disabled" in reading.page(desk.page()).all("button")[0].attrib or "Undo:" not in reading.words(desk.page())


def test_only_the_last_change_is_undone_and_twice_is_once(desk: Desk) -> None:
    desk.add_day("One")
    number = 1
    desk.add_day("Two")

    refused = desk.browser.delete(f"{desk.url}/changes/{number}", htmx=True)
    assert (refused.status_code, day_names(desk)) == (409, ["One", "Two"])
    assert "Undo that first" in refused.text
    for _ in range(2):
        assert desk.browser.delete(f"{desk.url}/changes/2", htmx=True).status_code == 200
    assert day_names(desk) == ["One"]
    assert desk.browser.put(f"{desk.url}/changes/2").location == f"{desk.url}#board"
    assert desk.browser.delete(f"{desk.url}/changes/99", htmx=True).status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_a_name_another_window_gave_is_not_overwritten_unseen(desk: Desk, *, htmx: bool) -> None:
    day = desk.add_day("Push")
    seen = reading.form(desk.page(), f"{desk.url}/days/{day}").fields
    desk.browser.put(f"{desk.url}/days/{day}", seen | {"name": "Theirs"}, htmx=True)

    refused = desk.browser.put(f"{desk.url}/days/{day}", seen | {"name": "Mine"}, htmx=htmx)
    assert refused.status_code == 409
    assert "Another window calls it Theirs." in reading.words(refused)
    again = reading.form(refused, f"{desk.url}/days/{day}").fields
    assert again["name"] == "Mine"
    assert desk.browser.put(f"{desk.url}/days/{day}", again, htmx=htmx).status_code in {200, 303}
    assert day_names(desk) == ["Mine"]


def test_a_window_is_sent_what_it_does_not_have_and_no_more(desk: Desk, run_sql: RunSql) -> None:
    """It says which revision it shows; slots that look as they did then are only named."""
    push, pull = desk.add_day("Push"), desk.add_day("Pull")
    slots = [desk.add_slot(push, name) for name in ("Bench press", "Dip", "Lateral raise", "Face pull")]
    desk.add_slot(pull, "Barbell row")

    def drawn(method: str, path: str, sent: dict[str, str], *, seen: int = 0) -> set[str]:
        now = run_sql("SELECT revision FROM workout_plans WHERE id = %(id)s", id=desk.id)[0]["revision"]
        revision = {"Plan-Revision": str(now - seen)}
        answer = desk.browser.send(method, f"{desk.url}{path}", data=sent, htmx=True, headers=revision)
        return {text(each) for each in reading.page(answer).all("h3")}

    place = f"/slots/{slots[0]}/position"
    # Who comes first or last in a day, or stands below another than before, has another menu.
    assert drawn("PUT", place, {"index": "1"}) == {"Bench press", "Dip", "Lateral raise"}
    assert drawn("PUT", place, {"day_id": pull, "index": "0"}) == {"Bench press", "Lateral raise", "Barbell row"}
    assert drawn("PUT", f"/days/{push}/position", {"index": "1"}) == set()
    assert drawn("PUT", f"/days/{push}", {"name": "Press"}) == set()
    assert drawn("POST", "/days", {"copy_of": pull}) == {"Bench press", "Barbell row"}
    assert drawn("DELETE", f"/days/{push}", {}) == set()

    assert drawn("PUT", f"/days/{pull}/position", {"index": "1"}, seen=1) == {"Bench press", "Barbell row"}


def test_a_day_whose_slots_were_changed_in_this_window_is_deleted_at_once(desk: Desk) -> None:
    """The answer to a change of a slot brings along what deleting its day has to have seen."""
    slot = desk.add_slot(desk.add_day("Push"))
    changed = reading.page(desk.save(slot, weight_0="80")).all("button")
    (delete,) = (each for each in changed if each.get("hx-swap-oob") and text(each) == "Delete day")
    assert desk.browser.delete(delete.attrib["hx-delete"], htmx=True).status_code == 200
    assert desk.exercises() == []


def test_a_day_another_window_filled_is_not_deleted_unseen(desk: Desk) -> None:
    day = desk.add_day("Push")
    seen = next(
        each.attrib["hx-delete"]
        for each in reading.page(desk.page()).all("button")
        if "/days/" in each.get("hx-delete", "")
    )
    desk.add_slot(day)

    refused = desk.browser.delete(seen, htmx=True)
    assert refused.status_code == 409 and "changed in another window" in reading.words(refused)
    assert desk.exercises() == [["Bench press"]]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_day_needs_a_name(desk: Desk, *, htmx: bool) -> None:
    day = desk.add_day("Push")

    refused = desk.browser.put(f"{desk.url}/days/{day}", {"name": " "}, htmx=htmx)
    assert refused.status_code == 422 and "This is needed." in reading.words(refused)
    assert day_names(desk) == ["Push"]


@pytest.mark.parametrize("htmx", [True, False])
def test_what_makes_no_sense_is_refused(desk: Desk, *, htmx: bool) -> None:
    day = desk.add_day("Push")

    assert desk.browser.put(f"{desk.url}/days/{day}/position", {"by": "77"}, htmx=htmx).status_code == 422
    assert desk.browser.put(f"{desk.url}/days/{uuid.uuid4()}", {"name": "x"}, htmx=htmx).status_code == 404


def test_a_plan_of_another_is_not_there(desk: Desk, stranger: Browser, new_desk: NewDesk) -> None:
    day = desk.add_day()
    theirs = new_desk(stranger)

    assert stranger.post(f"{desk.url}/days").status_code == 404
    assert stranger.delete(f"{desk.url}/changes/1", htmx=True).status_code == 404
    assert stranger.put(f"{theirs.url}/days/{day}", {"name": "x"}).status_code == 404
    assert day_names(desk) == ["Push"]
