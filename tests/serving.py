"""What gunicorn and the commands serve in tests: the application as `make run` has it, on the tests' database."""

import os
from dataclasses import replace
from pathlib import Path

from flask import Flask

import webapp
from webapp.config import Config, psycopg_url
from webapp.workouts import sets


def configuration(database_url: str, instance: Path) -> Config:
    """The embedded default's configuration, with another database and another instance folder."""
    url = psycopg_url(database_url)
    return replace(Config.from_env({}), database_url=url, direct_url=url, instance=instance)


def without_revisions() -> None:
    """Let the last word hold, whenever it was said: a rule that must be missed."""
    changed = replace(sets.RECORD, text=sets.RECORD.text.replace("excluded.revision > log_sets.revision", "true"))
    assert changed != sets.RECORD
    sets.RECORD = changed


VARIANTS = {"without revisions": without_revisions}


def create_app() -> Flask:
    """The application for TEST_DATABASE_URL and TEST_INSTANCE, in the TEST_VARIANT that is named, if one is."""
    if name := os.environ.get("TEST_VARIANT"):
        VARIANTS[name]()
    return webapp.create_app(configuration(os.environ["TEST_DATABASE_URL"], Path(os.environ["TEST_INSTANCE"])))
