"""Data folders for launchers under test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty folder that a lesser account may pass through, with a path short enough for sockets."""
    top = Path(tempfile.mkdtemp(prefix="pengaduan-", dir="/tmp"))
    top.chmod(0o711)
    yield top / "data"
    shutil.rmtree(top)
