"""Plans as a whole: listed, made, named, copied, put away, deleted and brought back."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.markup import text
from tests.pasts import NOW
from tests.plans.conftest import NewDesk
from tests.plans.desk import Desk


def cards(lifter: Browser) -> list[str]:
    """One's own plans, as the list shows them."""
    shown = reading.classed(lifter.get("/plans"), "plan-card")
    return [text(each) for each in shown if "offer" not in each.attrib["class"]]


def test_a_new_lifter_is_told_how_to_begin(lifter: Browser) -> None:
    response = lifter.get("/plans")

    assert "No plan yet." in reading.words(response)
    assert [text(each) for each in reading.page(response).all("a") if each.get("aria-current") == "page"] == ["Plans"]


def test_a_plan_is_made_once_however_often_its_button_is_pressed(lifter: Browser) -> None:
    form = reading.form(lifter.get("/plans"), "/plans")
    for _ in range(2):
        made = lifter.post(form.action, form.fields | {"name": "Winter"})
        assert made.location == f"/plans/{form.fields['plan_id']}"

    assert cards(lifter) == ["Winter Current 0 days · 0 exercises"]
    assert lifter.post("/plans").status_code == 303
    assert cards(lifter)[0].startswith("New plan Current")


def test_the_list_says_what_is_in_a_plan_and_when_it_was_done(desk: Desk, run_sql: RunSql) -> None:
    day = desk.add_day("Push")
    desk.add_slot(day)
    run_sql(
        """INSERT INTO workout_logs (id, user_id, plan_id, plan_day_id, performed_at, finished_at)
           VALUES (gen_random_uuid(), %(user)s, %(plan)s, %(day)s, %(at)s, %(at)s)""",
        user=desk.browser.user_id, plan=desk.id, day=day, at=NOW,
    )  # fmt: skip

    (card,) = cards(desk.browser)
    assert card.startswith("Winter Current 1 day · 1 exercise · last done") and card.endswith("Push")
    assert desk.browser.statements == 2


@pytest.mark.parametrize("htmx", [True, False])
def test_a_plan_is_renamed_and_that_can_be_undone(desk: Desk, *, htmx: bool) -> None:
    form = reading.form(desk.page(), desk.url)
    answer = desk.browser.put(desk.url, form.fields | {"name": "Spring", "notes": "Eat more"}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert "Spring Eat more" in reading.words(desk.page())
    desk.undo()
    assert "Winter" in reading.words(desk.page()) and "Eat more" not in desk.page().text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_plan_needs_a_name(desk: Desk, *, htmx: bool) -> None:
    answer = desk.browser.put(desk.url, {"name": "", "notes": "x"}, htmx=htmx)

    assert answer.status_code == 422 and "This is needed." in reading.words(answer)
    assert reading.form(answer, desk.url).fields["notes"] == "x"


@pytest.mark.parametrize("htmx", [True, False])
def test_a_plan_another_window_renamed_is_not_renamed_unseen(desk: Desk, *, htmx: bool) -> None:
    form = reading.form(desk.page(), desk.url).fields
    desk.browser.put(desk.url, form | {"name": "Theirs"})

    answer = desk.browser.put(desk.url, form | {"name": "Mine"}, htmx=htmx)
    assert answer.status_code == 409 and "Another window calls it Theirs." in reading.words(answer)
    again = reading.form(answer, desk.url).fields
    assert again["name"] == "Mine"
    desk.browser.put(desk.url, again)
    assert "Mine" in reading.words(desk.page())


def test_a_plan_is_duplicated_whole(desk: Desk) -> None:
    day = desk.add_day("Push")
    slot = desk.add_slot(day)
    desk.save(slot, reps_0="5", weight_0="100", rest="2:00", progression="linear")
    form = next(each for each in reading.forms(desk.page()) if each.fields.get("copy_of"))
    for _ in range(2):
        copied = Desk(desk.browser, desk.browser.post(form.action, form.fields).location)

    assert copied.url != desk.url
    assert "Winter (copy)" in reading.words(copied.page())
    assert copied.exercises() == desk.exercises()
    there = reading.classed(copied.page(), "slot")[0].attrib["id"].removeprefix("slot-")
    assert there != slot
    assert copied.sets(there) == desk.sets(slot)
    assert copied.form(there).fields["rest"] == "2:00"
    assert len(cards(desk.browser)) == 2


def test_a_plan_is_deleted_and_brought_back(desk: Desk) -> None:
    desk.add_day("Push")
    gone = desk.browser.delete(desk.url)
    assert gone.location == f"/plans?deleted={desk.id}"
    page = desk.browser.get(gone.location)
    assert "Plan deleted. Its workouts stay in the history." in reading.words(page)
    assert desk.browser.get(desk.url).status_code == 404
    assert cards(desk.browser) == []

    undo = reading.form(page, f"{desk.url}/restoration")
    assert desk.browser.send(undo.method, undo.action).location == "/plans"
    assert cards(desk.browser) == ["Winter Current 1 day · 0 exercises Push"]


def test_a_plan_is_archived_and_taken_out_again(desk: Desk) -> None:
    assert desk.browser.put(f"{desk.url}/archive").location == "/plans"
    assert "1 archived plan" in reading.words(desk.browser.get("/plans"))
    assert "Current" not in cards(desk.browser)[0]
    assert "Archived" in reading.words(desk.page())
    desk.browser.delete(f"{desk.url}/archive")
    assert "Current" in cards(desk.browser)[0]


def test_one_plan_is_the_current_one(desk: Desk, new_desk: NewDesk) -> None:
    other = new_desk(desk.browser)
    assert [("Current" in each) for each in cards(desk.browser)] == [True, False]
    form = reading.form(desk.page(), "/plans/current")
    assert desk.browser.put("/plans/current", form.fields).location == desk.url
    assert "Make it the current plan" not in desk.page().text
    assert "Make it the current plan" in other.page().text
    assert desk.browser.put("/plans/current", {"plan_id": "x"}).status_code == 422


def test_what_is_not_ones_own_is_not_there(desk: Desk, stranger: Browser) -> None:
    for plan in (desk.url, f"/plans/{uuid.uuid4()}"):
        assert stranger.get(plan).status_code == 404
        assert stranger.put(plan, {"name": "x"}).status_code == 404
        assert stranger.delete(plan).status_code == 404
        assert stranger.post(f"{plan}/restoration").status_code == 404
        assert stranger.put(f"{plan}/archive").status_code == 404
        assert stranger.put("/plans/current", {"plan_id": plan.rpartition("/")[2]}).status_code == 404
        assert stranger.post("/plans", {"copy_of": plan.rpartition("/")[2]}).status_code == 404
    assert "Winter" in reading.words(desk.page())


@pytest.mark.parametrize("sent", [{"name": "x" * 101}, {"name": "x" * 5000}])
def test_a_name_that_is_too_long_is_refused_and_stays_typed(lifter: Browser, sent: dict[str, str]) -> None:
    response = lifter.post("/plans", sent)

    assert response.status_code == 422
    assert "at most 100 characters" in reading.words(response)
    assert f'value="{sent["name"]}"' in response.text
    assert "No plan yet" in reading.words(lifter.get("/plans"))
    assert lifter.post("/plans", {"name": "x" * 100}).status_code == 303


@pytest.mark.parametrize("sent", [{"plan_id": "7"}, {"copy_of": "mine"}, {"token": "x" * 61}, {"ready": "x" * 61}])
def test_what_can_not_be_read_makes_no_plan(lifter: Browser, sent: dict[str, str]) -> None:
    assert lifter.post("/plans", sent).status_code == 422
    assert "No plan yet" in reading.words(lifter.get("/plans"))


def test_a_days_name_that_is_too_long_makes_no_day(lifter: Browser) -> None:
    url = lifter.post("/plans", {"name": "Winter"}).location
    response = lifter.post(f"{url}/days", {"name": "x" * 101}, htmx=True)

    assert response.status_code == 422
    assert "at most 100 characters" in response.text
    assert reading.classed(lifter.get(url), "day") == []
