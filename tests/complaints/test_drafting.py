"""Drafts: their author's alone, on all his devices, told of and never overwritten, gone when they are sent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.errors import InvalidInputError, NotAllowedError
from complaints.models import Complaint, Draft, Reply
from complaints.services import handling
from complaints.services.drafting import (
    DraftConflictError,
    Words,
    discard_old_drafts,
    drop_draft,
    keep_draft,
    own_drafts,
)
from complaints.services.replies import answer
from opd.models import User
from tests.cast import koordinator, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
WORDS = Words(text="Regu kami datang", mode="reply", kind="answer", version=1)
LATER = MONDAY_MORNING + timedelta(minutes=5)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK, written a minute ago."""
    made = make_complaint(at=timezone.now() - timedelta(minutes=1))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def keep(complaint: Complaint, text: str, revision: int = 0, *, user: User | None = None, **facts: object) -> Draft:
    words = replace(WORDS, text=text, version=complaint.version, **facts)  # type: ignore[arg-type]
    kept = keep_draft(
        complaint=complaint, user=user or petugas_pupr(), words=words, revision=revision, now=timezone.now()
    )
    assert kept is not None
    return kept


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, complaint: Complaint, path: str, text: str, **more: object) -> object:
    facts: dict[str, Any] = {"mode": "reply", "kind": "answer", "text": text, "version": complaint.version, **more}
    return client.post(f"/aduan/{complaint.number}/{path}/", facts)


def shown_text(client: Client, complaint: Complaint) -> str:
    return str(client.get(f"/aduan/{complaint.number}/").context["form"]["text"].value() or "")


def test_a_draft_of_one_device_is_in_the_composer_of_another_and_in_no_colleagues(complaint: Complaint) -> None:
    kept = keep(complaint, "Regu kami datang", mode="note")

    page = log_in(petugas_pupr()).get(f"/aduan/{complaint.number}/")

    form = page.context["form"]
    assert (form["text"].value(), form["mode"].value()) == ("Regu kami datang", "note")
    assert (page.context["draft"].revision, page.context["draft"].saved) == (kept.revision, kept)
    other = log_in(koordinator()).get(f"/aduan/{complaint.number}/")
    assert b"Regu kami datang" not in other.content


def test_of_two_devices_the_later_is_told_and_nothing_is_overwritten(complaint: Complaint) -> None:
    first = keep(complaint, "Satu")
    second = keep(complaint, "Satu dua", first.revision)

    with pytest.raises(DraftConflictError) as refusal:
        keep(complaint, "Satu tiga", first.revision)

    assert refusal.value.draft == second
    assert Draft.objects.get().text == "Satu dua"


def test_a_device_that_begins_anew_does_not_overwrite_what_is_there(complaint: Complaint) -> None:
    kept = keep(complaint, "Satu")

    with pytest.raises(DraftConflictError):
        keep(complaint, "Dua")

    assert Draft.objects.get() == kept


def test_the_revision_grows_also_over_a_removed_draft(complaint: Complaint) -> None:
    first = keep(complaint, "Satu")
    drop_draft(complaint=complaint, user=petugas_pupr(), revision=first.revision, text="")
    with pytest.raises(DraftConflictError) as refusal:
        keep(complaint, "Satu dua", first.revision)

    again = keep(complaint, "Baru")

    assert refusal.value.draft is None
    assert again.revision > first.revision


def test_empty_words_remove_the_draft_that_they_were(complaint: Complaint) -> None:
    kept = keep(complaint, "Satu")
    facts: dict[str, Any] = {
        "complaint": complaint,
        "user": petugas_pupr(),
        "words": replace(WORDS, text=" "),
        "now": LATER,
    }

    assert keep_draft(revision=kept.revision - 1, **facts) is None
    assert Draft.objects.count() == 1
    assert keep_draft(revision=kept.revision, **facts) is None
    assert Draft.objects.count() == 0


def test_who_may_not_act_keeps_nothing_and_too_much_is_refused(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        keep(complaint, "Satu", user=petugas_lain())
    with pytest.raises(InvalidInputError, match="Draf terlalu panjang"):
        keep(complaint, "a" * 20_001)

    assert Draft.objects.count() == 0


def test_sending_removes_the_draft_and_saving_sends_nothing(complaint: Complaint) -> None:
    client = log_in(petugas_pupr())
    post(client, complaint, "draf", "Regu kami sudah berangkat.")
    assert (Draft.objects.count(), Reply.objects.filter(kind="answer").count()) == (1, 0)

    post(client, complaint, "balas", "Regu kami sudah berangkat.", revision=Draft.objects.get().revision)

    assert (Draft.objects.count(), Reply.objects.filter(kind="answer").count()) == (0, 1)
    assert shown_text(client, complaint) == ""


def test_what_another_device_wrote_meanwhile_stays_when_this_one_sends(complaint: Complaint) -> None:
    old = keep(complaint, "Satu")
    keep(complaint, "Satu dua", old.revision)

    post(log_in(petugas_pupr()), complaint, "balas", "Regu kami datang besok.", revision=old.revision)

    assert Draft.objects.get().text == "Satu dua"


@pytest.mark.parametrize("is_note", [False, True])
def test_a_save_that_comes_in_after_its_sending_is_no_draft(complaint: Complaint, is_note: bool) -> None:
    text, now = "Regu kami datang besok.", timezone.now()
    facts: dict[str, Any] = {"complaint": complaint, "text": text, "user": petugas_pupr(), "now": now}
    if is_note:
        handling.add_note(**facts)
    else:
        answer(kind="answer", version=complaint.version, **facts)
    words = replace(WORDS, text=text, version=complaint.version, was_sending=True)

    kept = keep_draft(complaint=complaint, user=petugas_pupr(), words=words, revision=0, now=now + timedelta(minutes=9))

    assert (kept, Draft.objects.count()) == (None, 0)


def test_a_draft_whose_words_went_out_is_not_shown_again_unless_they_were_taken_back(complaint: Complaint) -> None:
    keep(complaint, "Regu kami datang besok.")
    reply = answer(
        complaint=complaint,
        text="Regu kami datang besok.",
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=timezone.now(),
    )
    assert own_drafts(complaint, petugas_pupr()).first() is None

    Reply.objects.filter(pk=reply.pk).update(status=Reply.Status.CANCELLED)

    assert own_drafts(complaint, petugas_pupr()).get() == Draft.objects.get()


def test_the_plain_page_shows_both_drafts_and_replaces_on_demand(complaint: Complaint) -> None:
    client, kept = log_in(petugas_pupr()), keep(complaint, "Dari HP")

    page = post(client, complaint, "draf", "Dari PC")

    assert page.status_code == 409  # type: ignore[attr-defined]
    text = page.content.decode()  # type: ignore[attr-defined]
    assert "Dari HP" in text
    assert page.context["form"]["text"].value() == "Dari PC"  # type: ignore[attr-defined]
    assert Draft.objects.get().text == "Dari HP"
    post(client, complaint, "draf", "Dari PC", replace=kept.revision)
    assert Draft.objects.get().text == "Dari PC"


def test_the_script_is_answered_in_json(complaint: Complaint) -> None:
    client = log_in(petugas_pupr())
    facts: dict[str, Any] = {"mode": "reply", "kind": "answer", "text": "Dari PC", "version": complaint.version}
    path, headers = f"/aduan/{complaint.number}/draf/", {"Accept": "application/json"}

    saved = client.post(path, facts, headers=headers)
    refused = client.post(path, facts | {"text": "Dari tab lain"}, headers=headers)

    kept = Draft.objects.get()
    assert saved.json()["revision"] == str(kept.revision)
    assert saved.json()["saved"] == f"{timezone.localtime(kept.saved_at, timezone.get_default_timezone()):%H.%M}"
    assert (refused.status_code, "Dari PC" in refused.json()["notice"]) == (409, True)
    broken = client.post(path, facts | {"mode": "kirim"}, headers=headers)
    assert (broken.status_code, broken.json()["notice"]) == (422, "")


def test_another_unit_finds_no_door(complaint: Complaint) -> None:
    assert post(log_in(petugas_lain()), complaint, "draf", "Halo").status_code == 404  # type: ignore[attr-defined]
    assert Draft.objects.count() == 0


def test_an_approved_answer_beside_a_draft_does_not_swallow_it(complaint: Complaint) -> None:
    reply = answer(
        complaint=complaint,
        text="Yang diurungkan",
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=timezone.now(),
    )
    Reply.objects.filter(pk=reply.pk).update(status=Reply.Status.CANCELLED)
    complaint.refresh_from_db()
    kept = keep(complaint, "Draf sendiri")

    page = log_in(petugas_pupr()).get(f"/aduan/{complaint.number}/?draf={reply.pk}")

    assert page.context["form"]["text"].value() == "Yang diurungkan"
    assert (page.context["draft"].other, page.context["draft"].revision) == (kept, 0)


def test_drafts_that_nobody_touches_are_removed(complaint: Complaint) -> None:
    kept = keep(complaint, "Satu")

    assert discard_old_drafts(now=kept.saved_at + timedelta(days=30)) == 0
    assert discard_old_drafts(now=kept.saved_at + timedelta(days=30, seconds=1)) == 1
