"""Static files under a URL that carries their content's hash, precompressed and immutable.

One hash stands for the whole tree and is a folder in the URL, so that scripts and styles name one
another by relative paths and need no rewriting. WhiteNoise serves the current hash for ever; any
other hash gets today's file to be asked about again, so a page from before a deploy still works.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory
from whitenoise import WhiteNoise

from webapp.config import ROOT

FOLDER = ROOT / "static"
COMPRESSED = {".br", ".gz"}
SOURCE_MAP = ".map"
HASH_LENGTH = 12


@cache
def version() -> str:
    """The hash of every static file's path and content, as it was when the process began.

    Source maps don't count: they are made from files that do.
    """
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:HASH_LENGTH]


def url(name: str) -> str:
    """The immutable URL of a static file; raises FileNotFoundError, so a template can't name a missing one."""
    if not _exists(name):
        message = f"static/{name} does not exist"
        raise FileNotFoundError(message)
    return f"/static/{version()}/{name}"


@cache
def _exists(name: str) -> bool:
    return (FOLDER / name).is_file()


def names() -> list[str]:
    """The path below `static/` of every file that a page may load, in order; source maps are for developers."""
    return [path.relative_to(FOLDER).as_posix() for path in _files()]


def text(name: str) -> str:
    """What a static file holds."""
    return (FOLDER / name).read_text()


def _files() -> list[Path]:
    left_out = {*COMPRESSED, SOURCE_MAP}
    return sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix not in left_out)


def _latest(name: str) -> Response:
    """A static file by a URL whose hash is not the current one, or that has none."""
    first, _, rest = name.partition("/")
    outdated = len(first) == HASH_LENGTH and not (FOLDER / first).is_dir()
    path = rest if outdated else name
    if Path(path).suffix in COMPRESSED:
        abort(404)
    response = send_from_directory(FOLDER, path, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _immutable(_path: str, _url: str) -> bool:
    return True


def init_app(app: Flask, add_headers: object) -> None:
    """Serve `static/`; `add_headers(headers, path, url)` adds to each file's headers."""
    app.add_url_rule("/static/<path:name>", "static", _latest)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(FOLDER),
        prefix=f"static/{version()}/",
        immutable_file_test=_immutable,
        add_headers_function=add_headers,
        allow_all_origins=False,
    )
