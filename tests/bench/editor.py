"""Figures of the plan editor and of search: what a change asks for, what it takes, and what the page weighs."""

import re
import statistics
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString

import brotli
import psycopg

from tests.bench.stand import Stand
from tests.bench.table import Figure, at_most, known
from tests.browsers import exercise_id_of
from tests.senders import Answer, Sender, Visitor

DAYS, SLOTS, TARGETS = 5, 8, 5
ROUNDS = 40
LIMIT_MS = 100
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
IDS: LiteralString = """
SELECT d.id AS day, s.id AS slot, (array_agg(t.id ORDER BY t.position))[1] AS target
FROM plan_days d JOIN plan_slots s ON s.day_id = d.id JOIN plan_targets t ON t.slot_id = s.id
WHERE d.plan_id = %s GROUP BY d.id, s.id ORDER BY d.position, s.position
"""
ADD_EXERCISES: LiteralString = """
INSERT INTO exercises (id, name, owner_id, muscle_group)
SELECT gen_random_uuid(), 'Own movement ' || n, %(user)s, 'chest'
FROM generate_series(1, %(wanted)s - (SELECT count(*) FROM exercises WHERE owner_id IS NULL)) AS n
"""


@dataclass(frozen=True)
class Change:
    """Something a lifter does in the editor, and the one request that it is."""

    what: str
    method: str
    path: str
    fields: Mapping[str, object]


class Window:
    """The editor in a browser that has missed nothing, and what each kind of change took there."""

    def __init__(self, sender: Sender, url: str) -> None:
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        self.statements = 0
        self._sender = sender
        self._url = url
        self._seen = sender.send("GET", url)

    def make(self, change: Change) -> None:
        """Send a change and take in the answer."""
        seen = {"Plan-Revision": self._found(r'data-revision="(\d+)"'), "Accept-Encoding": "gzip, br"}
        answer = self._sender.send(change.method, f"{self._url}{change.path}", change.fields, headers=seen)
        assert answer.status == 200, (change, answer)
        self.times[change.what].append(answer.seconds)
        self.statements = max(self.statements, _statements(answer))
        self._seen = answer

    def turn(self, what: str, method: str) -> None:
        """Undo (DELETE) or redo (PUT) what the last answer offers to."""
        number = self._found(rf'hx-{method.lower()}="[^"]*/changes/(\d+)"')
        self.make(Change(what, method, f"/changes/{number}", {}))

    def _found(self, pattern: str) -> str:
        body = self._seen.body
        if self._seen.headers.get("content-encoding") == "br":
            body = brotli.decompress(body)
        found = re.search(pattern, body.decode())
        assert found, (pattern, body)
        return found[1]


def changes(stand: Stand) -> list[Figure]:
    """Every kind of change of a plan of five days, eight slots a day and five sets a slot, each undone and redone."""
    lifter, plan_id = stand.new_lifter(), uuid.uuid4()
    with psycopg.connect(stand.database_url) as connection:
        sizes = {"days": DAYS, "slots": SLOTS, "targets": TARGETS}
        connection.execute(MAKE_PLAN, {"plan": plan_id, "user": lifter.user_id, **sizes})
        ids = connection.execute(IDS, [plan_id]).fetchall()
    sender = Sender(stand.site.url, lifter.cookie)
    url = f"/plans/{plan_id}"
    window = Window(sender, url)
    for _ in range(ROUNDS):
        for change in _kinds(ids):
            window.make(change)
            window.turn("undo", "DELETE")
            window.turn("redo", "PUT")
            window.turn("undo", "DELETE")
    page = sender.send("GET", url, headers={"Accept-Encoding": "br"})
    assert page.status == 200, page
    sender.close()
    return [
        Figure("editor: requests a change", "1", "1", is_within=True),
        Figure("editor: statements a change, at most", str(window.statements), "3", window.statements <= 3),
        *(at_most(f"editor: {what}, p95", _p95(each), LIMIT_MS, "ms", 1) for what, each in window.times.items()),
        at_most(
            f"editor: the page of {DAYS} × {SLOTS} × {TARGETS}, compressed", len(page.body) / KILOBYTE, 40, "kB", 1
        ),
    ]


def _kinds(ids: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]) -> Iterator[Change]:
    """One of every kind of change, at the places where they cost most."""
    (day, slot, target), (_, second, _), *_ = ids
    other = ids[-1][0]
    exercise = {"exercise_id": exercise_id_of("Face pull")}
    sets, place, day_url = f"/slots/{slot}", f"/slots/{slot}/position", f"/days/{day}"
    yield Change("a cell", "PUT", sets, {f"reps-{target}": "6", f"weight-{target}": "102.5"})
    yield Change("sets pasted", "POST", f"{sets}/targets", {"at": target, "text": "5/3/1 @ 100/110/120"})
    yield Change("a set added", "PUT", sets, {"act": "add"})
    yield Change("a set duplicated", "PUT", sets, {"act": "copy", "on": target})
    yield Change("a set deleted", "PUT", sets, {"act": "remove", "on": target})
    yield Change("a set moved", "PUT", sets, {"act": "down", "on": target})
    yield Change("a superset", "PUT", f"/slots/{second}", {"joins_above": "1"})
    yield Change("an exercise added", "POST", f"{day_url}/slots", exercise)
    yield Change("an exercise swapped", "POST", f"{sets}/replacement", exercise)
    yield Change("an exercise duplicated", "POST", f"{day_url}/slots", {"copy_of": slot})
    yield Change("an exercise deleted", "DELETE", sets, {})
    yield Change("an exercise moved within its day", "PUT", place, {"index": SLOTS // 2})
    yield Change("an exercise moved to another day", "PUT", place, {"index": SLOTS // 2, "day_id": other})
    yield Change("a day added", "POST", "/days", {"name": "Sixth"})
    yield Change("a day renamed", "PUT", day_url, {"name": "First"})
    yield Change("a day duplicated", "POST", "/days", {"copy_of": day})
    yield Change("a day deleted", "DELETE", day_url, {})
    yield Change("a day moved", "PUT", f"{day_url}/position", {"index": DAYS - 1})


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
