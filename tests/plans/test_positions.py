"""Order by fractions: a move changes one position, until there is no room left."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.plans.positions import DECIMALS, between, inserted


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, "1"),
        ("1", None, "2"),
        (None, "1", "0"),
        ("1", "2", "1.5"),
        ("1", "1.5", "1.25"),
        ("0", "0.000001", None),
        ("1", "1", None),
    ],
)
def test_a_position_lies_between_its_neighbours(before: str | None, after: str | None, expected: str | None) -> None:
    ends = [None if each is None else Decimal(each) for each in (before, after)]

    assert between(*ends) == (None if expected is None else Decimal(expected))


def test_a_move_changes_no_other_position() -> None:
    others = [Decimal(1), Decimal(2), Decimal(3)]

    assert [inserted(others, index) for index in (0, 1, 2, 3, 99)] == [
        (Decimal(0), others),
        (Decimal("1.5"), others),
        (Decimal("2.5"), others),
        (Decimal(4), others),
        (Decimal(4), others),
    ]


def test_positions_that_ran_out_are_numbered_anew() -> None:
    others = [Decimal(1), Decimal(1) + DECIMALS]

    assert inserted(others, 1) == (Decimal(2), [Decimal(1), Decimal(3)])


@given(st.lists(st.integers(min_value=0, max_value=8), max_size=120))
def test_any_moves_leave_the_order_they_mean(indexes: list[int]) -> None:
    order: list[tuple[Decimal, int]] = []
    names: list[int] = []
    for name, wanted in enumerate(indexes):
        index = min(wanted, len(order))
        position, others = inserted([each for each, _ in order], index)
        order = [(there, known) for there, (_, known) in zip(others, order, strict=True)]
        order.append((position, name))
        order.sort()
        names.insert(index, name)
    assert [name for _, name in order] == names
