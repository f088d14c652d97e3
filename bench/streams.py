"""Open streams on their production server: memory of each, and the time from a commit until all have heard of it.

python -m bench.streams [--streams 200] [--acts 30]

A server and a broker of its own; every stream is the login of another officer of the same unit, which is the worst
case: each of them may know of the complaint.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bontang_pengaduan.embedded import EmbeddedServers, broker_url, database_url

# Django is set up before the models are imported, in a process that knows the new servers' addresses.
MEASURE = "import django; django.setup(); from bench.streams_open import main; main({streams}, {acts})"


def main(streams: int = 200, acts: int = 30) -> None:
    """Migrated servers; measuring is in bench.streams_open."""
    with tempfile.TemporaryDirectory(prefix="pengaduan-bench-") as name, EmbeddedServers(Path(name), durable=False):
        folder = Path(name)
        folder.chmod(0o711)
        env = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url(folder),
            "REDIS_URL": broker_url(folder),
            "SECRET_KEY": "bench" * 12,
            "STATEMENT_TIMEOUT_MS": "60000",
            "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run(migrate, env=env, check=True)
        measure = [sys.executable, "-c", MEASURE.format(streams=streams, acts=acts)]
        subprocess.run(measure, env=env, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.streams")
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--acts", type=int, default=30)
    wanted = parser.parse_args()
    main(wanted.streams, wanted.acts)
