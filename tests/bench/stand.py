"""What is measured: gunicorn with two workers before PgBouncer before PostgreSQL, and the lifters who use it."""

import itertools
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlencode, urlsplit

import psycopg

from tests import deployed, pooler, services
from tests.browsers import exercise_id_of
from tests.deployed import Site
from tests.pooler import Pgbouncer
from tests.senders import Answer, Sender, Visitor, cookie, move_in, set_fields
from webapp.local.identity import LocalIdentity

WORKERS = 2
LIFTERS = 4
EXERCISE = "Back squat"
YEAR_OF = "Bench"
FIND_LIFTER: LiteralString = 'SELECT id FROM "user" WHERE first_name = %s'

BROWSER = (
    "Host: {host}\r\nCookie: {cookie}\r\nAccept: text/html\r\nAccept-Encoding: gzip, br\r\n"
    "Sec-Fetch-Site: same-origin\r\nUser-Agent: Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140\r\n"
)


@dataclass(frozen=True)
class Stand:
    """The deployment, and four lifters who log."""

    site: Site
    pgbouncer: Pgbouncer
    database_url: str
    folder: Path
    identity: LocalIdentity
    lifters: Sequence[Visitor]

    @property
    def exercise_id(self) -> uuid.UUID:
        """What is logged."""
        return exercise_id_of(EXERCISE)

    def new_lifter(self) -> Visitor:
        """Somebody new, with a workout that runs."""
        return move_in(self.identity, self.site.url, self.database_url)

    def set_requests(self) -> Callable[[], bytes]:
        """Makes requests that log a set each, of one lifter after the other."""
        turn = itertools.cycle(self.lifters)
        return lambda: self.set_request(next(turn))

    def set_request(self, lifter: Visitor, **changes: object) -> bytes:
        """A request that logs a new set, as the logger's form sends it."""
        fields = set_fields(self.exercise_id, **changes)
        body = urlencode({name: str(value) for name, value in fields.items()}).encode()
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        path = lifter.set_path(uuid.uuid4())
        return self._head("PUT", path, lifter.cookie, f"HX-Request: true\r\nSec-Fetch-Dest: empty\r\n{head}") + body

    def page_request(self, path: str, lifter: Visitor) -> bytes:
        """A request for a page."""
        return self._head("GET", path, lifter.cookie, "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n")

    def lifter_of_a_year(self) -> Visitor:
        """Somebody who has trained for a year and trains now: last time's exercises, their sets still to do."""
        services.flask(self.database_url, self.folder / "instance", "demo", "--lifter", YEAR_OF)
        with psycopg.connect(self.database_url) as connection:
            (user_id,) = connection.execute(FIND_LIFTER, [YEAR_OF]).fetchone() or ("",)
        signed_in = cookie(self.identity, user_id, self.site.url)
        sender = Sender(self.site.url, signed_in)
        history = sender.send("GET", "/history").body.decode()
        last = re.search(r'href="/workouts/([0-9a-f-]{36})"', history)
        answer = sender.send("POST", "/workouts", {"repeat": last.group(1) if last else ""})
        sender.close()
        return Visitor(user_id, signed_in, uuid.UUID(answer.headers["hx-redirect"].removeprefix("/workouts/")))

    def log_one(self) -> Answer:
        """Log one set and return the answer."""
        lifter = self.lifters[0]
        sender = Sender(self.site.url, lifter.cookie)
        answer = sender.send("PUT", lifter.set_path(uuid.uuid4()), set_fields(self.exercise_id))
        sender.close()
        return answer

    def _head(self, method: str, path: str, signed_in: str, more: str) -> bytes:
        usual = BROWSER.format(host=urlsplit(self.site.url).netloc, cookie=signed_in)
        return f"{method} {path} HTTP/1.1\r\n{usual}{more}\r\n".encode()


@contextmanager
def standing(folder: Path) -> Iterator[Stand]:
    """The deployment, for the length of a block. The server forgets what a crash would keep: disks differ too much."""
    instance = folder / "instance"
    # As a hosted database has it, room for what is measured to stay in memory.
    with services.postgres_server(folder, {"shared_buffers": "128MB"}) as server:
        url = services.create_database(server.url, "bench")
        services.migrate(url, instance)
        with (
            pooler.pgbouncer(server, "bench", folder / "pgbouncer", {"stats_users": "topset"}) as before,
            deployed.site(before.url, instance, folder, workers=WORKERS) as site,
        ):
            identity = LocalIdentity(instance / "identity")
            lifters = [move_in(identity, site.url, url) for _ in range(LIFTERS)]
            yield Stand(site, before, url, folder, identity, lifters)
