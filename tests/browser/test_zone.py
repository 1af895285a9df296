"""A phone in another time zone than the setting: asked once, and its workouts are where it is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests import chromium as screens
from tests.browser.gym import sign_in, start_workout
from tests.conftest import RunSql
from tests.deployed import Site

pytestmark = pytest.mark.browser


def zones(run_sql: RunSql, name: str) -> list[str]:
    rows = run_sql(
        'SELECT w.time_zone FROM workout_logs w JOIN "user" u ON u.id = w.user_id WHERE u.first_name = %(name)s',
        name=name,
    )
    return [row["time_zone"] for row in rows]


def chosen(run_sql: RunSql, name: str) -> list[str | None]:
    rows = run_sql(
        'SELECT s.time_zone FROM user_settings s JOIN "user" u ON u.id = s.user_id WHERE u.first_name = %(name)s',
        name=name,
    )
    return [row["time_zone"] for row in rows]


@pytest.fixture
def traveller(chromium: Chromium, site: Site, forgiven: list[str]) -> Iterator[Page]:
    with screens.screen(chromium, site.url, forgiven, {**screens.PHONE, "timezone_id": "Asia/Tokyo"}) as page:
        yield page


def test_a_phone_abroad_asks_once_and_keeps_where_it_is(traveller: Page, run_sql: RunSql) -> None:
    name = "Nomad"
    with traveller.expect_response("**/settings/time-zone"):
        sign_in(traveller, "", name)
    assert chosen(run_sql, name) == ["Asia/Tokyo"]
    question = traveller.locator("#zone-question")
    set_zone = 'UPDATE user_settings SET time_zone = %(zone)s WHERE user_id IN (SELECT id FROM "user" WHERE first_name = %(name)s)'
    # Clocks in Seoul show the same, so there is nothing to ask.
    for zone, is_asked in (("Asia/Seoul", False), ("Europe/Berlin", True)):
        run_sql(set_zone, zone=zone, name=name)
        traveller.goto("/dashboard")
        expect(question).to_be_visible(visible=is_asked)
    expect(question).to_contain_text("This device is in Asia/Tokyo, your setting is Europe/Berlin.")

    start_workout(traveller)
    assert zones(run_sql, name) == ["Asia/Tokyo"]

    traveller.goto("/dashboard")
    question.get_by_role("button", name="Use Tokyo").click()
    expect(question).to_be_hidden()
    assert chosen(run_sql, name) == ["Asia/Tokyo"]

    run_sql(set_zone, zone="Europe/Berlin", name=name)
    traveller.goto("/dashboard")
    question.get_by_role("button", name="No").click()
    for _ in range(2):
        expect(question).to_be_hidden()
        traveller.reload()
    assert chosen(run_sql, name) == ["Europe/Berlin"]
