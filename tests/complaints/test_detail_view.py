"""One complaint over HTTP: every act works as a plain form, and stale forms are refused."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint, Note, Reply
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint(at=now() - timedelta(minutes=30))  # the citizen's window of 24 hours is open
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def words(complaint: Complaint, **changes: object) -> dict[str, object]:
    return {"mode": "reply", "kind": "answer", "text": "Kami cek.", "version": complaint.version, **changes}


def test_an_answer_is_kept_and_shown(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/balas/", words(complaint), follow=True)

    assert Reply.objects.get(kind="answer").text == "Kami cek."
    assert [entry.text for entry in page.context["entries"] if entry.side == "officer"][-1] == "Kami cek."


def test_a_note_never_becomes_a_reply(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/balas/", words(complaint, mode="note", text="Butuh alat."))

    assert Note.objects.get().text == "Butuh alat."
    assert Reply.objects.filter(kind="answer").count() == 0


def test_an_empty_answer_says_so(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/balas/", words(complaint, text=""))

    assert (page.status_code, page.context["error"]) == (422, "Balasan masih kosong.")


def test_a_stale_form_is_refused_and_its_text_kept(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/balas/", words(complaint, version=complaint.version - 1))

    assert (page.status_code, page.context["form"]["text"].value()) == (409, "Kami cek.")
    assert Reply.objects.filter(kind="answer").count() == 0


def test_taken_and_released(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/ambil/")
    complaint.refresh_from_db()
    assert complaint.assignee == petugas_pupr()

    officer.post(f"/aduan/{complaint.number}/lepas/")
    complaint.refresh_from_db()
    assert complaint.assignee is None


def test_disposisi_moves_the_complaint_and_no_deadline(officer: Client, complaint: Complaint) -> None:
    due = complaint.clocks.get(kind="resolve").due_at
    refused = officer.post(f"/aduan/{complaint.number}/disposisi/", {"opd": unit("DISHUB").pk, "reason": ""})
    assert refused.status_code == 422

    officer.post(f"/aduan/{complaint.number}/disposisi/", {"opd": unit("DISHUB").pk, "reason": "Lampu jalan"})

    complaint.refresh_from_db()
    assert complaint.opd == unit("DISHUB")
    assert complaint.clocks.get(kind="resolve", is_open=True).due_at == due
    assert officer.get(f"/aduan/{complaint.number}/").status_code == 404


def test_resolved_with_a_result(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/selesaikan/", {"resolution": "Lubang sudah ditambal."})

    complaint.refresh_from_db()
    assert (complaint.status, complaint.resolution) == ("resolved", "Lubang sudah ditambal.")


def test_another_agency_can_do_nothing(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_lain())

    answers = [
        client.post(f"/aduan/{complaint.number}/{act}/", words(complaint)).status_code
        for act in ("balas", "ambil", "lepas", "disposisi", "selesaikan")
    ]

    assert answers == [404] * 5


def test_the_citizens_link_is_not_shown_to_officers(officer: Client, complaint: Complaint) -> None:
    page = officer.get(f"/aduan/{complaint.number}/")

    link = Reply.objects.get(kind="acknowledgement").text.split("/t/")[1].split()[0]
    assert page.content.decode().count(link.strip("/")) == 0


def test_only_a_coordinator_opens_the_queue(client: Client, complaint: Complaint) -> None:
    for user, status in ((petugas_pupr(), 403), (pimpinan(), 403), (koordinator(), 200)):
        client.force_login(user)
        assert client.get("/rute/").status_code == status


def test_the_queue_routes_refers_and_refuses(client: Client) -> None:
    complaints = [make_complaint(phone=f"+628120000001{number}") for number in range(3)]
    Complaint.objects.update(opd=None, status="new")
    client.force_login(koordinator())

    client.post(f"/rute/{complaints[0].number}/", {"opd": "DISHUB"})
    client.post(f"/rute/{complaints[1].number}/opd-lain/", {"opd": unit("PUPRK").pk})
    client.post(f"/rute/{complaints[2].number}/bukan-aduan/", {"reason": "Ucapan terima kasih"})

    states = Complaint.objects.order_by("pk").values_list("status", "opd__code")
    assert list(states) == [("forwarded", "DISHUB"), ("forwarded", "PUPRK"), ("rejected", None)]


def test_words_with_a_finding_come_back_marked_and_go_with_a_reason(officer: Client, complaint: Complaint) -> None:
    path = f"/aduan/{complaint.number}/balas/"
    refused = officer.post(path, words(complaint, text="Pak Joko Susilo kami temui <b>besok</b>."))

    assert (refused.status_code, refused.context["form"]["text"].value()) == (
        422,
        "Pak Joko Susilo kami temui <b>besok</b>.",
    )
    assert refused.content.decode().count("<mark>Pak Joko Susilo</mark> kami temui &lt;b&gt;besok&lt;/b&gt;.") == 1
    assert Reply.objects.filter(kind="answer").count() == 0

    officer.post(path, words(complaint, text="Akan kami perbaiki.", override_reason="Sudah ditelepon."))
    event = complaint.events.get(type="reply.written")
    assert event.data["guard"] == {"flags": ["promise"], "reason": "Sudah ditelepon."}


def test_a_repair_gives_the_words_back_and_sends_nothing(officer: Client, complaint: Complaint) -> None:
    text = "Kami perbaiki besok. Hubungi 0812-3456-7890."

    page = officer.post(f"/aduan/{complaint.number}/balas/", words(complaint, text=text, fix="phone:29"))

    better = "Kami perbaiki besok. Hubungi nomor yang tercatat pada kami."
    assert (page.status_code, page.context["form"]["text"].value()) == (200, better)
    assert page.context["second_look"] is None
    assert Reply.objects.filter(kind="answer").count() == 0


def test_a_result_is_checked_as_well(officer: Client, complaint: Complaint) -> None:
    path = f"/aduan/{complaint.number}/selesaikan/"
    refused = officer.post(path, {"resolution": "Itu urusan Dishub bukan kami."})
    assert (refused.status_code, [look.key for look in refused.context["form"].second_look.looks]) == (422, ["blame:0"])

    officer.post(path, {"resolution": "Itu urusan Dishub bukan kami.", "override_reason": "Diminta pelapor."})

    complaint.refresh_from_db()
    assert complaint.status == "resolved"
