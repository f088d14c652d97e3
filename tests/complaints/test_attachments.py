"""What becomes of a citizen's file, and who hears of it."""

from datetime import timedelta

import pytest

from complaints.models import Attachment, ComplaintEvent, Reply
from complaints.services.attachments import StoredFile, keep_verdict, mark_lost, mark_refused, mark_stored
from tests.complaints.attachment_kit import make_pending, make_stored
from tests.factories import MONDAY_MORNING, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")

SOON = MONDAY_MORNING + timedelta(hours=2)
GONE = "Berkas tidak ada lagi."


def prompts() -> list[str]:
    asked = Reply.objects.filter(kind="prompt", text__startswith="Maaf, lampiran")
    return list(asked.values_list("text", flat=True))


def reasons(event_type: str) -> list[str]:
    return [event.data["reason"] for event in ComplaintEvent.objects.filter(type=event_type)]


def test_citizen_is_asked_to_send_a_lost_file_again() -> None:
    attachment = make_pending()
    complaint = attachment.message.complaint
    assert complaint is not None

    mark_lost(attachment=attachment, reason=GONE, now=SOON)

    attachment.refresh_from_db()
    assert (attachment.status, attachment.last_error) == ("lost", GONE)
    text = f"Maaf, lampiran yang Anda kirim untuk aduan {complaint.number} tidak berhasil kami terima."
    assert prompts() == [f"{text} Mohon dikirim ulang."]
    assert reasons("attachment.lost") == ["pelapor diminta mengirim ulang"]


def test_an_album_that_is_lost_asks_once() -> None:
    first = make_pending()
    again = receive(make_event(at=MONDAY_MORNING + timedelta(seconds=20), quoted=first.message.external_id))
    second = Attachment.objects.create(
        message=again,
        channel="whatsapp",
        account=again.account,
        kind="image",
        media_id="999",
        created_at=MONDAY_MORNING,
        next_attempt_at=MONDAY_MORNING,
    )
    assert again.complaint == first.message.complaint

    for attachment in (first, second, second):
        mark_lost(attachment=attachment, reason=GONE, now=SOON)

    assert (len(prompts()), len(reasons("attachment.lost"))) == (1, 2)


def test_behind_the_window_nobody_is_written_to_and_the_officer_reads_so() -> None:
    attachment = make_pending()

    mark_lost(attachment=attachment, reason=GONE, now=MONDAY_MORNING + timedelta(days=6))

    assert prompts() == []
    assert reasons("attachment.lost") == ["pelapor belum diberi tahu, minta ia mengirim ulang"]


def test_a_stored_file_is_never_lost_or_refused() -> None:
    attachment = make_stored()

    mark_lost(attachment=attachment, reason=GONE, now=SOON)
    mark_refused(attachment=attachment, reason=GONE)

    attachment.refresh_from_db()
    assert (attachment.status, prompts()) == ("stored", [])


def test_of_two_workers_with_the_same_file_the_first_stores_it() -> None:
    attachment = make_pending()

    stored = [
        mark_stored(attachment=attachment, stored=StoredFile(path, "image/jpeg", 3, "0" * 64), now=SOON)
        for path in ("attachments/a", "attachments/b")
    ]

    attachment.refresh_from_db()
    assert (stored, attachment.file.name) == ([True, False], "attachments/a")


def test_a_virus_is_told_in_the_history_and_a_verdict_stays() -> None:
    attachment = make_stored()

    keep_verdict(attachment=attachment, virus="Eicar-Test-Signature", now=SOON)
    keep_verdict(attachment=attachment, virus="", now=SOON + timedelta(hours=1))

    attachment.refresh_from_db()
    assert (attachment.scan, attachment.virus, attachment.scanned_at) == ("infected", "Eicar-Test-Signature", SOON)
    assert ComplaintEvent.objects.get(type="attachment.held").data["name"] == "Eicar-Test-Signature"


def test_a_clean_file_is_no_event() -> None:
    attachment = make_stored()

    keep_verdict(attachment=attachment, virus="", now=SOON)

    attachment.refresh_from_db()
    assert (attachment.scan, ComplaintEvent.objects.filter(type="attachment.held").exists()) == ("clean", False)
