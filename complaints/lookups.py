"""The code by which a citizen without any contact finds his case again, beside its number.

A number can be guessed by counting, so the code alone carries the secret: 10 letters of 31 are 49 bits. It is kept as
a keyed digest, and a look-up is one question to one index whether the number exists or not.
"""

import hmac
import re

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from .invitations import LETTERS
from .models import Complaint

LENGTH = 10
_NOT_IN_CODE = re.compile(rf"[^{LETTERS}]")
_NOT_IN_NUMBER = re.compile(r"[^A-Z0-9]")


def code_from(secret: str) -> str:
    """The code that belongs to a secret, always the same (`7Q2M9-XK4TR`)."""
    drawn = int.from_bytes(hmac.digest(secret.encode(), b"complaints.lookup_code", "sha256"))
    letters = ""
    for _ in range(LENGTH):
        drawn, place = divmod(drawn, len(LETTERS))
        letters += LETTERS[place]
    return f"{letters[:5]}-{letters[5:]}"


def code_digest(code: str) -> str:
    """What the database keeps of a code, however it was typed."""
    typed = _NOT_IN_CODE.sub("", code.upper())
    return salted_hmac("complaints.lookup_code", typed, algorithm="sha256").hexdigest()


def find_by_code(number: str, code: str) -> QuerySet[Complaint]:
    """The case with that code, if the number is its own too and it is not secret; else nothing."""
    row = Complaint.objects.filter(code_digest=code_digest(code)).first()
    fits = constant_time_compare(_plain(row.number if row else ""), _plain(number))
    return (
        Complaint.objects.filter(pk=row.joined().pk if row else 0, is_secret=False)
        if fits
        else (Complaint.objects.none())
    )


def _plain(number: str) -> str:
    return _NOT_IN_NUMBER.sub("", number.upper())
