"""What the readers of tables share: columns by name, measures with a reason where one is unreadable (pure)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from webapp.transfer import dates, values
from webapp.transfer.history import Item, ListedItem
from webapp.transfer.months import fold
from webapp.transfer.source import Row, Source
from webapp.transfer.values import Amount

UNKNOWN_KIND = "{!r} is no kind of set that is known; it counts as a working set."


class UnreadableError(ValueError):
    """A row that can't be imported; the message is the reason that is listed."""


@dataclass(frozen=True)
class Layout:
    """A table whose header is known: where each column stands and how numbers and dates are written in it."""

    at: Mapping[str, int]
    header: Sequence[str]
    separator: str
    comma: bool = False
    day_first: bool | None = None

    def __contains__(self, column: str) -> bool:
        """Whether the table has a column."""
        return column in self.at

    def cell(self, row: Row, column: str) -> str:
        """A cell's text; empty where there is no such column."""
        at = self.at.get(column)
        return "" if at is None else row.cells[at]

    def name(self, column: str) -> str:
        """What a column is called in the file."""
        return self.header[self.at[column]] if column in self.at else ""

    def number(self, row: Row, column: str) -> Decimal:
        """A measure, 0 where the cell is empty. Raises UnreadableError for what is no measure."""
        text = self.cell(row, column)
        if not text:
            return Decimal(0)
        value = values.number(text, comma=self.comma)
        if value is None or value < 0:
            message = f"{text!r} is no {column} that can be read without doubt."
            raise UnreadableError(message)
        return value

    def moment(self, row: Row, column: str = "date") -> datetime:
        """A moment as written. Raises UnreadableError for what is none, or could be two."""
        found = dates.moment(self.cell(row, column), day_first=self.day_first)
        if found is None:
            message = f"{self.cell(row, column)!r} is no date that can be read without doubt."
            raise UnreadableError(message)
        return found

    def exercise(self, row: Row) -> str:
        """The exercise's name without doubled spaces. Raises UnreadableError where there is none."""
        name = " ".join(self.cell(row, "exercise").split())
        if not name:
            message = "It names no exercise."
            raise UnreadableError(message)
        return name

    def seconds(self, row: Row, column: str = "seconds") -> int | None:
        """A length of time, None for an empty cell. Raises UnreadableError for what is none."""
        text = self.cell(row, column)
        found = values.seconds(text, comma=self.comma) if text else None
        if text and found is None:
            message = f"{text!r} is no length of time."
            raise UnreadableError(message)
        return found

    def weight(self, row: Row, unit: str | None, column: str = "weight") -> Amount:
        """A weight in a unit as written. Raises UnreadableError for an unknown unit."""
        found = values.weight(self.number(row, column), unit)
        if found is None:
            message = f"{unit!r} is no unit of weight."
            raise UnreadableError(message)
        return found

    def distance(self, row: Row, unit: str | None, column: str = "distance") -> tuple[Amount | None, list[str]]:
        """A distance, and a remark where it is left out for an unknown unit."""
        value = self.number(row, column)
        found = values.distance(value, unit)
        lost = found is None and value
        return found, [f"The distance is left out: {unit!r} is no unit of length."] if lost else []

    def rpe(self, row: Row, column: str = "rpe") -> tuple[Decimal | None, list[str]]:
        """An effort, and a remark where it is left out."""
        found, remark = values.rpe(self.cell(row, column), comma=self.comma)
        return found, [remark] if remark else []

    def reps(self, row: Row, column: str = "reps") -> int | None:
        """Repetitions, None where the cell is empty. Raises UnreadableError for parts of one."""
        if not self.cell(row, column):
            return None
        value = self.number(row, column)
        if value % 1:
            message = f"{self.cell(row, column)} is no whole number of reps."
            raise UnreadableError(message)
        return int(value)


def layout(source: Source, names: Mapping[str, Sequence[str]], needed: set[str]) -> Layout | None:
    """The table whose header has all needed columns, by whatever separator; names are compared without case."""
    columns = {fold(name): column for column, alternatives in names.items() for name in alternatives}
    for separator, header in source.headers():
        at: dict[str, int] = {}
        for index, name in enumerate(header):
            column = columns.get(fold(name))
            if column and column not in at:
                at[column] = index
        if set(at) >= needed:
            return Layout(at, header, separator)
    return None


def read(  # noqa: PLR0913  (what differs between tables)
    source: Source,
    found: Layout,
    item: Callable[[Layout, Row], Item],
    *,
    measures: Sequence[str] = ("weight", "reps", "distance", "seconds", "rpe"),
    date: str = "date",
    repair: Callable[[Layout, Row], Row] | None = None,
) -> Iterator[Item]:
    """An item for each row; a row with another number of cells than the header, or that can't be read, is listed."""
    as_written = source.rows(found.separator)
    repaired = (repair(found, row) if repair else row for row in as_written)
    rows = [Row(row.place, [cell.strip() for cell in row.cells]) for row in repaired]
    width = len(found.header)
    whole = [row for row in rows if len(row.cells) == width]
    columns = [found.at[name] for name in measures if name in found.at]
    comma = values.uses_comma(row.cells[column] for row in whole for column in columns)
    order = dates.day_order([found.cell(row, date) for row in whole])
    known = replace(found, comma=comma, day_first=order)
    for row in rows:
        if len(row.cells) != width:
            yield ListedItem(row.place, f"It has {len(row.cells)} cells where the header has {width}.")
            continue
        try:
            yield item(known, row)
        except UnreadableError as error:
            yield ListedItem(row.place, str(error))


def failed_reps(reps: int | None, *, weight: object, distance: object, seconds: object) -> int | None:
    """Reps as they are kept: a weight with nothing else beside it is a lift that failed, so 0 and never 1."""
    if reps:
        return reps
    return 0 if weight and not distance and not seconds else None
