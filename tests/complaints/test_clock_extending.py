"""Perpanjangan: the unit asks, the coordinator decides, the citizen reads the new date."""

from datetime import date, timedelta

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Conversation, MessageTemplate, Reply
from complaints.services import extending
from opd.models import Notice
from sla.models import ClockKind, Extension, SlaClock
from tests.cast import koordinator, petugas_lain, petugas_pupr
from tests.complaints.clock_kit import case_at_pupr, resolve_clock, sentences
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
UNTIL = date(2026, 12, 18)
SHUT = MONDAY_MORNING + timedelta(days=2)


@pytest.fixture
def complaint() -> Complaint:
    return case_at_pupr()


@pytest.fixture
def request_(complaint: Complaint) -> Extension:
    koordinator()
    return extending.ask_extension(
        complaint=complaint, until=UNTIL, reason="Aspal belum datang", user=petugas_pupr(), now=MONDAY_MORNING
    )


def grant(request_: Extension, now: object = MONDAY_MORNING) -> None:
    extending.decide_extension(
        extension=request_,
        is_accepted=True,
        remark="Wajar",
        user=koordinator(),
        now=now,  # type: ignore[arg-type]
    )


def word_of_new_date(complaint: Complaint) -> Reply:
    return Reply.objects.get(complaint=complaint, kind=Reply.Kind.PROMPT, text__contains="18 Desember 2026")


def test_asked_by_the_form_it_waits_for_the_coordinator(client: Client, complaint: Complaint) -> None:
    koordinator()
    client.force_login(petugas_pupr())
    facts = {"until": "2026-12-18", "reason": "Aspal belum datang"}

    response = client.post(f"/aduan/{complaint.number}/tenggat/perpanjangan/", facts)

    extension = Extension.objects.get()
    notice = Notice.objects.get(recipient=koordinator())
    assert (response.status_code, extension.until, extension.asked_by) == (302, UNTIL, petugas_pupr())
    assert notice.url == f"/aduan/{complaint.number}/tenggat/perpanjangan/{extension.pk}/"
    assert sentences(client, complaint)[-1].endswith(
        "meminta perpanjangan sampai Jumat, 18 Desember 2026: Aspal belum datang"
    )


def test_granted_by_the_form_the_promise_moves_and_everybody_is_told(
    client: Client, complaint: Complaint, request_: Extension
) -> None:
    client.force_login(koordinator())
    path = f"/aduan/{complaint.number}/tenggat/perpanjangan/{request_.pk}/"

    page = client.get(path)
    client.post(path, {"is_accepted": "yes", "remark": "Bahan memang langka"})

    assert page.context["decision"].outcome == ""
    assert resolve_clock(complaint).due_at.date() == UNTIL
    assert word_of_new_date(complaint).text == (
        f"Aduan {complaint.number} “{complaint.subject}” perlu waktu lebih lama dari janji semula.\n"
        "Janji baru: selesai paling lambat Jumat, 18 Desember 2026 pukul 16.30 WITA.\n"
        "Alasan: Aspal belum datang\n"
        "Mohon maaf atas perubahan ini."
    )
    assert Notice.objects.get(subject__endswith="perpanjangan disetujui").recipient == petugas_pupr()
    assert sentences(client, complaint)[-1] == (
        "Tenggat penyelesaian diperpanjang Koordinator.Uji sampai Jumat, 18 Desember 2026 pukul 16.30 WITA: "
        "Bahan memang langka"
    )
    assert client.get(path).context["decision"].outcome == "Sudah disetujui: Bahan memang langka"


def test_refused_nothing_moves_and_the_citizen_hears_nothing(complaint: Complaint, request_: Extension) -> None:
    due, said = resolve_clock(complaint).due_at, Reply.objects.count()

    extending.decide_extension(
        extension=request_, is_accepted=False, remark="Bahan ada", user=koordinator(), now=MONDAY_MORNING
    )

    assert (resolve_clock(complaint).due_at, Reply.objects.count()) == (due, said)
    assert Notice.objects.get(subject__endswith="perpanjangan ditolak").recipient == petugas_pupr()


def test_29_the_word_of_the_new_date_stops_no_clock(complaint: Complaint, request_: Extension) -> None:
    grant(request_)

    running = SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True)
    assert set(running) >= {ClockKind.FIRST_ANSWER, ClockKind.RESOLVE}


def test_outside_the_window_the_word_waits_for_the_citizen(complaint: Complaint, request_: Extension) -> None:
    grant(request_, now=SHUT)

    assert word_of_new_date(complaint).status == Reply.Status.HELD


def test_outside_the_window_an_approved_template_says_it(complaint: Complaint, request_: Extension) -> None:
    conversation = Conversation.objects.get(reporter=complaint.reporter)
    MessageTemplate.objects.create(
        channel=conversation.channel,
        external_id="1",
        name="janji_baru",
        language="id",
        category="UTILITY",
        state="approved",
        is_plain=True,
        body="Aduan {{1}}: janji baru {{2}}.",
        names=["1", "2"],
        synced_at=MONDAY_MORNING,
    )

    grant(request_, now=SHUT)

    reply = word_of_new_date(complaint)
    assert (reply.form, reply.status, reply.text) == (
        Reply.Form.TEMPLATE,
        Reply.Status.PENDING,
        f"Aduan {complaint.number}: janji baru Jumat, 18 Desember 2026 pukul 16.30 WITA.",
    )


def test_only_the_coordinator_decides(client: Client, complaint: Complaint, request_: Extension) -> None:
    client.force_login(petugas_pupr())
    path = f"/aduan/{complaint.number}/tenggat/perpanjangan/{request_.pk}/"

    with pytest.raises(NotAllowedError):
        extending.decide_extension(
            extension=request_, is_accepted=True, remark="Ya", user=petugas_pupr(), now=MONDAY_MORNING
        )
    assert client.post(path, {"is_accepted": "yes", "remark": "Ya"}).status_code == 403


def test_a_request_of_another_case_is_not_found(client: Client, complaint: Complaint, request_: Extension) -> None:
    other = make_complaint("Lampu jalan di simpang padam sejak kemarin malam", phone="+6281200000002")
    client.force_login(koordinator())

    assert client.get(f"/aduan/{other.number}/tenggat/perpanjangan/{request_.pk}/").status_code == 404


def test_who_may_not_ask_and_what_cannot_be_asked(complaint: Complaint) -> None:
    facts = {"complaint": complaint, "until": UNTIL, "now": MONDAY_MORNING}

    with pytest.raises(NotAllowedError):
        extending.ask_extension(reason="Coba", user=petugas_lain(), **facts)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError):
        extending.ask_extension(reason=" ", user=petugas_pupr(), **facts)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowedError, match="hari kerja"):
        extending.ask_extension(
            complaint=complaint, until=date(2026, 12, 19), reason="Uji", user=petugas_pupr(), now=MONDAY_MORNING
        )
    assert Extension.objects.count() == 0
