"""The officer's pages over many cases, beside the bare limit, on a durable server of its own.

python -m bench.desk [--count 1000000] [--keep FOLDER] [--only inbox]

With --keep the seeded database stays in FOLDER for the next run.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bontang_pengaduan.embedded import EmbeddedServers, database_url

# Django is set up before the models are imported, in a process that knows the new server's address.
MEASURE = "import django; django.setup(); from bench.desk_pages import main; main({count}, {only!r})"


def main(count: int = 100_000, keep: Path | None = None, only: str = "") -> None:
    """A migrated and seeded database; measuring is in bench.desk_pages."""
    with _folder(keep) as folder, EmbeddedServers(folder, broker=False):
        folder.chmod(0o711)
        (static := folder / "static").mkdir(exist_ok=True)
        env = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url(folder),
            "SECRET_KEY": "bench" * 12,
            "STATIC_ROOT": str(static),
            "STATEMENT_TIMEOUT_MS": "60000",
            "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
        }
        for command in (["migrate", "--skip-checks"], ["collectstatic", "--no-input"]):
            subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], env=env, check=True)
        subprocess.run([sys.executable, "-c", MEASURE.format(count=count, only=only)], env=env, check=True)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.desk")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default="", help="The pages whose name holds this word.")
    wanted = parser.parse_args()
    main(wanted.count, wanted.keep, wanted.only)
