"""The check before sending: whatever way a word goes to the citizen, it is checked, and a reason is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from complaints.errors import FindingsError, InvalidInputError
from complaints.models import Complaint, ComplaintEvent, Conversation, Reply
from complaints.services import replies, resolving, vetting
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
UNDATED = "Akan kami perbaiki."
REASON = "Tanggalnya sudah disebut lewat telepon."


def answer(complaint: Complaint, text: str, override_reason: str = "") -> Reply:
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=LATER,
        details=replies.ReplyDetails(override_reason=override_reason),
    )


def resolve(complaint: Complaint, text: str, override_reason: str = "") -> Reply:
    return resolving.resolve(
        complaint=complaint, resolution=text, user=cast.petugas_pupr(), now=LATER, override_reason=override_reason
    )


@pytest.mark.parametrize("write", [answer, resolve])
def test_words_with_a_finding_are_refused_and_nothing_is_written(write: Callable[..., Reply]) -> None:
    complaint = make_complaint()

    with pytest.raises(FindingsError, match=r"^Periksa sebelum kirim: janji tanpa tanggal\.$") as refusal:
        write(complaint, UNDATED)

    complaint.refresh_from_db()
    assert [(found.flag, found.words) for found in refusal.value.findings] == [("promise", "Akan")]
    assert Reply.objects.filter(author__isnull=False).count() == 0
    assert complaint.status == "forwarded"


@pytest.mark.parametrize("write", [answer, resolve])
def test_with_a_reason_they_are_sent_and_flags_and_reason_are_kept(write: Callable[..., Reply]) -> None:
    complaint = make_complaint()

    reply = write(complaint, UNDATED, f" {REASON} ")

    event = ComplaintEvent.objects.get(type="reply.written")
    assert event.data == {"kind": "answer", "reply": reply.pk, "guard": {"flags": ["promise"], "reason": REASON}}


def test_of_clean_words_nothing_is_kept() -> None:
    reply = answer(make_complaint(), "Kami perbaiki besok.", "tidak perlu")

    assert ComplaintEvent.objects.get(type="reply.written").data == {"kind": "answer", "reply": reply.pk}


def test_an_empty_part_is_sent_for_no_reason() -> None:
    with pytest.raises(FindingsError):
        answer(make_complaint(), "Halo [nama], kami perbaiki besok.", REASON)


def test_in_public_an_identity_number_is_sent_for_no_reason() -> None:
    complaint = make_complaint()
    text = "NIK 6474010101900001 sudah kami cek."
    Conversation.objects.update(is_public=True)

    with pytest.raises(FindingsError):
        answer(complaint, text, REASON)
    assert [found.stops for found in vetting.look_over(complaint, text)] == [True]
    Conversation.objects.update(is_public=False)
    assert [found.stops for found in vetting.look_over(complaint, text)] == [False]
    assert answer(complaint, text, REASON).text == text


def test_a_reason_has_a_length() -> None:
    with pytest.raises(InvalidInputError, match="Batasnya 300 huruf"):
        answer(make_complaint(), UNDATED, "x" * 301)
