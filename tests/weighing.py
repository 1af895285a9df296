"""What a page costs on the wire, as the browser's own network panel counts it: headers and compressed bodies.

Answers from a cache and from a service worker are not counted, so a page is weighed in a browser without one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from webapp import assets

SETTLE_MS = 300
# A browser's options and the message to forgive, so that all of a page comes over the network.
WITHOUT_WORKER = {"service_workers": "block"}
WORKER_IS_BLOCKED = "Service Worker registration blocked"
WORKER = "sw"
# Bytes of our own JavaScript that one page loads, minified, as brotli; htmx and Clerk's scripts don't count.
SCRIPT_LIMITS = {"logger": 18_000, WORKER: 6_000}
OTHER_SCRIPT_LIMIT = 12_000


@dataclass
class Load:
    """One answer: its path, and its bytes with and without its headers."""

    path: str
    wire: int = 0
    head: int = 0

    @property
    def body(self) -> int:
        """The body alone, compressed as it came."""
        return self.wire - self.head


@dataclass
class Scales:
    """Every answer that came over the network while somebody weighed."""

    loads: dict[str, Load] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many there were."""
        return len(self.loads)

    @property
    def wire(self) -> int:
        """Bytes in all."""
        return sum(load.wire for load in self.loads.values())

    @property
    def body(self) -> int:
        """Bytes without the headers."""
        return sum(load.body for load in self.loads.values())

    def __str__(self) -> str:
        """A line for each answer, the heaviest first."""
        heaviest = sorted(self.loads.values(), key=lambda load: -load.wire)
        return "\n".join(f"{load.wire:6} {load.path}" for load in heaviest)


@contextmanager
def weighed(page: Page) -> Iterator[Scales]:
    """Weigh what a page fetches in the length of a block, and what is still on its way at its end."""
    scales = Scales()
    session = page.context.new_cdp_session(page)
    for event, heard in _listeners(scales).items():
        session.on(event, heard)
    session.send("Network.enable")
    yield scales
    page.wait_for_timeout(SETTLE_MS)
    session.detach()


def _listeners(scales: Scales) -> dict[str, Callable[[dict[str, Any]], None]]:
    remembered: set[str] = set()

    def on_memory(event: dict[str, Any]) -> None:
        remembered.add(event["requestId"])

    def on_response(event: dict[str, Any]) -> None:
        response = event["response"]
        address = urlsplit(response["url"])
        # What a service worker answers is fetched in its own name, and has no length here.
        is_cached = event["requestId"] in remembered or response.get("fromDiskCache") or response["fromServiceWorker"]
        if address.scheme in {"http", "https"} and not is_cached:
            scales.loads[event["requestId"]] = Load(address.path, head=int(response["encodedDataLength"]))

    def on_end(event: dict[str, Any]) -> None:
        if event["requestId"] in scales.loads:
            load = scales.loads[event["requestId"]]
            load.wire = int(event["encodedDataLength"])
            assert load.wire >= load.head, f"{load.path} was not measured whole"

    return {
        "Network.requestServedFromCache": on_memory,
        "Network.responseReceived": on_response,
        "Network.loadingFinished": on_end,
    }


def sent_scripts(url: str) -> dict[str, int]:
    """The bytes that the site at `url` sends a browser for each page's script and for the service worker, by name."""
    entries = [PurePosixPath(name) for name in assets.names() if name.startswith("built/") and name.endswith(".js")]
    paths = {entry.stem: "/sw.js" if entry.stem == WORKER else assets.url(str(entry)) for entry in entries}
    return {name: _sent(f"{url}{path}") for name, path in paths.items()}


def _sent(url: str) -> int:
    with urlopen(Request(url, headers={"Accept-Encoding": "br"})) as answer:  # noqa: S310  (our own site)
        assert answer.headers["Content-Encoding"] == "br", url
        return len(answer.read())
