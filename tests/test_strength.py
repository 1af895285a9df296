"""Kinds of exercise decide what a set is measured in and what it is worth."""

import json
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import RunSql
from webapp import strength
from webapp.strength import Kind, SetKind, counts, e1rm, is_lifted, volume, warm_ups
from webapp.workouts.sheet import Measures

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


REPS_DECIDE = (Kind.WEIGHT_REPS, Kind.BODYWEIGHT_REPS, Kind.WEIGHTED_BODYWEIGHT, Kind.ASSISTED_BODYWEIGHT)


def measured(reps: int = 1, seconds: int | None = None, metres: str | None = None) -> Measures:
    return Measures(None, reps, seconds, None if metres is None else Decimal(metres))


@pytest.mark.parametrize(
    ("kind", "lifted", "failed"),
    [
        *((kind, [measured(1), measured(1, 0, "0")], [measured(0), measured(0, 60, "400")]) for kind in REPS_DECIDE),
        *(
            (kind, [measured(1, 1), measured(0, 60), measured(1, 60, "0"), measured(5)], [measured(1, 0), measured(0)])
            for kind in (Kind.DURATION, Kind.WEIGHT_DURATION)
        ),
        (Kind.WEIGHT_DISTANCE, [measured(1, None, "0.5"), measured(1, 0, "30")], [measured(1, 60, "0"), measured(0)]),
        (
            Kind.DISTANCE_DURATION,
            [measured(1, 60, "400"), measured(1, 60), measured(1, None, "400")],
            [measured(1, 0, "400"), measured(1, 60, "0"), measured(1, 0), measured(1, None, "0"), measured(1, 0, "0")],
        ),
    ],
)
def test_a_lift_of_nothing_failed(kind: Kind, lifted: list[Measures], failed: list[Measures]) -> None:
    assert [is_lifted(kind, each) for each in lifted] == [True] * len(lifted)
    assert [is_lifted(kind, each) for each in failed] == [False] * len(failed)
    for each in lifted:
        counting = {set_kind for set_kind in SetKind if counts(kind, set_kind, each)}
        assert counting == {SetKind.WORKING, SetKind.DROP, SetKind.FAILURE}
    assert not any(counts(kind, set_kind, each) for set_kind in SetKind for each in failed)


def test_the_database_counts_and_adds_up_as_python_does(run_sql: RunSql) -> None:
    sets = list(
        product(Kind, SetKind, (None, Decimal("62.5"), Decimal(0)), (0, 1, 2, 12, 13), (None, 0, 60), (None, Decimal(0), Decimal(400)))
    )  # fmt: skip
    given_sets = [
        {"nth": n, "of": of, "kind": kind, "weight_kg": weight, "reps": reps, "duration_seconds": seconds, "distance_m": metres}
        for n, (of, kind, weight, reps, seconds, metres) in enumerate(sets)
    ]  # fmt: skip
    columns = "nth int, of text, kind text, weight_kg numeric, reps int, duration_seconds int, distance_m numeric"
    statement = f"""
        SELECT {strength.counts_sql("s.", "s.of")} AS counts, {strength.lifted_sql("", "of")} AS is_lifted,
               {strength.working_sql("s.kind")} AS is_working, {strength.volume_sql("s.", "s.of")} AS volume,
               {strength.e1rm_parts_sql("s.")} AS parts
        FROM jsonb_to_recordset(CAST(%(sets)s AS jsonb)) AS s({columns}) ORDER BY nth"""
    found = run_sql(statement, sets=json.dumps(given_sets, default=str))
    assert len(found) == len(sets)
    for (of, kind, weight, reps, seconds, metres), row in zip(sets, found, strict=True):
        measures = Measures(weight, reps, seconds, metres)
        assert row == {
            "counts": counts(of, kind, measures),
            "is_lifted": is_lifted(of, measures),
            "is_working": strength.is_working(kind),
            "volume": volume(weight, reps, of),
            "parts": strength.e1rm_parts(weight, reps),
        }, (of, kind, measures)


# Epley's column of LeSuer 1997, J Strength Cond Res 11(4):211-213, but for the single, which is itself.
@pytest.mark.parametrize(
    ("reps", "expected"),
    [(1, "100"), (2, "106.6667"), (3, "110"), (5, "116.6667"), (8, "126.6667"), (10, "133.3333"), (12, "140")],
)
def test_an_estimated_maximum_is_epleys(reps: int, expected: str) -> None:
    estimated = e1rm(Decimal(100), reps)
    assert estimated is not None
    assert round(estimated, 4) == Decimal(expected)


def test_there_is_no_estimate_above_twelve_reps_of_nothing_or_without_a_weight() -> None:
    assert [e1rm(Decimal(75), reps) for reps in (0, 13, 30)] == [None] * 3
    assert e1rm(None, 5) is None
    assert {kind for kind in Kind if strength.has_e1rm(kind)} == {Kind.WEIGHT_REPS}


@given(weight=st.decimals(0, 500, places=3), reps=st.integers(1, strength.E1RM_REPS))
def test_thirtieths_are_exact(weight: Decimal, reps: int) -> None:
    parts = strength.e1rm_parts(weight, reps)
    assert parts == (weight * 30 if reps == 1 else weight * 30 + weight * reps)
