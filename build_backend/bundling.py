"""Bundles and minifies our scripts and styles with esbuild: `static/js/` and `static/css/` become `static/built/`.

A page loads one script and one style sheet, and a service worker must be a single classic script for Firefox
(https://bugzilla.mozilla.org/show_bug.cgi?id=1360870). Each output has a linked source map, whose sources are served
from the same tree. The bytes depend on the sources and on esbuild's version alone, because `webapp/assets.py`
fingerprints them.

esbuild is a program without dependencies that needs no Node. The build backend takes the one for this platform from
npm and leaves it in `build/`, so that a later `make run` can bundle again.
"""

import json
import subprocess
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

# The first module of each page. The service worker is built separately.
ENTRIES = ("account", "app", "door", "logger", "offline", "picker", "plans", "settings", "sign-out")
WORKER = "sw"
# A style sheet that is only imported by others.
IMPORTED_STYLES = ("tokens",)
# The oldest browsers that know light-dark(), which the styles need.
TARGET = "chrome123,firefox120,safari17.5"
# webapp/pwa.py replaces this first line; the source map counts it, so the positions stay true.
WORKER_HEAD = "// release"
OPTIONS = (
    "--bundle", "--minify", "--format=iife", f"--target={TARGET}", "--charset=utf8", "--legal-comments=none",
    "--sourcemap=linked", "--sources-content=false", "--preserve-symlinks", "--outdir=built", "--entry-names=[name]",
    "--log-level=warning", "--color=false",
)  # fmt: skip
SUFFIXES = {".js", ".css", ".map"}


class BundleError(Exception):
    """esbuild is missing or refused a source file; the message has esbuild's words."""


def esbuild_path(checkout: Path = CHECKOUT) -> Path:
    """Where the build backend puts the esbuild that `webapp/package.json` pins."""
    package = json.loads((checkout / "webapp" / "package.json").read_text())
    return checkout / "build" / f"esbuild@{package['dependencies']['esbuild']}" / "esbuild"


def bundle(static: Path) -> list[Path]:
    """Write the scripts, styles and source maps of `static/built` and return the paths that changed.

    A file that is already right keeps its modification time. Files of a former build are removed.

    Raises:
        BundleError: esbuild is missing, or reported an error or a warning.

    """
    built = static / "built"
    wanted = bundled(static)
    built.mkdir(exist_ok=True)
    for old in set(built.iterdir()) - {built / name for name in wanted}:
        if old.suffix in SUFFIXES:
            old.unlink()
    return [built / name for name, content in wanted.items() if _write(built / name, content)]


def bundled(static: Path) -> dict[str, bytes]:
    """Return the content of each output by its name, without writing to `static`; raises BundleError."""
    scripts = [f"js/{name}.js" for name in ENTRIES]
    styles = [f"css/{path.name}" for path in sorted((static / "css").glob("*.css")) if path.stem not in IMPORTED_STYLES]
    with tempfile.TemporaryDirectory(prefix="topset-bundle-") as name:
        # Links keep the paths in a source map relative to `static`, wherever the checkout is.
        folder = Path(name)
        for source in ("js", "css"):
            (folder / source).symlink_to((static / source).resolve())
        _run(folder, *scripts, *styles)
        _run(folder, f"js/{WORKER}.js", f"--banner:js={WORKER_HEAD}")
        return {path.name: path.read_bytes() for path in sorted((folder / "built").iterdir())}


def _run(folder: Path, *arguments: str) -> None:
    program = esbuild_path()
    try:
        done = subprocess.run(
            [program, *arguments, *OPTIONS], cwd=folder, capture_output=True, text=True, check=False
        )  # fmt: skip
    except OSError as error:
        message = f"esbuild can't run ({error}). bin/environment run installs it"
        raise BundleError(message) from None
    if done.returncode != 0 or done.stderr:
        raise BundleError(done.stderr.strip() or f"esbuild ended with {done.returncode}")


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True
