"""Figures of time, each a ratio or a process's own time on the processor, and of memory."""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import deployed, services
from tests.auth import signing
from tests.bench import load, reference
from tests.bench.load import Kept
from tests.bench.stand import LIFTERS, WORKERS, Stand
from tests.bench.table import Figure, at_least, at_most, known
from tests.senders import Visitor
from webapp.auth.keys import FixedKey
from webapp.auth.session import Sessions
from webapp.auth.state import Asked, SignedIn, judge

ROUNDS = 5
ROUND_SECONDS = 3
CONNECTIONS_A_WORKER = 2
WARM_SECONDS = 2.0
CPU_ROUNDS = 4
CREATED, FOUND = b"HTTP/1.1 201", b"HTTP/1.1 200"


def throughput(stand: Stand, kept: Sequence[Kept]) -> list[Figure]:
    """Sets a second through everything, against pgbench with the same statement through the same PgBouncer."""
    scripts = {}
    for number, lifter in enumerate(stand.lifters):
        path = stand.folder / f"set{number}.sql"
        given = reference.values(lifter.user_id, lifter.workout, stand.exercise_id)
        scripts[path] = reference.write_script(path, str(number), given)
    clients = CONNECTIONS_A_WORKER * WORKERS
    reference.run(stand.pgbouncer.url, scripts, clients=clients, seconds=1)
    ratios, ours, theirs = [], [], []
    for _ in range(ROUNDS):
        run = load.press(kept, stand.set_requests(), seconds=ROUND_SECONDS, expect=CREATED)
        other = reference.run(stand.pgbouncer.url, scripts, clients=clients, seconds=ROUND_SECONDS)
        assert run.refused == other.failed == 0
        ratios.append(run.rate / other.rate)
        ours.append(run.rate)
        theirs.append(other.rate)
    shown = f"{statistics.median(ours):,.0f}/s against {statistics.median(theirs):,.0f}/s"
    spread = f"median of {ROUNDS} rounds, {min(ratios):.2f} to {max(ratios):.2f}"
    return [
        at_least("log a set: throughput against pgbench", statistics.median(ratios), 0.5),
        known(f"– the rates behind it ({spread})", shown),
    ]


def processor(stand: Stand, kept: Sequence[Kept]) -> list[Figure]:
    """The application's own time on the processor for each of the hot requests."""
    lifter = stand.lifter_of_a_year()
    pages = {"dashboard": "/dashboard", "logger": f"/workouts/{lifter.workout}"}
    figures = []
    for what, limit in (("log a set", 1.2), ("dashboard", 2.5), ("logger", 3.0)):
        new_request = _page(stand, pages[what], lifter) if what in pages else stand.set_requests()
        expect = FOUND if what in pages else CREATED
        spent = min(_spent(stand, kept, new_request, expect) for _ in range(CPU_ROUNDS))
        figures.append(at_most(f"{what}: app CPU", spent, limit, "ms"))
    client = load.press(kept, stand.set_requests(), seconds=1, expect=CREATED)
    figures.append(
        known("– the load generator's own, for a set", f"{client.client_cpu / client.requests * 1000:.2f} ms")
    )
    return figures


def _page(stand: Stand, path: str, lifter: Visitor) -> Callable[[], bytes]:
    request = stand.page_request(path, lifter)
    return lambda: request


def _spent(stand: Stand, kept: Sequence[Kept], new_request: Callable[[], bytes], expect: bytes) -> float:
    load.press(kept, new_request, seconds=0.5, expect=expect)
    before = sum(map(load.cpu_seconds, stand.site.workers()))
    run = load.press(kept, new_request, seconds=WARM_SECONDS, expect=expect)
    assert run.refused == 0, f"{run.refused} of {run.requests} answers were not {expect!r}"
    return (sum(map(load.cpu_seconds, stand.site.workers())) - before) / run.requests * 1000


def round_trips(stand: Stand) -> list[Figure]:
    """What one set asks of the database: by the app's own count, and by PgBouncer's."""
    stand.log_one()
    before = _asked(stand)
    sets = 50
    answers = [stand.log_one() for _ in range(sets)]
    trips = (_asked(stand) - before) / sets
    found = re.search(r'desc="(\d+) statement', answers[-1].headers.get("server-timing", ""))
    statements = int(found.group(1)) if found else 0
    return [
        Figure("log a set: statements", str(statements), "1", statements == 1),
        Figure("log a set: round trips, as PgBouncer counts", f"{trips:g}", "1", trips == 1),
    ]


def _asked(stand: Stand) -> int:
    url = urlsplit(stand.pgbouncer.url)._replace(path="/pgbouncer").geturl()
    # The console knows only the simple protocol and no transactions.
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=None)
    cursor = connection.execute(b"SHOW STATS_TOTALS")
    names = [column.name for column in cursor.description or ()]
    total = sum(int(row[names.index("query_count")]) for row in cursor.fetchall() if row[0] == "bench")
    connection.close()
    return total


def verification(stand: Stand, kept: Sequence[Kept]) -> list[Figure]:
    """A token that was never seen costs an RSA verification, one that was a look; and what of a request that is."""
    clerk = signing.instance(live=True)
    sessions = Sessions(clerk, FixedKey(signing.public_pem()))
    cookies = [signing.cookies(signing.token(jti=str(number))) for number in range(300)]

    def ask(each: dict[str, str]) -> None:
        verdict = judge(Asked(each, {}, signing.ORIGIN, is_document=True), clerk, sessions)
        assert isinstance(verdict, SignedIn), verdict

    new = _usual(ask, cookies)
    seen = _usual(ask, [cookies[-1]] * 300)
    request = min(_spent(stand, kept, stand.set_requests(), CREATED) for _ in range(CPU_ROUNDS))
    return [
        at_most("a token that was seen before", seen, 0.1, "ms", 3),
        at_most("a token that was not", new, 1.0, "ms", 3),
        known("– their shares of logging a set", f"{seen / request:.1%} and {new / request:.0%}"),
    ]


def _usual(work: Callable[[dict[str, str]], object], items: Sequence[dict[str, str]]) -> float:
    """Milliseconds of processor for an item, the median of them."""
    spent = []
    for item in items:
        began = time.process_time_ns()
        work(item)
        spent.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(spent)


def memory(stand: Stand) -> list[Figure]:
    """What the largest worker holds after all this load; shared pages count by their share, and once more in full."""
    rows = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in stand.site.workers()]
    share, whole = (max(_kilobytes(row, name) for row in rows) / 1024 for name in ("Pss", "Rss"))
    return [
        at_most("memory of a worker under load (RSS)", whole, 90, "MB", 0),
        known("– its share (PSS)", f"{share:.0f} MB"),
    ]


def _kilobytes(rollup: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found
    return int(found.group(1))


def start(stand: Stand) -> list[Figure]:
    """From the command to the first answer, the fastest of several starts."""
    times = []
    for _ in range(4):
        began = time.perf_counter()
        site = deployed.Site(
            services.environment(stand.pgbouncer.url, stand.folder / "instance"), stand.folder, WORKERS
        )
        try:
            connection = Kept.to(site.url)
            connection.ask(f"GET /healthz HTTP/1.1\r\nHost: {urlsplit(site.url).netloc}\r\n\r\n".encode())
            assert connection.hear().startswith(FOUND)
            times.append(time.perf_counter() - began)
            connection.connection.close()
        finally:
            with suppress(ProcessLookupError):
                site.stop()
    return [at_most("start to first answer", min(times), 0.8, "s")]


def connections(stand: Stand) -> Sequence[Kept]:
    """The connections that the load goes over."""
    assert LIFTERS == CONNECTIONS_A_WORKER * WORKERS
    return load.connect(stand.site, CONNECTIONS_A_WORKER)
