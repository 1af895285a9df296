"""The same job by plain forms: JavaScript makes the logger quick, it does not make it work."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.gym import dock, figures, fill
from tests.deployed import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone whose browser runs no JavaScript."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, base_url=site.url)
    yield context.new_page()
    context.close()


def submit(page: Page, **fields: str) -> None:
    fill(page, **fields)
    dock(page).get_by_role("button", name="Log set").click()
    page.wait_for_load_state()


def test_a_workout_is_logged_by_plain_forms_alone(plain: Page) -> None:
    plain.goto("/dashboard")
    plain.get_by_label(re.compile("Your name|Someone new")).fill("Plain")
    plain.get_by_role("button", name="Start training").click()
    plain.get_by_role("button", name="Start a workout").click()

    plain.get_by_role("link", name="Add exercise").click()
    plain.get_by_label("Search exercises").fill("bech press")
    plain.get_by_label("Search exercises").press("Enter")
    plain.get_by_role("button", name=re.compile("^Bench press")).first.click()
    submit(plain, weight="80", reps="8")
    submit(plain)
    submit(plain, weight="82,5")
    plain.get_by_role("button", name="Add set").click()
    submit(plain, reps="6")
    assert figures(plain) == [("80", "8"), ("80", "8"), ("82.5", "8"), ("82.5", "6")]

    plain.locator(".set.done .line").first.click()
    fill(plain, reps="9")
    dock(plain).get_by_role("button", name="Save set").click()
    plain.locator(".set.done .line").nth(3).click()
    dock(plain).locator("summary").click()
    dock(plain).get_by_role("button", name="Delete set").click()
    assert figures(plain) == [("80", "9"), ("80", "8"), ("82.5", "8")]

    plain.get_by_role("button", name="Finish workout").click()
    expect(plain.locator("body.finished")).to_be_attached()
    plain.goto("/history")
    expect(plain.locator(".workout").first).to_contain_text("3 sets")


def test_a_refused_set_comes_back_with_what_was_typed(plain: Page) -> None:
    plain.goto("/dashboard")
    plain.get_by_label(re.compile("Your name|Someone new")).fill("Refused")
    plain.get_by_role("button", name="Start training").click()
    plain.get_by_role("button", name="Start a workout").click()
    plain.get_by_role("link", name="Add exercise").click()
    plain.get_by_role("button", name=re.compile("^Bench press")).first.click()
    submit(plain, weight="heavy", reps="8")
    expect(dock(plain).get_by_text("A number, please, such as 102.5.")).to_be_visible()
    expect(dock(plain).locator("input[name=weight]")).to_have_value("heavy")
    submit(plain, weight="60")
    assert figures(plain) == [("60", "8")]


def test_a_plan_is_built_and_started_by_plain_forms_alone(plain: Page) -> None:
    plain.goto("/plans")
    plain.get_by_label(re.compile("Your name|Someone new")).fill("Planner")
    plain.get_by_role("button", name="Start training").click()
    plain.get_by_label("New plan").fill("Winter")
    plain.get_by_role("button", name="Create").click()
    plain.get_by_role("button", name="Add day").click()
    plain.get_by_label("Name of day 1").fill("Push")
    plain.get_by_role("button", name="Save").first.click()
    for exercise in ("Bench press", "Dip"):
        plain.get_by_role("link", name="Add exercise to Push").click()
        plain.get_by_label("Search exercises").fill(exercise)
        plain.get_by_label("Search exercises").press("Enter")
        plain.get_by_role("button", name=re.compile(f"^{exercise}")).first.click()
    bench = plain.get_by_role("region", name="Bench press", exact=True)
    bench.get_by_label("kg of set 1").fill("80")
    bench.get_by_label("Reps of set 1").fill("5")
    bench.get_by_role("button", name="Set of Bench press").click()
    expect(bench.get_by_label("kg of set 1")).to_have_value("80")
    expect(bench.locator(".target")).to_have_count(4)
    bench.get_by_text("Write the sets").click()
    bench.get_by_role("textbox", name=re.compile("For example")).fill("5/3/1 @ 80/90/100")
    bench.get_by_role("button", name="Write").click()
    expect(bench.get_by_label("kg of set 3")).to_have_value("100")
    plain.get_by_role("region", name="Dip", exact=True).locator(".slot-head summary").click()
    plain.get_by_role("button", name="Move up").locator("visible=true").click()
    expect(plain.locator("h3")).to_have_text(["Dip", "Bench press"])
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator("h3")).to_have_text(["Bench press", "Dip"])

    plain.goto("/dashboard")
    plain.get_by_role("button", name="Start Push").click()
    expect(plain.locator(".set")).to_have_count(7)
