"""The words and codes of invitations from a public comment to a private conversation. No database."""

import re
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.urls import reverse

from .models import Invitation
from .ways import ways_of

FILE = Path(__file__).parent / "data" / "invitations.yaml"
Way = Invitation.Way
# Without letters and digits that are mistaken for each other when they are typed.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE = re.compile(rf"\bUND[\s-]?([{LETTERS}]{{6}})\b", re.IGNORECASE)


def new_code() -> str:
    """A code that nobody guesses while it is good (`UND-7Q2M9X`)."""
    return "UND-" + "".join(secrets.choice(LETTERS) for _ in range(6))


def find_code(text: str) -> str:
    """The first code in a citizen's text, as it was given out; empty without one."""
    found = _CODE.search(text)
    return f"UND-{found[1].upper()}" if found else ""


def without_code(text: str) -> str:
    """What the text says besides its code."""
    return _CODE.sub(" ", text).strip(" .,:;-\n")


def ways_to_invite(channel: str) -> list[Invitation.Way]:
    """From a comment on that channel: WhatsApp only where the city has named its number, the form only where a link may
    be written."""
    missing = set() if settings.WHATSAPP_SERVICE_NUMBER else {Way.WHATSAPP}
    missing |= set() if ways_of(channel).takes_links else {Way.FORM}
    return [way for way in Way if way not in missing]


def form_url(code: str) -> str:
    """The form, with the code filled in."""
    return f"{settings.PUBLIC_BASE_URL}{reverse('form_story')}?kode={code}"


def invitation_text(way: str, code: str) -> str:
    """What everybody reads."""
    return str(texts()[way]).format(code=code, number=settings.WHATSAPP_SERVICE_NUMBER, address=form_url(code))


@cache
def texts() -> Mapping[str, Any]:
    """The data file, read once a process."""
    with FILE.open(encoding="utf-8") as stream:
        loaded: Mapping[str, Any] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded
