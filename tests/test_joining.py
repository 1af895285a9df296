"""What pages load is joined from our modules: what it takes, what it refuses, and that a browser can read it."""

import gzip
import subprocess
from pathlib import Path

import joining
import pytest
from joining import ENTRIES, JoinError

from tests.run import _node
from tests.services import CHECKOUT

SCRIPTS = CHECKOUT / "static" / "js"
# What keeps a set: the guard of the session, the outbox, its place on the page, and the service worker. What the
# screen says of them, and the list in which a lifter decides on what was refused (saved.js), counts among all scripts.
KEEPERS = ("session", "ids", "outbox", "effects", "pending", "sw")
KEEPERS_BYTES = 8_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for modules."""
    (tmp_path / "other.js").write_text(
        "export const one = 1;\nexport function two() {\n  return 2;\n}\nconst hidden = 3;\n"
    )
    return tmp_path


def joined(folder: Path, text: str) -> str:
    """The script that a module becomes."""
    (folder / "entry.js").write_text(text)
    return joining.script(folder / "entry.js")


def said(script: str) -> str:
    """What a script prints."""
    return subprocess.run([_node(), "--eval", script], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import { one, two } from "./other.js";\nconsole.log(one, two());\n', "1 2"),
        ('import { one as first } from "./other.js";\nconsole.log(first);\n', "1"),
        ('import * as other from "./other.js";\nconsole.log(other.one, other.hidden);\n', "1 undefined"),
        ('import "./other.js";\nconsole.log(typeof one);\n', "undefined"),
        ("/** Words. */\n// more\nconst url = 'http://x'; // at the end\nconsole.log(url);\n", "http://x"),
        ("export async function three() {\n  return 3;\n}\nvoid three().then(console.log);\n", "3"),
    ],
)
def test_a_joined_script_does_what_its_modules_do(folder: Path, text: str, expected: str) -> None:
    assert said(joined(folder, text)) == expected


def test_a_module_comes_once_and_after_what_it_needs(folder: Path) -> None:
    (folder / "between.js").write_text(
        'import { one } from "./other.js";\nconsole.log("between");\nexport const more = one + 1;\n'
    )
    text = 'import { one } from "./other.js";\nimport { more } from "./between.js";\nconsole.log(one, more);\n'
    script = joined(folder, text)
    assert said(script) == "between\n1 2"
    assert script.count("const one = 1;") == 1


@pytest.mark.parametrize(
    "line",
    [
        'import other from "./other.js";',
        'import { one } from "elsewhere";',
        'import { one } from "../other.js";',
        "import { one } from './other.js';",
        'import { one } from "./other.js"',
        'export { one } from "./other.js";',
        "export { entry };",
        "export default 1;",
        "export let changing = 1;",
    ],
)
def test_what_can_not_be_joined_is_refused(folder: Path, line: str) -> None:
    with pytest.raises(JoinError, match=r"entry\.js has a line that can't be joined"):
        joined(folder, f"const entry = 1;\n{line}\nconsole.log(entry);\n")


@pytest.mark.parametrize("name", ENTRIES)
def test_every_built_script_can_be_read(name: str, tmp_path: Path) -> None:
    built = tmp_path / f"{name}.js"
    built.write_text(joining.script(SCRIPTS / f"{name}.js"))
    done = subprocess.run([_node(), "--check", str(built)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_built_is_written_once_and_what_is_old_goes(tmp_path: Path) -> None:
    (tmp_path / "js").symlink_to(SCRIPTS)
    (tmp_path / "css").symlink_to(CHECKOUT / "static" / "css")
    first = joining.join(tmp_path)
    assert {path.name for path in first} > {f"{name}.js" for name in ENTRIES}
    (tmp_path / "built" / "gone.js").write_text("")
    assert joining.join(tmp_path) == []
    assert not (tmp_path / "built" / "gone.js").exists()


def test_what_keeps_a_set_is_small() -> None:
    """The outbox, the service worker and the guard, as pages load them, each module once."""
    modules: dict[str, str] = {}
    for name in KEEPERS:
        joining._collect(SCRIPTS / f"{name}.js", modules)
    text = "".join(modules[name] for name in KEEPERS)
    size = len(gzip.compress(text.encode(), mtime=0))
    assert size <= KEEPERS_BYTES, {name: len(gzip.compress(modules[name].encode(), mtime=0)) for name in KEEPERS}
