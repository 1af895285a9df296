"""Plans to read and to take: ready-made, on paper, and shared by a link."""

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from tests.pasts import settings
from tests.plans.desk import Desk
from webapp.plans.ready import library


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A plan with a superset, a note and a load in it."""
    day = desk.add_day("Push <hard>")
    slot = desk.add_slot(day)
    desk.save(slot, reps_0="5", weight_0="100", rest="2:00", note="pause")
    desk.save(desk.add_slot(day, "Barbell row"), joins_above="1")
    desk.browser.put(desk.url, {"name": "Winter", "notes": "Eat."})
    return desk


def share(desk: Desk) -> str:
    assert desk.browser.post(f"{desk.url}/share").location == desk.url
    return next(
        each.attrib["href"] for each in reading.page(desk.page()).all("a") if "/plans/shared/" in each.get("href", "")
    )


def test_ready_made_plans_are_listed_and_used(lifter: Browser) -> None:
    index = reading.words(lifter.get("/plans"))
    for offer in library().values():
        assert offer.name in index and offer.summary in index
        shown = lifter.get(f"/plans/ready/{offer.key}")
        assert lifter.statements == 2
        said = reading.words(shown)
        assert all(name in said for name in offer.exercises)
        use = reading.form(shown, "/plans")
        made = Desk(lifter, lifter.post(use.action, use.fields).location)
        assert made.exercises() != [] and all(made.exercises())
        assert offer.name in reading.words(made.page())
    assert lifter.get("/plans/ready/nonsense").status_code == 404


def test_a_plan_is_shown_on_paper(full: Desk, run_sql: RunSql) -> None:
    settings(run_sql, full.browser, unit="lb")
    said = reading.words(full.browser.get(f"{full.url}/sheet"))

    assert "Push <hard>" in said and "Eat." in said
    assert "A1 Bench press pause 1 × 5 @ 220.462 lb" in said and "rest 2:00" in said
    assert "A2 Barbell row 3 × 8" in said
    assert full.browser.statements == 2


def test_a_link_shows_the_plan_to_everyone_and_says_nothing_of_its_owner(
    full: Desk, visitor: Browser, stranger: Browser, run_sql: RunSql
) -> None:
    run_sql(
        """UPDATE "user" SET email = 'ana@example.com', first_name = 'Anastasia' WHERE id = %(id)s""",
        id=full.browser.user_id,
    )
    link = share(full)
    for reader in (visitor, stranger, full.browser):
        shown = reader.get(link)
        assert shown.status_code == 200
        assert "A1 Bench press pause 1 × 5 @ 100 kg" in reading.words(shown)
        for secret in ("ana@example.com", "Anastasia", full.browser.user_id, str(full.id)):
            assert secret not in shown.text
        assert "noindex" in shown.text and shown.headers["X-Robots-Tag"] == "noindex"
    assert reading.forms(visitor.get(link)) == []
    assert f'href="/sign-in?redirect_url={link}"' in visitor.get(link).text


def test_who_has_the_link_copies_the_plan_and_changes_only_the_copy(full: Desk, stranger: Browser) -> None:
    form = reading.form(stranger.get(share(full)), "/plans")
    copied = Desk(stranger, stranger.post(form.action, form.fields).location)

    assert copied.exercises() == full.exercises() == [["A1 Bench press", "A2 Barbell row"]]
    copied.add_day("Theirs")
    assert len(full.exercises()) == 1 and len(copied.exercises()) == 2


def test_a_link_that_was_taken_back_leads_nowhere_and_another_is_another(full: Desk, visitor: Browser) -> None:
    link = share(full)
    assert share(full) == link
    full.browser.delete(f"{full.url}/share")
    assert visitor.get(link).status_code == 404
    assert "taken it back" in reading.words(visitor.get(link))
    assert full.browser.post("/plans", {"token": link.rpartition("/")[2]}).status_code == 404
    assert full.browser.delete(f"{full.url}/share").status_code == 404
    again = share(full)
    assert again != link and visitor.get(again).status_code == 200
    full.browser.delete(full.url)
    assert visitor.get(again).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "' OR 1=1", "a" * 300])
def test_a_guess_finds_nothing(visitor: Browser, token: str) -> None:
    assert visitor.get(f"/plans/shared/{token}").status_code == 404
