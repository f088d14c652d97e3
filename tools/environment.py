"""Makes `.venv` and installs what the requirements files pin, again only when one of them has changed."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Not needed where the system has PostgreSQL and Redis, and not built for every platform.
OPTIONAL = "requirements-embedded.txt"
SETS = {
    "run": ("requirements.txt", OPTIONAL),
    "develop": ("requirements.txt", OPTIONAL, "requirements-dev.txt"),
}


def main(wanted: str) -> int:
    """Installs the set `run` or `develop`. Exit code 2 with one sentence when that is impossible."""
    stamp = VENV / f".installed-{wanted}"
    digest = _digest(SETS[wanted])
    if stamp.exists() and stamp.read_text() == digest and _works():
        return 0
    if not _works():
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError):
            return _refuse("this Python cannot make a virtual environment; on Debian install python3-venv")
    for name in SETS[wanted]:
        if _install(name) != 0:
            if name != OPTIONAL:
                return _refuse(f"{name} could not be installed; the reason stands above")
            sys.stderr.write(f"{name} could not be installed: PostgreSQL and Redis must come from the system.\n")
    stamp.write_text(digest)
    return 0


def _works() -> bool:
    python = VENV / "bin" / "python"
    return (
        python.exists()
        and subprocess.run([python, "-m", "pip", "-V"], capture_output=True, check=False).returncode == 0
    )


def _install(name: str) -> int:
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*command, "--requirement", str(ROOT / name)], check=False).returncode


def _digest(names: tuple[str, ...]) -> str:
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"Environment: {sentence}.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
