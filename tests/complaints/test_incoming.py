"""The door: bursts, repeats, amendments before their message, delivery reports before the answer."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Amendment, Location, Media, Signal
from channels_intake.process import take
from complaints.models import Attachment, Complaint, Message, Reply, ReporterIdentifier
from complaints.services.delivery import mark_sent
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


def amend(kind: str, target: str, text: str | None = None) -> Amendment:
    return Amendment("whatsapp", ACCOUNT, f"{kind}-{target}", kind, "amend", target, MONDAY_MORNING, new_text=text)  # type: ignore[arg-type]


def report(reply: Reply, status: str, wamid: str) -> Signal:
    data = {"status": status, "error_codes": [], "errors": [], "callback_data": str(reply.pk)}
    return Signal(
        "whatsapp", ACCOUNT, f"{wamid}:{status}", "status", "status_update", MONDAY_MORNING, None, wamid, data
    )


def test_album_of_10_photos_from_a_new_citizen_is_one_complaint_and_one_acknowledgement() -> None:
    for number in range(10):
        photo = Media("image", f"90{number}", "image/jpeg")
        receive(make_event(None, kind="image", media=(photo,), at=MONDAY_MORNING + timedelta(seconds=number)))

    assert Complaint.objects.count() == 1
    assert Attachment.objects.filter(message__complaint=Complaint.objects.get()).count() == 10
    assert Reply.objects.filter(kind=Reply.Kind.ACKNOWLEDGEMENT).count() == 1


def test_the_acknowledgement_waits_for_silence_after_the_last_message() -> None:
    make_complaint()
    last = receive(make_event("dekat masjid", at=MONDAY_MORNING + timedelta(seconds=30)))

    acknowledgement = Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT)
    assert acknowledgement.next_attempt_at == last.received_at + timedelta(seconds=45)


def test_photo_first_and_words_later_are_routed_by_the_words() -> None:
    receive(make_event(None, kind="image", media=(Media("image", "901"),)))
    receive(make_event(ROAD, at=MONDAY_MORNING + timedelta(seconds=20)))

    complaint = Complaint.objects.get()
    assert complaint.opd is not None
    assert (complaint.opd.code, complaint.subject) == ("PUPRK", ROAD)


def test_a_pin_outside_the_city_does_not_throw_the_complaint_away() -> None:
    complaint = receive(make_event(None, kind="location", location=Location(-6.2, 106.8))).complaint

    assert complaint is not None
    assert (complaint.kelurahan, complaint.is_outside_city, complaint.latitude) == (None, True, -6.2)


def test_a_later_pin_outside_the_city_is_marked_too() -> None:
    complaint = make_complaint()
    receive(make_event(None, kind="location", location=Location(-6.2, 106.8), at=MONDAY_MORNING + timedelta(minutes=1)))

    complaint.refresh_from_db()
    assert (complaint.is_outside_city, complaint.latitude) == (True, -6.2)


def test_the_same_event_twice_is_one_message() -> None:
    event = make_event()

    assert (take(event=event, request_id=1, now=event.sent_at), take(event=event, request_id=2, now=event.sent_at)) == (
        True,
        False,
    )
    assert Message.objects.count() == 1


def test_an_edit_that_comes_before_its_message_is_applied_when_it_arrives() -> None:
    take(event=amend("edit", "wamid.awal", "RT 02, bukan RT 01"), request_id=1, now=MONDAY_MORNING)
    message = receive(make_event("RT 01", external_id="wamid.awal"))

    assert (message.text, message.original_text) == ("RT 02, bukan RT 01", "RT 01")


def test_a_withdrawn_message_keeps_its_row_and_says_so() -> None:
    message = receive(make_event(external_id="wamid.tarik"))
    take(event=amend("revoke", "wamid.tarik"), request_id=1, now=MONDAY_MORNING)

    message.refresh_from_db()
    assert message.revoked_at == MONDAY_MORNING


def test_a_report_before_the_answer_and_a_late_delivered_never_lower_the_state() -> None:
    make_complaint()
    reply = Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT)
    take(event=report(reply, "read", "wamid.keluar"), request_id=1, now=MONDAY_MORNING)
    mark_sent(reply=reply, external_id="wamid.keluar", now=MONDAY_MORNING)
    take(event=report(reply, "delivered", "wamid.keluar"), request_id=1, now=MONDAY_MORNING)

    reply.refresh_from_db()
    assert (reply.status, reply.external_id) == ("read", "wamid.keluar")


def test_the_new_owner_of_a_number_sees_nothing_of_the_old_owners_cases() -> None:
    first = make_complaint(phone="+6281200000001")
    data = {"old_phone": "+6281200000001", "new_phone": "+6281200000002"}
    change = Signal("whatsapp", ACCOUNT, "sys1", "user_changed_number", "identity_change", MONDAY_MORNING, data=data)
    take(event=change, request_id=1, now=MONDAY_MORNING)
    stranger = make_complaint("Sampah menumpuk di TPS belum diangkut", phone="+6281200000001")

    assert stranger.reporter_id != first.reporter_id
    assert ReporterIdentifier.objects.get(value="+6281200000002").reporter_id == first.reporter_id
