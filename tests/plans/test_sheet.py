"""A plan as a sheet: what stands in it, what it comes to, and what a window has seen of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.plans import drafts
from tests.plans.drafts import exercise, slot
from webapp.errors import NotFoundError
from webapp.ids import uuid7
from webapp.plans.sheet import fingerprint, weekly_sets
from webapp.strength import Kind, SetKind


def test_a_set_counts_one_for_its_muscle_and_half_for_each_that_helps() -> None:
    bench = exercise("Bench press", Kind.WEIGHT_REPS, "chest", "triceps", "front delts")
    press = exercise("Overhead press", Kind.WEIGHT_REPS, "front delts", "triceps")
    of = drafts.plan(drafts.day("A", slot(bench, sets=3)), drafts.day("B", slot(press, sets=5), slot(bench, sets=1)))

    assert [(each.muscle, each.sets) for each in weekly_sets(of)] == [
        ("front delts", Decimal(7)),
        ("triceps", Decimal("4.5")),
        ("chest", Decimal(4)),
    ]


def test_warm_ups_and_exercises_for_no_muscle_count_nothing() -> None:
    warm = slot(sets=2)
    warm = replace(warm, targets=(replace(warm.targets[0], kind=SetKind.WARMUP), warm.targets[1]))

    assert [each.sets for each in weekly_sets(drafts.plan(drafts.day("A", warm)))] == [Decimal(1)]
    assert weekly_sets(drafts.plan(drafts.day("A", slot(sets=0), slot(exercise("Carry", muscle=None))))) == []


def test_supersets_are_lettered_in_their_order() -> None:
    a1, a2, alone = slot(superset=1), slot(superset=1), slot(superset=2)
    b1, b2, b3 = slot(superset=3), slot(superset=3), slot(superset=3)

    letters = drafts.day("A", a1, a2, alone, slot(), b1, b2, b3).letters
    assert [letters.get(each.id) for each in (a1, a2, alone, b1, b2, b3)] == ["A1", "A2", None, "B1", "B2", "B3"]


def test_what_is_not_in_a_plan_is_not_found() -> None:
    of = drafts.two_days()
    for find in (of.day, of.slot, of.target):
        with pytest.raises(NotFoundError):
            find(uuid7())


def test_a_window_has_seen_what_was_written_not_where_it_stood() -> None:
    seen = slot(weight="80")

    assert fingerprint(seen) == fingerprint(replace(seen, position=Decimal(9)))
    assert fingerprint(seen) == fingerprint(
        replace(seen, targets=tuple(replace(each, weight_kg=Decimal("80.00")) for each in seen.targets))
    )
    different = [
        replace(seen, note="slow"),
        replace(seen, superset=1),
        replace(seen, targets=seen.targets[:2]),
        replace(seen, targets=seen.targets[::-1]),
        replace(seen, rule=replace(seen.rule, misses=2)),
        replace(seen, exercise=exercise("Dip")),
    ]
    assert len({fingerprint(each) for each in [seen, *different]}) == 7
    assert fingerprint("a", None) != fingerprint("a", "None")
