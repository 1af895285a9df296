"""Kinds of exercise decide what a set is measured in and what it is worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.strength import Kind, volume, warm_ups

MEASURES = {"weight", "reps", "duration", "distance"}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_measured_in_something(kind: Kind) -> None:
    assert kind.fields
    assert set(kind.fields) <= MEASURES
    assert len(set(kind.fields)) == len(kind.fields)


def test_each_kind_asks_for_the_measures_in_its_name() -> None:
    assert {kind.value: kind.fields for kind in Kind} == {
        "weight_reps": ("weight", "reps"),
        "bodyweight_reps": ("reps",),
        "weighted_bodyweight": ("weight", "reps"),
        "assisted_bodyweight": ("weight", "reps"),
        "duration": ("duration",),
        "weight_duration": ("weight", "duration"),
        "distance_duration": ("distance", "duration"),
        "weight_distance": ("weight", "distance"),
    }


def test_only_loaded_kinds_have_a_weight() -> None:
    unloaded = {kind for kind in Kind if not kind.has_weight}

    assert unloaded == {Kind.BODYWEIGHT_REPS, Kind.DURATION, Kind.DISTANCE_DURATION}


def test_volume_is_weight_times_reps_exactly() -> None:
    assert volume(Decimal("102.5"), 7, Kind.WEIGHT_REPS) == Decimal("717.5")
    assert volume(Decimal("0.1"), 3, Kind.WEIGHTED_BODYWEIGHT) == Decimal("0.3")


def test_help_and_no_weight_move_nothing() -> None:
    assert volume(Decimal(40), 8, Kind.ASSISTED_BODYWEIGHT) == 0
    assert volume(None, 20, Kind.BODYWEIGHT_REPS) == 0


def test_a_weight_of_nothing_moves_nothing() -> None:
    assert volume(Decimal(0), 10, Kind.WEIGHT_REPS) == 0


def tens(weight: Decimal) -> Decimal:
    """What can be loaded goes by tens."""
    return (weight / 10).quantize(Decimal(1)) * 10


def shown(sets: list[tuple[Decimal, int]]) -> str:
    return ", ".join(f"{weight} × {reps}" for weight, reps in sets)


def test_warm_ups_lead_from_the_bar_to_the_working_weight() -> None:
    assert shown(warm_ups(Decimal(140), tens, Decimal(20))) == "20 × 5, 60 × 5, 80 × 3, 110 × 2"
    assert shown(warm_ups(Decimal(140), tens)) == "60 × 5, 80 × 3, 110 × 2"


def test_a_light_weight_needs_few_warm_ups() -> None:
    assert shown(warm_ups(Decimal(30), tens, Decimal(20))) == "20 × 5"
    assert warm_ups(Decimal(20), tens, Decimal(20)) == []
    assert warm_ups(Decimal(0), tens, Decimal(20)) == []


@given(
    working=st.decimals(0, 500, places=2),
    bar=st.none() | st.decimals(1, 30, places=1),
    step=st.sampled_from([Decimal(1), Decimal("2.5"), Decimal(40)]),
)
def test_every_warm_up_is_loadable_heavier_than_the_last_and_lighter_than_the_work(
    working: Decimal, bar: Decimal | None, step: Decimal
) -> None:
    sets = warm_ups(working, lambda weight: weight // step * step, bar)
    weights = [weight for weight, _ in sets]
    assert weights == sorted(set(weights))
    assert all(0 < weight < working and (weight == bar or weight % step == 0) for weight in weights)
    assert [reps for _, reps in sets] == sorted((reps for _, reps in sets), reverse=True)
