"""One JSON line a request, Server-Timing, and the two questions a platform asks a process."""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Flask, Response, g, jsonify, request

from webapp import db
from webapp.db import Database
from webapp.errors import UnavailableError
from webapp.ids import uuid7
from webapp.scrubbing import scrub

READY_SECONDS = 1.0
FIELDS = ("request_id", "method", "path", "route", "status", "ms", "db_ms", "statements", "user_id", "reason")

# Made here alone, so there is nothing to scrub.
OWN_FIELDS = frozenset({"at", "level", "request_id", "route"})

_requests = logging.getLogger("webapp.request")
blueprint = Blueprint("observability", __name__)


class JsonLines(logging.Formatter):
    """A log record as one JSON object; query strings, cookies and bodies never reach it, and the rest is scrubbed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: time, level, message, what `extra` holds of FIELDS, and a traceback if there is one."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            line["traceback"] = _traceback(record.exc_info[1])
        clean = {
            name: value if name in OWN_FIELDS or isinstance(value, int | float) else scrub(str(value))
            for name, value in line.items()
        }
        return json.dumps(clean, ensure_ascii=False)


def _traceback(error: BaseException | None) -> str:
    """The way to an error, after the ways to what caused it."""
    ways: list[str] = []
    while error is not None:
        ways.append("".join(traceback.format_tb(error.__traceback__)) + _said(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(reversed(ways))


def _said(error: BaseException) -> str:
    """What an error is and says. A database's, or one about a value, may quote what somebody typed, so it says less."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, ValueError) or kind.startswith(("psycopg.", "sqlalchemy.")):
        said = getattr(getattr(error, "diag", None), "constraint_name", None)
    else:
        said = str(error)
    return f"{kind}: {said}" if said else kind


def _begin() -> None:
    g.request_id = str(uuid7())
    g.started = time.perf_counter()
    g.spending = db.allow()


def _end(response: Response) -> Response:
    spent = g.spending
    milliseconds = (time.perf_counter() - g.started) * 1000
    database = spent.seconds * 1000
    response.headers["X-Request-Id"] = g.request_id
    if "identity" in g:
        statements = f"{spent.statements} statement" + ("" if spent.statements == 1 else "s")
        response.headers["Server-Timing"] = (
            f'app;dur={milliseconds - database:.1f}, db;dur={database:.1f};desc="{statements}"'
        )
    _log(response, milliseconds, database, spent.statements)
    return response


def _log(response: Response, milliseconds: float, database: float, statements: int) -> None:
    identity = g.get("identity")
    _requests.info(
        "request",
        extra={
            "request_id": g.request_id,
            "method": request.method,
            "path": request.path,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round(milliseconds, 1),
            "db_ms": round(database, 1),
            "statements": statements,
            "user_id": identity.user_id if identity else None,
            "reason": g.get("refusal"),
        },
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process answers; asks nothing else."""
    return jsonify(status="ok")


def _readyz(database: Database) -> Response:
    g.spending = db.allow(READY_SECONDS)
    try:
        database.ping()
    except UnavailableError:
        response = jsonify(status="unavailable", missing=["database"])
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "1"
        return response
    return jsonify(status="ok")


def init_app(app: Flask, database: Database) -> None:
    """Watch an application; its log goes to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("webapp")
    if not logger.handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if logging.lastResort is not None:
        # What a library says that nobody listens to goes to standard error, and is a line like ours there.
        logging.lastResort.setFormatter(JsonLines())
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(blueprint)
    app.add_url_rule("/readyz", "observability.readyz", lambda: _readyz(database))
