"""Data folders for launchers under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import empty_data_dir


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty folder; see empty_data_dir."""
    with empty_data_dir() as folder:
        yield folder
