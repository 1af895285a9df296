"""Amounts so far above the usual that a slip of the finger is likelier: 1000 for 100 (pure).

static/js/unusual.js asks the same question while the lifter has no signal, and a test holds the two together.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median_low

TIMES = 10


def usual(amounts: Sequence[Decimal]) -> Decimal | None:
    """The middle one of some amounts, the lower of two; None where there is none above nothing."""
    known = [each for each in amounts if each > 0]
    return median_low(known) if known else None


def is_unusual(amount: Decimal | None, among: Decimal | None) -> bool:
    """Whether an amount is ten times the usual one or more."""
    return amount is not None and among is not None and among > 0 and amount >= TIMES * among
