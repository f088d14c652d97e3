"""The sweep of due steps beside the bare limit, on a durable server of its own.

python -m bench.sweep [--open 20000] [--due 1000] [--closed 0]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bontang_pengaduan.embedded import EmbeddedServers, database_url

# Django is set up before the models are imported, in a process that knows the new server's address.
MEASURE = "import django; django.setup(); from bench.due_steps import main; main({open_clocks}, {due_steps}, {closed})"


def main(open_clocks: int = 20_000, due_steps: int = 1_000, closed: int = 0) -> None:
    """An empty database, migrated; seeding and measuring are in bench.due_steps."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as folder, EmbeddedServers(Path(folder), broker=False):
        Path(folder).chmod(0o711)
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": database_url(Path(folder)),
            "SECRET_KEY": "bench" * 12,
            "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
        }
        migrate = ["manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run([sys.executable, *migrate], env=env, check=True)
        measure = MEASURE.format(open_clocks=open_clocks, due_steps=due_steps, closed=closed)
        subprocess.run([sys.executable, "-c", measure], env=env, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=20_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--closed", type=int, default=0, help="Complaints of the past beside them.")
    wanted = parser.parse_args()
    main(wanted.open, wanted.due, wanted.closed)
