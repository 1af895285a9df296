"""What goes wrong around the lifter, each by its name and how often; nothing here is waited for by an act."""

import random
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from playwright.sync_api import Error as BrowserError

from tests.chaos.lifter import Lifter
from tests.chaos.proxy import WEATHERS
from webapp.local.identity import LocalSession

AWAY_SECONDS = (0.2, 1.5)
REPAIR_SECONDS = 60


@dataclass
class Troubles:
    """Breaks parts of the deployment one after the other, beside the lifter, and repairs each."""

    lifter: Lifter
    chance: random.Random
    _under_way: list[Future[None]] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for the repairs, whatever came of the run: the next one needs what this one broke."""
        del kind, error, traceback
        self.lifter.stand.network.weather = "clear"
        wait(self._under_way, REPAIR_SECONDS)

    def happen(self) -> None:
        """Let something happen."""
        names = list(TROUBLES)
        name = self.chance.choices(names, [TROUBLES[each][1] for each in names])[0]
        self.lifter.say(f"… {name}")
        TROUBLES[name][0](self)
        self.lifter.look()

    def end(self) -> None:
        """The sun comes out: everything runs, the network is clear."""
        for each in self._under_way:
            each.result(REPAIR_SECONDS)
        self.lifter.stand.network.weather = "clear"
        self.lifter.phone.context.set_offline(offline=False)

    # ---- The network

    def change_weather(self) -> None:
        """Any weather but a clear one."""
        self.lifter.stand.network.weather = self.chance.choice([name for name in WEATHERS if name != "clear"])

    def clear_up(self) -> None:
        """The network works for a while."""
        self.lifter.stand.network.weather = "clear"
        self.lifter.phone.context.set_offline(offline=False)

    def go_offline(self) -> None:
        """Down to the basement."""
        self.lifter.phone.context.set_offline(offline=True)

    # ---- The server

    def kill_worker(self) -> None:
        """The kernel kills a worker."""
        self._aside(self._kill_worker)

    def kill_server(self) -> None:
        """The machine is lost, and there is another one soon."""
        self._aside(self._restart_site)

    def restart_database(self) -> None:
        """PostgreSQL restarts, orderly or as after a crash."""
        how = self.chance.choice([signal.SIGINT, signal.SIGQUIT])
        self._aside(lambda: self.lifter.stand.server.restart(how))

    def freeze_pooler(self) -> None:
        """PgBouncer hangs."""
        self._aside(self._freeze)

    # ---- The phone

    def reload(self) -> None:
        """Pull down to refresh."""
        try:
            self.lifter.page.reload(wait_until="commit")
        except BrowserError as error:
            self.lifter.say(f"reload: {str(error).splitlines()[0]}")
        self._back()

    def close_tab(self) -> None:
        """Swipe the tab away, and open the site again."""
        self.lifter.page.close()
        self.lifter.page = self.lifter.phone.page()
        self._back()

    def kill_browser(self) -> None:
        """The phone kills the browser."""
        self.lifter.phone.kill()
        self.lifter.page = self.lifter.phone.page()
        self._back()

    def second_tab(self) -> None:
        """Go on in another tab; the first one stays open, or is closed later."""
        others = [page for page in self.lifter.phone.context.pages if page != self.lifter.page]
        if len(others) > 1:
            others[0].close()
        self.lifter.page = self.lifter.phone.page()
        self._back()

    def expire_token(self) -> None:
        """The phone slept, and its session's token has run out."""
        identity, url = self.lifter.stand.identity, self.lifter.stand.network.url
        session = LocalSession("user_of_the_page", "sess_old", int(time.time()) - 600)
        token = identity.token(session, url, seconds=-30)
        context = self.lifter.phone.context
        names = [cookie["name"] for cookie in context.cookies() if cookie["name"].startswith("__session")]
        context.add_cookies([{"name": name, "value": token, "url": url} for name in names])

    # ---- Hands

    def _back(self) -> None:
        visit = self.lifter.book.now
        self.lifter.open(f"/workouts/{visit.id}" if visit else "/dashboard")

    def _aside(self, work: Callable[[], None]) -> None:
        self._under_way.append(self.lifter.stand.hands.submit(work))

    def _pause(self) -> None:
        time.sleep(self.chance.uniform(*AWAY_SECONDS))

    def _kill_worker(self) -> None:
        if self.lifter.stand.site.workers():
            self.lifter.stand.site.kill_worker()

    def _restart_site(self) -> None:
        self.lifter.stand.site.kill()
        self._pause()
        self.lifter.stand.site.start()
        self.lifter.stand.site.wait()

    def _freeze(self) -> None:
        with self.lifter.stand.pgbouncer.frozen():
            time.sleep(self.chance.uniform(0.5, 3.5))


TROUBLES: Mapping[str, tuple[Callable[[Troubles], None], int]] = {
    "the weather changes": (Troubles.change_weather, 10),
    "it clears up": (Troubles.clear_up, 5),
    "offline": (Troubles.go_offline, 3),
    "a worker is killed": (Troubles.kill_worker, 2),
    "the server is killed": (Troubles.kill_server, 1),
    "the database restarts": (Troubles.restart_database, 1),
    "the pooler freezes": (Troubles.freeze_pooler, 1),
    "reload": (Troubles.reload, 4),
    "the tab is closed": (Troubles.close_tab, 2),
    "the browser is killed": (Troubles.kill_browser, 1),
    "a second tab": (Troubles.second_tab, 2),
    "the token expires": (Troubles.expire_token, 2),
}
