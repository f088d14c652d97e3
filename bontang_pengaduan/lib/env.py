"""The environment, typed. Every value may come as NAME or as NAME_FILE (a file that holds it)."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()


def local_secret(folder: Path, name: str) -> str:
    """The secret kept in `folder/name`; made on first use, readable by its owner alone (0600).

    Only for a machine that runs everything by itself; production sets SECRET_KEY. Raises ImproperlyConfigured when
    the folder cannot hold it.
    """
    path = folder / name
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        reason = f"DATA_DIR {folder} cannot be used: {error.strerror}; choose another folder."
        raise ImproperlyConfigured(reason) from error
