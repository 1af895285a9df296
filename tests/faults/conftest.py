"""A deployment of these tests' own, durable, so that breaking it harms no other test."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import deployed, pooler, services
from tests.browsers import exercise_id_of
from tests.deployed import Site
from tests.faults.crowd import Crowd, new_crowd
from tests.pooler import Pgbouncer
from tests.senders import Visitor, move_in
from webapp.local import postgres as embedded
from webapp.local.identity import LocalIdentity


@dataclass(frozen=True)
class Stand:
    """Gunicorn before PgBouncer before PostgreSQL, and the way to each."""

    site: Site
    pgbouncer: Pgbouncer
    server: embedded.Server
    database_url: str
    identity: LocalIdentity

    def lifter(self) -> Visitor:
        """A new lifter with a workout that runs."""
        return move_in(self.identity, self.site.url, self.database_url)

    def crowd(self, *, keep_alive: bool = True) -> Crowd:
        """Lifters who will log without a pause."""
        return new_crowd(self.site.url, self.lifter, self.exercise_id, keep_alive=keep_alive)

    @property
    def exercise_id(self) -> uuid.UUID:
        """What everyone lifts."""
        return exercise_id_of("Back squat")


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """A server that keeps its promises over a crash, as production's does."""
    with embedded.server(tmp_path_factory.mktemp("durable") / "postgres") as server:
        yield server


@pytest.fixture(scope="session")
def stand(durable: embedded.Server, instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """The whole deployment; every test leaves it working, which the next one needs."""
    folder = tmp_path_factory.mktemp("faults")
    url = services.create_database(durable.url, services.new_name("faults"))
    services.migrate(url, instance)
    name = urlsplit(url).path.removeprefix("/")
    # A pooler of one's own should ask for a lost database more often than PgBouncer's usual 15 s.
    settings = {"admin_users": "topset", "server_login_retry": "1"}
    with (
        pooler.pgbouncer(durable, name, folder, settings) as before,
        deployed.site(before.url, instance, folder, workers=2) as site,
    ):
        yield Stand(site, before, durable, url, LocalIdentity(instance / "identity"))
