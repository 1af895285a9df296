"""Topset: a strength-training tracker that never loses a set. `create_app` sees every room."""

import os
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import assets, cli, observability, pwa, security, web
from webapp.auth import gate, keys
from webapp.auth import views as auth
from webapp.auth.handshake import Door
from webapp.auth.provider import ClerkProvider, IdentityProvider
from webapp.config import ROOT, Clerk, Config
from webapp.dashboard import views as dashboard
from webapp.db import Database
from webapp.errors import ConfigError
from webapp.exercises import views as exercises
from webapp.history import views as history
from webapp.plans import views as plans
from webapp.settings import views as settings
from webapp.workouts import views as workouts
from webapp.workouts import views_dates, views_places, views_sets  # noqa: F401  (the rest of that room's views)

ROOMS = (auth, dashboard, exercises, plans, workouts, history, settings, pwa)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


class App(Flask):
    """Flask for views that are plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take them as they are: Flask would look at a dozen functions a request for one that is a coroutine."""
        return func


def create_app(config: Config | None = None) -> Flask:
    """The application for a configuration, by default the environment's; raises ConfigError."""
    config = config or Config.from_env(os.environ)
    templates, instance = str(ROOT / "templates"), str(config.instance)
    app = App(__name__, static_folder=None, template_folder=templates, instance_path=instance)
    provider: IdentityProvider | None = None
    if config.embedded:
        config, provider = _embed(app, config)
    if config.clerk is None:
        message = "Clerk is not configured."
        raise ConfigError(message)
    database = Database(config.database_url)
    app.extensions.update(
        topset_config=config,
        database=database,
        identity_provider=provider or ClerkProvider(config.clerk),
    )
    _wire(app, config, config.clerk, database)
    return app


def _embed(app: Flask, config: Config) -> tuple[Config, IdentityProvider]:
    """Fill in what the embedded default brings: its own database and its own identity provider."""
    from webapp.local import commands, postgres  # noqa: PLC0415  (never imported in production)
    from webapp.local import views as local  # noqa: PLC0415
    from webapp.local.identity import LocalIdentity  # noqa: PLC0415

    identity = LocalIdentity(config.instance / "identity")
    url = config.database_url or postgres.url(config.instance / "postgres")
    # A page elsewhere could name this machine by a DNS name of its own and sign itself in.
    app.config["TRUSTED_HOSTS"] = LOOPBACK_HOSTS
    commands.init_app(app)
    return config.with_local(url, identity.clerk), local.init_app(app, identity)


def _wire(app: Flask, config: Config, clerk: Clerk, database: Database) -> None:
    observability.init_app(app, database)
    web.init_app(app)
    security.init_app(app, clerk)
    gate.init_app(app, clerk, Door(clerk, keys.for_clerk(clerk)))
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    cli.init_app(app)
    app.jinja_env.globals["identity_script"] = app.extensions["identity_provider"].script
    assets.init_app(app, security.static_headers)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
