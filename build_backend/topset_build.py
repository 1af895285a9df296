"""The build backend: setuptools, and before it the browser libraries from npm.

Nothing that others wrote is committed: `webapp/package.json` pins a version, `webapp/package-lock.json` its hash,
and a build copies the few files named under "vendor" to the git-ignored `static/vendor/<name>@<version>/`. It copies
this platform's esbuild to `build/`, where `bundling.py` runs it.
Node comes from a build requirement and leaves with it, so a Procfile host needs no second buildpack.

Fetching the archive ourselves and comparing its hash would do without Node's 60 MB, but then a registry's address
would stand in the code, and a mirror, proxy or certificate that npm is configured for would be ignored.

Only an editable install is of use: templates and static files are read from the checkout.
"""

import json
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copy, rmtree
from tempfile import mkdtemp
from typing import Any

from bundling import esbuild_path
from npm import NpmError, installed
from setuptools import build_meta
from setuptools.build_meta import (
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

CHECKOUT = Path(__file__).resolve().parent.parent
Settings = Mapping[str, Any] | None


def build_editable(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Bring the browser libraries, then let setuptools link the checkout (PEP 660)."""
    _bring_libraries_or_stop()
    wheel: str = build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
    return wheel


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Refuse: a wheel would have neither templates nor static files."""
    del wheel_directory, config_settings, metadata_directory
    sys.exit("Topset runs from its checkout; install it with: pip install --editable .")


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Refuse, as a wheel is refused."""
    return build_wheel(sdist_directory, config_settings)


def bring_libraries(package_folder: Path, vendor: Path, bundler: Path) -> list[Path]:
    """Copy the files that `package_folder/package.json` names to `vendor/<name>@<version>/` and return their paths.

    Other versions and libraries in `vendor` are removed. esbuild becomes `bundler`, an executable file alone in its
    folder. Nothing changes unless npm installed everything.

    Raises:
        NpmError: npm failed, a named file is not in its package, or esbuild knows no such platform as this.

    """
    package = json.loads((package_folder / "package.json").read_text())
    vendor.mkdir(parents=True, exist_ok=True)
    wanted = {f"{rule['as']}@{package['dependencies'][name]}": (name, rule) for name, rule in package["vendor"].items()}
    written: list[Path] = []
    with installed(package_folder) as node_modules:
        _replace_folder(bundler.parent, [_bundler(node_modules)], mode=0o755)
        for target, (name, rule) in wanted.items():
            sources = [node_modules / name / file for file in rule["files"]]
            for source in sources:
                if not source.is_file():
                    message = f"{name} has no file {source.relative_to(node_modules / name)}"
                    raise NpmError(message)
            written += _replace_folder(vendor / target, sources)
    for other in set(vendor.iterdir()) - {vendor / target for target in wanted}:
        rmtree(other) if other.is_dir() else other.unlink()
    return written


def _bundler(node_modules: Path) -> Path:
    """Return the one of esbuild's optional packages that npm chose for this platform; it works without a script."""
    found = sorted(node_modules.glob("@esbuild/*/bin/esbuild"))
    if not found:
        message = f"esbuild has no package for this platform ({sys.platform}, {platform.machine()})"
        raise NpmError(message)
    return found[0]


def _replace_folder(folder: Path, sources: list[Path], mode: int = 0o644) -> list[Path]:
    """Put copies of `sources` in `folder` so that a reader sees the old folder or the new one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=".new-", dir=folder.parent))
    fresh.chmod(0o755)
    for source in sources:
        copy(source, fresh / source.name)
        (fresh / source.name).chmod(mode)
    rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return [folder / source.name for source in sources]


def _bring_libraries_or_stop() -> None:
    try:
        bring_libraries(CHECKOUT / "webapp", CHECKOUT / "static" / "vendor", esbuild_path())
    except NpmError as error:
        sys.exit(f"Topset's browser libraries could not be installed.\n{error}")
