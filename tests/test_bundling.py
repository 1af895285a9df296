"""What pages load is bundled from our modules: what it holds, what is refused, and what a second build changes."""

import json
import re
import subprocess
from pathlib import Path

import bundling
import compress
import pytest
import topset_build
from bundling import ENTRIES, WORKER, WORKER_HEAD, BundleError
from npm import NpmError

from tests.run import _node
from tests.services import CHECKOUT

STATIC = CHECKOUT / "static"
LOCK = json.loads((CHECKOUT / "webapp" / "package-lock.json").read_text())["packages"]


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder with tiny sources of every entry, and one style sheet that imports another."""
    (tmp_path / "js").mkdir()
    (tmp_path / "css").mkdir()
    for name in (*ENTRIES, WORKER):
        (tmp_path / "js" / f"{name}.js").write_text(
            f'// A comment.\nimport {{ shout }} from "./shared.js";\nshout("{name}");\n'
        )
    (tmp_path / "js" / "shared.js").write_text(
        "export function shout(/** @type {string} */ word) { console.log(word + '!'); }\n"
    )
    (tmp_path / "css" / "tokens.css").write_text("@layer tokens, room;\n@layer tokens { :root { --edge: red; } }\n")
    (tmp_path / "css" / "ui.css").write_text('@import "./tokens.css";\n.a { color: var(--edge); } /* A comment. */\n')
    return tmp_path


def test_every_entry_becomes_one_script_with_what_it_imports(static: Path) -> None:
    bundling.bundle(static)
    for name in (*ENTRIES, WORKER):
        script = static / "built" / f"{name}.js"
        said = subprocess.run([_node(), str(script)], capture_output=True, text=True, check=True).stdout
        assert said == f"{name}!\n"
        assert "comment" not in script.read_text()


def test_a_style_sheet_holds_what_it_imports_before_its_own(static: Path) -> None:
    bundling.bundle(static)
    assert not (static / "built" / "tokens.css").exists()
    sheet = (static / "built" / "ui.css").read_text()
    assert sheet.startswith("@layer tokens,room;@layer tokens{:root{--edge: red}}.a{color:var(--edge)}")


def test_every_output_has_a_linked_source_map_of_sources_that_are_there(static: Path) -> None:
    bundling.bundle(static)
    built = static / "built"
    outputs = [path for path in built.iterdir() if path.suffix != ".map"]
    assert len(outputs) == len(ENTRIES) + 2
    for path in outputs:
        linked = re.search(r"sourceMappingURL=(\S+)", path.read_text())
        assert linked is not None
        sources = json.loads((built / linked[1]).read_text())["sources"]
        assert sources and all((built / source).is_file() for source in sources)


def test_the_worker_begins_with_a_line_of_its_own() -> None:
    assert (STATIC / "built" / f"{WORKER}.js").read_text().startswith(f"{WORKER_HEAD}\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('import { nothing } from "./shared.js"; nothing();', 'No matching export in "js/shared.js"'),
        ('import "./away.js";', 'Could not resolve "./away.js"'),
        ("const broken = ;", "Unexpected"),
        ("console.log(globalThis.a === NaN);", "equals-nan"),
    ],
)
def test_an_error_and_a_warning_stop_the_build_and_change_nothing(static: Path, line: str, words: str) -> None:
    bundling.bundle(static)
    before = contents(static / "built")
    with (static / "js" / "logger.js").open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(BundleError, match=re.escape(words)):
        bundling.bundle(static)
    assert contents(static / "built") == before


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_written_only_when_it_changed_and_old_ones_go(static: Path) -> None:
    first = bundling.bundle(static)
    assert {path.name for path in first} > {"logger.js", "logger.js.map", "sw.js", "ui.css"}
    (static / "built" / "gone.js").write_text("")
    assert bundling.bundle(static) == []
    assert not (static / "built" / "gone.js").exists()
    (static / "js" / "picker.js").write_text("console.log('new');\n")
    assert {path.name for path in bundling.bundle(static)} == {"picker.js", "picker.js.map"}


def test_the_same_sources_give_the_same_bytes_in_another_folder(
    static: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "deeper" / "static"
    other.mkdir(parents=True)
    for folder in ("js", "css"):
        (static / folder).rename(other / folder)
        (static / folder).symlink_to(other / folder)
    assert bundling.bundled(static) == bundling.bundled(other)


def test_what_is_served_is_what_the_sources_say() -> None:
    """`make` bundles before it serves or tests."""
    built = STATIC / "built"
    assert {name: (built / name).read_bytes() for name in bundling.bundled(STATIC)} == bundling.bundled(STATIC)


def test_without_esbuild_the_message_says_what_to_run(
    static: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bundling, "esbuild_path", lambda: tmp_path / "nothing")
    with pytest.raises(BundleError, match="bin/environment run installs it"):
        bundling.bundle(static)


def test_what_is_bundled_is_compressed_too(static: Path) -> None:
    bundling.bundle(static)
    (static / "js" / "logger.js").write_text(f"console.log({list(range(500))});\n")
    bundling.bundle(static)
    compress.compress(static)
    assert (static / "built" / "logger.js.br").stat().st_size < (static / "built" / "logger.js").stat().st_size


@pytest.mark.parametrize("platform", ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "freebsd-x64"])
def test_the_lock_knows_esbuild_for_other_platforms(platform: str) -> None:
    entry = LOCK[f"node_modules/@esbuild/{platform}"]
    assert entry["optional"] and entry["integrity"].startswith("sha512-")
    assert entry["version"] == LOCK["node_modules/esbuild"]["version"]
    assert not any("resolved" in each for each in LOCK.values())


def test_a_platform_without_esbuild_is_said(tmp_path: Path) -> None:
    with pytest.raises(NpmError, match="esbuild has no package for this platform"):
        topset_build._bundler(tmp_path)
