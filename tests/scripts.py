"""Our scripts as a page would load them if their sources were written in another way."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import bundling

from tests.services import CHECKOUT


def rebuilt(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the built scripts by file name, after each old text in the sources became the new one; each must occur."""
    left = set(changes)
    with tempfile.TemporaryDirectory(prefix="topset-scripts-") as name:
        static = Path(name)
        for folder in ("js", "css"):
            shutil.copytree(CHECKOUT / "static" / folder, static / folder)
        for path in (static / "js").glob("*.js"):
            text = path.read_text()
            for old in [each for each in changes if each in text]:
                left.discard(old)
                text = text.replace(old, changes[old])
            path.write_text(text)
        built = bundling.bundled(static)
    assert not left, f"no script has {left}"
    return {name: content.decode() for name, content in built.items() if name.endswith(".js")}
