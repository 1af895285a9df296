"""A file as text and as rows with their places."""

from webapp.transfer.source import decode


def test_rows_know_the_line_they_begin_on() -> None:
    source = decode(b'a,b\n1,"two\nlines"\n\n2,x\n')
    assert [(row.place.row, row.place.line, row.cells[0]) for row in source.rows(",")] == [(1, 2, "1"), (2, 5, "2")]


def test_the_separator_that_gives_most_columns_is_tried_first() -> None:
    separator, header = next(decode(b"a;b;c,d\n").headers())
    assert (separator, header) == (";", ["a", "b", "c,d"])


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert next(decode(b"\xef\xbb\xbfDate,x\n").headers())[1] == ["Date", "x"]
