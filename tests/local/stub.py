"""A checkout with the real launcher and a small app, so that `instance/` is the test's own and starts are quick."""

from pathlib import Path
from shutil import copy, copytree

CHECKOUT = Path(__file__).resolve().parents[2]

APP = """
import os, time, click, psycopg
from pathlib import Path
from flask import Flask
from webapp.local import postgres

URL = postgres.url(Path(__file__).resolve().parents[1] / "instance" / "postgres")

def create_app():
    app = Flask(__name__)
    @app.cli.command()
    def release():
        time.sleep(float(os.environ.get("STUB_SLOW", "0")))
        if os.environ.get("STUB_BROKEN"):
            raise click.ClickException("this migration is broken")
        with psycopg.connect(URL) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
            connection.execute("INSERT INTO starts DEFAULT VALUES")

    @app.get("/healthz")
    def healthz():
        return "alive"

    @app.get("/readyz")
    def readyz():
        try:
            with psycopg.connect(URL, connect_timeout=2) as connection:
                return str(connection.execute("SELECT count(*) FROM starts").fetchone()[0])
        except psycopg.Error as error:
            return str(error), 503

    @app.get("/version")
    def version():
        return VERSION

    return app

VERSION = "1"
"""


def make_checkout(folder: Path) -> Path:
    """Make a checkout in `folder` whose app answers /healthz and /readyz, and return it."""
    copytree(CHECKOUT / "webapp" / "local", folder / "webapp" / "local")
    copy(CHECKOUT / "webapp" / "scrubbing.py", folder / "webapp")
    copy(CHECKOUT / "gunicorn.conf.py", folder)
    (folder / "webapp" / "__init__.py").write_text(APP)
    (folder / "webapp" / "db.py").write_text("def after_fork():\n    pass\n")
    return folder
