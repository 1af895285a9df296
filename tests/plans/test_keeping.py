"""What a workout did otherwise than the plan, on paper."""

from dataclasses import replace
from decimal import Decimal

from tests.plans import drafts
from tests.plans.drafts import exercise, names, slot
from webapp.ids import uuid7
from webapp.plans.keeping import Lifted, Outcome, differences, keep
from webapp.plans.prescription import words
from webapp.plans.sheet import Plan, Slot
from webapp.strength import Kind, SetKind


def as_planned(of: Slot, *, reps: int = 8, weight: str | None = None) -> Outcome:
    """Each target done; with `weight` at that load."""
    sets = [
        Lifted(each.id, each.kind, reps, Decimal(weight) if weight else each.weight_kg, None, None)
        for each in of.targets
    ]
    return Outcome(uuid7(), of.id, of.exercise, sets)


def bench() -> tuple[Plan, Slot]:
    of = drafts.plan(drafts.day("A", slot(weight="80")))
    return of, of.days[0].slots[0]


def kept(of: Plan, *outcomes: Outcome) -> Plan:
    day = of.days[0]
    return keep(of, day.id, outcomes, [each.key for each in differences(day, outcomes, "kg")])


def said(of: Plan, *outcomes: Outcome, unit: str = "kg") -> list[str]:
    return [each.words for each in differences(of.days[0], outcomes, unit)]


def test_what_went_as_planned_is_no_difference() -> None:
    of, place = bench()

    assert said(of, as_planned(place)) == []
    assert said(of, as_planned(place, reps=3)) == []
    assert kept(of, as_planned(place)) == of


def test_another_load_may_become_the_plans() -> None:
    of, place = bench()
    heavier = as_planned(place, weight="82.5")

    assert said(of, heavier) == ["Bench press: 80 → 82.5 kg"]
    assert said(of, heavier, unit="lb") == ["Bench press: 176.37 → 181.881 lb"]
    after = kept(of, heavier)
    assert words(after.days[0].slots[0].targets, "kg", "km") == ["3 × 8 @ 82.5 kg"]
    assert kept(after, heavier) == after
    blank = drafts.plan(drafts.day("A", slot()))
    assert said(blank, as_planned(blank.days[0].slots[0], weight="60")) == ["Bench press: no load → 60 kg"]


def test_less_help_is_told_by_the_set_with_the_least() -> None:
    of = drafts.plan(drafts.day("A", replace(slot(weight="20"), exercise=exercise(kind=Kind.ASSISTED_BODYWEIGHT))))
    outcome = as_planned(of.days[0].slots[0], weight="20")
    sets = [replace(each, weight_kg=Decimal(load)) for each, load in zip(outcome.sets, (20, 15, 20), strict=True)]

    assert said(of, replace(outcome, sets=sets)) == [f"{outcome.exercise.name}: 20 → 15 kg"]


def test_more_and_fewer_sets() -> None:
    of, place = bench()
    done = as_planned(place)
    more = replace(done, sets=[*done.sets, Lifted(None, SetKind.WORKING, 12, Decimal(60), None, None)])
    fewer = replace(done, sets=done.sets[:1])

    assert (said(of, more), said(of, fewer)) == (["Bench press: 3 → 4 sets"], ["Bench press: 3 → 1 set"])
    assert words(kept(of, more).days[0].slots[0].targets, "kg", "km") == ["3 × 8 @ 80 kg", "1 × 12 @ 60 kg"]
    assert words(kept(of, fewer).days[0].slots[0].targets, "kg", "km") == ["1 × 8 @ 80 kg"]


def test_a_failed_lift_and_a_warm_up_change_nothing() -> None:
    of, place = bench()
    done = as_planned(place)
    last = replace(done.sets[2], weight_kg=Decimal(140), reps=0)
    besides = [
        Lifted(None, SetKind.WORKING, 0, Decimal(140), None, None),
        Lifted(None, SetKind.WARMUP, 5, Decimal(40), None, None),
    ]
    failed = replace(done, sets=[*done.sets[:2], last, *besides])
    elsewhere = Outcome(uuid7(), None, exercise("Barbell curl"), besides)

    assert said(of, failed, elsewhere) == []
    assert kept(of, failed, elsewhere) == of
    assert said(of, replace(done, sets=[replace(each, reps=0) for each in done.sets])) == []


def test_an_added_exercise_comes_without_its_failed_lifts() -> None:
    of, place = bench()
    sets = [Lifted(None, SetKind.WORKING, reps, Decimal(30), None, None) for reps in (10, 0)]
    added = Outcome(uuid7(), None, exercise("Barbell curl"), sets)

    assert words(kept(of, as_planned(place), added).days[0].slots[1].targets, "kg", "km") == ["1 × 10 @ 30 kg"]


def test_warm_ups_are_no_part_of_the_sets_that_are_compared() -> None:
    of = drafts.plan(drafts.day("A", slot(weight="80")))
    place = of.days[0].slots[0]
    first = replace(place.targets[0], kind=SetKind.WARMUP)
    of = drafts.plan(drafts.day("A", replace(place, targets=(first, *place.targets[1:]))))
    place = of.days[0].slots[0]
    done = as_planned(place)

    assert said(of, replace(done, sets=done.sets[1:])) == []
    assert said(of, replace(done, sets=done.sets[:2])) == ["Bench press: 2 → 1 set"]
    assert len(kept(of, replace(done, sets=done.sets[1:2])).days[0].slots[0].targets) == 2


def test_an_exercise_that_was_swapped_added_or_left_out() -> None:
    of = drafts.two_days()
    first, second, third = of.days[0].slots
    swapped = replace(as_planned(first, weight="30"), exercise=exercise("Dumbbell bench press"))
    plank = Lifted(None, SetKind.WORKING, 1, None, 60, None)
    added = Outcome(uuid7(), None, exercise("Plank"), [plank])
    skipped = replace(as_planned(third), sets=[])

    assert said(of, swapped, as_planned(second), skipped, added) == [
        "Dumbbell bench press instead of Bench press",
        "Take Barbell curl out: it was not done",
        "Add Plank",
    ]
    after = kept(of, swapped, as_planned(second), skipped, added)
    assert names(after)[0] == ["Dumbbell bench press", "Barbell row", "Plank"]
    assert words(after.days[0].slots[0].targets, "kg", "km") == ["3 × 8 @ 30 kg"]
    assert words(after.days[0].slots[2].targets, "kg", "km") == ["1 × 1:00"]


def test_only_what_was_chosen_and_is_a_difference_is_kept() -> None:
    of, place = bench()

    assert keep(of, of.days[0].id, [as_planned(place, weight="90")], []) == of
    assert keep(of, of.days[0].id, [as_planned(place)], [f"load:{place.id}", "nonsense", "add:x"]) == of


def test_a_slot_that_is_gone_makes_its_exercise_an_added_one() -> None:
    of, place = bench()
    elsewhere = replace(as_planned(place), slot_id=uuid7())

    assert said(of, elsewhere) == ["Take Bench press out: it was not done", "Add Bench press"]
