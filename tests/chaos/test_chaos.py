"""Whatever breaks, and however often a write arrives: the database holds exactly what was done, and the screen agrees."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.chaos.run import run
from tests.chaos.stand import Stand

pytestmark = [pytest.mark.browser, pytest.mark.faults]

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_done_is_there_once(playwright: Playwright, stand: Stand, tmp_path: Path, seed: int) -> None:
    book = run(playwright, stand, tmp_path, seed)
    assert {"start", "log", "edit", "delete", "undo", "add set"} <= set(book.writes)
