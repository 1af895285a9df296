"""The public pages, in a real browser of both sizes."""

import pytest
from playwright.sync_api import Page

from tests.browser.gym import sign_in
from tests.chromium import axe

pytestmark = pytest.mark.browser


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest) -> Page:
    chosen: Page = request.getfixturevalue(request.param)
    return chosen


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up"])
def test_a_public_page_is_accessible_and_silent(page: Page, path: str) -> None:
    response = page.goto(path)
    assert response is not None and response.status == 200
    axe(page)


def test_a_page_that_is_not_there_is_accessible(page: Page, forgiven: list[str]) -> None:
    forgiven.append("status of 404")
    page.goto("/nowhere")
    axe(page)


def test_a_new_lifter_signs_in_and_arrives_at_today(page: Page) -> None:
    sign_in(page, "", "Ada")
    assert page.get_by_role("heading", level=1).inner_text() == "Today"
    axe(page)
