"""The application with Clerk, as a host runs it: each way of reaching the Frontend API, with a stand-in behind it."""

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from svix.webhooks import Webhook

from tests.auth import signing
from tests.clerk.clients import Account
from tests.clerk.frontend_api import FrontendApi
from tests.clerk.gateway import Gateway, gateway
from tests.deployed import PRODUCTION, Site
from tests.processes import free_port, wait_until
from tests.services import environment
from webapp.config import Config

# `bare` is a proxy's with as little as can be given: no key, and so Clerk's list of them, and a script from elsewhere.
Form = Literal["development", "production", "proxy", "bare"]

PROXIED = frozenset({"proxy", "bare"})
DEVELOPMENT_HOST = signing.HOST
SITE_HOST = "topset.example"
PRODUCTION_HOST = f"clerk.{SITE_HOST}"
PROXY_PATH = "/__clerk"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()


@dataclass
class Deployment:
    """One that runs: where people reach it, and the stand-in behind it. `rules` are Chromium's names for it."""

    form: Form
    url: str
    rules: str
    api: FrontendApi
    gateway: Gateway
    site: Site

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Send a webhook as Clerk does: again, while a busy machine answers that it is."""
        now = datetime.now(UTC)
        body = json.dumps({"type": kind, "object": "event", "timestamp": int(now.timestamp() * 1000), "data": data})
        message = f"msg_{secrets.token_hex(8)}"
        headers = {
            "svix-id": message,
            "svix-timestamp": str(int(now.timestamp())),
            "svix-signature": Webhook(WEBHOOK_SECRET).sign(message, now, body),
            "Content-Type": "application/json",
        }
        statuses: list[int] = []

        def is_taken() -> bool:
            connection = HTTPConnection(urlsplit(self.site.url).netloc, timeout=20)
            connection.request("POST", "/api/webhooks/clerk", body, headers)
            statuses.append(connection.getresponse().status)
            connection.close()
            return statuses[-1] == HTTPStatus.NO_CONTENT

        wait_until(is_taken, lambda: f"A webhook was answered {statuses}:\n{self.site.log()[-2000:]}")

    def deleted(self, account: Account) -> None:
        """Tell the application that somebody is no more."""
        self.tell("user.deleted", {"object": "user", "id": account.id, "deleted": True})

    def created(self, account: Account) -> None:
        """Tell the application of somebody new."""
        self.tell("user.created", account.user | {"updated_at": int(time.time() * 1000)})


@contextmanager
def deployment(form: Form, database_url: str, instance: Path, folder: Path) -> Iterator[Deployment]:
    """The application in one of its forms, for the length of the block."""
    host = PRODUCTION_HOST if form == "production" else DEVELOPMENT_HOST
    encoded = base64.b64encode(f"{host}$".encode()).decode().rstrip("=")
    told = {
        **environment(database_url, instance),
        "DATABASE_URL": database_url,
        "CLERK_PUBLISHABLE_KEY": f"pk_{'test' if form == 'development' else 'live'}_{encoded}",
        "CLERK_SECRET_KEY": "sk_test_of_the_stand_in",
        "CLERK_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "CLERK_JWT_KEY": signing.public_pem(),
        "TOPSET_TRUSTED_PROXIES": "0" if form == "development" else "1",
    }
    with ExitStack() as stack:
        if form in PROXIED:
            # Where the proxy listens must be known before the application starts, and the other way round.
            port = free_port()
            told["CLERK_PROXY_URL"] = f"http://127.0.0.1:{port}{PROXY_PATH}"
        clerk = Config.from_env(told).clerk
        assert clerk is not None
        api = FrontendApi(clerk)
        backend = stack.enter_context(gateway(api, is_secure=False))
        told["CLERK_API_URL"] = f"http://127.0.0.1:{backend.server_port}"
        if form == "bare":
            del told["CLERK_JWT_KEY"]
            told["CLERK_JS_URL"] = f"{told['CLERK_API_URL']}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
        site = Site(told, folder, 2, PRODUCTION)
        stack.callback(site.stop)
        site.wait()
        if form in PROXIED:
            front = stack.enter_context(gateway(api, site=site.url, prefix=PROXY_PATH, is_secure=False, port=port))
            url, rules = f"http://127.0.0.1:{port}", ""
        elif form == "production":
            front = stack.enter_context(gateway(api, site=site.url))
            url = f"https://{SITE_HOST}"
            rules = f"MAP {SITE_HOST}:443 127.0.0.1:{front.server_port},MAP {host}:443 127.0.0.1:{front.server_port}"
        else:
            front = stack.enter_context(gateway(api))
            url, rules = site.url, f"MAP {host}:443 127.0.0.1:{front.server_port}"
        made = Deployment(form, url, rules, api, front, site)
        api.on_delete, api.on_create = made.deleted, made.created
        yield made
