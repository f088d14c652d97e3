"""Where the simulator of a data folder listens, for commands that other processes run beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

NAME, CONTROLS = "address", "controls.json"


def write_address(folder: Path, url: str) -> None:
    """Keeps the simulator's address in its folder. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(url)


def read_address(folder: Path) -> str | None:
    """The address kept last; None when no simulator ever ran over that folder."""
    try:
        return (folder / NAME).read_text().strip()
    except OSError:
        return None


def write_controls(folder: Path, controls: Mapping[str, str]) -> None:
    """Keeps where the other simulators are controlled, by channel. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONTROLS).write_text(json.dumps(dict(controls)))


def read_controls(folder: Path) -> dict[str, str]:
    """The addresses kept last, by channel; nothing when none ever ran over that folder."""
    try:
        kept: dict[str, str] = json.loads((folder / CONTROLS).read_text())
    except OSError:
        return {}
    return kept
