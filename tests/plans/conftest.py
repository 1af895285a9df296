"""Plans of lifters."""

from collections.abc import Callable

import pytest

from tests.browsers import Browser
from tests.plans.desk import Desk

NewDesk = Callable[[Browser], Desk]


@pytest.fixture
def new_desk() -> NewDesk:
    """Makes plans, each empty."""

    def made(browser: Browser) -> Desk:
        response = browser.post("/plans", {"name": "Winter"})
        assert response.status_code == 303
        return Desk(browser, response.location)

    return made


@pytest.fixture
def desk(lifter: Browser, new_desk: NewDesk) -> Desk:
    """The lifter's new plan."""
    return new_desk(lifter)
