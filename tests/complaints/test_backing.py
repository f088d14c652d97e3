"""What an officer can point to later: the approved answer with its version, and the reason against the check."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.case_rows import read_thread
from complaints.models import Complaint, Reply
from complaints.services import delivery, replies
from complaints.timeline import read_timeline
from opd.models import Role
from tests.cast import member, petugas_pupr, pimpinan
from tests.complaints.answer_kit import in_force
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
HEAD = "disahkan Pimpinan.Uji.Pupr, dasar UU 25/2009."


def send(complaint: Complaint, text: str, details: replies.ReplyDetails) -> Reply:
    complaint.refresh_from_db()
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=LATER,
        details=details,
    )


def backings(complaint: Complaint) -> list[str]:
    return [
        entry.backing
        for entry in read_timeline(read_thread(complaint), "Warga", LATER)
        if entry.reply and entry.reply.author
    ]


def test_an_approved_answer_stands_behind_its_officer() -> None:
    complaint, version = make_complaint(), in_force(MONDAY_MORNING, "Sudah {nomor} kami catat.")
    details = replies.ReplyDetails(approved=version)

    send(complaint, f"Sudah {complaint.number} kami catat.", details)
    send(complaint, "Sudah kami catat kemarin.", details)
    send(complaint, "Sudah kami catat.", replies.NO_DETAILS)

    assert backings(complaint) == [
        f"Dijawab sesuai jawaban tersetujui “Lubang jalan” versi 1, {HEAD}",
        f"Diubah dari jawaban tersetujui “Lubang jalan” versi 1, {HEAD}",
        "",
    ]
    assert pimpinan().display_name == "Pimpinan.Uji.Pupr"


def test_the_reason_against_the_check_is_kept_for_the_reply_and_its_retry() -> None:
    complaint = make_complaint()
    reply = send(complaint, "Akan kami cek.", replies.ReplyDetails(override_reason="Tanggalnya lewat telepon."))
    delivery.mark_failed(reply=reply, reason="x", code=None, now=LATER)

    replies.retry(reply=reply, user=petugas_pupr(), now=LATER)

    assert backings(complaint) == ["Tetap dikirim walau janji tanpa tanggal: Tanggalnya lewat telepon."] * 2


def test_those_who_only_look_do_not_see_it(client: Client) -> None:
    complaint = make_complaint(at=now() - timedelta(minutes=30))
    complaint.refresh_from_db()
    replies.answer(
        complaint=complaint,
        text="Akan kami cek.",
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=now(),
        details=replies.ReplyDetails(override_reason="Tanggalnya lewat telepon."),
    )
    shown = []
    for user in (petugas_pupr(), member("sekda.uji", Role.SEKDA)):
        client.force_login(user)
        shown.append(client.get(f"/aduan/{complaint.number}/").content.decode().count("Tanggalnya lewat telepon."))

    assert shown == [1, 0]
