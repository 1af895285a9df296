"""What a row says to who hears it: every kind of exercise and of set, in the lifter's words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gym import add_exercise, dock, fill, log_set, sign_in, start_workout

pytestmark = pytest.mark.browser

KINDS = [
    ("Bench press", {"weight": "80", "reps": "8"}, "80 kg, 8 reps"),
    ("Push-up", {"reps": "20"}, "20 reps"),
    ("Weighted pull-up", {"weight": "10", "reps": "5"}, "10 kg added, 5 reps"),
    ("Assisted pull-up", {"weight": "20", "reps": "8"}, "20 kg of help, 8 reps"),
    ("Plank", {"duration_seconds": "1:30"}, "1:30 min"),
    ("Weighted plank", {"weight": "10", "duration_seconds": "0:45"}, "10 kg, 0:45 min"),
    ("Running", {"distance": "5", "duration_seconds": "25:00"}, "5 km, 25:00 min"),
    ("Farmer's walk", {"weight": "32", "distance": "40"}, "32 kg, 40 m"),
]


def aloud(page: Page) -> list[str]:
    """The rows, top to bottom, as Chromium tells them to a screen reader."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    names = [node["name"]["value"] for node in tree["nodes"] if node.get("role", {}).get("value") == "radio"]
    return [name for name in names if name != "The next set"]


def test_each_kind_of_exercise_is_told_in_its_words(phone: Page) -> None:
    sign_in(phone, "", "Listener")
    start_workout(phone)
    for exercise, measures, words in KINDS:
        add_exercise(phone, exercise.lower(), exercise)
        phone.locator(".entry").last.locator(".line").first.click()
        fill(phone, **measures)
        log_set(phone)
        expect(phone.locator(".waiting")).to_have_count(0)
        assert aloud(phone)[-3:] == [f"Set 1, {words}, done", f"Set 2, {words}", f"Set 3, {words}"]
    expected = [f"Set {n}, {words}{', done' if n == 1 else ''}" for _, _, words in KINDS for n in (1, 2, 3)]
    assert aloud(phone) == expected
    phone.reload()
    assert aloud(phone) == expected


def test_each_kind_of_set_and_what_is_said_of_it(phone: Page) -> None:
    sign_in(phone, "", "Teller")
    start_workout(phone)
    add_exercise(phone, "bench", "Bench press")
    said = [("Warm-up", "", ""), ("Working", "8.5", "belt"), ("Drop set", "", "slow"), ("To failure", "10", "")]
    for number, (kind, rpe, note) in enumerate(said):
        if number == len(said) - 1:
            phone.get_by_role("button", name="Add set").click()
        fill(phone, weight="80", reps="8")
        dock(phone).locator("summary").click()
        dock(phone).locator("select[name=kind]").select_option(label=kind)
        dock(phone).locator("[name=rpe]").fill(rpe)
        dock(phone).locator("[name=note]").fill(note)
        log_set(phone)
    expected = [
        "Warm-up 1, 80 kg, 8 reps, done",
        "Set 1, 80 kg, 8 reps, RPE 8.5, belt, done",
        "Drop set 2, 80 kg, 8 reps, slow, done",
        "Set to failure 3, 80 kg, 8 reps, RPE 10, done",
    ]
    expect(phone.locator(".waiting")).to_have_count(0)
    phone.reload()
    assert aloud(phone) == expected
    about = phone.locator(".set.done .about").nth(1)
    expect(about).to_be_visible()
    expect(about.locator("[data-show]")).to_have_text(["8.5", "belt"])


def test_a_record_is_told_with_its_row_until_it_is_corrected(phone: Page) -> None:
    sign_in(phone, "", "Best")
    past(phone, "100")
    start_workout(phone)
    add_exercise(phone, "deadlift", "Deadlift")
    fill(phone, weight="110", reps="3")
    log_set(phone)
    expect(phone.locator(".set.done .record")).to_be_visible()
    assert aloud(phone)[0] == "Set 1, 110 kg, 3 reps, done, record"
    phone.locator(".set.done .line").click()
    fill(phone, weight="50")
    dock(phone).get_by_role("button", name="Save set").click()
    expect(phone.locator(".record")).to_have_count(0)
    assert aloud(phone)[0] == "Set 1, 50 kg, 3 reps, done"


def past(page: Page, weight: str) -> None:
    """A finished workout with one deadlift."""
    start_workout(page)
    add_exercise(page, "deadlift", "Deadlift")
    fill(page, weight=weight, reps="3")
    log_set(page)
    page.get_by_role("button", name="Finish workout").click()
    # The page loads itself again, and then has the summary.
    expect(page.locator(".summary")).to_be_visible()
    page.goto("/dashboard")
