"""While the database is away one asks and all are told; once it is back, nobody waits any more."""

import threading
import time
from collections.abc import Callable

import pytest

from webapp import outage
from webapp.errors import UnavailableError
from webapp.outage import Outage

GIVE_UP_SECONDS = 10.0


class Database:
    """What is asked: it counts, and is there or not."""

    def __init__(self, *, is_there: bool) -> None:
        self.is_there = is_there
        self.asked = 0
        self.threads: set[str] = set()

    def ask(self) -> None:
        """One question."""
        self.asked += 1
        self.threads.add(threading.current_thread().name)
        if not self.is_there:
            raise UnavailableError(outage.NOT_ANSWERING)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_believed(watched: Outage) -> bool:
    try:
        watched.check()
    except UnavailableError:
        return False
    return True


def asking() -> set[threading.Thread]:
    """The threads that ask a database whether it is back."""
    return {thread for thread in threading.enumerate() if thread.name == "outage"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"DOUBT_SECONDS": 0.05, "SHORTEST_PAUSE_SECONDS": 0.01, "LONGEST_PAUSE_SECONDS": 0.02}.items():
        monkeypatch.setattr(outage, name, seconds)


def test_a_database_is_believed_in_and_not_asked() -> None:
    database = Database(is_there=True)
    watched = Outage(database.ask)
    watched.check()

    assert database.asked == 0


def test_a_suspicion_that_is_wrong_is_over_with_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "DOUBT_SECONDS", GIVE_UP_SECONDS)
    database = Database(is_there=True)
    watched = Outage(database.ask)
    watched.suspect()
    watched.check()

    assert (database.asked, database.threads) == (1, {"outage"})


def test_everyone_is_told_while_it_lasts_and_let_in_when_it_is_over() -> None:
    database = Database(is_there=False)
    watched = Outage(database.ask)
    watched.suspect()
    for _ in range(3):
        with pytest.raises(UnavailableError, match="nothing is stored twice"):
            watched.check()

    database.is_there = True
    wait_until(lambda: is_believed(watched))
    asked = database.asked
    watched.check()
    assert database.asked == asked


def test_many_suspicions_are_one_who_asks() -> None:
    database = Database(is_there=False)
    watched = Outage(database.ask)
    # Those of the tests before this one end meanwhile.
    before = asking()
    for _ in range(10):
        watched.suspect()

    begun = asking() - before
    assert len(begun) == 1
    database.is_there = True
    wait_until(lambda: not begun & asking())


def test_only_the_first_wait_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "DOUBT_SECONDS", 0.2)
    database = Database(is_there=False)
    watched = Outage(database.ask)
    watched.suspect()
    began = time.monotonic()
    assert not is_believed(watched)
    assert time.monotonic() - began >= 0.15

    began = time.monotonic()
    assert not any(is_believed(watched) for _ in range(50))
    assert time.monotonic() - began < 5
    database.is_there = True


def test_a_database_that_nobody_wants_is_let_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "INTEREST_SECONDS", 0.05)
    database = Database(is_there=False)
    watched = Outage(database.ask)
    watched.suspect()

    wait_until(watched._over.is_set)  # to call check() would be to want it
    asked = database.asked
    time.sleep(0.1)
    assert 0 < asked == database.asked


def test_an_error_nobody_thought_of_ends_the_asking_and_not_the_belief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next request finds out for itself."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    began = threading.Event()

    def fail() -> None:
        began.set()
        message = "a bug"
        raise RuntimeError(message)

    watched = Outage(fail)
    watched.suspect()
    assert began.wait(GIVE_UP_SECONDS)
    wait_until(lambda: is_believed(watched))
