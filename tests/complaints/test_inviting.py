"""From a public comment to a private conversation by a code that is good once."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from bontang_pengaduan.lib.inbound import Message as Event
from bontang_pengaduan.lib.inbound import Sender
from complaints.case_rows import read_thread
from complaints.errors import FindingsError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.invitations import LETTERS, find_code, new_code
from complaints.models import Complaint, Invitation, Message, Reply
from complaints.queries import find_conversation
from complaints.services.inviting import invite, release_invitation
from complaints.services.replies import answer
from complaints.timeline import read_timeline
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, PAGE, ROAD, make_comment, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
LATER = MONDAY_MORNING + HOUR
DETAIL = "rumah saya nomor 12, ini lanjutan komentar saya"
STRANGER = "+6281200000099"


@pytest.fixture
def case(settings: Settings) -> Complaint:
    """A case from a public comment, at PUPRK."""
    settings.WHATSAPP_SERVICE_NUMBER = "0811-5000-100"
    make_comment(ROAD)
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded")
    return Complaint.objects.get()


def send_invitation(case: Complaint, way: str = "whatsapp") -> Invitation:
    case.refresh_from_db()
    return invite(complaint=case, way=way, user=petugas_pupr(), version=case.version, now=LATER)


def write_privately(text: str, *, phone: str = "+6281200000001", hours: int = 2) -> Message:
    return receive(make_event(text, phone=phone, at=MONDAY_MORNING + hours * HOUR))


def events(case: Complaint) -> list[str]:
    kinds = case.events.filter(type__startswith="invitation").order_by("pk")
    return list(kinds.values_list("type", flat=True))


def test_the_invitation_is_an_approved_public_reply_that_asks(case: Complaint) -> None:
    invitation = send_invitation(case)

    reply = invitation.reply
    assert (reply.kind, reply.conversation.is_public, reply.conversation.channel) == ("question", True, "facebook")
    assert reply.text.startswith("Terima kasih sudah menyampaikan.")
    assert (reply.text.count(invitation.code), reply.text.count("0811-5000-100")) == (1, 1)
    assert invitation.expires_at == LATER + timedelta(days=7)


@pytest.mark.parametrize("way", ["direct", "whatsapp", "form"])
def test_every_text_fits_the_shortest_channel(case: Complaint, way: str) -> None:
    assert len(send_invitation(case, way).reply.text) <= 280


def test_the_private_message_becomes_a_word_in_the_same_case(case: Complaint) -> None:
    invitation = send_invitation(case)

    message = write_privately(f"{invitation.code.lower()} {DETAIL}")

    invitation.refresh_from_db()
    assert message.complaint == case
    assert (invitation.used_at, invitation.message) == (message.received_at, message)
    assert invitation.reporter == message.conversation.reporter
    assert [row.rule for row in message.threading.all()] == ["invited"]
    assert find_conversation(case) == message.conversation
    assert events(case) == ["invitation.used"]
    assert Complaint.objects.count() == 1


def test_the_private_side_is_told_that_it_belongs_to_the_comment(case: Complaint) -> None:
    message = write_privately(f"{send_invitation(case).code} {DETAIL}")

    told = Reply.objects.get(conversation=message.conversation)
    assert (told.kind, told.complaint) == ("prompt", case)
    assert told.text.startswith("Terima kasih. Pesan Anda di sini kami satukan dengan komentar Anda di Facebook.")


def test_what_follows_in_private_stays_in_the_case_and_the_thread_shows_both_sides(case: Complaint) -> None:
    write_privately(f"{send_invitation(case).code} {DETAIL}")

    write_privately("lubangnya persis di depan gang", hours=30)

    said = [
        (entry.by, entry.text)
        for entry in read_timeline(read_thread(case), "Warga", MONDAY_MORNING + 31 * HOUR)
        if entry.side == "citizen"
    ]
    assert [by for by, _ in said] == ["Warga, komentar terbuka", "Warga, lewat WhatsApp", "Warga, lewat WhatsApp"]
    assert [text for _, text in said][::2] == [ROAD, "lubangnya persis di depan gang"]


def test_a_direct_message_of_the_same_account_ties_by_its_code(case: Complaint) -> None:
    invitation = send_invitation(case, "direct")

    direct = receive(
        Event(
            channel="facebook",
            account=PAGE,
            external_id="m_1",
            sender=Sender(account_id="facebook:5001"),
            sent_at=MONDAY_MORNING + 2 * HOUR,
            wa_type="text",
            action="create_or_attach",
            text=invitation.code,
        )
    )

    invitation.refresh_from_db()
    assert (direct.complaint, invitation.reporter) == (case, case.reporter)
    with pytest.raises(MoveNotAllowedError, match="orang lain"):
        release_invitation(invitation=invitation, user=petugas_pupr(), now=LATER)


def test_a_code_is_good_once_and_a_strangers_try_is_told(case: Complaint) -> None:
    invitation = send_invitation(case)
    write_privately(f"{invitation.code} {DETAIL}")

    second = write_privately(invitation.code, phone=STRANGER, hours=3)

    assert second.complaint is None
    assert events(case) == ["invitation.used", "invitation.repeated"]
    assert Reply.objects.get(conversation=second.conversation).text.startswith("Kode itu sudah dipakai")


def test_what_a_stranger_says_beside_a_spent_code_is_a_complaint_of_his_own(case: Complaint) -> None:
    invitation = send_invitation(case)
    write_privately(f"{invitation.code} {DETAIL}")

    other = write_privately(f"{invitation.code} lampu jalan padam di Loktuan", phone=STRANGER, hours=3)

    assert other.complaint is not None
    assert other.complaint != case


def test_after_a_week_the_code_ties_nothing(case: Complaint) -> None:
    invitation = send_invitation(case)

    message = write_privately(invitation.code, hours=7 * 24 + 2)

    invitation.refresh_from_db()
    assert (message.complaint, invitation.used_at) == (None, None)


def test_a_code_written_in_public_ties_nothing(case: Complaint) -> None:
    invitation = send_invitation(case)

    make_comment(invitation.code, sender=Sender(account_id="facebook:5009"), at=MONDAY_MORNING + 2 * HOUR)

    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_who_is_not_the_same_person_gets_a_case_of_his_own(case: Complaint) -> None:
    invitation = send_invitation(case)
    first = write_privately(f"{invitation.code} {DETAIL}")
    second = write_privately("dan lampunya juga mati", hours=3)
    invitation.refresh_from_db()

    opened = release_invitation(invitation=invitation, user=petugas_pupr(), now=MONDAY_MORNING + 4 * HOUR)

    case.refresh_from_db()
    assert {message.complaint for message in Message.objects.filter(pk__in=[first.pk, second.pk])} == {opened}
    assert (opened.reporter, opened.created_at) == (first.conversation.reporter, first.received_at)
    assert (case.text, case.messages.count()) == (ROAD, 1)
    conversation = find_conversation(case)
    assert conversation is not None
    assert conversation.is_public
    third = write_privately("sudah dicek pak?", hours=30)
    assert third.complaint == opened


def test_parting_is_for_who_handles_the_case_and_once(case: Complaint) -> None:
    invitation = send_invitation(case)
    write_privately(f"{invitation.code} {DETAIL}")
    invitation.refresh_from_db()

    with pytest.raises(NotAllowedError):
        release_invitation(invitation=invitation, user=petugas_lain(), now=LATER)
    release_invitation(invitation=invitation, user=petugas_pupr(), now=LATER)
    with pytest.raises(MoveNotAllowedError):
        release_invitation(invitation=invitation, user=petugas_pupr(), now=LATER)


def test_only_public_comments_are_invited_and_only_by_ways_that_are_there(case: Complaint, settings: Settings) -> None:
    private = make_complaint(phone=STRANGER)
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded")
    facts = {"user": petugas_pupr(), "now": LATER}

    with pytest.raises(InvalidInputError, match="komentar terbuka"):
        invite(complaint=private, way="direct", version=private.version, **facts)  # type: ignore[arg-type]
    settings.WHATSAPP_SERVICE_NUMBER = ""
    with pytest.raises(InvalidInputError, match="Pilih cara"):
        invite(complaint=case, way="whatsapp", version=case.version, **facts)  # type: ignore[arg-type]


def test_personal_data_is_never_asked_in_public(case: Complaint) -> None:
    facts = {"kind": "question", "user": petugas_pupr(), "version": case.version, "now": LATER}

    with pytest.raises(FindingsError) as refusal:
        answer(complaint=case, text="Mohon kirim foto KTP dan nomor HP Anda di sini.", **facts)  # type: ignore[arg-type]

    assert [(finding.flag, finding.stops) for finding in refusal.value.findings] == [("asking", True)]
    assert Reply.objects.count() == 0


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()

    assert find_code(f"min ini kode saya {code.lower().replace('-', ' ')} ya") == code
    assert (find_code("undangan rapat"), set(code[4:]) <= set(LETTERS)) == ("", True)
