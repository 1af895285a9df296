"""Calls to Clerk: bounded in time and size, and never redirected, for a redirect would carry a secret along."""

import time
from collections.abc import Mapping
from http.client import HTTPMessage, IncompleteRead
from typing import IO
from urllib.request import HTTPRedirectHandler, Request, build_opener

MAX_BYTES = 256 * 1024
CHUNK = 16 * 1024
# Clerk's front turns away Python's own name.
AGENT = "topset"


class _Stay(HTTPRedirectHandler):
    """Takes a redirect for the error it is here."""

    def redirect_request(  # noqa: PLR0913, PLR0917  (the standard library's)
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Go nowhere."""


_opener = build_opener(_Stay)


def fetch(url: str, *, seconds: float, headers: Mapping[str, str] | None = None) -> bytes:
    """The body at `url` (ours to choose), whole and within about `seconds`; raises OSError or HTTPException."""
    ends = time.monotonic() + seconds
    request = Request(url, headers={"User-Agent": AGENT, **(headers or {})})  # noqa: S310  (a scheme of our choice)
    with _opener.open(request, timeout=seconds) as response:
        body = b""
        # The time limit of a socket counts from each byte, so a server that drips would never reach it.
        while part := response.read1(CHUNK):
            body += part
            if time.monotonic() > ends or len(body) > MAX_BYTES:
                message = "Clerk's answer is too slow or too long"
                raise TimeoutError(message)
        if response.length:
            raise IncompleteRead(body, response.length)
        return body
