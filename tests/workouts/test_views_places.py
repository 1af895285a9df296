"""The menu of an exercise, by plain forms and by what a phone sends."""

import uuid

import pytest

from tests import reading
from tests.browsers import Browser, exercise_id_of
from tests.workouts.logbook import BENCH
from webapp.ids import uuid7

SQUAT = "Back squat"


def two(lifter: Browser) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    log_id = lifter.start()
    return log_id, lifter.add(BENCH, log_id), lifter.add(SQUAT, log_id)


def headings(lifter: Browser, log_id: uuid.UUID) -> list[str]:
    page = lifter.get(f"/workouts/{log_id}")
    heads = [next(each.iter("h2")) for each in reading.classed(page, "entry") if "removed" not in each.attrib["class"]]
    return [" ".join("".join(each.itertext()).split()) for each in heads]


def sent_by_a_phone(name: uuid.UUID, lifter: Browser) -> dict[str, str | None]:
    return {"X-Outbox": str(name), "X-Outbox-User": lifter.user_id}


def test_an_exercise_is_swapped_by_the_picker(lifter: Browser) -> None:
    log_id, bench, _ = two(lifter)
    into = f"/workouts/{log_id}/entries/{bench}/swap?token={uuid7()}"
    picker = lifter.get(f"/exercises?into={into}")
    assert "Swap exercise" in picker.text
    form = reading.form(picker, into.partition("?")[0])
    response = lifter.post(into, {**form.fields, "exercise_id": str(exercise_id_of("Leg press"))})
    assert (response.status_code, response.location) == (
        303, f"/workouts/{log_id}#entry-{form.fields['new_id']}",
    )  # fmt: skip
    assert headings(lifter, log_id) == ["Leg press", SQUAT]


def test_a_phone_is_told_of_both(lifter: Browser) -> None:
    log_id, bench, _ = two(lifter)
    new_id = uuid7()
    response = lifter.post(
        f"/workouts/{log_id}/entries/{bench}/swap",
        {"exercise_id": str(exercise_id_of("Leg press")), "new_id": str(new_id)},
        headers=sent_by_a_phone(new_id, lifter), htmx=True,
    )  # fmt: skip
    assert response.headers["X-Outbox-Ack"] == str(new_id)
    assert [each.attrib["id"] for each in reading.classed(response, "entry")] == [f"entry-{bench}", f"entry-{new_id}"]


def test_a_swap_is_undone_by_a_plain_form_and_by_a_phone(lifter: Browser) -> None:
    log_id, bench, _ = two(lifter)
    for is_phone in (False, True):
        new_id = uuid7()
        chosen = {"exercise_id": str(exercise_id_of("Leg press")), "new_id": str(new_id)}
        lifter.post(f"/workouts/{log_id}/entries/{bench}/swap", chosen)
        assert headings(lifter, log_id) == ["Leg press", SQUAT]
        url = f"/workouts/{log_id}/entries/{new_id}/swap"
        page = lifter.get(f"/workouts/{log_id}")
        assert "Instead of" in page.text
        if is_phone:
            response = lifter.delete(url, {"revision": "2"}, headers=sent_by_a_phone(new_id, lifter), htmx=True)
            changed = [each.attrib["id"] for each in reading.classed(response, "entry")]
            assert changed == [f"entry-{bench}", f"entry-{new_id}"]
        else:
            response = lifter.delete(url)
            assert (response.status_code, response.location) == (303, f"/workouts/{log_id}#entry-{bench}")
        assert headings(lifter, log_id) == [BENCH, SQUAT]


def test_a_swap_for_nothing_is_refused(lifter: Browser) -> None:
    log_id, bench, _ = two(lifter)
    assert lifter.post(f"/workouts/{log_id}/entries/{bench}/swap").status_code == 422


def test_up_and_down_and_a_superset_by_plain_forms(lifter: Browser) -> None:
    log_id, bench, squat = two(lifter)
    url = f"/workouts/{log_id}/entries/{bench}"
    assert lifter.put(f"{url}/position", {"by": "1"}).status_code == 303
    assert headings(lifter, log_id) == [SQUAT, BENCH]
    assert lifter.put(f"/workouts/{log_id}/entries/{squat}/superset").status_code == 303
    assert headings(lifter, log_id) == [f"A1 {SQUAT}", f"A2 {BENCH}"]
    assert lifter.delete(f"{url}/superset").status_code == 303
    assert headings(lifter, log_id) == [SQUAT, BENCH]
    assert lifter.put(f"{url}/superset").status_code == 422


@pytest.mark.parametrize(("revision", "is_told"), [(2, False), (1, True)], ids=["in time", "too late"])
def test_a_phone_whose_word_holds_is_told_nothing_new(lifter: Browser, revision: int, *, is_told: bool) -> None:
    log_id, bench, _ = two(lifter)
    response = lifter.put(
        f"/workouts/{log_id}/entries/{bench}/position", {"position": "7.5", "revision": str(revision)},
        headers=sent_by_a_phone(bench, lifter), htmx=True,
    )  # fmt: skip
    assert (response.status_code, response.headers["X-Outbox-Ack"]) == (200, str(bench))
    assert bool(response.text.strip()) == is_told
    assert headings(lifter, log_id)[0] == (BENCH if is_told else SQUAT)
