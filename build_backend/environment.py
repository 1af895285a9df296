"""Makes the environment what the lock files say: `.venv` for `make run` and `make test`, the current one on a host.

Each part remembers a digest of what it was made from, so a second run compares a few hashes and is done, whatever
the files' times are. A lock on the checkout makes two runs at once wait for each other instead of mixing.
Standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
BUILD_LOCK = "requirements-build.txt"
EDITABLE_SOURCES = (
    "pyproject.toml", "build_backend/topset_build.py", "build_backend/npm.py", "build_backend/bundling.py", BUILD_LOCK,
    "webapp/package.json", "webapp/package-lock.json",
)  # fmt: skip
BROUGHT = ("static/vendor/*/*.js", "build/esbuild@*/esbuild")
TEST_PACKAGES = ("tests/package.json", "tests/package-lock.json")


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def make(profile: str) -> None:
    """Bring an environment up to date.

    Args:
        profile: `run` and `test` make `.venv`, with what `make run` or `make test` needs; `host` completes the
            environment that is running this, into which a Procfile host has installed requirements.txt.

    Raises:
        SetupError: Python lacks venv, a download failed or had another hash, or npm failed.

    """
    with _checkout_locked():
        if profile == "host":
            _install_editable(Path(sys.executable), temporary_tools=True)
            return
        python = _virtual_environment()
        lock = {"run": "requirements-local.txt", "test": "requirements-dev.txt"}[profile]
        if _changed(lock, [lock]):
            with _step(f"Installing Python packages ({lock})"):
                _pip(python, "--require-hashes", "--requirement", lock)
            _remember(lock, [lock])
            if profile == "test":  # it holds all of `run`'s packages, in the same versions
                _remember("requirements-local.txt", ["requirements-local.txt"])
        if _changed("editable", EDITABLE_SOURCES) or not all(any(CHECKOUT.glob(each)) for each in BROUGHT):
            with _step("Installing Topset and its browser libraries"):
                _install_editable(python, temporary_tools=profile != "test")
            _remember("editable", EDITABLE_SOURCES)
        if profile == "test" and (_changed("npm", TEST_PACKAGES) or not (CHECKOUT / "tests/node_modules").is_dir()):
            with _step("Installing the browser tests' packages"):
                _run(str(python), "build_backend/npm.py", "tests")
            _remember("npm", TEST_PACKAGES)


def _virtual_environment() -> Path:
    python = VENV / "bin" / "python"
    version = sys.version.split()[0]
    if _works(python):
        return python
    for module in ("venv", "ensurepip"):
        if not _importable(module):
            package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            message = (
                f"Python {version} at {sys.executable} comes without {module}. "
                f"On Debian and Ubuntu: apt install {package}. Or name another: PYTHON=/path/to/python3 make run"
            )
            raise SetupError(message)
    with _step(f"Making .venv with Python {version}"):
        rmtree(VENV, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(VENV))
    return python


def _works(python: Path) -> bool:
    """Whether `.venv` is whole: a moved checkout or a removed Python leaves one that cannot start."""
    if not python.exists():
        return False
    code = "import sys, pip; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False, env=_environment())
    return done.returncode == 0 and Path(done.stdout.strip()).resolve() == VENV.resolve()


def _importable(module: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def _install_editable(python: Path, *, temporary_tools: bool) -> None:
    """Install the checkout with build tools whose hashes are locked; pip's own build isolation checks none."""
    with tempfile.TemporaryDirectory(prefix="topset-build-") as tools:
        if temporary_tools:
            _pip(python, "--require-hashes", "--target", tools, "--requirement", BUILD_LOCK)
        _pip(python, "--no-deps", "--no-build-isolation", "--editable", ".", path=tools)


def _pip(python: Path, *arguments: str, path: str = "") -> None:
    _run(str(python), "-m", "pip", "install", "--no-input", *arguments, path=path)


def _run(*command: str, path: str = "") -> None:
    environment = _environment() | ({"PYTHONPATH": path} if path else {})
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, check=False, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode != 0:
        shown = " ".join(Path(word).name if word.startswith("/") else word for word in command)
        tail = "\n".join(done.stdout.strip().splitlines()[-30:])
        message = f"{shown} failed:\n{tail}"
        raise SetupError(message)


def _environment() -> dict[str, str]:
    """Leave out what would make pip or Python look elsewhere than in this environment."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def _digest(sources: list[str] | tuple[str, ...]) -> str:
    digest = hashlib.sha256(str(VENV).encode())
    for name in sources:
        digest.update(hashlib.sha256((CHECKOUT / name).read_bytes()).digest())
    return digest.hexdigest()


def _stamp(part: str) -> Path:
    return VENV / f".made-{part}"


def _changed(part: str, sources: list[str] | tuple[str, ...]) -> bool:
    return not _stamp(part).is_file() or _stamp(part).read_text() != _digest(sources)


def _remember(part: str, sources: list[str] | tuple[str, ...]) -> None:
    _stamp(part).write_text(_digest(sources))


@contextmanager
def _checkout_locked() -> Iterator[None]:
    # The folder itself is locked, so no lock file lies about; the kernel lets go when the process ends in any way.
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another make in this folder …", flush=True)  # noqa: T201
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _step(what: str) -> Iterator[None]:
    start = time.monotonic()
    print(f"{what} …", end="", flush=True)  # noqa: T201
    try:
        yield
    except BaseException:
        print(flush=True)  # noqa: T201
        raise
    print(f" {time.monotonic() - start:.1f} s", flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        make(sys.argv[1])
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
