"""Makes the servers' folders: private, owned by the server account, and never a change to anyone else's folder."""

import os
import time
from pathlib import Path

from .account import Account
from .errors import ServerError


def make_data_dir(data_dir: Path) -> None:
    """Creates DATA_DIR if it is missing: passable for the server account, readable by the owner alone."""
    if data_dir.exists():
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise ServerError(f"DATA_DIR {data_dir} is not writable for this user; choose another folder.")
        return
    try:
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)
    except OSError as error:
        raise ServerError(f"DATA_DIR {data_dir} cannot be made: {error.strerror}.") from error


def make_private(folder: Path, account: Account | None) -> Path:
    """`folder`, mode 0700, owned by `account` (or by this user). Refuses one that belongs to somebody else."""
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700, parents=False)
    except FileExistsError:
        _refuse_foreign(folder, {owner, os.geteuid()})
    except OSError as error:
        raise ServerError(f"{folder} cannot be made: {error.strerror}.") from error
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def link_outside(inside: Path, outside: Path) -> None:
    """Points DATA_DIR/servers to the folder outside. Data left there by a deleted DATA_DIR is set aside, not used."""
    if inside.is_symlink():
        return
    outside.parent.mkdir(mode=0o711, exist_ok=True)
    if outside.exists():
        outside.rename(outside.with_name(f"{outside.name}.left-{int(time.time())}"))
    inside.symlink_to(outside)


def _refuse_foreign(folder: Path, owners: set[int]) -> None:
    status = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or status.st_uid not in owners:
        raise ServerError(f"{folder} belongs to another account; start as that account or choose another DATA_DIR.")
