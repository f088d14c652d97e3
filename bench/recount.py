"""Counting the open clocks anew after a holiday, and the look at what would move, on a durable server of its own.

python -m bench.recount [--open 100000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bontang_pengaduan.embedded import EmbeddedServers, database_url

# Django is set up before the models are imported, in a process that knows the new server's address.
MEASURE = "import django; django.setup(); from bench.moved_clocks import main; main({open_clocks})"


def main(open_clocks: int = 100_000) -> None:
    """An empty database, migrated; seeding and measuring are in bench.moved_clocks."""
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
        subprocess.run([sys.executable, "-c", MEASURE.format(open_clocks=open_clocks)], env=env, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000)
    main(parser.parse_args().open)
