"""Requests of every kind to a deployment with Clerk, as they come from browsers and scripts."""

import time
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.auth import signing
from tests.browsers import DOCUMENT, HTMX

HOST = "topset.example"
NOW = int(time.time())
WHERE = "/settings"
TEMPLATE = {"cat": "cl_B7d4PD222AAA"}
SAME = {"Sec-Fetch-Site": "same-origin"}
RESULTS = {"token": "__clerk_handshake", "number": "__clerk_handshake_nonce"}
STALE = {"__session": signing.token(exp=NOW - 30), "__client_uat": str(NOW - 60)}


@dataclass(frozen=True)
class Kind:
    """One kind of request; only a document may be sent somewhere."""

    method: str
    headers: dict[str, str]
    is_document: bool = False


KINDS = {
    "document": Kind("GET", DOCUMENT, is_document=True),
    "frame": Kind("GET", {"Sec-Fetch-Dest": "iframe", "Accept": "text/html"}, is_document=True),
    "old browser": Kind("GET", {"Accept": "text/html,*/*;q=0.8"}, is_document=True),
    "document from elsewhere": Kind("GET", {**DOCUMENT, "Sec-Fetch-Site": "cross-site"}, is_document=True),
    "htmx": Kind("GET", HTMX),
    "fetch": Kind("GET", {"Sec-Fetch-Dest": "empty", "Accept": "*/*"}),
    "fetch of html": Kind("GET", {"Sec-Fetch-Dest": "empty", "Accept": "text/html"}),
    "image": Kind("GET", {"Sec-Fetch-Dest": "image", "Accept": "image/*"}),
    "curl": Kind("GET", {"Accept": "*/*"}),
    "nothing said": Kind("GET", {}),
    "html second": Kind("GET", {"Accept": "application/json,text/html"}),
    "head": Kind("HEAD", DOCUMENT),
    "form": Kind("POST", {**DOCUMENT, **SAME}),
    "htmx write": Kind("PUT", {**HTMX, **SAME}),
    "outbox": Kind("PUT", {"Sec-Fetch-Dest": "empty", **SAME}),
}


def ask(
    app: Flask, cookies: dict[str, str], kind: Kind = KINDS["document"], path: str = WHERE, **options: Any
) -> TestResponse:
    """Send one request with these cookies; writes go to the settings."""
    client = Client(app, TestResponse, use_cookies=False)
    headers = {**kind.headers, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    data = {"time_zone": "Europe/Berlin"} if kind.method in {"POST", "PUT"} else None
    target = {"POST": "/settings/time-zone?_method=PUT", "PUT": "/settings/time-zone"}.get(kind.method, path)
    options = {"base_url": f"https://{HOST}", **options}
    # A context of its own, as a request has in a server: a budget does not outlive it.
    headers |= options.pop("more", {})
    answer: TestResponse = copy_context().run(
        client.open, target, method=kind.method, headers=headers, data=data, **options
    )
    return answer


def handshake_of(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 307
    assert response.headers["Cache-Control"] == "no-store"
    assert response.location.startswith(f"{signing.ISSUER}/v1/client/handshake?")
    return {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}


def set_by(response: TestResponse) -> dict[str, str]:
    lines = response.headers.get_all("Set-Cookie")
    return {line.partition("=")[0]: line.partition("=")[2].partition(";")[0] for line in lines}
