"""What officers read when a promise runs out."""

import pytest

from opd.models import Notice, Opd
from sla.due_steps import DueStep
from sla.escalation import escalate_due
from sla.models import ClockKind
from sla.recipients import Audience
from sla.wording import PROMISES, full_date, notice_body
from tests.sla.kit import A_SECOND, DUE, WARNED, MakeComplaint, promise, user_named, wita

NOBODY = Audience(frozenset(), is_stand_in=True)


def test_every_kind_of_clock_has_its_word() -> None:
    assert set(PROMISES) == set(ClockKind)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-26 16:00", "Kamis, 26 November 2026 pukul 16.00 WITA"),
        ("2026-11-25T23:30+07:00", "Kamis, 26 November 2026 pukul 00.30 WITA"),
        ("2027-01-01T00:05+00:00", "Jumat, 1 Januari 2027 pukul 08.05 WITA"),
        ("2026-08-03 07:30:59", "Senin, 3 Agustus 2026 pukul 07.30 WITA"),
    ],
)
def test_dates_are_said_in_full_and_in_wita(moment: str, words: str) -> None:
    assert full_date(wita(moment)) == words


@pytest.mark.usefixtures("cast")
def test_the_notice_says_what_and_until_when_and_nothing_about_the_citizen(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
    promise(complaint)

    escalate_due(now=WARNED + A_SECOND)

    notice = Notice.objects.get()
    assert notice.subject == f"Aduan {complaint.number}: tanggapan pertama hampir jatuh tempo"
    assert notice.body == (
        "Tenggat tanggapan pertama: Selasa, 14 April 2026 pukul 16.00 WITA.\nDitangani: Dinas Perhubungan."
    )
    assert notice.url == f"/aduan/{complaint.number}/"


@pytest.mark.usefixtures("cast")
def test_past_due_is_said_so(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub)
    promise(complaint)

    escalate_due(now=DUE + A_SECOND)

    notice = Notice.objects.get(recipient__username="kadishub")
    assert notice.subject == f"Aduan {complaint.number}: tanggapan pertama lewat tenggat"
    assert notice.body.splitlines()[-1] == "Belum ada petugas yang mengambil aduan ini."


def test_a_stand_in_reads_why_he_is_told() -> None:
    step = DueStep(
        1, "kepala_opd", DUE, "accept", DUE, None, None, None, None, "BTG-2604-0001", is_secret=False, is_red=False
    )

    assert notice_body(step, NOBODY).splitlines() == [
        "Tenggat penerimaan oleh OPD: Selasa, 14 April 2026 pukul 16.00 WITA.",
        "Ditangani: belum ada OPD.",
        "Belum ada petugas yang mengambil aduan ini.",
        "Anda diberi tahu karena belum ada Kepala OPD yang dapat diberi tahu.",
    ]
