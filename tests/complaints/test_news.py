"""What an open page is told of list and case when it asks, and that it is told nothing of foreign cases."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint
from complaints.services import handling, replies
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


def at_pupr(phone: str = "+6281200000001") -> Complaint:
    complaint = make_complaint(phone=phone, at=now() - timedelta(hours=2))
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("PUPRK"), status="forwarded", assignee=None)
    complaint.refresh_from_db()
    return complaint


def ask(client: Client, **facts: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/aduan/kabar/?{urlencode(facts)}").json()
    return found


def mark_of(client: Client, complaint: Complaint) -> str:
    mark: str = client.get(f"/aduan/{complaint.number}/").context["mark"]
    return mark


def words(client: Client, complaint: Complaint, mark: str) -> str:
    said: str = ask(client, aduan=complaint.number, sejak_aduan=mark)["case"]["words"]
    return said


def test_what_came_since_the_list_was_made_is_counted(client: Client) -> None:
    old, other = at_pupr(), unit("DISHUB")
    client.force_login(petugas_pupr())
    since = client.get("/aduan/?tampilan=semua").context["listed_at"]
    assert ask(client, daftar="1", tampilan="semua", sejak=since)["arrived"] == 0

    new = at_pupr("+6281200000002")
    Complaint.objects.filter(pk=new.pk).update(opd=other)
    handling.forward(complaint=_fresh(new), opd=unit("PUPRK"), reason="Jalan kota", user=koordinator(), now=now())

    found = ask(client, daftar="1", tampilan="semua", sejak=since)
    assert (found["arrived"], found["counts"]["semua"], sorted(found["rows"])) == (1, 2, [old.number, new.number])
    client.force_login(petugas_lain())
    found = ask(client, daftar="1", tampilan="semua", sejak=since)
    assert (found["arrived"], found["counts"]["semua"], found["rows"]) == (0, 0, {})


def test_a_case_page_hears_who_did_what(client: Client) -> None:
    complaint, colleague = at_pupr(), pimpinan()
    client.force_login(petugas_pupr())
    mark = mark_of(client, complaint)
    assert words(client, complaint, mark) == ""

    handling.add_note(complaint=complaint, text="Sudah disurvei", user=colleague, now=now())
    assert words(client, complaint, mark) == f"Catatan baru dari {colleague.display_name}."
    handling.take(complaint=complaint, user=colleague, now=now())
    assert words(client, complaint, mark).startswith(f"Diubah oleh {colleague.display_name} ")
    current = _fresh(complaint)
    replies.answer(
        complaint=current,
        text="Terima kasih, kami cek.",
        kind="answer",
        user=colleague,
        version=current.version,
        now=now(),
    )
    assert words(client, complaint, mark).startswith(f"Dijawab {colleague.display_name} ")
    receive(make_event("Terima kasih, kapan?", at=now()))
    assert words(client, complaint, mark) == "Ada pesan baru dari pelapor."
    assert words(client, complaint, mark_of(client, complaint)) == ""


def test_ones_own_acts_are_no_news(client: Client) -> None:
    complaint, officer = at_pupr(), petugas_pupr()
    client.force_login(officer)
    mark = mark_of(client, complaint)

    handling.take(complaint=complaint, user=officer, now=now())
    handling.add_note(complaint=complaint, text="Catatan sendiri", user=officer, now=now())

    assert words(client, complaint, mark) == ""


def test_a_case_that_has_left_the_unit_says_so_and_no_more(client: Client) -> None:
    complaint = at_pupr()
    client.force_login(petugas_pupr())
    mark = mark_of(client, complaint)

    handling.forward(complaint=complaint, opd=unit("DISHUB"), reason="Lampu", user=koordinator(), now=now())

    assert ask(client, aduan=complaint.number, sejak_aduan=mark)["case"] == {
        "words": "Aduan ini tidak lagi berada di OPD Anda.",
        "presence": "",
    }


def test_marks_and_moments_that_nobody_wrote_do_no_harm(client: Client) -> None:
    complaint = at_pupr()
    client.force_login(petugas_pupr())

    assert words(client, complaint, "1-x") == ""
    assert ask(client, daftar="1", sejak="kemarin")["arrived"] == 0


def _fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)
