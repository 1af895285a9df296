"""An uploaded file as text and as a table: decoded, refused in words, or read row by row (pure)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from webapp.errors import InvalidError
from webapp.transfer import values
from webapp.transfer.history import Place

MAX_BYTES = 25_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELL = 1_000_000
SEPARATORS = (",", ";", "\t", "|")

# How a file begins that is no text, what it is, and what to do instead.
_UTF_16 = "This text is UTF-16. Save it as CSV (UTF-8) and bring that."
_SIGNATURES = (
    (b"SQLite format 3\x00",
     "This is a database, such as FitNotes' backup (.fitnotes). Bring what Settings, Spreadsheet Export writes."),
    (b"PK\x03\x04",
     "This is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV (UTF-8), and bring that."),
    (b"%PDF", "This is a PDF. Bring the CSV that your app exports."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it and bring what is inside."),
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
)  # fmt: skip
_FIT_AT = slice(8, 12)


class RefusedFileError(InvalidError):
    """A file that can't be read; the message says what was found and what to do instead."""


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    place: Place
    cells: Sequence[str]


@dataclass(frozen=True)
class Source:
    """A file's text; `tables` are its readings by the separators that its first line could have."""

    text: str
    _headers: dict[str, Sequence[str]] = field(default_factory=dict, compare=False)

    @cached_property
    def first_line(self) -> str:
        """The first line that is not empty."""
        return next((line.strip() for line in io.StringIO(self.text) if line.strip()), "")

    def headers(self) -> Iterator[tuple[str, Sequence[str]]]:
        """The cells of the first row, read with each separator that stands in it; the one that gives most first."""
        found = [(mark, self._header(mark)) for mark in SEPARATORS]
        yield from sorted(found, key=lambda each: -len(each[1]))

    def _header(self, separator: str) -> Sequence[str]:
        try:
            row = next((row for row in csv.reader(io.StringIO(self.text), delimiter=separator) if any(row)), [])
        except csv.Error:
            return []
        return [cell.strip() for cell in row]

    def rows(self, separator: str, *, skip: int = 1) -> Iterator[Row]:
        """The rows behind the header, empty ones left out. Raises RefusedFileError for too many or too long ones."""
        lines = csv.reader(io.StringIO(self.text), delimiter=separator)
        number, before = 0, 0
        try:
            for cells in lines:
                line, before = before + 1, lines.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                number += 1
                if number <= skip:
                    continue
                check_size(number - skip, len(cells))
                yield Row(Place(number - skip, line), cells)
        except csv.Error as error:
            message = f"Line {lines.line_num} can't be read: {error}. Look at that line in a text editor."
            raise RefusedFileError(message) from error


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that is too large to be a training history."""
    if rows > MAX_ROWS:
        message = f"This file has more than {MAX_ROWS:,} rows. Split it by years and bring the parts one by one."
        raise RefusedFileError(message)
    if columns > MAX_COLUMNS:
        message = f"A row has {columns:,} columns, and no export has more than {MAX_COLUMNS}. Is this the right file?"
        raise RefusedFileError(message)


def decode(content: bytes) -> Source:
    """A file's text. Raises RefusedFileError for what is no text, no UTF-8, empty or too large."""
    if len(content) > MAX_BYTES:
        message = (
            f"This file is larger than {MAX_BYTES // 1_000_000} MB. Split it by years and bring the parts one by one."
        )
        raise RefusedFileError(message)
    refusal = next((words for start, words in _SIGNATURES if content.startswith(start)), None)
    if content[_FIT_AT] == b".FIT":
        refusal = (
            "This is a FIT file of a watch, which has no sets that can be read. Bring the CSV that your app exports."
        )
    if refusal:
        raise RefusedFileError(refusal)
    if b"\x00" in content:
        message = "This is no text: it holds zero bytes. If it is UTF-16, save it as CSV (UTF-8) and bring that."
        raise RefusedFileError(message)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"Line {line} is not UTF-8. Save the file as CSV (UTF-8) and bring that."
        raise RefusedFileError(message) from error
    if not text.strip():
        message = "This file is empty. Export it again."
        raise RefusedFileError(message)
    start = text.lstrip()[:200].casefold()
    if start.startswith(("<?xml", "<!doctype", "<html", "<healthdata")):
        message = "This is XML or a web page, such as Apple Health's export. Bring the CSV that your app exports."
        raise RefusedFileError(message)
    return Source(text)


def comma_in(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """Whether a table writes decimal commas in these columns."""
    return values.uses_comma(row.cells[column] for row in rows for column in columns if column < len(row.cells))


csv.field_size_limit(MAX_CELL)
