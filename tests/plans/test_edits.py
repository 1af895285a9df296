"""What a lifter does in the editor, on paper."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.plans import drafts
from tests.plans.drafts import exercise, names, slot
from webapp.errors import InvalidError, NotFoundError
from webapp.ids import uuid7
from webapp.plans import edits
from webapp.plans.edits import SlotFields
from webapp.plans.prescription import read, words
from webapp.plans.sheet import Plan, Slot
from webapp.progression import Progression, Rule
from webapp.strength import Kind

NOTHING = SlotFields(None, None, Rule(), joins_above=False)


def sets(of: Plan, at: int = 0) -> list[str]:
    return words(of.days[0].slots[at].targets, "kg", "km")


def joined(of: Plan, at: int, *, joins: bool) -> Plan:
    return edits.change_slot(of, of.days[0].slots[at].id, replace(NOTHING, joins_above=joins), [])


def letters(of: Plan) -> list[str | None]:
    return [of.days[0].letters.get(each.id) for each in of.days[0].slots]


def test_days_are_added_at_the_end_moved_copied_and_removed() -> None:
    of = edits.add_day(drafts.two_days(), uuid7(), "Arms")
    push, legs, arms = (day.id for day in of.days)

    assert [day.name for day in of.days] == ["Push", "Legs", "Arms"]
    assert [day.name for day in edits.move_day(of, arms, 0).days] == ["Arms", "Push", "Legs"]
    assert [day.name for day in edits.move_day(of, push, 9).days] == ["Legs", "Arms", "Push"]
    assert [day.name for day in edits.remove_day(of, legs).days] == ["Push", "Arms"]
    copied = edits.copy_day(of, push)
    assert [day.name for day in copied.days] == ["Push", "Push (copy)", "Legs", "Arms"]
    assert names(copied)[0] == names(copied)[1]
    ids = [each for _, slot in copied.slots for each in (slot.id, *(target.id for target in slot.targets))]
    assert len(set(ids)) == len(ids)


def test_a_move_gives_one_thing_another_position() -> None:
    of = drafts.two_days()
    push, legs = of.days
    moved = edits.move_slot(of, push.slots[2].id, push.id, 0)

    assert names(moved) == [["Barbell curl", "Bench press", "Barbell row"], ["Back squat"]]
    assert moved.days[0].slots[1:] == push.slots[:2]
    across = edits.move_slot(of, push.slots[0].id, legs.id, 1)
    assert names(across) == [["Barbell row", "Barbell curl"], ["Back squat", "Bench press"]]
    last = push.slots[0].targets[2]
    turned = edits.move_target(of, last.id, 0).days[0].slots[0].targets
    assert [each.id for each in turned] == [last.id, *(each.id for each in push.slots[0].targets[:2])]
    assert turned[1:] == push.slots[0].targets[:2]


def test_an_exercise_comes_with_sets_of_its_kind_and_once() -> None:
    of, slot_id = drafts.two_days(), uuid7()
    plank = exercise("Plank", Kind.DURATION, "abs")
    added = edits.add_slot(of, of.days[0].id, slot_id, plank)

    assert names(added)[0][-1] == "Plank"
    assert sets(added, 3) == ["3 × –"]
    assert edits.add_slot(added, of.days[0].id, slot_id, plank) == added
    assert sets(edits.add_slot(of, of.days[1].id, uuid7(), exercise("Dip"))) == ["3 × 8"]


def test_a_slot_is_copied_after_itself_and_removed() -> None:
    of = drafts.two_days()
    first = of.days[0].slots[0]

    assert names(edits.copy_slot(of, first.id))[0] == ["Bench press", "Bench press", "Barbell row", "Barbell curl"]
    assert names(edits.remove_slot(of, first.id))[0] == ["Barbell row", "Barbell curl"]


def test_another_exercise_keeps_the_sets_but_not_the_load() -> None:
    of = drafts.plan(drafts.day("A", slot(weight="80")))
    place = of.days[0].slots[0].id

    swapped = edits.swap_exercise(of, place, exercise("Dumbbell bench press"))
    assert (names(swapped), sets(swapped)) == ([["Dumbbell bench press"]], ["3 × 8"])
    assert sets(edits.swap_exercise(of, place, exercise("Plank", Kind.DURATION))) == ["3 × –"]


def test_a_set_more_is_like_the_last_or_the_one_at_hand() -> None:
    of = drafts.two_days()
    place = of.days[0].slots[0]
    written = edits.prescribe(of, place.id, read("5/3/1", "kg"))

    assert sets(edits.add_target(written, place.id)) == ["1 × 5", "1 × 3", "2 × 1"]
    assert sets(edits.add_target(written, place.id, place.targets[0].id)) == ["2 × 5", "1 × 3", "1 × 1"]
    emptied = of
    for target in place.targets:
        emptied = edits.remove_target(emptied, target.id)
    assert sets(edits.add_target(emptied, place.id)) == ["1 × –"]


def test_written_sets_go_over_those_from_one_on_and_past_the_last() -> None:
    of = drafts.plan(drafts.day("A", slot(weight="80")))
    place = of.days[0].slots[0]

    assert sets(edits.prescribe(of, place.id, read("5/3", "kg"))) == ["1 × 5 @ 80 kg", "1 × 3 @ 80 kg", "1 × 8 @ 80 kg"]
    further = edits.prescribe(of, place.id, read("2x5 @ 100", "kg"), place.targets[2].id)
    assert sets(further) == ["2 × 8 @ 80 kg", "2 × 5 @ 100 kg"]
    assert [each.id for each in further.days[0].slots[0].targets[:3]] == [each.id for each in place.targets]
    assert sets(edits.prescribe(drafts.plan(drafts.day("A", bare := slot(sets=0))), bare.id, read("2x5", "kg"))) == [
        "2 × 5"
    ]


def test_written_sets_must_be_in_what_the_exercise_is_measured_in() -> None:
    of = drafts.plan(drafts.day("A", slot(exercise("Plank", Kind.DURATION), sets=1), slot(exercise("Squat"))))
    plank, squat = of.days[0].slots

    assert sets(edits.prescribe(of, plank.id, read("2x60", "kg"))) == ["2 × 1:00"]
    for place, text, measure in (
        (plank, "1x60 @ 20kg", "weight"),
        (squat, "1x60s", "duration"),
        (squat, "1x1km", "distance"),
    ):
        with pytest.raises(InvalidError, match=f"is not measured in {measure}"):
            edits.prescribe(of, place.id, read(text, "kg"))
    with pytest.raises(InvalidError, match="At most 20 sets"):
        edits.prescribe(of, squat.id, read("20x5", "kg"), squat.targets[1].id)


def test_what_is_typed_about_a_slot_is_kept() -> None:
    of = drafts.two_days()
    place = of.days[0].slots[1]
    rule = Rule(Progression.DOUBLE, Decimal(5), 2, 15)
    heavier = replace(place.targets[1], weight_kg=Decimal(60))
    after = edits.change_slot(of, place.id, SlotFields(90, "slow", rule, joins_above=False), [heavier])

    changed = after.days[0].slots[1]
    assert (changed.rest_seconds, changed.note, changed.rule) == (90, "slow", rule)
    assert sets(after, 1) == ["1 × 8", "1 × 8 @ 60 kg", "1 × 8"]
    assert edits.change_slot(of, place.id, NOTHING, list(place.targets)) == of


def test_a_superset_is_joined_with_the_one_above_and_left_again() -> None:
    of = drafts.two_days()

    two = joined(of, 1, joins=True)
    assert letters(two) == ["A1", "A2", None]
    three = joined(two, 2, joins=True)
    assert letters(three) == ["A1", "A2", "A3"]
    assert letters(joined(three, 1, joins=False)) == [None, "A1", "A2"]
    assert letters(joined(three, 2, joins=False)) == ["A1", "A2", None]
    assert joined(two, 1, joins=True) == two
    assert joined(of, 0, joins=True) == of
    elsewhere = edits.move_slot(two, two.days[0].slots[1].id, two.days[1].id, 0)
    assert elsewhere.days[1].slots[0].superset is None


def test_there_is_an_end_to_everything() -> None:
    of, place = drafts.two_days(), drafts.two_days().days[0].slots[0]
    with pytest.raises(InvalidError, match="days in one plan"):
        for _ in range(edits.MOST_DAYS):
            of = edits.add_day(of, uuid7(), "More")
    with pytest.raises(InvalidError, match="exercises in one day"):
        for _ in range(edits.MOST_SLOTS + 1):
            of = edits.add_slot(of, of.days[0].id, uuid7(), place.exercise)
    with pytest.raises(InvalidError, match="sets in one place"):
        for _ in range(edits.MOST_TARGETS):
            of = edits.add_target(of, of.days[0].slots[0].id)


def test_what_is_gone_can_not_be_changed() -> None:
    of = drafts.two_days()
    gone: Slot = slot()
    attempts: list[Callable[[], Plan]] = [
        lambda: edits.remove_slot(of, gone.id),
        lambda: edits.copy_slot(of, gone.id),
        lambda: edits.move_slot(of, gone.id, of.days[0].id, 0),
        lambda: edits.move_slot(of, of.days[0].slots[0].id, uuid7(), 0),
        lambda: edits.add_target(of, of.days[0].slots[0].id, uuid7()),
        lambda: edits.remove_target(of, uuid7()),
        lambda: edits.remove_day(of, uuid7()),
        lambda: edits.add_slot(of, uuid7(), uuid7(), exercise()),
    ]
    for edit in attempts:
        with pytest.raises(NotFoundError):
            edit()


def test_a_plan_has_a_name_and_notes() -> None:
    changed = edits.change_plan(drafts.two_days(), "Winter", "Eat")

    assert (changed.name, changed.notes) == ("Winter", "Eat")
