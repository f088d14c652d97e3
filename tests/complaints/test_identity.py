"""Who is behind a number: users without one, numbers that change, numbers that change hands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Sender, Signal
from bontang_pengaduan.lib.phones import normalise_phone
from channels_intake.process import take
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Message, Reply, Reporter, ReporterIdentifier, ReporterMerge
from complaints.queries import former_holders
from complaints.services.identity import get_reporter
from complaints.services.moving import merge_cases, undo_move
from complaints.services.reporters import merge_reporters, split_reporters
from tests import cast
from tests.channels_intake.kit import at_once
from tests.complaints.identity_kit import echo
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
        kept=kept,
        duplicate=duplicate,
        reason="officer",
        user=cast.koordinator(),
        now=MONDAY_MORNING,
        note="Orang yang sama",
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


# One person, however the number is written


@pytest.mark.parametrize(
    "written",
    ["081200000001", "81200000001", "6281200000001", "+62 812-0000-0001", "0062 812 0000 0001", "62 0812.0000.0001"],
)
def test_one_number_in_all_its_forms_is_one_person(written: str) -> None:
    complaint = make_complaint(ROAD)

    again = write(phone=normalise_phone(written))

    assert again.conversation.reporter == complaint.reporter


def test_a_username_is_shown_and_proves_nothing() -> None:
    event = make_event(ROAD)
    first = receive(replace(event, sender=replace(event.sender, username="@budi")))
    other = make_event(ROAD, phone=NEW_PHONE, at=MONDAY_MORNING + HOUR)
    second = receive(replace(other, sender=replace(other.sender, username="@budi")))

    assert first.conversation.reporter != second.conversation.reporter
    assert {reporter.username for reporter in Reporter.objects.all()} == {"@budi"}


def test_who_is_called_by_his_number_is_shown_without_it() -> None:
    event = make_event(ROAD)

    reporter = receive(replace(event, sender=replace(event.sender, name="0812-0000-0001 Budi"))).conversation.reporter

    assert reporter.name == "•••• Budi"


# A number that was silent for long


@pytest.mark.parametrize(("days", "is_known"), [(179, True), (180, False)])
def test_a_number_that_was_silent_for_long_has_a_new_owner(days: int, is_known: bool) -> None:
    complaint = make_complaint(ROAD)

    asked = write(f"status {complaint.number}", hours=24 * days)

    assert (asked.conversation.reporter == complaint.reporter) == is_known
    assert (asked.complaint == complaint) == is_known


def test_a_user_id_proves_the_same_person_after_any_silence() -> None:
    complaint = receive(make_event(ROAD, bsuid=BSUID)).complaint
    assert complaint is not None

    assert write(hours=24 * 400, bsuid=BSUID).conversation.reporter == complaint.reporter


def test_silence_is_counted_from_the_citizens_last_word_and_not_from_ours() -> None:
    complaint = make_complaint(ROAD)
    write("terima kasih", hours=24 * 100)
    echo("Masih di nomor ini, Pak?", at=MONDAY_MORNING + timedelta(days=270))

    asked = write(f"status {complaint.number}", hours=24 * 281)

    assert ReporterIdentifier.objects.get(reporter=complaint.reporter).end_reason == "silent"
    assert asked.complaint != complaint


def test_who_had_the_number_before_is_offered_to_the_coordinator_alone() -> None:
    complaint = make_complaint(ROAD)
    newcomer = write(hours=24 * 200).conversation.reporter

    assert list(former_holders(newcomer)) == [complaint.reporter]
    assert list(former_holders(complaint.reporter)) == [newcomer]


# A person with two phones


def two_phones() -> Reporter:
    """One person whose two phones a coordinator has found to be his."""
    first = receive(make_event(ROAD, bsuid=BSUID)).conversation.reporter
    other = make_event("Sampah di TPS Guntung menumpuk", phone=NEW_PHONE, bsuid=NEW_BSUID, at=MONDAY_MORNING)
    join(first, receive(other).conversation.reporter)
    return first


def join(kept: Reporter, duplicate: Reporter) -> ReporterMerge:
    user = cast.koordinator()
    return merge_reporters(
        kept=kept, duplicate=duplicate, reason="officer", user=user, now=MONDAY_MORNING, note="Orang yang sama"
    )


def test_a_person_with_two_phones_keeps_both() -> None:
    person = two_phones()

    writers = {write(hours=2, bsuid=BSUID).conversation.reporter}
    writers |= {write(hours=3, phone=NEW_PHONE, bsuid=NEW_BSUID).conversation.reporter}

    assert (writers, current(person)) == ({person}, {PHONE, BSUID, NEW_PHONE, NEW_BSUID})


# Parting again


def test_reporters_are_not_parted_while_a_case_holds_both_ones_words() -> None:
    first, second = make_complaint(ROAD), make_complaint("Sampah di TPS Guntung menumpuk", phone=NEW_PHONE)
    merge = join(first.reporter, second.reporter)
    second.refresh_from_db()
    case_move = merge_cases(source=second, target=first, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)

    with pytest.raises(MoveNotAllowedError, match=f"antara {second.number} dan {first.number}"):
        split_reporters(merge=merge, user=cast.koordinator(), now=MONDAY_MORNING + 2 * HOUR)

    assert ReporterMerge.objects.get().undone_at is None
    undo_move(case_move=case_move, user=cast.koordinator(), now=MONDAY_MORNING + 3 * HOUR)
    split_reporters(merge=merge, user=cast.koordinator(), now=MONDAY_MORNING + 4 * HOUR)
    assert Complaint.objects.get(pk=second.pk).reporter_id == merge.duplicate_id


def test_the_newest_merge_is_taken_back_first() -> None:
    first, second, third = (make_complaint(ROAD, phone=f"+628120000000{number}").reporter for number in (1, 2, 3))
    older = join(second, first)
    newer = join(third, second)

    with pytest.raises(MoveNotAllowedError, match="Pisahkan dulu"):
        split_reporters(merge=older, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)

    split_reporters(merge=newer, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)
    split_reporters(merge=older, user=cast.koordinator(), now=MONDAY_MORNING + HOUR)
    assert [reporter.complaints.count() for reporter in (first, second, third)] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_the_first_words_of_a_new_citizen_in_two_workers_make_one_reporter() -> None:
    events = [make_event("Lampu jalan padam", phone=PHONE, bsuid=BSUID, external_id=f"wamid.{n}") for n in range(4)]
    waiting = iter(events)

    at_once(lambda: take(event=next(waiting), request_id=1, now=MONDAY_MORNING), 4)

    (reporter,) = Reporter.objects.all()
    assert (current(reporter), Message.objects.count()) == ({PHONE, BSUID}, 4)


def test_who_comes_without_any_identifier_is_a_reporter_of_his_own() -> None:
    first, second = (get_reporter(sender=Sender(name="Tanpa nama"), now=MONDAY_MORNING) for _ in range(2))

    assert (first == second, current(first), first.name) == (False, set(), "Tanpa nama")
