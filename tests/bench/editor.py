"""Figures of the plan editor and of search: what a change asks for, what it takes, and what the page weighs."""

import re
import statistics
import uuid
from typing import LiteralString

import psycopg

from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most, known
from tests.senders import Answer, Sender, Visitor

DAYS, SLOTS, TARGETS = 5, 8, 5
CHANGES = 200
SEARCHES = ("bech press", "rdl", "pullups", "ohp")
EXERCISES = 2_000
KILOBYTE = 1000

MAKE_PLAN: LiteralString = """
WITH plan AS (
    INSERT INTO workout_plans (id, owner_id, name) VALUES (%(plan)s, %(user)s, 'Bench') RETURNING id
), days AS (
    INSERT INTO plan_days (id, plan_id, name, position)
    SELECT gen_random_uuid(), plan.id, 'Day ' || n, n FROM plan, generate_series(1, %(days)s) AS n RETURNING id
), slots AS (
    INSERT INTO plan_slots (id, day_id, exercise_id, position)
    SELECT gen_random_uuid(), days.id, x.id, x.n
    FROM days, (SELECT id, row_number() OVER (ORDER BY name) AS n FROM exercises
                WHERE owner_id IS NULL AND kind = 'weight_reps' ORDER BY name LIMIT %(slots)s) AS x
    RETURNING id
)
INSERT INTO plan_targets (id, slot_id, position, reps_min, reps_max, weight_kg)
SELECT gen_random_uuid(), slots.id, n, 5, 8, 100 FROM slots, generate_series(1, %(targets)s) AS n
"""
FIRST: LiteralString = """
SELECT s.id AS slot, t.id AS target, d.id AS day,
       (SELECT o.id FROM plan_days o WHERE o.plan_id = d.plan_id ORDER BY o.position DESC LIMIT 1) AS other FROM plan_targets t JOIN plan_slots s ON s.id = t.slot_id
JOIN plan_days d ON d.id = s.day_id WHERE d.plan_id = %s ORDER BY d.position, s.position, t.position LIMIT 1
"""
ADD_EXERCISES: LiteralString = """
INSERT INTO exercises (id, name, owner_id, muscle_group)
SELECT gen_random_uuid(), 'Own movement ' || n, %(user)s, 'chest'
FROM generate_series(1, %(wanted)s - (SELECT count(*) FROM exercises WHERE owner_id IS NULL)) AS n
"""


def changes(stand: Stand) -> list[Figure]:
    """Cells, sets and moves of a plan of five days, eight slots a day and five sets a slot, one after the other."""
    lifter, plan_id = stand.new_lifter(), uuid.uuid4()
    with psycopg.connect(stand.database_url) as connection:
        sizes = {"days": DAYS, "slots": SLOTS, "targets": TARGETS}
        connection.execute(MAKE_PLAN, {"plan": plan_id, "user": lifter.user_id, **sizes})
        slot, target, day, other = connection.execute(FIRST, [plan_id]).fetchone() or ("", "", "", "")
    sender = Sender(stand.site.url, lifter.cookie)
    url = f"/plans/{plan_id}"
    times: dict[str, list[float]] = {"a cell": [], "a move within the day": [], "undo": [], "a move to another day": []}
    statements = 0
    for number in range(CHANGES):
        asked = {
            "a cell": (
                "PUT",
                f"{url}/slots/{slot}",
                {f"reps-{target}": str(5 + number % 2), f"weight-{target}": "100"},
            ),
            "a move within the day": (
                "PUT",
                f"{url}/slots/{slot}/position",
                {"index": "1", "day_id": day},
            ),
        }
        for what, (method, path, fields) in asked.items():
            answer = sender.send(method, path, fields)
            assert answer.status == 200, answer
            times[what].append(answer.seconds)
            statements = max(statements, _statements(answer))
        answer = sender.send("DELETE", f"{url}/changes/{2 + 3 * number}")
        assert answer.status == 200, answer
        times["undo"].append(answer.seconds)
        statements = max(statements, _statements(answer))
    for number in range(CHANGES):
        fields = {"index": "0", "day_id": day if number % 2 else other}
        answer = sender.send("PUT", f"{url}/slots/{slot}/position", fields)
        assert answer.status == 200, answer
        times["a move to another day"].append(answer.seconds)
        statements = max(statements, _statements(answer))
    page = sender.send("GET", url, headers={"Accept-Encoding": "br"})
    assert page.status == 200, page
    sender.close()
    return [
        Figure("editor: requests a change", "1", "1", is_within=True),
        Figure("editor: statements a change, at most", str(statements), "3", statements <= 3),
        *(at_most(f"editor: {what}, p95", _p95(each), 100, "ms", 1) for what, each in times.items()),
        at_most(
            f"editor: the page of {DAYS} × {SLOTS} × {TARGETS}, compressed", len(page.body) / KILOBYTE, 40, "kB", 1
        ),
    ]


def search(stand: Stand) -> list[Figure]:
    """What the database spends on a search among two thousand exercises."""
    lifter: Visitor = stand.new_lifter()
    with psycopg.connect(stand.database_url) as connection:
        connection.execute(ADD_EXERCISES, {"user": lifter.user_id, "wanted": EXERCISES})
    sender = Sender(stand.site.url, lifter.cookie)
    spent = []
    for typed in SEARCHES:
        answers = [sender.send("GET", f"/exercises?q={typed.replace(' ', '+')}") for _ in range(9)]
        assert {answer.status for answer in answers} == {200}
        # The lifter's settings are a statement of their own, and little beside it.
        spent.append((typed, statistics.median(map(_database_ms, answers))))
    sender.close()
    worst = max(spent, key=lambda each: each[1])
    return [
        at_most(f"search among {EXERCISES:,} exercises: database, the slowest of {len(spent)}", worst[1], 10, "ms", 1),
        known("– which was", worst[0]),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def _statements(answer: Answer) -> int:
    found = re.search(r'desc="(\d+) statement', answer.headers.get("server-timing", ""))
    return int(found.group(1)) if found else 0


def _database_ms(answer: Answer) -> float:
    found = re.search(r"db;dur=([\d.]+)", answer.headers.get("server-timing", ""))
    assert found, answer
    return float(found.group(1))
