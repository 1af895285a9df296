"""Where it happens: Chromium before our own network before gunicorn before PgBouncer before PostgreSQL."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as BrowserGone

from tests import chromium, deployed, pooler, services
from tests.chaos.proxy import Network, network
from tests.deployed import Site
from tests.pooler import Pgbouncer
from tests.senders import cookie
from webapp.local import postgres as embedded
from webapp.local.identity import LocalIdentity

SEEN_MS = 20_000


@dataclass(frozen=True)
class Stand:
    """The deployment, and the network before it."""

    server: embedded.Server
    pgbouncer: Pgbouncer
    site: Site
    network: Network
    database_url: str
    instance: Path
    # What starts gunicorn must live as long as it may: a process ends with the thread that began it.
    hands: ThreadPoolExecutor

    @property
    def identity(self) -> LocalIdentity:
        """Who signs people in."""
        return LocalIdentity(self.instance / "identity")

    def cookie(self, name: str) -> str:
        """A Cookie header of that lifter's which holds for the rest of a test."""
        with psycopg.connect(self.database_url) as connection:
            found = connection.execute('SELECT id FROM "user" WHERE first_name = %s', [name]).fetchone()
        assert found is not None, f"no lifter {name}"
        return cookie(self.identity, found[0], self.network.url)


@contextmanager
def standing(folder: Path) -> Iterator[Stand]:
    """Everything but the browser, for the length of a block; the server keeps its promises over a crash."""
    # The server may run as another account, which has to get here.
    folder.chmod(0o755)
    instance = folder / "instance"
    with ExitStack() as stack:
        hands = stack.enter_context(ThreadPoolExecutor(1))
        server = stack.enter_context(embedded.server(folder / "postgres"))
        url = services.create_database(server.url, "chaos")
        services.migrate(url, instance)
        settings = {"server_login_retry": "1"}
        before = stack.enter_context(pooler.pgbouncer(server, "chaos", folder / "pgbouncer", settings))
        site = stack.enter_context(deployed.site(before.url, instance, folder))
        between = stack.enter_context(network(site.url))
        yield Stand(server, before, site, between, url, instance, hands)


@contextmanager
def variant(stand: Stand, folder: Path, name: str) -> Iterator[Stand]:
    """The same deployment with an application that breaks a rule; `name` is of tests/serving.py."""
    with (
        deployed.site(stand.pgbouncer.url, stand.instance, folder, more={"TEST_VARIANT": name}) as site,
        network(site.url) as between,
    ):
        yield replace(stand, site=site, network=between)


@dataclass
class Phone:
    """A browser with a profile of its own, which outlives the browser."""

    playwright: Playwright
    profile: Path
    url: str
    is_whole: bool = False
    errors: list[str] = field(default_factory=list)
    context: BrowserContext = field(init=False)

    def start(self) -> None:
        """Start the browser, or start it again over the same profile."""
        options = chromium.launch_options(whole=self.is_whole) | chromium.PHONE
        self.context = self.playwright.chromium.launch_persistent_context(self.profile, base_url=self.url, **options)
        self.context.set_default_timeout(SEEN_MS)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def page(self) -> Page:
        """A new tab."""
        return self.context.new_page()

    def kill(self) -> None:
        """SIGKILL, and start again; cookies that were not on disk yet come back, as they would a moment later."""
        cookies = self.context.cookies()
        pid = self._pid()
        os.kill(pid, signal.SIGKILL)
        with suppress(BrowserGone):
            self.context.close()
        _see_it_gone(pid)
        self.start()
        self.context.add_cookies([{**each} for each in cookies])  # type: ignore[typeddict-item]

    def stop(self) -> None:
        """Close it, in whatever state it is."""
        with suppress(BrowserGone):
            self.context.close()

    def _pid(self) -> int:
        wanted = f"--user-data-dir={self.profile}".encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if wanted in words and not any(word.startswith(b"--type=") for word in words):
                    return int(folder.name)
        message = f"no browser over {self.profile}"
        raise LookupError(message)


@contextmanager
def phone(playwright: Playwright, profile: Path, url: str, *, is_whole: bool = False) -> Iterator[Phone]:
    """A phone, for the length of a block; a whole browser delivers in the background too."""
    made = Phone(playwright, profile, url, is_whole)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _see_it_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        state = ""
        with suppress(OSError):
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
        if state in {"Z", ""}:
            return
        time.sleep(0.02)
