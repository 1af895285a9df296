"""Topset as an app on a phone: the service worker, the manifest, the page for no signal."""

import json
from functools import cache
from pathlib import PurePosixPath

from flask import Blueprint, Response, jsonify, send_from_directory

from webapp import assets, web
from webapp.auth.gate import public

blueprint = Blueprint("pwa", __name__)

# What a page without signal may need; pictures are for people who only look.
SHELL_FOLDERS = ("built", "vendor", "icons")
GROUND = "#0f1216"
A_DAY = "public, max-age=86400"
# `$` ends an address: https://www.rfc-editor.org/rfc/rfc9309#section-2.2.3
ROBOTS = "User-agent: *\nAllow: /$\nAllow: /static/\nDisallow: /\n"


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, at the root so that it sees the whole site, and asked for anew each time."""
    response = Response(worker_script(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'; script-src 'self'"
    return response


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone shows of the app before it runs."""
    icons = [
        {"src": assets.url(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))
    ]
    response = jsonify(
        id="/dashboard",
        name="Topset",
        short_name="Topset",
        description="A strength log that never loses a set.",
        start_url="/dashboard",
        scope="/",
        display="standalone",
        background_color=GROUND,
        theme_color=GROUND,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
@public
def offline() -> Response:
    """What stands where a page can't: no signal, and no copy."""
    return web.page("offline.html")


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Only the front door is for search engines; the rest is somebody's own, or shared with who has the link."""
    response = Response(ROBOTS, mimetype="text/plain")
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """The icon for what asks without reading the page; browsers take any image format here."""
    response = send_from_directory(assets.FOLDER, "icons/192.png", max_age=0)
    response.headers["Cache-Control"] = A_DAY
    return response


@cache
def worker_script() -> str:
    """The worker's script, with this release and the files it keeps as its first line.

    That line replaces one that the build left free, so the source map still fits.
    """
    shell = [assets.url(name) for name in assets.names() if PurePosixPath(name).parts[0] in SHELL_FOLDERS]
    shell.append("/offline")
    head = f"self.VERSION = {json.dumps(assets.version())}; self.SHELL = {json.dumps(shell)};"
    _, _, script = assets.text("built/sw.js").partition("\n")
    source_map = assets.url("built/sw.js.map")
    return f"{head}\n" + script.replace("=sw.js.map", f"={source_map}")
