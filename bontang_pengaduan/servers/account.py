"""The account that local servers run as. PostgreSQL refuses root, so root hands it to a lesser account."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """A system account that owns the servers' folder when the launcher is root."""

    name: str
    uid: int
    gid: int

    def can_enter(self, path: Path) -> bool:
        """True when every existing folder on the way to `path`, and `path` itself, lets this account through."""
        return all(self._may_search(step) for step in (path, *path.parents))

    def _may_search(self, folder: Path) -> bool:
        try:
            status = folder.stat()
        except FileNotFoundError:
            return True
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


def server_account() -> Account | None:
    """`postgres`, else `nobody`, when this process is root; None when it is an ordinary user already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    return None
