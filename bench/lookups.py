"""Guessing at /lacak/: wrong pairs of number and code from as many addresses, and what they reveal or slow.

python -m bench.lookups [--tries 10000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bontang_pengaduan.embedded import EmbeddedServers, database_url

# Django is set up before the models are imported, in a process that knows the new server's address.
MEASURE = "import django; django.setup(); from bench.guesses import main; main({tries})"


def main(tries: int = 10_000) -> None:
    """An empty database, migrated; seeding and measuring are in bench.guesses."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as folder, EmbeddedServers(Path(folder), broker=False):
        Path(folder).chmod(0o711)
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": database_url(Path(folder)),
            "SECRET_KEY": "bench" * 12,
            "LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
        }
        migrate = ["manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run([sys.executable, *migrate], env=env, check=True)
        subprocess.run([sys.executable, "-c", MEASURE.format(tries=tries)], env=env, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000)
    main(parser.parse_args().tries)
