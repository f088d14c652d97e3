"""Collects the static files only when one of them has changed: hashing and compressing all of them takes seconds."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


class CollectError(Exception):
    """STATIC_ROOT cannot hold the files; the message says why and what to do."""


def collect_static() -> bool:
    """Brings STATIC_ROOT up to date; True when there was something to do. Raises CollectError."""
    try:
        return _collect_changed()
    except OSError as error:
        reason = f"STATIC_ROOT {settings.STATIC_ROOT} cannot be used: {error.strerror}; choose another folder."
        raise CollectError(reason) from error


def _collect_changed() -> bool:
    stamp = Path(settings.STATIC_ROOT) / STAMP
    wanted = _digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    # Cleared first: by itself the command keeps a collected file that is younger than its source (a rollback).
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)
    return True


def _digest() -> str:
    facts = [settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts.append(f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}")
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()
