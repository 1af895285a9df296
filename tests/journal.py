"""What the application writes to its log, line by line, as it would stand on standard output."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from webapp.observability import JsonLines


class Journal(logging.Handler):
    """Keeps the lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append(self.format(record))

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The lines, read."""
        return [json.loads(line) for line in self.lines]

    def about(self, message: str) -> list[dict[str, Any]]:
        """The lines with this message, read."""
        return [each for each in self.entries if each["message"] == message]


@contextmanager
def kept() -> Iterator[Journal]:
    """Keep a log for the length of the block."""
    book, logger = Journal(), logging.getLogger("webapp")
    logger.addHandler(book)
    try:
        yield book
    finally:
        logger.removeHandler(book)
