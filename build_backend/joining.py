"""Joins our scripts and styles to one file a page: `static/built/`, made from `static/js/` and `static/css/`.

A page that imports its modules one by one asks for each in a request of its own, and a service worker may import
none in some browsers. Our modules import and export in whole lines by name, so joining them needs no parser: each
becomes a function that returns what it exports, without its comments, which are for readers and half its weight.
Anything else than such lines is refused. (A bundler takes any module, at 10 MB a platform.)
"""

import re
from collections.abc import Iterator
from pathlib import Path

# The first module of each page, and the service worker.
ENTRIES = ("account", "app", "door", "logger", "offline", "picker", "plans", "settings", "sign-out", "sw")
# What every page's style begins with; the rest is named for a room.
COMMON_STYLES = ("tokens", "ui")

_IMPORT = re.compile(
    r'^import (?:\{ ?(?P<names>[^}]*?),? ?\}|\* as (?P<all>\w+)) from "\./(?P<file>[\w-]+)\.js";$', re.MULTILINE
)
_BARE_IMPORT = re.compile(r'^import "\./(?P<file>[\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (?P<name>\w+))", re.MULTILINE)
_COMMENT = re.compile(r"/\*\*.*?\*/ ?|^ *//[^\n]*\n", re.MULTILINE | re.DOTALL)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class JoinError(Exception):
    """A module imports or exports in a way that is not understood here."""


def join(static: Path) -> list[Path]:
    """Write what pages ask for below `static/built` and return the paths; a file that is right already is left."""
    built = static / "built"
    wanted = {f"{name}.js": script(static / "js" / f"{name}.js") for name in ENTRIES}
    common = [(static / "css" / f"{name}.css").read_text() for name in COMMON_STYLES]
    wanted["ui.css"] = "".join(common)
    for room in sorted((static / "css").glob("*.css")):
        if room.stem not in COMMON_STYLES:
            wanted[room.name] = "".join([*common, room.read_text()])
    built.mkdir(exist_ok=True)
    for old in set(built.iterdir()) - {built / name for name in wanted}:
        if old.suffix in {".js", ".css"}:
            old.unlink()
    return [built / name for name, text in wanted.items() if _write(built / name, text)]


def script(entry: Path) -> str:
    """The entry module and what it imports, each once and after what it imports itself; raises JoinError."""
    modules: dict[str, str] = {}
    _collect(entry, modules)
    return "".join(modules.values())


def _collect(path: Path, modules: dict[str, str]) -> None:
    text = path.read_text()
    for name in _imported(text):
        if name not in modules:
            _collect(path.with_name(f"{name}.js"), modules)
    modules[path.stem] = _wrapped(path, text)


def _imported(text: str) -> Iterator[str]:
    yield from (each["file"] for each in re.finditer(r'^import .*?"\./(?P<file>[\w-]+)\.js";$', text, re.MULTILINE))


def _wrapped(path: Path, text: str) -> str:
    exported = [each["name"] for each in _EXPORT.finditer(text)]
    body = _BARE_IMPORT.sub("", _IMPORT.sub(_taken, _EXPORT.sub("", _COMMENT.sub("", text))))
    body = re.sub(r"\n\s*", "\n", body).strip()
    if left := _LEFT_OVER.search(body):
        message = f"{path.name} has a line that can't be joined: {left[0]}"
        raise JoinError(message)
    given = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    return f"const {_variable(path.stem)} = (() => {{\n{body}\n{given}}})();\n"


def _taken(found: re.Match[str]) -> str:
    names = found["all"] or f"{{ {found['names'].replace(' as ', ': ')} }}"
    return f"const {names} = {_variable(found['file'])};"


def _variable(name: str) -> str:
    return f"{name.replace('-', '_')}_module"


def _write(path: Path, text: str) -> bool:
    if path.is_file() and path.read_text() == text:
        return False
    path.write_text(text)
    return True
