"""Red by the citizen's own words: officers are told at night as well, and of nothing else."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bontang_pengaduan.lib.inbound import Amendment
from complaints.incoming import accept
from complaints.models import Complaint
from complaints.risk import red_matters
from complaints.services import moving
from complaints.services.marking import mark_red
from complaints.services.telling import tell_reopened
from opd.delivery import deliver_due
from opd.digests import gather_due
from opd.models import Notice
from sla.working_time import WITA
from tests import cast
from tests.complaints.part_kit import make_lead, make_part
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
NIGHT = MONDAY_MORNING + timedelta(hours=14)  # 23.00 WITA
OPENING = MONDAY_MORNING + timedelta(hours=22, minutes=30)  # Tuesday 07.30 WITA
MINUTE = timedelta(minutes=1)
AMBER = f"{ROAD}. Kalau tidak dijawab saya viralkan."
DEATH = "Tadi ada pengendara yang tewas di sini."
RED = f"{ROAD}. {DEATH}"


@pytest.fixture(autouse=True)
def officer(reference_data: None) -> None:
    """The one who reads at PUPRK."""
    user = cast.petugas_pupr()
    user.email = "petugas@contoh.id"
    user.save(update_fields=["email"])


def marks(complaint: Complaint) -> list[str]:
    return [event.data["matters"] for event in complaint.events.filter(type="complaint.marked_red")]


def is_red(complaint: Complaint) -> bool:
    return Complaint.objects.get(pk=complaint.pk).is_red


def send_all(now: datetime) -> list[str]:
    """The subjects of the e-mails that leave then."""
    mail.outbox.clear()
    gather_due(now=now)
    deliver_due(now=now)
    return [str(message.subject) for message in mail.outbox]


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Ada pungli di loket parkir", "Dugaan korupsi atau pungutan liar"),
        (DEATH, "Ada korban meninggal"),
        ("Anak SD jatuh ke parit yang terbuka", "Menyangkut keselamatan anak"),
        ("Kami akan gugat pemerintah", "Menyangkut tuntutan hukum"),
        ("Oknum petugas itu kasar", "Menyebut pejabat atau petugas tertentu"),
        ("Saya wartawan, minta tanggapan", "Dari atau untuk media"),
        ("Ada kabel listrik putus menjuntai ke jalan", "Kabel atau tiang listrik berbahaya"),
    ],
)
def test_red_is_found_in_the_words_alone(text: str, matter: str) -> None:
    assert matter in red_matters(text)


@pytest.mark.parametrize("text", ["", ROAD, AMBER, "Cara urus akta kematian ayah saya yang meninggal bulan lalu?"])
def test_what_is_amber_or_green_is_not_red(text: str) -> None:
    assert red_matters(text) == ()


def test_a_red_case_at_23_leaves_after_its_burst_and_the_morning_does_not_repeat_it() -> None:
    complaint = make_complaint(RED, at=NIGHT)
    told_at = NIGHT + timedelta(seconds=1 + settings.ACK_QUIET_SECONDS)

    assert send_all(told_at - timedelta(seconds=1)) == []
    assert send_all(told_at) == [f"Aduan baru {complaint.number}"]
    [message] = mail.outbox
    assert "bertanda merah" in message.body
    assert "tewas" not in message.body
    assert "Warga" not in message.body
    assert send_all(OPENING) == []
    assert (marks(complaint), is_red(complaint)) == (["Ada korban meninggal"], True)


def test_an_amber_case_at_23_waits_until_the_morning() -> None:
    complaint = make_complaint(AMBER, at=NIGHT)

    assert send_all(OPENING - timedelta(seconds=1)) == []
    assert send_all(OPENING) == [f"Aduan baru {complaint.number}"]
    assert (marks(complaint), is_red(complaint)) == ([], False)


def test_nothing_but_the_red_leaves_outside_office_hours() -> None:
    for hours in range(0, 24 * 7, 5):
        at, phone = MONDAY_MORNING + timedelta(hours=hours), f"+62812000{hours:05}"
        make_complaint(RED if hours % 2 else AMBER, phone=phone, at=at)

    told = Notice.objects.filter(subject__startswith="Aduan baru")
    early = {notice.url for notice in told if not _is_open(notice.next_attempt_at)}
    red = {f"/aduan/{number}/" for number in Complaint.objects.filter(is_red=True).values_list("number", flat=True)}
    assert (told.count(), len(red)) == (34, 17)
    assert early
    assert early <= red


def _is_open(moment: datetime) -> bool:
    local = moment.astimezone(WITA)
    return local.weekday() < 5 and 7 <= local.hour <= 16


def test_a_later_red_word_lets_what_waits_leave_now_and_marks_once() -> None:
    complaint = make_complaint(ROAD, at=NIGHT)
    held = send_all(NIGHT + MINUTE)
    receive(make_event(DEATH, at=NIGHT + 2 * MINUTE))
    receive(make_event("Korban meninggal dua orang", at=NIGHT + 3 * MINUTE))

    assert (held, send_all(NIGHT + 4 * MINUTE)) == ([], [f"Aduan baru {complaint.number}"])
    assert send_all(OPENING) == []
    assert marks(complaint) == ["Ada korban meninggal"]


def test_another_case_that_waits_keeps_waiting() -> None:
    make_complaint(ROAD, phone="+6281200000002", at=NIGHT)
    complaint = make_complaint(ROAD, at=NIGHT)
    receive(make_event(DEATH, at=NIGHT + 2 * MINUTE))

    assert send_all(NIGHT + 4 * MINUTE) == [f"Aduan baru {complaint.number}"]


def test_an_edit_that_turns_red_marks_as_well() -> None:
    complaint = make_complaint(ROAD, at=NIGHT)
    target = complaint.messages.get().external_id
    edit = Amendment("whatsapp", ACCOUNT, "edit-1", "edit", "amend", target, NIGHT + MINUTE, new_text=RED)

    accept(event=edit, now=NIGHT + MINUTE)

    assert (is_red(complaint), len(marks(complaint))) == (True, 1)


@pytest.mark.parametrize("whose", ["link", "city"])
def test_words_of_others_mark_nothing(whose: str) -> None:
    complaint = make_complaint(ROAD, at=NIGHT)
    message = complaint.messages.get()
    message.text, message.is_outbound = DEATH, whose == "city"
    message.details = {"by_link": True} if whose == "link" else {}

    mark_red(complaint=complaint, message=message, now=NIGHT)

    assert not is_red(complaint)


def test_the_case_into_which_a_red_one_is_merged_is_red() -> None:
    road = make_complaint(ROAD)
    red = make_complaint(f"Sampah di TPS Loktuan tidak diangkut tiga hari. {DEATH}", at=MONDAY_MORNING + 120 * MINUTE)
    before = is_red(road)

    moving.merge_cases(source=red, target=road, user=cast.koordinator(), now=MONDAY_MORNING + 180 * MINUTE)

    assert (before, is_red(road), marks(road)) == (False, True, ["Ada korban meninggal"])


def test_the_parts_of_a_red_case_are_red_whichever_came_first() -> None:
    lead = make_lead()
    early = make_part(lead)
    receive(make_event(DEATH, at=MONDAY_MORNING + 180 * MINUTE))

    assert [is_red(case) for case in (lead, early, make_part(lead, code="DLH"))] == [True, True, True]


def test_words_that_are_not_red_cost_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    complaint = make_complaint(ROAD)
    message = complaint.messages.get()

    with django_assert_num_queries(0):
        mark_red(complaint=complaint, message=message, now=NIGHT)


@pytest.mark.parametrize(("text", "leaves"), [(RED, NIGHT), (AMBER, OPENING)])
def test_every_word_to_officers_about_a_red_case_leaves_at_once(text: str, leaves: datetime) -> None:
    tell_reopened(make_complaint(text), now=NIGHT)

    assert Notice.objects.get(dedupe_key__startswith="reopened:").next_attempt_at == leaves


def test_the_page_of_the_case_says_it_in_words(client: Client) -> None:
    complaint = make_complaint(RED)
    client.force_login(cast.petugas_pupr())

    page = client.get(f"/aduan/{complaint.number}/").content.decode()

    assert "Aduan bertanda merah" in page
    assert "Bertanda merah: Ada korban meninggal. Petugas diberi tahu juga di luar jam kerja" in page
