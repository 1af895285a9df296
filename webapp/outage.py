"""While the database is away: one asks it in the background, and requests are told at once.

Otherwise each request would find out for itself, one after the other on the process's one
connection, with the health checks waiting for a thread behind them.
"""

import random
import threading
import time
from collections.abc import Callable

from webapp.errors import UnavailableError

# A lock that somebody holds looks like an outage for as long as one question takes. Requests wait for its answer.
DOUBT_SECONDS = 0.5
# Short enough to be back within 2 s, apart so that a pooler that comes back is not stormed by every process at once.
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 0.5
# A process that nobody asks anything must let a sleeping database sleep.
INTEREST_SECONDS = 30.0
NOT_ANSWERING = "The database is not answering. Try again in a moment: nothing is stored twice."


class Outage:
    """What this process believes about the database; it believes in it until it is not answered."""

    def __init__(self, ask: Callable[[], None]) -> None:
        """`ask` puts a question to the database and raises UnavailableError while there is no answer."""
        self._ask = ask
        self._over = threading.Event()
        self._over.set()
        self._lock = threading.Lock()
        self._began = self._last_wanted = 0.0

    def suspect(self) -> None:
        """Somebody was not answered: find out whether nobody is."""
        with self._lock:
            if not self._over.is_set():
                return
            self._over.clear()
            self._began = self._last_wanted = time.monotonic()
            threading.Thread(target=self._see_it_over, name="outage", daemon=True).start()

    def check(self) -> None:
        """Return if the database is worth asking; raises UnavailableError."""
        if self._over.is_set():
            return
        self._last_wanted = time.monotonic()
        if not self._over.wait(max(0.0, self._began + DOUBT_SECONDS - self._last_wanted)):
            raise UnavailableError(NOT_ANSWERING)

    def _see_it_over(self) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        try:
            while not self._is_answered() and time.monotonic() - self._last_wanted < INTEREST_SECONDS:
                time.sleep(random.uniform(pause / 2, pause))  # noqa: S311  (to be apart, not to be secret)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        finally:
            self._over.set()

    def _is_answered(self) -> bool:
        try:
            self._ask()
        except UnavailableError:
            return False
        return True
