"""How the words in the composer stand to what is kept of them."""

from dataclasses import dataclass

from django.forms import Form

from bontang_pengaduan.lib.text import clean

from .models import Draft


@dataclass(frozen=True)
class DraftDesk:
    """`revision` is what the composer's next save builds on. `saved` is the draft that the composer shows, `other` one
    with other words. `is_unsaved`: what the composer shows is kept nowhere yet."""

    revision: int = 0
    saved: Draft | None = None
    other: Draft | None = None
    is_unsaved: bool = False


def read_draft_desk(draft: Draft | None, form: Form) -> DraftDesk:
    """The desk for what `form` shows. Words that were begun with an approved answer count as unsaved only once they
    are touched."""
    text, revision = clean(str(form["text"].value() or "")), _number(form["revision"].value())
    is_touched = bool(text) and (form.is_bound or not form["approved"].value())
    if draft is None:
        return DraftDesk(0, is_unsaved=is_touched)
    if draft.text == text:
        return DraftDesk(draft.revision, saved=draft)
    if revision == draft.revision:
        return DraftDesk(draft.revision, is_unsaved=is_touched)
    return DraftDesk(revision, other=draft)


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() and len(str(value)) < 19 else 0
