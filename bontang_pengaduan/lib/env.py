"""The environment, typed. Every value may come as NAME or as NAME_FILE (a file that holds it)."""

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

CASTS = {int: "a whole number", float: "a number"}
DATABASES = ("postgres", "postgresql", "psql", "pgsql")
BROKERS = ("redis", "rediss", "redis+socket")


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """Raises ImproperlyConfigured, one sentence with the name and the fix, for whatever cannot be read."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The value of `var`. A file's last newline is the editor's and no part of a secret."""
        try:
            value = super().get_value(var, cast, *args, **kwargs)
        except OSError as error:
            raise ImproperlyConfigured(f"{var}_FILE cannot be read: {error.strerror}; correct or unset it.") from error
        except ValueError as error:
            wanted = CASTS.get(cast, "a value that can be read")
            raise ImproperlyConfigured(f"{var} must be {wanted}; correct or unset it.") from error
        return value.strip() if isinstance(value, str) and os.environ.get(f"{var}_FILE") else value

    def choice(self, var: str, default: str, choices: Collection[str]) -> str:
        """The value of `var`, which is one of `choices`."""
        value = self.get_value(var, default=default)
        if value not in choices:
            raise ImproperlyConfigured(f"{var} must be one of {', '.join(choices)}; correct or unset it.")
        return str(value)

    def address(self, var: str, default: str, schemes: Collection[str], example: str) -> str:
        """The address in `var`: its scheme is one of `schemes`, its port a number."""
        value = str(self.get_value(var, default=default))
        # The value is not repeated: it may hold a password.
        if not _is_address(value, schemes):
            raise ImproperlyConfigured(f"{var} cannot be read; write it as {example}.")
        return value

    def database(self, var: str, default: str) -> dict[str, Any]:
        """The settings of the PostgreSQL that `var` names."""
        address = self.address(var, default, DATABASES, "postgres://user:password@host:5432/name")
        place: dict[str, Any] = self.db_url_config(address)
        return place

    def broker(self, var: str, default: str) -> str:
        """The address of the Redis that `var` names."""
        return self.address(var, default, BROKERS, "redis://:password@host:6379/0")

    def mail(self, var: str, default: str) -> dict[str, Any]:
        """The settings of the mail server that `var` names."""
        address = self.address(var, default, self.EMAIL_SCHEMES, "smtp+tls://user:password@host:587")
        server: dict[str, Any] = self.email_url_config(address)
        return server


env = Environment()


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


def _is_address(value: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and port != 0
