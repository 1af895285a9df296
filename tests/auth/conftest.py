"""Deployments with Clerk, on the tests' database and on a stand-in of Clerk's backend."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests import away
from tests.auth import backend as directories
from tests.auth import signing, standin
from tests.auth.deployment import RESULTS
from tests.auth.signing import handshake
from tests.auth.standin import SECRET, Standin
from tests.pooler import Pgbouncer
from webapp.auth.handshake import Backend, Door
from webapp.auth.keys import FixedKey


@pytest.fixture(scope="module")
def kept() -> Iterator[Standin]:
    with standin.running() as running:
        yield running


@pytest.fixture(scope="module")
def deploy(pgbouncer: Pgbouncer, kept: Standin) -> Iterator[Callable[..., Flask]]:
    """Makes deployments: for development or live, behind so many proxies."""
    made: list[Flask] = []

    def one(*, live: bool = True, proxies: int = 0, keys: Any = None) -> Flask:
        clerk = signing.instance(live=live, pem=signing.public_pem())
        app = away.deployed(pgbouncer.url, clerk=clerk, trusted_proxies=proxies)
        made.append(app)
        app.extensions["door"] = Door(clerk, keys or FixedKey(signing.public_pem()), Backend(SECRET, kept.url))
        return app

    yield one
    for app in made:
        app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def deployments(deploy: Callable[..., Flask]) -> dict[str, Flask]:
    return {"production": deploy(live=True), "development": deploy(live=False)}


@pytest.fixture(params=RESULTS)
def result(request: pytest.FixtureRequest, kept: Standin) -> Callable[[list[str]], dict[str, str]]:
    """Makes a handshake's result of `Set-Cookie` lines, in both of its forms."""

    def one(lines: list[str]) -> dict[str, str]:
        if request.param == "token":
            return {"__clerk_handshake": handshake(*lines)}
        kept.kept["n_1"] = lines
        return {"__clerk_handshake_nonce": "n_1"}

    return one


@pytest.fixture
def backend() -> Iterator[directories.Backend]:
    """An instance of Clerk's with nobody in it."""
    with directories.backend() as made:
        yield made
