"""Lifters who log without a pause while something breaks, and what they must be able to say afterwards."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import Self

import psycopg
from psycopg.rows import dict_row

from tests.processes import wait_until
from tests.senders import BROKEN, Answer, Sender, Visitor, set_fields

RETRY_SECONDS = 0.1
EDITED_EVERY = 3
# The promise is 3 s. On a machine with two busy cores the client, too, has to wait for its turn.
HONEST_SECONDS = 3.0 + 0.5
# The promise is 2 s; what a retry sleeps and one busy core come on top.
RECOVERY_SECONDS = 2.0 + RETRY_SECONDS + 0.4


@dataclass(frozen=True)
class Lifted:
    """A set as one write says it is."""

    reps: int
    weight_kg: Decimal
    revision: int


class Writer(threading.Thread):
    """A lifter whose outbox sends each set, the same id and revision, until it is acknowledged."""

    def __init__(self, url: str, visitor: Visitor, exercise_id: uuid.UUID, seed: int, *, keep_alive: bool) -> None:
        super().__init__(name=f"writer-{seed}", daemon=True)
        self.visitor = visitor
        self.answers: list[Answer] = []
        self.acknowledged: dict[uuid.UUID, Lifted] = {}
        self.acknowledged_at: list[float] = []
        self.leaves = threading.Event()
        self._exercise_id = exercise_id
        self._sender = Sender(url, visitor.cookie, keep_alive=keep_alive)
        self._chance = random.Random(seed)

    def run(self) -> None:
        """Log sets, and now and then correct the last one."""
        last = uuid.uuid4()
        for turn in range(1, 1_000_000):
            is_edit = turn % EDITED_EVERY == 0
            last = last if is_edit else uuid.uuid4()
            revision = self.acknowledged[last].revision + 1 if is_edit else 1
            weight = Decimal(self._chance.randrange(1, 1000)) / 4
            self._log(last, Lifted(self._chance.randrange(1, 30), weight, revision))
            if self.leaves.is_set():
                break
        self._sender.close()

    def _log(self, set_id: uuid.UUID, lifted: Lifted) -> None:
        measures = {"reps": lifted.reps, "weight": lifted.weight_kg, "revision": lifted.revision}
        fields = set_fields(self._exercise_id, **measures)
        while True:
            answer = self._sender.send("PUT", self.visitor.set_path(set_id), fields)
            self.answers.append(answer)
            if answer.acknowledged == str(set_id) and answer.status in {200, 201}:
                self.acknowledged[set_id] = lifted
                self.acknowledged_at.append(time.monotonic())
                return
            time.sleep(RETRY_SECONDS)


class Watcher(threading.Thread):
    """Asks one path again and again, as a platform's health check does: a new connection each time."""

    def __init__(self, url: str, path: str) -> None:
        super().__init__(name=f"watcher-{path}", daemon=True)
        self.answers: list[Answer] = []
        self.leaves = threading.Event()
        self._sender = Sender(url, keep_alive=False)
        self._path = path

    def run(self) -> None:
        while not self.leaves.wait(0.05):
            self.answers.append(self._sender.send("GET", self._path))


class Crowd(AbstractContextManager["Crowd"]):
    """Writers, and watchers of the two health paths, for the length of a block."""

    def __init__(self, writers: list[Writer], url: str) -> None:
        self.writers = writers
        self.alive = Watcher(url, "/healthz")
        self.ready = Watcher(url, "/readyz")

    def __enter__(self) -> Self:
        """Everyone comes, and nothing breaks before all have begun to log."""
        for thread in self._threads:
            thread.start()
        self.everyone_gets_on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Everyone sees their last set acknowledged, and goes home."""
        del kind, error, traceback
        for thread in self._threads:
            thread.leaves.set()
        for thread in self._threads:
            thread.join(HONEST_SECONDS + RECOVERY_SECONDS)

    @property
    def _threads(self) -> list[Writer | Watcher]:
        return [*self.writers, self.alive, self.ready]

    @property
    def answers(self) -> list[Answer]:
        """What the writers were told."""
        return [answer for writer in self.writers for answer in writer.answers]

    def everyone_gets_on(self, sets: int = 3) -> float:
        """Wait until each has so many more sets acknowledged; the longest wait for the first of them, in seconds."""
        began, before = time.monotonic(), [len(writer.acknowledged_at) for writer in self.writers]

        def all_have() -> bool:
            return all(len(each.acknowledged_at) >= had + sets for each, had in zip(self.writers, before, strict=True))

        wait_until(all_have, lambda: "Not everyone gets their sets acknowledged", seconds=10)
        return max(each.acknowledged_at[had] - began for each, had in zip(self.writers, before, strict=True))

    def refusals(self) -> list[Answer]:
        """The answers that were not an acknowledgement."""
        return [answer for answer in self.answers if answer.status not in {200, 201}]


def new_crowd(
    url: str, move_in: Callable[[], Visitor], exercise_id: uuid.UUID, *, size: int = 6, keep_alive: bool = True
) -> Crowd:
    """Lifters who are not logging yet."""
    writers = [Writer(url, move_in(), exercise_id, seed, keep_alive=keep_alive) for seed in range(size)]
    return Crowd(writers, url)


def dishonest(answers: list[Answer], *, broken: bool = False) -> list[Answer]:
    """The answers that say something else than "done", or "not now" in the way that is promised."""
    return [answer for answer in answers if not _is_honest(answer) and not (broken and answer.status == BROKEN)]


def _is_honest(answer: Answer) -> bool:
    if answer.seconds > HONEST_SECONDS:
        return False
    if answer.status == 503:
        return answer.headers.get("retry-after", "").isdecimal() and answer.headers.get("hx-reswap") == "none"
    return answer.status in {200, 201}


def lost_or_altered(crowd: Crowd, database_url: str) -> list[str]:
    """Every acknowledged set that is not in the database exactly once as it was acknowledged."""
    found: list[str] = []
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        for writer in crowd.writers:
            rows = connection.execute(
                "SELECT id, reps, weight_kg, revision FROM log_sets WHERE user_id = %s AND deleted_at IS NULL",
                [writer.visitor.user_id],
            ).fetchall()
            stored = {row["id"]: Lifted(row["reps"], row["weight_kg"], row["revision"]) for row in rows}
            found += _differences(writer.acknowledged, stored)
            if len(stored) != len(rows) or len(stored) != len(writer.acknowledged):
                found.append(f"{writer.name} has {len(rows)} sets stored and {len(writer.acknowledged)} acknowledged")
    return found


def _differences(acknowledged: Mapping[uuid.UUID, Lifted], stored: Mapping[uuid.UUID, Lifted]) -> list[str]:
    return [
        f"{set_id}: acknowledged {lifted}, stored {stored.get(set_id)}"
        for set_id, lifted in acknowledged.items()
        if stored.get(set_id) != lifted
    ]
