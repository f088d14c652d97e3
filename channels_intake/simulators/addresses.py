"""Where the simulator of a data folder listens, for commands that other processes run beside it."""

from pathlib import Path

NAME = "address"


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
