"""Who is behind a number: users without one, numbers that change, numbers that change hands."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Signal
from channels_intake.process import take
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Message, Reply, Reporter, ReporterIdentifier, ReporterMerge
from complaints.services.reporters import merge_reporters, split_reporters
from tests import cast
from tests.factories import ACCOUNT, MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
PHONE, NEW_PHONE = "+6281200000001", "+6281200000002"
BSUID, NEW_BSUID = "ID.pelapor1", "ID.pelapor2"
ROAD = "Jalan berlubang parah di Loktuan, aspal mengelupas"


def write(text: str = "status", hours: float = 1, phone: str | None = PHONE, bsuid: str | None = None) -> Message:
    return receive(make_event(text, phone=phone, bsuid=bsuid, at=MONDAY_MORNING + hours * HOUR))


def signal(kind: str, **data: str) -> None:
    event = Signal("whatsapp", ACCOUNT, f"sistem-{kind}", kind, "identity_change", MONDAY_MORNING + HOUR / 2, data=data)
    take(event=event, request_id=1, now=MONDAY_MORNING + HOUR / 2)


def told(message: Message) -> list[str]:
    return list(message.conversation.replies.filter(kind="prompt", form="text").values_list("text", flat=True))


def current(reporter: Reporter) -> set[str]:
    return set(reporter.identifiers.filter(valid_to=None).values_list("value", flat=True))


NOTHING_KNOWN = ["Belum ada aduan dari Anda. Tuliskan apa yang terjadi dan di mana lokasinya, lalu kami proses."]


def test_after_an_identity_change_the_number_sees_nothing_of_the_former_cases() -> None:
    complaint = make_complaint(ROAD)
    signal("customer_identity_changed", old_phone=PHONE)

    asked = write("status")
    named = write(f"status {complaint.number}", 2)
    follow_up = write("Lubang di Loktuan itu makin besar, aspal hancur", 3)

    assert told(asked)[:1] == NOTHING_KNOWN
    assert told(named)[-1] == f"Nomor {complaint.number} tidak ada di antara aduan Anda."
    assert follow_up.complaint not in (None, complaint)
    assert ReporterIdentifier.objects.get(reporter=complaint.reporter).end_reason == "identity_changed"


def test_after_an_identity_change_the_same_user_id_proves_the_same_person() -> None:
    complaint = receive(make_event(ROAD, bsuid=BSUID)).complaint
    assert complaint is not None
    signal("customer_identity_changed", old_phone=PHONE)

    again = write(bsuid=BSUID)

    assert again.conversation.reporter == complaint.reporter
    assert current(complaint.reporter) == {PHONE, BSUID}


def test_an_old_message_quoted_by_the_new_owner_opens_nothing() -> None:
    complaint = make_complaint(ROAD)
    Reply.objects.filter(kind="acknowledgement").update(external_id="wamid.lama")
    signal("customer_identity_changed", old_phone=PHONE)

    quoting = receive(make_event("siapa ini?", at=MONDAY_MORNING + HOUR, quoted="wamid.lama"))

    assert quoting.complaint != complaint


def test_a_number_with_another_user_id_has_a_new_owner_who_sees_nothing() -> None:
    first = receive(make_event(ROAD, bsuid=BSUID)).complaint
    assert first is not None

    asked = write(bsuid=NEW_BSUID)

    assert (asked.conversation.reporter == first.reporter, told(asked)) == (False, NOTHING_KNOWN)
    assert (current(first.reporter), current(asked.conversation.reporter)) == ({BSUID}, {PHONE, NEW_BSUID})


def test_a_user_without_a_number_is_one_person_with_his_number_later() -> None:
    first = receive(make_event(ROAD, phone=None, bsuid=BSUID)).complaint
    assert first is not None

    write(bsuid=BSUID)

    assert current(first.reporter) == {PHONE, BSUID}
    assert Reporter.objects.count() == 1


def test_phone_and_user_id_in_one_message_join_two_reporters_on_record() -> None:
    by_phone = make_complaint(ROAD)
    by_bsuid = receive(
        make_event("Sampah di TPS Guntung tidak diangkut", phone=None, bsuid=BSUID, at=MONDAY_MORNING + HOUR)
    ).complaint
    assert by_bsuid is not None
    former = by_bsuid.reporter

    write("status", 2, bsuid=BSUID)

    joined = ReporterMerge.objects.get()
    assert (joined.kept, joined.duplicate, joined.reason) == (by_phone.reporter, former, "same_message")
    assert set(by_phone.reporter.complaints.all()) == {by_phone, by_bsuid}
    assert set(Message.objects.values_list("conversation__reporter", flat=True)) == {by_phone.reporter_id}


def test_a_changed_number_keeps_its_cases_under_the_new_one() -> None:
    complaint = make_complaint(ROAD)
    signal("user_changed_number", old_phone=PHONE, new_phone=NEW_PHONE)

    moved, stranger = write(f"status {complaint.number}", phone=NEW_PHONE), write("status", 2, phone=PHONE)

    assert moved.complaint == complaint
    assert told(stranger) == NOTHING_KNOWN


def test_a_new_user_id_of_a_changed_number_is_the_same_person() -> None:
    complaint = receive(make_event(ROAD, bsuid=BSUID)).complaint
    assert complaint is not None
    signal("user_changed_number", old_phone=PHONE, new_phone=NEW_PHONE, previous_bsuid=BSUID, new_bsuid=NEW_BSUID)

    write(phone=NEW_PHONE, bsuid=NEW_BSUID)

    assert current(complaint.reporter) == {NEW_PHONE, NEW_BSUID}
    assert Reporter.objects.count() == 1


def test_a_merge_of_reporters_is_taken_back_row_by_row() -> None:
    first, second = make_complaint(ROAD), make_complaint("Sampah di TPS Guntung menumpuk", phone=NEW_PHONE)
    kept, duplicate = first.reporter, second.reporter
    before = (current(kept), current(duplicate), second.messages.get().conversation_id)
    merge = merge_reporters(
        kept=kept, duplicate=duplicate, reason="officer", user=cast.koordinator(), now=MONDAY_MORNING, note="Orang yang sama"
    )
    assert (kept.complaints.count(), duplicate.complaints.count()) == (2, 0)

    split_reporters(merge=merge, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)

    second = Complaint.objects.get(pk=second.pk)
    assert second.reporter == duplicate
    assert (current(kept), current(duplicate), second.messages.get().conversation_id) == before
    with pytest.raises(MoveNotAllowedError, match="sudah diurungkan"):
        split_reporters(merge=merge, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)


def test_only_a_coordinator_joins_and_parts_reporters() -> None:
    first, second = make_complaint(ROAD), make_complaint("Sampah di TPS Guntung menumpuk", phone=NEW_PHONE)

    with pytest.raises(NotAllowedError):
        merge_reporters(
            kept=first.reporter,
            duplicate=second.reporter,
            reason="officer",
            user=cast.petugas_pupr(),
            now=MONDAY_MORNING,
        )
    assert second.reporter.complaints.count() == 1
