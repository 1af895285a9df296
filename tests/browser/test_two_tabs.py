"""What another tab does to a set that is half typed here, and what a set's kind does to the numbers of the others."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout
from tests.browser.test_rows_aloud import aloud

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("is_focused", [True, False])
def test_what_is_half_typed_stays_when_another_tab_logs_the_set(phone: Page, *, is_focused: bool) -> None:
    sign_in(phone, "", f"Tabs {is_focused}")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    other = phone.context.new_page()
    other.goto(phone.url)
    fill(phone, weight="102.5")
    if not is_focused:
        phone.get_by_role("heading", name="Bench press", exact=True).evaluate("() => document.activeElement.blur()")
    fill(other, weight="100", reps="5")
    log_set(other)
    expect(other.locator(".waiting")).to_have_count(0)

    expect(phone.locator(".set.done")).to_have_count(1)
    expect(phone.locator(".waiting")).to_have_count(0)
    expect(dock(phone).locator("input[name=weight]")).to_have_value("102.5")
    # What was not typed here is what the other tab logged.
    expect(dock(phone).locator("input[name=reps]")).to_have_value("5")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(phone.locator(".waiting")).to_have_count(0)
    expect(other.locator(".set.done [data-show=weight]")).to_have_text("102.5")
    other.reload()
    expect(other.locator(".set.done [data-show=weight]")).to_have_text("102.5")
    other.close()


def test_a_changed_kind_numbers_the_rows_after_it(phone: Page) -> None:
    sign_in(phone, "", "Kinds")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    for kind in ("Warm-up", "Working", "Drop set"):
        fill(phone, weight="80", reps="8")
        dock(phone).locator("summary").click()
        dock(phone).locator("select[name=kind]").select_option(label=kind)
        log_set(phone)
        expect(phone.locator(".waiting")).to_have_count(0)
    said = ["Warm-up 1", "Set 1", "Drop set 2"]
    assert [each.partition(",")[0] for each in aloud(phone)] == said
    for row, kind, said in (
        (0, "Working", ["Set 1", "Set 2", "Drop set 3"]),
        (1, "Warm-up", ["Set 1", "Warm-up 1", "Drop set 2"]),
        (2, "To failure", ["Set 1", "Warm-up 1", "Set to failure 2"]),
    ):
        phone.locator(".set .line").nth(row).click()
        dock(phone).locator("summary").click()
        dock(phone).locator("select[name=kind]").select_option(label=kind)
        dock(phone).get_by_role("button", name="Save set").click()
        signs = [
            "W" if "Warm" in each else "D" if "Drop" in each else "F" if "fail" in each else each[-1] for each in said
        ]
        expect(phone.locator(".set .number [aria-hidden]")).to_have_text(signs)
        expect(phone.locator(".waiting")).to_have_count(0)
        assert [each.partition(",")[0] for each in aloud(phone)] == said
    phone.get_by_role("button", name="Add set").click()
    expect(phone.locator(".set")).to_have_count(4)
    assert aloud(phone)[-1].startswith("Set 3,")
    phone.reload()
    assert [each.partition(",")[0] for each in aloud(phone)] == [*said, "Set 3"]
