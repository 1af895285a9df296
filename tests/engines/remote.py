"""WebDriver's commands, as WebKit takes them by HTTP and Firefox (Marionette) by a socket of its own.

https://www.w3.org/TR/webdriver2/
"""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from tests.engines.engine import EngineError

SECONDS = 60.0
STEP_MS = 20
# What WebKit doesn't know yet and may ignore.
UNKNOWN = ("'manifest-src'", '"interactive-widget"')


class Remote:
    """An engine by WebDriver; how a command travels is the subclass's."""

    name = ""
    complaint = ""

    def __init__(self, log: Path) -> None:
        """`log` has what the browser writes."""
        self._log = log

    def send(self, command: str, **parameters: object) -> Any:
        """Have a command done and return its value, or raise EngineError."""
        raise NotImplementedError

    def open(self, url: str) -> None:
        self.send("Navigate", url=url)

    def run(self, function: str, *arguments: object) -> Any:
        return self.send("ExecuteScript", script=f"return ({function})(...arguments)", args=list(arguments))

    def point(self, *points: tuple[float, float]) -> None:
        moves = [
            {"type": "pointerMove", "duration": STEP_MS, "origin": "viewport", "x": round(x), "y": round(y)}
            for x, y in points
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self._act({"type": "pointer", "id": "finger", "actions": [moves[0], down, *moves[1:], up]})

    def type(self, text: str) -> None:
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": actions})

    def _act(self, source: Mapping[str, object]) -> None:
        self.send("PerformActions", actions=[source])

    def complaints(self) -> list[str]:
        lines = self._log.read_text(errors="replace").splitlines()
        return [line for line in lines if self.complaint in line and not any(each in line for each in UNKNOWN)]


class WebKit(Remote):
    """The engine of every browser on an iPhone, by WebKitWebDriver."""

    name = "WebKit"
    complaint = " ERROR "
    ways: ClassVar = {
        "NewSession": "",
        "Navigate": "/url",
        "ExecuteScript": "/execute/sync",
        "PerformActions": "/actions",
    }

    def __init__(self, port: int, log: Path, options: Mapping[str, object]) -> None:
        super().__init__(log)
        self._session = f"http://127.0.0.1:{port}/session"
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session += "/" + self.send("NewSession", capabilities=capabilities)["sessionId"]

    def send(self, command: str, **parameters: object) -> Any:
        request = urllib.request.Request(  # noqa: S310  (always http)
            self._session + self.ways[command],
            data=json.dumps(parameters).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  (always http)
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            with refused:
                raise EngineError(refused.read().decode()) from refused
        except OSError as error:
            raise EngineError(str(error)) from error


class Firefox(Remote):
    """Firefox, by the socket that geckodriver would speak to.

    https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
    """

    name = "Firefox"
    complaint = "JavaScript error: http"

    def __init__(self, connection: socket.socket, log: Path) -> None:
        super().__init__(log)
        self._stream = connection.makefile("rwb")
        self._numbers = count(1)
        self._read()  # the greeting
        self.send("NewSession")

    def send(self, command: str, **parameters: object) -> Any:
        text = json.dumps([0, next(self._numbers), f"WebDriver:{command}", parameters]).encode()
        self._stream.write(b"%d:%s" % (len(text), text))
        self._stream.flush()
        _, _, error, result = self._read()
        if error:
            raise EngineError(error["message"])
        return result.get("value") if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) not in {b":", b""}:
            length += byte
        if not length:
            message = "Firefox has ended"
            raise EngineError(message)
        return json.loads(self._stream.read(int(length)))


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """A connection to a loopback port, for the length of the block."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        yield connection
