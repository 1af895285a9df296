"""Migrations run on the direct endpoint: they need a session, which a transaction pooler does not give.

A migration that can't get its lock gives up after a few seconds instead of making every request
behind it wait; it is then tried again at a quieter moment.
"""

import sys
import time
from logging.config import fileConfig

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, pool, text

from webapp.config import Config
from webapp.models import Base

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10min"
# Named, so that whoever looks at what the database does sees who waits.
CONNECT = {"prepare_threshold": None, "connect_timeout": 10, "application_name": "topset migration"}
TURN_SECONDS = 600
ASK_SECONDS = 0.2
# One migrator at a time: two releases that start together take turns. Any number no one else uses.
MIGRATION_LOCK = 8_276_143

fileConfig(str(context.config.config_file_name), disable_existing_loggers=False)


def _wait_for_turn(connection: Connection) -> None:
    """Take the lock that one migrator has at a time.

    Asked for again and again: who waits inside a statement holds a snapshot, for which the one whose turn it is would
    wait in turn as soon as it builds an index beside others.
    """
    started = time.monotonic()
    while not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK}).scalar_one():
        connection.commit()
        if time.monotonic() - started > TURN_SECONDS:
            message = "Another migration has not ended. Look at what it does, then begin this one again."
            raise SystemExit(message)
        time.sleep(ASK_SECONDS)


def run() -> None:
    """Migrate the database of the application's configuration."""
    config: Config = current_app.extensions["topset_config"]
    if config.direct_is_pooled:
        print(
            "Warning: migrating through a pooler, where lock and statement timeouts do not hold. "
            "Set DATABASE_URL_UNPOOLED to the direct endpoint.",
            file=sys.stderr,
        )
    engine = create_engine(config.direct_url, poolclass=pool.NullPool, connect_args=CONNECT)
    with engine.connect() as connection:
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        _wait_for_turn(connection)
        # After one's turn has come, for it would limit the wait for that too.
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
