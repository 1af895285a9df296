"""What engines do each in their own way: a journey is written once and runs in WebKit, Firefox and Chromium."""

from collections.abc import Iterator

import pytest

from tests import machine
from tests.conftest import RunSql
from tests.deployed import Site
from tests.engines import starting
from tests.engines.chromium import Chromium
from tests.engines.engine import ENTER, ESCAPE, TAB, Hand

pytestmark = pytest.mark.browser

REPS = ".set:not(.done).next > .dock input[name=reps]"
WEIGHT = ".set:not(.done).next > .dock input[name=weight]"
LOG = ".set:not(.done).next > .dock button.log"
# Enough for a page that is longer than the screen.
ROWS = 8


@pytest.fixture(params=["WebKit", "Firefox", "Chromium"])
def hand(request: pytest.FixtureRequest, site: Site) -> Iterator[Hand]:
    """A lifter's hand at our site, in one engine after the other, each with nothing in it yet."""
    if request.param == "Chromium":
        yield Hand(Chromium(request.getfixturevalue("phone")), site.url)
        return
    if reason := machine.skipped(request.param):
        pytest.skip(reason)
    with {"WebKit": starting.webkit, "Firefox": starting.firefox}[request.param]() as engine:
        yield Hand(engine, site.url)
        assert engine.complaints() == []


def sign_in(hand: Hand, name: str) -> None:
    """Arrive at Today as somebody new."""
    hand.open("/dashboard")
    hand.tap("input[name=first_name]")
    hand.type(name)
    hand.tap("button", "Start training")
    hand.sees("h1", "Today")


def add_exercise(hand: Hand, name: str) -> None:
    """Choose an exercise in the catalogue for the running workout."""
    hand.tap("a", "Add exercise")
    hand.sees("h1", "Add exercise")
    hand.tap("input[type=search]")
    hand.type(name)
    hand.until(
        "(name) => document.querySelector('.found .name')?.textContent == name"
        " && !document.querySelector('form.search.htmx-request')",
        name,
    )
    hand.tap(".found button .name", name)
    hand.sees(".entry h2", name)


def log(hand: Hand, done: int) -> None:
    """Log the set in hand, which is then the last of so many."""
    hand.tap(LOG)
    hand.until("(done) => document.querySelectorAll('.set.done:not(.next)').length == done", done)


def selection(hand: Hand) -> str:
    """What is selected in the field that has the focus."""
    return str(
        hand.run("""() => { const { value, selectionStart, selectionEnd } = document.activeElement;
        return value.slice(selectionStart, selectionEnd) }""")
    )


def stored_reps(run_sql: RunSql, name: str) -> list[int]:
    rows = run_sql(
        """SELECT s.reps FROM log_sets s JOIN "user" u ON u.id = s.user_id
           WHERE u.first_name = %(name)s ORDER BY s.set_number""",
        name=name,
    )
    return [row["reps"] for row in rows]


def test_a_workout_is_logged_with_numbers_that_replace_the_old_ones_and_ends_at_its_summary(
    hand: Hand, run_sql: RunSql
) -> None:
    name = f"Logger in {hand.engine.name}"
    sign_in(hand, name)
    hand.tap("button", "Start a workout")
    add_exercise(hand, "Bench press")
    hand.tap(WEIGHT)
    hand.type("60")
    hand.tap(REPS)
    hand.type("6")
    log(hand, 1)

    # The next row says 6. A tap selects that.
    hand.tap(REPS)
    assert selection(hand) == "6"
    hand.type("11")
    assert hand.value(REPS) == "11"
    log(hand, 2)

    # So does a tap on the word above the number, and Tab.
    hand.tap(".set:not(.done).next > .dock .stepper label span", "reps")
    hand.type("12")
    hand.tap(WEIGHT)
    hand.type("62,5" + TAB)
    assert selection(hand) == "12"
    # A second tap in a field that has the focus is for the caret.
    hand.run("() => document.activeElement.setSelectionRange(1, 1)")
    hand.tap(REPS)
    assert selection(hand) == ""
    # Who draws over the text selects what they want of it.
    x, y = hand.point_at(WEIGHT)
    hand.engine.point((x, y), (x + 20, y), (x + 80, y))
    assert selection(hand) in {"2,5", ",5", "5"}
    log(hand, 3)
    hand.until("() => new Promise((done) => setTimeout(() => done(!document.querySelector('.waiting')), 50))")
    assert stored_reps(run_sql, name) == [6, 11, 12]

    for rows in range(4, ROWS + 1):
        hand.tap("button", "Add set")
        hand.until("(rows) => document.querySelectorAll('.set').length == rows", rows)
    hand.run("() => scrollTo(0, document.body.scrollHeight)")
    hand.tap("button", "Finish workout")
    hand.sees(".facts", "Volume")
    hand.until("() => document.activeElement?.id == 'summary'")
    seen = hand.run("() => [scrollY, document.querySelector('.facts').getBoundingClientRect().top]")
    assert seen[0] < 100 and 0 < seen[1] < 300

    if hand.engine.name == "Firefox":
        # It alone would ask the lifter whether to keep what is stored, so a line does first.
        hand.open("/dashboard")
        hand.sees("#keep", "Keep your sets safe")


def test_a_plan_is_built_with_numbers_that_replace_the_old_ones(hand: Hand, run_sql: RunSql) -> None:
    name = f"Planner in {hand.engine.name}"
    sign_in(hand, name)
    hand.tap(".tab", "Plans")
    hand.tap("input", "New plan")
    hand.type("Mine")
    hand.tap("button", "Create")
    hand.tap("button", "Add day")
    hand.tap(".add-slot .button")
    hand.tap("#picker input[type=search]")
    hand.type("squ" + ESCAPE)
    hand.misses("#picker")

    hand.tap(".add-slot .button")
    hand.tap("#picker input[type=search]")
    hand.type("front squat")
    hand.tap("#picker .found .name", "Front squat")
    hand.misses("#picker")
    hand.sees(".slot h3", "Front squat")
    hand.tap("input", "Reps of set 1")
    hand.type("5" + ENTER)
    hand.until(STORED, "Reps of set 1", "5")
    hand.tap("h1")
    hand.tap("input", "Reps of set 1")
    assert selection(hand) == "5"
    hand.type("7" + TAB)
    hand.until(STORED, "Reps of set 1", "7")
    stored = run_sql(
        """SELECT t.reps_min FROM plan_targets t JOIN plan_slots s ON s.id = t.slot_id JOIN plan_days d ON d.id = s.day_id
           JOIN workout_plans p ON p.id = d.plan_id JOIN "user" u ON u.id = p.owner_id
           WHERE u.first_name = %(name)s ORDER BY t.position""",
        name=name,
    )
    assert stored[0]["reps_min"] == 7


# The server's answer wrote the attribute.
STORED = "(label, value) => document.querySelector(`[aria-label='${label}']`)?.getAttribute('value') == value"
