"""Figures of a long history: what is asked most must not grow with it."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import LiteralString

import psycopg

from tests.bench.load import Kept
from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most, known
from tests.senders import Visitor

# All of one exercise, which is worse than any lifter is.
HISTORIES = (0, 1_000, 60_000)
OPENED, LOGGED = 300, 400
CREATED, FOUND = b"HTTP/1.1 201", b"HTTP/1.1 200"
A_SESSION = 20

GIVE_HISTORY: LiteralString = """
WITH workouts AS (
    INSERT INTO workout_logs (id, user_id, performed_at, finished_at)
    SELECT gen_random_uuid(), %(user)s, now() - n * interval '8 hours', now() - n * interval '8 hours' + interval '1 hour'
    FROM generate_series(1, %(sets)s / 20) AS n
    RETURNING id, user_id, performed_at
), entries AS (
    INSERT INTO log_entries (id, user_id, log_id, exercise_id, position)
    SELECT gen_random_uuid(), user_id, id, %(exercise)s, 1 FROM workouts
    RETURNING id, user_id, log_id, exercise_id
)
INSERT INTO log_sets (id, user_id, log_id, entry_id, exercise_id, set_number, kind, reps, weight_kg, weight_unit,
                      performed_at, revision)
SELECT gen_random_uuid(), e.user_id, e.log_id, e.id, e.exercise_id, n, 'working', 5, 100, 'kg',
       w.performed_at + n * interval '2 minutes', 1
FROM entries e JOIN workouts w ON w.id = e.log_id CROSS JOIN generate_series(1, 20) AS n
"""


def flatness(stand: Stand) -> list[Figure]:
    """The same requests of lifters with histories of all lengths, in turns."""
    lifters = {sets: stand.new_lifter() for sets in HISTORIES}
    with psycopg.connect(stand.database_url, autocommit=True) as connection:
        for sets, lifter in lifters.items():
            given = {"user": lifter.user_id, "sets": sets, "exercise": stand.exercise_id}
            connection.execute(GIVE_HISTORY, given)
        connection.execute("ANALYZE")
    one = Kept.to(stand.site.url)
    for lifter in lifters.values():
        for _ in range(A_SESSION):
            _timed(one, stand.set_request(lifter), CREATED)
    opened = _in_turns(
        one, lifters, OPENED, lambda each: (stand.page_request(f"/workouts/{each.workout}", each), FOUND)
    )
    logged = _in_turns(one, lifters, LOGGED, lambda each: (stand.set_request(each), CREATED))
    best = {sets: _timed(one, stand.set_request(each, weight="400"), CREATED) * 1000 for sets, each in lifters.items()}
    one.connection.close()
    few, most = HISTORIES[1], HISTORIES[-1]
    return [
        at_most(f"log a set with {most:,} of one's own, against with none", logged[most] / logged[0], 1.2, "×"),
        known("– the medians", _medians(logged)),
        at_most(f"open the logger with {most:,}, against with {few:,}", opened[most] / opened[few], 1.2, "×"),
        known("– the medians", _medians(opened)),
        known("– a set heavier than all of these, once", _medians(best)),
    ]


def _in_turns(
    one: Kept, lifters: Mapping[int, Visitor], times: int, request: Callable[[Visitor], tuple[bytes, bytes]]
) -> dict[int, float]:
    """The median milliseconds of a request, by how many sets its lifter has."""
    taken: dict[int, list[float]] = {sets: [] for sets in lifters}
    for _ in range(times):
        for sets, lifter in lifters.items():
            taken[sets].append(_timed(one, *request(lifter)))
    return {sets: statistics.median(each) * 1000 for sets, each in taken.items()}


def _timed(one: Kept, request: bytes, expected: bytes) -> float:
    began = time.perf_counter()
    one.ask(request)
    assert one.hear().startswith(expected)
    return time.perf_counter() - began


def _medians(figures: Mapping[int, float]) -> str:
    return ", ".join(f"{milliseconds:.1f} ms with {sets:,}" for sets, milliseconds in figures.items())
