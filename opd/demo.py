"""Accounts for demonstrations, all with one password that is kept in a file."""

import secrets
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from opd.models import Membership, Opd, Role, User
from opd.models.membership import OPD_ROLES
from opd.records import Record, read_records, refuse_repeats

DEMO_FILE = Path(__file__).parent / "data" / "demo.yaml"


def demo_password(path: Path) -> str:
    """The password in the file; made on first use and readable by its owner alone (0600)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


@transaction.atomic
def load_demo_accounts(*, password: str, path: Path = DEMO_FILE) -> list[str]:
    """Makes each account of the file with its role, or gives it the password again. Returns the usernames.

    Idempotent. Raises DataFileError with file, line and reason; nothing is then changed.
    """
    records = read_records(path).records("accounts")
    refuse_repeats(records, "username")
    return [_bring_account(record, password).username for record in records]


def _bring_account(record: Record, password: str) -> User:
    user, created = User.objects.get_or_create(
        username=record.text("username", limit=150),
        defaults={
            "first_name": record.text("first_name", limit=150),
            "last_name": record.text("last_name", limit=150),
            "password": make_password(password),
        },
    )
    # An unchanged password stays as it is: writing it again would end every open session.
    if not created and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    role = Role(record.choice("role", Role.values))
    Membership.objects.get_or_create(user=user, opd=_opd(record, role), role=role)
    return user


def _opd(record: Record, role: Role) -> Opd | None:
    if role not in OPD_ROLES:
        return None
    opd = Opd.objects.filter(code=record.text("opd")).first()
    if opd is None:
        raise record.wrong(f"`opd` is {record.text('opd')!r}, which is no known unit")
    return opd
