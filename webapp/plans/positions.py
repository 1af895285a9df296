"""Order by fractions: what is moved gets a position between its new neighbours, so a move writes one row (pure).

Positions have at most DECIMALS decimals. Where two neighbours are so near that nothing fits between them, all are
numbered anew from 1; that takes about twenty moves into the same gap.
"""

from collections.abc import Sequence
from decimal import Decimal

DECIMALS = Decimal("0.000001")
GAP = Decimal(1)


def between(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """A position after `before` and before `after`, either of which may be the end; None when nothing fits."""
    if before is None:
        return GAP if after is None else after - GAP
    if after is None:
        return before + GAP
    middle = ((before + after) / 2).quantize(DECIMALS)
    return middle if before < middle < after else None


def inserted(others: Sequence[Decimal], index: int) -> tuple[Decimal, Sequence[Decimal]]:
    """The position of a thing that is put at `index` among `others`, and theirs: the same, unless they ran out."""
    index = max(0, min(index, len(others)))
    found = between(others[index - 1] if index else None, others[index] if index < len(others) else None)
    if found is not None:
        return found, others
    numbered = [GAP * number for number in range(1, len(others) + 2)]
    return numbered[index], [*numbered[:index], *numbered[index + 1 :]]
