"""The sockets of the stand-in: Clerk's hosts, its scripts as npm has them, and the proxy in front of the site."""

import json
import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.auth import signing
from tests.clerk import wire
from tests.clerk.frontend_api import FrontendApi
from tests.clerk.wire import Answer
from tests.services import CHECKOUT

PACKAGES = CHECKOUT / "tests" / "node_modules" / "@clerk"
SCRIPT = re.compile(r"/npm/@clerk/(clerk-js|ui)@[\d.]+/(dist/[\w.-]+\.js)")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade"}


class Gateway(ThreadingHTTPServer):
    """One listening port. `site` is the application behind it, `prefix` where on it the Frontend API lies.

    `blocked` closes the connection of whatever it matches, `silent` holds it until the gateway is well again.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, api: FrontendApi, *, site: str | None, prefix: str | None, is_secure: bool, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.api, self.site, self.prefix, self.is_secure = api, site, prefix, is_secure
        self.blocked: re.Pattern[str] | None = None
        self.silent: re.Pattern[str] | None = None
        self.speak = threading.Event()
        if is_secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(_certificate())
            # The handshake is the thread's business, or one browser that dawdles holds up all.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def block(self, pattern: str) -> None:
        """Close the connection of whatever asks for such an address."""
        self.blocked = re.compile(pattern)

    def silence(self, pattern: str) -> None:
        """Keep whatever asks for such an address waiting."""
        self.speak.clear()
        self.silent = re.compile(pattern)

    def heal(self) -> None:
        """Answer everything again, and whoever waits."""
        self.blocked = self.silent = None
        self.speak.set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no fault."""


class Handler(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"

    def handle_all(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server, host, address = self.server, self.headers.get("Host", ""), self.path
        whole = f"{host}{address}"
        if server.silent and server.silent.search(whole):
            server.speak.wait()
        if server.blocked and server.blocked.search(whole):
            self.close_connection = True
            return
        if server.prefix is not None and address.startswith(f"{server.prefix}/"):
            self._api(body, address.removeprefix(server.prefix))
        elif server.prefix is None and (server.site is None or host.startswith(server.api.clerk.frontend_api)):
            self._api(body, address)
        else:
            self._site(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = handle_all  # noqa: N815  (the standard library's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Say nothing."""

    def _api(self, body: bytes, address: str) -> None:
        found = SCRIPT.fullmatch(address)
        if found:
            self._say(200, {"Content-Type": "text/javascript", "Cache-Control": "no-store"}, _file(found[1], found[2]))
            return
        parts = urlsplit(address)
        if parts.path == "/.well-known/jwks.json":
            self.server.api.asked.append(f"{self.command} {parts.path}")
            self._say(200, {"Content-Type": "application/json"}, signing.jwks(signing.KID))
            return
        if parts.path == "/v1/clients/handshake_payload":
            lines = self.server.api.nonces.pop(parse_qs(parts.query)["nonce"][0], None)
            self._say(404 if lines is None else 200, {}, json.dumps({"directives": lines}).encode())
            return
        own = f"{'https' if self.server.is_secure else 'http'}://{self.headers.get('Host')}"
        self._answer(self.server.api.answer(wire.read(self.command, address, body.decode(), dict(self.headers), own)))

    def _answer(self, answer: Answer) -> None:
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        if answer.location is not None:
            headers["Location"] = answer.location
        body = b"" if answer.said is None else json.dumps(answer.said).encode()
        self._say(answer.status, headers, body, answer.set_cookies)

    def _say(self, status: int, headers: Mapping[str, str], body: bytes, cookies: list[str] | None = None) -> None:
        self.send_response_only(status)
        origin = self.headers.get("Origin")
        if origin:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Vary", "Origin")
        for name, value in headers.items():
            self.send_header(name, value)
        for line in cookies or []:
            self.send_header("Set-Cookie", line)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _site(self, body: bytes) -> None:
        """Pass a request on to the application, as a host's router does."""
        connection = HTTPConnection(urlsplit(self.server.site or "").netloc, timeout=20)
        told = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        told |= {
            "X-Forwarded-Proto": "https" if self.server.is_secure else "http",
            "X-Forwarded-Host": self.headers.get("Host", ""),
            "X-Forwarded-For": self.client_address[0],
            "Connection": "close",
        }
        connection.request(self.command, self.path, body or None, told)
        answer = connection.getresponse()
        said = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)
        connection.close()


@contextmanager
def gateway(
    api: FrontendApi, *, site: str | None = None, prefix: str | None = None, is_secure: bool = True, port: int = 0
) -> Iterator[Gateway]:
    """One that listens for the length of the block."""
    with Gateway(api, site=site, prefix=prefix, is_secure=is_secure, port=port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.heal()
            server.shutdown()
            thread.join()


@cache
def _file(package: str, name: str) -> bytes:
    return (PACKAGES / package / name).read_bytes()


@cache
def _certificate() -> Path:
    """A certificate for nobody, which the tests' Chromium is told not to mind."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    with NamedTemporaryFile("wb", suffix=".pem", delete=False) as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.write(certificate.public_bytes(Encoding.PEM))
    return Path(file.name)
