"""What the server says to a phone's outbox: which write an answer decides, and whose it must be."""

import uuid

import pytest

from tests.browsers import Browser, exercise_id_of
from webapp.web import ACK

BENCH = exercise_id_of("Bench press")
NOWHERE = uuid.UUID(int=7)


def sent(name: object, owner: str | None = None) -> dict[str, str]:
    return {"X-Outbox": str(name)} | ({"X-Outbox-User": owner} if owner else {})


def test_a_write_is_named_in_its_answer(lifter: Browser) -> None:
    log_id, entry_id = uuid.uuid4(), uuid.uuid4()

    begun = lifter.post("/workouts", {"workout_id": str(log_id)}, headers=sent(log_id), htmx=True)
    wish = {"exercise_id": str(BENCH), "new_id": str(entry_id)}
    added = lifter.post(f"/workouts/{log_id}/entries", wish, headers=sent(entry_id), htmx=True)
    ended = lifter.put(f"/workouts/{log_id}/completion", headers=sent(log_id), htmx=True)

    assert [each.headers[ACK] for each in (begun, added, ended)] == [str(log_id), str(entry_id), str(log_id)]
    assert (begun.status_code, begun.text) == (ended.status_code, ended.text) == (200, "")
    assert f'id="entry-{entry_id}"' in added.text


def test_what_a_page_asks_is_not(lifter: Browser) -> None:
    assert ACK not in lifter.post("/workouts", htmx=True).headers


@pytest.mark.parametrize(("reps", "expected"), [("-1", 422), ("5", 404)])
def test_a_refusal_decides_too(lifter: Browser, reps: str, expected: int) -> None:
    set_id = uuid.uuid4()
    log_id = lifter.start() if expected == 422 else NOWHERE
    typed = {"exercise_id": str(BENCH), "set_number": "1", "reps": reps, "revision": "1"}

    answer = lifter.put(f"/workouts/{log_id}/sets/{set_id}", typed, headers=sent(set_id), htmx=True)

    assert (answer.status_code, answer.headers[ACK]) == (expected, str(set_id))


def test_who_is_not_signed_in_is_told_nothing_of_it(visitor: Browser) -> None:
    answer = visitor.put(f"/workouts/{NOWHERE}/completion", headers=sent(NOWHERE), htmx=True)

    assert answer.status_code == 401
    assert ACK not in answer.headers


def test_a_write_of_someone_else_waits_for_them(lifter: Browser, stranger: Browser) -> None:
    log_id = uuid.uuid4()
    data = {"workout_id": str(log_id)}

    refused = lifter.post("/workouts", data, headers=sent(log_id, stranger.user_id), htmx=True)
    assert refused.status_code == 412
    assert ACK not in refused.headers
    assert lifter.get(f"/workouts/{log_id}").status_code == 404

    assert lifter.post("/workouts", data, headers=sent(log_id, lifter.user_id), htmx=True).headers[ACK] == str(log_id)


@pytest.mark.parametrize("name", ["", "all", "a\tb", "<script>", "01A2169A-6A73-7EF9-9606-000000000000"])
def test_only_an_id_is_a_name(lifter: Browser, name: str) -> None:
    assert ACK not in lifter.post("/workouts", headers={"X-Outbox": name}, htmx=True).headers
