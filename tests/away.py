"""The application while its database is away."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

import webapp
from tests.auth import signing
from tests.serving import configuration
from webapp.config import Config, psycopg_url

# Nobody listens on port 1.
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def application(instance: Path, url: str = NOWHERE) -> Flask:
    """The application, on a database that does not answer."""
    return webapp.create_app(configuration(url, instance))


def deployed(url: str = NOWHERE, **changes: Any) -> Flask:
    """The application as it is deployed with Clerk; `changes` are of its configuration."""
    usual = Config(
        psycopg_url(url),
        psycopg_url(url),
        signing.instance(pem=signing.public_pem()),
        embedded=False,
        trusted_proxies=0,
    )
    return webapp.create_app(replace(usual, **changes))
