"""Small talk and commands through the door: what the city answers, and what it must not touch."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Media
from complaints.models import Complaint, Message, Reply, ThreadingDecision
from complaints.services import handling, replies
from complaints.services.resolving import resolve
from complaints.wording import HELP_TEXT, PRAISE_TEXT, PROMPT_TEXT, SPAM_TEXT, THANKS_TEXT
from opd.models import Notice
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
STRANGER = "+6281200000077"


def write(text: str | None, hours: float = 1, phone: str = "+6281200000001", choice: str | None = None) -> Message:
    action = "attach_only" if choice else "create_or_attach"
    return receive(make_event(text, phone=phone, at=MONDAY_MORNING + hours * HOUR, choice=choice, action=action))


def said(phone: str = "+6281200000001") -> list[str]:
    """The automatic texts to this citizen beside the acknowledgement and the question for the place."""
    rows = Reply.objects.filter(kind="prompt", conversation__reporter__identifiers__value=phone)
    return list(rows.exclude(form="location_request").order_by("pk").values_list("text", flat=True))


def buttons() -> dict[str, str]:
    """Titles and ids of the last question."""
    content = Reply.objects.filter(form__in=["buttons", "list"]).order_by("pk").last().content  # type: ignore[union-attr]
    return {choice["title"]: choice["id"] for choice in content.get("buttons") or content["rows"]}


def answered(complaint: Complaint) -> Complaint:
    replies.answer(
        complaint=complaint,
        text="Besok kami tambal.",
        kind="answer",
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=MONDAY_MORNING + HOUR / 2,
    )
    complaint.refresh_from_db()
    return complaint


def clocks(complaint: Complaint) -> set[str]:
    return set(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Assalamualaikum", PROMPT_TEXT),
        ("terima kasih", THANKS_TEXT),
        ("mantap pelayanannya", PRAISE_TEXT),
        ("Promo diskon, order di wa.me/62000", SPAM_TEXT),
        ("bantuan", HELP_TEXT),
        ("status", "Belum ada aduan dari Anda. Tuliskan apa yang terjadi dan di mana lokasinya, lalu kami proses."),
        ("batal", "Tidak ada aduan Anda yang sedang berjalan."),
    ],
)
def test_each_kind_of_small_talk_has_its_own_short_answer_and_opens_nothing(text: str, answer: str) -> None:
    write(text)

    assert said() == [answer]
    assert Complaint.objects.count() == 0


def test_a_greeting_with_a_photo_is_a_complaint() -> None:
    from_photo = make_event("Assalamualaikum", kind="image", media=(Media("image", "901"),))

    assert receive(from_photo).complaint is not None


def test_thanks_after_an_answer_open_nothing_and_start_nothing() -> None:
    complaint = answered(make_complaint())
    before = (clocks(complaint), complaint.citizen_wrote_at)
    thanks = write("terima kasih pak")

    complaint.refresh_from_db()
    assert (clocks(complaint), complaint.citizen_wrote_at) == before
    assert (thanks.complaint, said()) == (complaint, [THANKS_TEXT])


def test_thanks_do_not_reopen_what_is_resolved() -> None:
    complaint = make_complaint()
    resolve(complaint=complaint, resolution="Sudah ditambal.", user=cast.petugas_pupr(), now=MONDAY_MORNING + HOUR)
    write("makasih, sudah bagus jalannya", 2)

    complaint.refresh_from_db()
    assert complaint.status == "resolved"


def test_thanks_in_the_burst_are_not_answered_before_a_person_has() -> None:
    make_complaint()
    write("terima kasih", 0.05)

    assert said() == []


def test_two_machines_that_answer_each_other_fall_silent() -> None:
    for number in range(30):
        write("status", 1 + number / 60)

    assert len(said()) == 8


def test_small_talk_is_answered_once_a_day() -> None:
    write("halo", 1)
    write("halo min", 3)
    write("halo", 26)

    assert said() == [PROMPT_TEXT, PROMPT_TEXT]


def test_status_tells_state_promise_and_link_of_the_own_cases() -> None:
    complaint = make_complaint()
    asked = write("status aduan saya")

    lines = said()[0].split("\n")
    assert lines[:3] == [
        f"{complaint.number} “{complaint.subject}”",
        "Keadaan: Diteruskan ke OPD, PUPRK.",
        "Janji selesai paling lambat Jumat, 11 Desember 2026 pukul 16.30 WITA.",
    ]
    assert (lines[3].startswith("Selengkapnya di http"), asked.complaint) == (True, None)


def test_status_admits_lateness() -> None:
    make_complaint()
    write("status", 24 * 30)

    assert said()[0].split("\n")[3] == "Kami terlambat dari janji ini. Mohon maaf."


def test_status_of_a_number_stands_in_its_case_and_moves_nothing() -> None:
    complaint = make_complaint()
    asked = write(f"STATUS {complaint.number.lower()}")

    unchanged = Complaint.objects.get()
    assert asked.complaint == complaint
    assert (unchanged.citizen_wrote_at, unchanged.text) == (complaint.citizen_wrote_at, complaint.text)


def test_anothers_number_is_answered_like_one_that_does_not_exist() -> None:
    complaint = make_complaint()
    asked = write(f"status {complaint.number}", phone=STRANGER)
    write("status BTG-2611-9999", 2, phone=STRANGER)

    assert said(STRANGER) == [
        f"Nomor {complaint.number} tidak ada di antara aduan Anda.",
        "Nomor BTG-2611-9999 tidak ada di antara aduan Anda.",
    ]
    assert asked.complaint is None


def test_a_secret_case_gives_its_state_without_a_link() -> None:
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(is_secret=True)
    write("status")

    assert said()[0].split("\n")[-1] == "Janji selesai paling lambat Jumat, 11 Desember 2026 pukul 16.30 WITA."


def test_withdrawal_is_asked_once_more_and_then_done() -> None:
    complaint = make_complaint()
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=MONDAY_MORNING)
    write("BATAL")
    complaint.refresh_from_db()
    assert complaint.status == "accepted"

    write("Ya, cabut", 2, choice=buttons()["Ya, cabut"])

    complaint.refresh_from_db()
    assert (complaint.status, complaint.closed_at) == ("closed", MONDAY_MORNING + 2 * HOUR + timedelta(seconds=1))
    assert clocks(complaint) == set()
    assert list(SlaClock.objects.filter(complaint=complaint, stopped_at=None, cancelled_at=None)) == []
    assert said()[-1] == f"Aduan {complaint.number} sudah dicabut sesuai permintaan Anda."
    assert complaint.events.filter(type="complaint.withdrawn").count() == 1
    told = Notice.objects.get(subject=f"Aduan {complaint.number} dicabut pelapor")
    assert told.recipient == cast.petugas_pupr()


def test_withdrawal_that_is_declined_changes_nothing() -> None:
    complaint = make_complaint()
    write("batalkan")
    write("Tidak", 2, choice=buttons()["Tidak"])

    complaint.refresh_from_db()
    assert complaint.status == "forwarded"
    assert said()[-1] == f"Baik, aduan {complaint.number} tetap kami proses."


def test_a_button_pressed_twice_withdraws_once_and_says_so() -> None:
    complaint = make_complaint()
    write("batal")
    yes = buttons()["Ya, cabut"]
    write("Ya, cabut", 2, choice=yes)
    write("Ya, cabut", 3, choice=yes)

    assert complaint.events.filter(type="complaint.withdrawn").count() == 1
    assert said()[-1] == f"Aduan {complaint.number} sudah tidak berjalan, jadi tidak perlu dicabut."


def test_of_several_cases_the_citizen_names_the_one_to_withdraw() -> None:
    first = make_complaint()
    second = make_complaint("Sampah menumpuk di TPS, sudah tiga hari tidak diangkut", at=MONDAY_MORNING + 2 * HOUR)
    write("batal", 3)

    assert list(buttons()) == [second.number, first.number]
    write(first.number, 4, choice=buttons()[first.number])
    assert list(buttons()) == ["Ya, cabut", "Tidak"]


def test_nobody_withdraws_anothers_complaint_by_a_made_up_button() -> None:
    complaint = make_complaint()
    write("ya", phone=STRANGER, choice=f"withdraw:{complaint.number}:yes")

    complaint.refresh_from_db()
    assert complaint.status == "forwarded"
    assert said(STRANGER) == [f"Nomor {complaint.number} tidak ada di antara aduan Anda."]


def test_every_message_keeps_its_decision() -> None:
    make_complaint()
    write("status")
    write("terima kasih", 2)

    assert list(ThreadingDecision.objects.order_by("pk").values_list("rule", flat=True)) == ["new", "status", "thanks"]
