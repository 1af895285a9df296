"""The difference of two plans as rows, made in one gives the other, taken back gives the first."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.plans import drafts
from webapp.errors import TopsetError
from webapp.ids import uuid7
from webapp.plans import edits, journal
from webapp.plans.edits import SlotFields
from webapp.plans.prescription import read
from webapp.plans.sheet import Plan
from webapp.progression import Progression, Rule


def some_edit(chance: random.Random, of: Plan) -> Plan:
    """One of everything that the editor can do, to something that is there."""
    days = [day.id for day in of.days]
    slots = [slot.id for _, slot in of.slots]
    targets = [target.id for _, slot in of.slots for target in slot.targets]
    choices: list[Callable[[], Plan]] = [
        lambda: edits.change_plan(of, f"Plan {chance.random()}", "notes"),
        lambda: edits.add_day(of, uuid7(), "More"),
        lambda: edits.add_slot(of, chance.choice(days), uuid7(), drafts.exercise("Dip")),
        lambda: edits.change_day(of, chance.choice(days), "Renamed"),
        lambda: edits.copy_day(of, chance.choice(days)),
        lambda: edits.remove_day(of, chance.choice(days)),
        lambda: edits.move_day(of, chance.choice(days), chance.randrange(4)),
        lambda: edits.move_slot(of, chance.choice(slots), chance.choice(days), chance.randrange(5)),
        lambda: edits.remove_slot(of, chance.choice(slots)),
        lambda: edits.copy_slot(of, chance.choice(slots)),
        lambda: edits.swap_exercise(of, chance.choice(slots), drafts.exercise("Row")),
        lambda: edits.prescribe(of, chance.choice(slots), read("5/3/1+ @ 80/90/100 rpe 8", "kg")),
        lambda: edits.change_slot(
            of, chance.choice(slots), SlotFields(90, "slow", Rule(Progression.LINEAR), joins_above=True), []
        ),
        lambda: edits.add_target(of, chance.choice(slots)),
        lambda: edits.move_target(of, chance.choice(targets), chance.randrange(4)),
        lambda: edits.remove_target(of, chance.choice(targets)),
    ]
    try:
        return chance.choice(choices)()
    except (TopsetError, IndexError):
        return of


@pytest.mark.parametrize("seed", range(20))
def test_any_changes_can_be_taken_back_and_made_again(seed: int) -> None:
    chance, of = random.Random(seed), drafts.two_days()
    exercises = [drafts.exercise(name) for name in ("Dip", "Row")] + [slot.exercise for _, slot in of.slots]
    for _ in range(40):
        after = some_edit(chance, of)
        difference = journal.difference(of, after)
        assert journal.changed(of, difference, exercises) == after
        assert journal.changed(after, difference.reverse, exercises) == of
        of = after


def test_a_move_is_one_row() -> None:
    of = drafts.two_days()
    push, legs = of.days
    for moved in (
        edits.move_slot(of, push.slots[0].id, push.id, 1),
        edits.move_slot(of, push.slots[0].id, legs.id, 0),
        edits.move_day(of, push.id, 1),
        edits.move_target(of, push.slots[0].targets[0].id, 2),
    ):
        difference = journal.difference(of, moved)
        assert sum(len(rows) for rows in difference.after.values()) == 1


def test_what_is_the_same_is_no_difference() -> None:
    of = drafts.two_days()

    assert journal.difference(of, replace(of, revision=99)).is_empty
    assert not journal.difference(of, edits.change_plan(of, "Other", None)).is_empty


def test_what_is_deleted_is_named_with_all_that_was_in_it() -> None:
    of = drafts.two_days()
    difference = journal.difference(of, edits.remove_day(of, of.days[1].id))

    assert [len(difference.gone(table)) for table in journal.TABLES] == [0, 1, 1, 3]
    assert difference.after == {}
