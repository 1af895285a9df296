"""What a lifter types in the editor."""

from decimal import Decimal

import pytest

from tests.plans import drafts
from webapp.forms import parse
from webapp.plans.forms import NewTargetsForm, PositionForm, SlotForm, TargetForm, targets
from webapp.strength import Kind


@pytest.mark.parametrize(("typed", "expected"), [("8", (8, 8)), ("6-8", (6, 8)), ("5+", (5, None)), ("", None)])
def test_reps_are_read(typed: str, expected: object) -> None:
    bound = parse(TargetForm, {"reps": typed})

    assert bound.values is not None and bound.values.reps == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("reps", "x"),
        ("weight", "-1"),
        ("weight", "10000"),
        ("weight", "1.2345"),
        ("rpe", "11"),
        ("rpe", "8.1"),
        ("duration", "x"),
        ("kind", "x"),
    ],
)
def test_a_row_is_refused_beside_its_field(name: str, typed: str) -> None:
    assert list(parse(TargetForm, {name: typed}).errors) == [name]


@pytest.mark.parametrize("act", ["add", "copy", "to"])
def test_what_a_button_may_ask(act: str) -> None:
    assert parse(SlotForm, {"act": act}).values is not None


@pytest.mark.parametrize("act", ["drop", "add:1", "remove:x"])
def test_what_no_button_asks_is_refused(act: str) -> None:
    assert list(parse(SlotForm, {"act": act}).errors) == ["act"]


def test_a_place_is_a_step_or_an_index() -> None:
    assert parse(PositionForm, {"by": "2"}).values is None
    assert parse(PositionForm, {"index": "-1"}).values is None
    assert parse(NewTargetsForm, {"text": "x" * 1001}).values is None


def test_what_only_stood_there_stays_exact() -> None:
    slot = drafts.slot(weight="46.493217925", sets=2)
    one, two = (str(each.id) for each in slot.targets)

    found, errors = targets(slot, {f"weight-{one}": "46.493", f"weight-{two}": "46.5", "weight-x": "1"}, "kg", "km")
    assert errors == {}
    assert [each.weight_kg for each in found] == [Decimal("46.493217925"), Decimal("46.5")]
    found, _ = targets(slot, {f"weight-{one}": "102.5", f"weight-{two}": ""}, "lb", "km")
    assert [each.weight_kg for each in found] == [Decimal("46.493217925"), None]


def test_a_way_is_in_the_lifters_unit() -> None:
    slot = drafts.slot(drafts.exercise("Run", Kind.DISTANCE_DURATION), sets=1)
    (row,) = (str(each.id) for each in slot.targets)

    found, _ = targets(slot, {f"distance-{row}": "1", f"duration-{row}": "5:00"}, "kg", "mi")
    assert (found[0].distance_m, found[0].duration_seconds) == (Decimal("1609.344"), 300)
