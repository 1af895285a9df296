"""Settings: each is kept and shown, and what was lifted stays what it was."""

import pytest

from tests import pasts, reading
from tests.browsers import Browser
from tests.conftest import RunSql

CHOSEN = {
    "weight_unit": "lb",
    "distance_unit": "mi",
    "time_zone": "Europe/Berlin",
    "week_starts_on": "7",
    "theme": "dark",
    "rest_seconds": "2:30",
    "warmup_rest_seconds": "0:45",
    "date_style": "month",
    "clock": "12",
}
USUAL = {
    "weight_unit": "kg", "distance_unit": "km", "time_zone": "", "week_starts_on": "1", "theme": "auto", "rest_seconds": "2:00",
    "warmup_rest_seconds": "1:00", "date_style": "auto", "clock": "auto",
}  # fmt: skip


def shown(lifter: Browser) -> dict[str, str]:
    """The settings as their form has them."""
    return reading.form(lifter.get("/settings"), "/settings").fields


def stored(run_sql: RunSql, lifter: Browser) -> list[dict[str, object]]:
    return run_sql("SELECT * FROM user_settings WHERE user_id = %(id)s", id=lifter.user_id)


def zone(run_sql: RunSql, lifter: Browser) -> object:
    return stored(run_sql, lifter)[0]["time_zone"]


def test_a_new_lifter_has_the_usual_settings(lifter: Browser) -> None:
    assert shown(lifter) == USUAL


def test_settings_are_kept_and_shown(lifter: Browser) -> None:
    response = lifter.put("/settings", CHOSEN)

    assert (response.status_code, response.location) == (303, "/settings?saved=1")
    assert "Saved." in reading.words(lifter.get(response.location))
    assert shown(lifter) == CHOSEN
    assert "Saved." not in reading.words(lifter.get("/settings"))


@pytest.mark.parametrize(("name", "value"), CHOSEN.items())
def test_one_setting_changes_alone(lifter: Browser, name: str, value: str) -> None:
    form = reading.form(lifter.get("/settings"), "/settings")
    lifter.send("POST", form.action, data=form.fields | {name: value})

    assert shown(lifter) == USUAL | {name: value}


def test_htmx_is_sent_on_too(lifter: Browser) -> None:
    assert lifter.put("/settings", CHOSEN, htmx=True).headers["HX-Redirect"] == "/settings?saved=1"


def test_a_zone_can_be_forgotten(lifter: Browser) -> None:
    lifter.put("/settings", CHOSEN)
    lifter.put("/settings", CHOSEN | {"time_zone": "  "})

    assert shown(lifter)["time_zone"] == ""


@pytest.mark.parametrize(
    "name", ["Europe/Nowhere", "europe/berlin", "../../etc/passwd", "/etc/passwd", "UTC+1", "<b>", "x" * 500]
)
def test_a_zone_that_is_none_is_refused_with_a_word(lifter: Browser, run_sql: RunSql, name: str) -> None:
    response = lifter.put("/settings", CHOSEN | {"time_zone": name})

    assert response.status_code == 422
    assert "Choose a time zone from the list, such as Europe/Berlin." in reading.words(response)
    assert reading.form(response, "/settings").fields == CHOSEN | {"time_zone": name}
    assert reading.by_id(response, "time-zone").get("aria-describedby") == "error-time_zone"
    assert stored(run_sql, lifter) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight_unit", "stone"), ("weight_unit", ""), ("distance_unit", "league"), ("week_starts_on", "0"), ("week_starts_on", "8"),
        ("week_starts_on", "Monday"), ("theme", "pink"), ("rest_seconds", "soon"), ("warmup_rest_seconds", "1:00:01"),
    ],
)  # fmt: skip
def test_what_can_not_be_chosen_is_refused_beside_its_field(
    lifter: Browser, run_sql: RunSql, name: str, value: str
) -> None:
    response = lifter.put("/settings", CHOSEN | {name: value})

    assert response.status_code == 422
    assert reading.by_id(response, f"error-{name}").text
    assert stored(run_sql, lifter) == []


def test_a_form_with_nothing_in_it_is_refused_and_not_broken(lifter: Browser) -> None:
    assert lifter.put("/settings").status_code == 422


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_theme_is_every_pages(lifter: Browser, theme: str) -> None:
    lifter.put("/settings", CHOSEN | {"theme": theme})

    for path in ("/dashboard", "/settings", "/history", f"/workouts/{lifter.start()}"):
        page = lifter.get(path).text
        assert f'data-theme="{theme}"' in page
        assert f'content="{"light dark" if theme == "auto" else theme}"' in page


def test_the_account_is_named(lifter: Browser, run_sql: RunSql) -> None:
    assert "Signed in as Lifter 1." in reading.words(lifter.get("/settings"))

    run_sql("UPDATE \"user\" SET email = 'ana@topset.example' WHERE id = %(id)s", id=lifter.user_id)
    assert "Signed in as Lifter 1 (ana@topset.example)." in reading.words(lifter.get("/settings"))

    run_sql('UPDATE "user" SET first_name = NULL WHERE id = %(id)s', id=lifter.user_id)
    assert "Signed in as ana@topset.example." in reading.words(lifter.get("/settings"))


def test_units_change_what_is_shown_and_not_what_was_lifted(lifter: Browser, run_sql: RunSql) -> None:
    log_id = lifter.start()
    pasts.bench(lifter, log_id, pasts.NOW, "102.5", unit="lb")
    before = run_sql("SELECT * FROM log_sets WHERE log_id = %(id)s", id=log_id)
    row = f"/workouts/{log_id}/sets/{before[0]['id']}"

    for unit in ("kg", "lb", "kg"):
        lifter.put("/settings", USUAL | {"weight_unit": unit})
        form = reading.form(lifter.get(f"/workouts/{log_id}"), row)
        assert (form.fields["weight"], form.fields["weight_unit"]) == ("102.5", "lb")
        assert run_sql("SELECT * FROM log_sets WHERE log_id = %(id)s", id=log_id) == before

    lifter.put(f"/workouts/{log_id}/completion")
    assert "Volume 232 kg" in reading.words(lifter.get(f"/workouts/{log_id}"))
    lifter.put("/settings", USUAL | {"weight_unit": "lb"})
    assert "512 lb" in reading.words(lifter.get("/history"))


def test_the_browsers_zone_is_taken_once(lifter: Browser, run_sql: RunSql) -> None:
    assert 'data-time-zone=""' in lifter.get("/dashboard").text

    first = lifter.put("/settings/time-zone", {"time_zone": "Asia/Tokyo"}, htmx=True)
    assert (first.status_code, first.data) == (204, b"")
    assert lifter.put("/settings/time-zone", {"time_zone": "Europe/Paris"}, htmx=True).status_code == 204

    assert zone(run_sql, lifter) == "Asia/Tokyo"
    assert 'data-time-zone="Asia/Tokyo"' in lifter.get("/dashboard").text


def test_the_browsers_zone_does_not_overrule_a_chosen_one(lifter: Browser, run_sql: RunSql) -> None:
    lifter.put("/settings", CHOSEN)
    lifter.put("/settings/time-zone", {"time_zone": "Asia/Tokyo"}, htmx=True)

    assert zone(run_sql, lifter) == "Europe/Berlin"


@pytest.mark.parametrize("sent", [{}, {"time_zone": ""}, {"time_zone": "Mars/Olympus"}])
def test_a_browser_without_a_zone_is_told_so(lifter: Browser, run_sql: RunSql, sent: dict[str, str]) -> None:
    response = lifter.put("/settings/time-zone", sent, htmx=True)

    assert response.status_code == 422
    assert "That is not a time zone. If it is a new one, choose one near it in the settings." in reading.words(response)
    assert stored(run_sql, lifter) == []


def test_settings_are_ones_own(lifter: Browser, stranger: Browser) -> None:
    stranger.put("/settings", CHOSEN)

    assert shown(lifter) == USUAL


def test_settings_say_who_is_signed_in_and_lead_to_their_account_and_out(lifter: Browser) -> None:
    page = lifter.get("/settings")

    assert "Signed in as Lifter" in reading.words(page)
    assert 'href="/settings/account"' in page.text
    assert "/sign-out" in {form.action for form in reading.forms(page)}
    assert lifter.get("/settings/account").status_code == 200


def test_a_lifter_who_was_asked_takes_the_zone_of_the_phone(lifter: Browser, run_sql: RunSql) -> None:
    lifter.put("/settings", CHOSEN)
    question = reading.form(lifter.get("/dashboard"), "/settings/time-zone")
    assert question.fields == {"time_zone": "", "instead_of": "Europe/Berlin"}

    for _ in range(2):
        response = lifter.post(question.action, question.fields | {"time_zone": "Asia/Tokyo"})
        assert (response.status_code, response.location) == (303, "/dashboard")
        assert zone(run_sql, lifter) == "Asia/Tokyo"
    assert shown(lifter) == CHOSEN | {"time_zone": "Asia/Tokyo"}


def test_an_answer_that_comes_late_does_not_overrule_what_was_chosen_since(lifter: Browser, run_sql: RunSql) -> None:
    lifter.put("/settings", CHOSEN | {"time_zone": "America/New_York"})
    late = {"time_zone": "Asia/Tokyo", "instead_of": "Europe/Berlin"}
    lifter.put("/settings/time-zone", late, htmx=True)

    assert zone(run_sql, lifter) == "America/New_York"


def test_nobody_is_asked_who_has_no_zone_yet(lifter: Browser) -> None:
    assert "zone-question" not in lifter.get("/dashboard").text


def test_a_zone_that_this_server_forgot_can_be_saved_again(lifter: Browser, run_sql: RunSql) -> None:
    pasts.settings(run_sql, lifter, zone="Mars/Olympus")
    form = reading.form(lifter.get("/settings"), "/settings")

    assert lifter.send("POST", form.action, data=form.fields | {"theme": "dark"}).status_code == 303
    assert (zone(run_sql, lifter), shown(lifter)["theme"]) == ("Mars/Olympus", "dark")
    changed = form.fields | {"time_zone": "Mars/Elysium"}
    assert lifter.send("POST", form.action, data=changed).status_code == 422


@pytest.mark.parametrize(("name", "value"), [("date_style", "roman"), ("clock", "13")])
def test_a_style_that_is_none_is_refused(lifter: Browser, name: str, value: str) -> None:
    assert lifter.put("/settings", CHOSEN | {name: value}).status_code == 422
