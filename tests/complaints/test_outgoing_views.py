"""The controls of a reply on its way: each a plain form, each only for whom it is."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from complaints.models import Complaint, Conversation, Lane, MessageTemplate, ReadReceipt, Reply, SendingGate
from complaints.services import replies
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import ACCOUNT, make_comment, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK, written a minute ago."""
    made = make_complaint(at=timezone.now() - timedelta(minutes=1))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


@pytest.fixture
def reply(complaint: Complaint) -> Reply:
    """An officer's answer that may still be taken back."""
    return replies.answer(
        complaint=complaint,
        text="Kami cek sore ini.",
        kind="receipt",
        user=petugas_pupr(),
        version=complaint.version,
        now=timezone.now(),
    )


def shut_window() -> None:
    Conversation.objects.update(window_until=timezone.now())


def make_template() -> MessageTemplate:
    return MessageTemplate.objects.create(
        channel="whatsapp",
        name="hasil_aduan",
        language="id",
        state="approved",
        body="Aduan {{nomor}} selesai: {{hasil}}",
        names=["nomor", "hasil"],
        is_plain=True,
        synced_at=timezone.now(),
    )


def page_of(client: Client, complaint: Complaint, query: str = "") -> str:
    return client.get(f"/aduan/{complaint.number}/{query}").content.decode()


def test_the_author_sees_how_long_he_may_take_it_back(officer: Client, complaint: Complaint, reply: Reply) -> None:
    page = page_of(officer, complaint)

    assert page.count(f'action="/balasan/{reply.pk}/urungkan/"') == 1
    assert page.count(f'action="/balasan/{reply.pk}/kirim-sekarang/"') == 1
    assert page.count("Dikirim dalam ") == 1


def test_a_colleague_sees_no_undo_and_may_not_do_it(client: Client, complaint: Complaint, reply: Reply) -> None:
    client.force_login(pimpinan())

    assert page_of(client, complaint).count("/urungkan/") == 0
    client.post(f"/balasan/{reply.pk}/urungkan/")

    reply.refresh_from_db()
    assert reply.status == "pending"


def test_undone_the_words_are_in_the_composer_and_not_in_the_thread(
    officer: Client, complaint: Complaint, reply: Reply
) -> None:
    page = officer.post(f"/balasan/{reply.pk}/urungkan/", follow=True)

    assert page.redirect_chain[0][0] == f"/aduan/{complaint.number}/?draf={reply.pk}"
    form = page.context["form"]
    assert (form["text"].value(), form["kind"].value()) == ("Kami cek sore ini.", "receipt")
    assert [entry for entry in page.context["entries"] if entry.reply == reply] == []


def test_nobody_reads_an_others_draft(client: Client, complaint: Complaint, reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(status="cancelled")
    client.force_login(pimpinan())

    page = client.get(f"/aduan/{complaint.number}/?draf={reply.pk}")

    assert page.context["form"]["text"].value() is None


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "0"])
def test_a_draft_that_is_none_is_an_empty_composer(officer: Client, complaint: Complaint, key: str) -> None:
    page = officer.get(f"/aduan/{complaint.number}/?draf={key}")

    assert (page.status_code, page.context["form"]["text"].value()) == (200, None)


def test_sent_at_once(officer: Client, reply: Reply) -> None:
    officer.post(f"/balasan/{reply.pk}/kirim-sekarang/")

    reply.refresh_from_db()
    assert reply.next_attempt_at <= timezone.now()


def test_what_may_be_taken_back_is_not_on_the_citizens_page(client: Client, complaint: Complaint, reply: Reply) -> None:
    link = Reply.objects.get(kind="acknowledgement").text.split("/t/")[1].split()[0]
    assert client.get(f"/t/{link}").content.decode().count("Kami cek sore ini.") == 0

    Reply.objects.filter(pk=reply.pk).update(status="sent")
    assert client.get(f"/t/{link}").content.decode().count("Kami cek sore ini.") == 1


def test_unknown_is_said_and_sent_again_after_a_second_look(
    officer: Client, complaint: Complaint, reply: Reply
) -> None:
    Reply.objects.filter(pk=reply.pk).update(status="unknown")
    page = page_of(officer, complaint)
    assert (page.count("Belum pasti terkirim"), page.count("pelapor mungkin menerima pesan ini dua kali")) == (1, 1)

    officer.post(f"/balasan/{reply.pk}/tetap-kirim/")

    assert Reply.objects.get(retry_of=reply).status == "pending"
    assert page_of(officer, complaint).count("/tetap-kirim/") == 0


def test_a_late_closed_window_is_shown_to_the_officer(officer: Client, complaint: Complaint, reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(status="held")
    shut_window()

    page = page_of(officer, complaint)

    assert page.count("Ditahan: jendela WhatsApp tertutup. Dikirim begitu pelapor menulis lagi.") == 1
    assert (page.count("/batalkan/"), page.count("/lepaskan/")) == (1, 0)


def test_a_held_reply_is_dropped_or_freed(officer: Client, complaint: Complaint, reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(status="held")
    assert page_of(officer, complaint).count("/lepaskan/") == 1

    officer.post(f"/balasan/{reply.pk}/lepaskan/")
    reply.refresh_from_db()
    assert reply.status == "pending"

    Reply.objects.filter(pk=reply.pk).update(status="held")
    officer.post(f"/balasan/{reply.pk}/batalkan/")
    reply.refresh_from_db()
    assert reply.status == "cancelled"


def test_after_the_window_the_composer_offers_approved_templates_only(officer: Client, complaint: Complaint) -> None:
    template = make_template()
    shut_window()

    page = officer.get(f"/aduan/{complaint.number}/")

    text = page.content.decode()
    assert page.context["composer"].templates == (template,)
    assert text.count(f'href="/aduan/{complaint.number}/templat/{template.pk}/"') == 1
    assert text.count('name="mode" value="reply"') == 0
    assert text.count('name="mode" value="note" checked') == 1


def test_free_text_after_the_window_is_refused_and_kept(officer: Client, complaint: Complaint) -> None:
    shut_window()

    page = officer.post(
        f"/aduan/{complaint.number}/balas/",
        {"mode": "reply", "kind": "answer", "text": "Kami cek.", "version": complaint.version},
    )

    assert page.status_code == 422
    assert page.context["error"].startswith("Jendela WhatsApp 24 jam sudah tertutup.")
    assert page.context["form"]["text"].value() == "Kami cek."


def test_a_template_is_filled_on_a_page_of_its_own(officer: Client, complaint: Complaint) -> None:
    template = make_template()
    shut_window()
    path = f"/aduan/{complaint.number}/templat/{template.pk}/"
    form = officer.get(path).context["form"]
    assert form["value_nomor"].value() == complaint.number
    facts = {"value_nomor": complaint.number, "value_hasil": "", "kind": "answer", "version": complaint.version}

    refused = officer.post(path, facts)
    officer.post(path, facts | {"value_hasil": "Sudah ditambal."})

    assert (refused.status_code, refused.context["form"].errors) == (422, {"value_hasil": ["Isi bagian ini."]})
    assert Reply.objects.get(form="template").text == f"Aduan {complaint.number} selesai: Sudah ditambal."


def test_a_stale_template_form_is_refused(officer: Client, complaint: Complaint) -> None:
    template = make_template()
    facts = {"value_nomor": "a", "value_hasil": "b", "kind": "answer", "version": complaint.version - 1}

    page = officer.post(f"/aduan/{complaint.number}/templat/{template.pk}/", facts)

    assert (page.status_code, Reply.objects.filter(form="template").count()) == (422, 0)


def test_a_stopped_account_and_an_unreachable_citizen_are_said(officer: Client, complaint: Complaint) -> None:
    now: datetime = timezone.now()
    gate = {"channel": "whatsapp", "account": ACCOUNT}
    SendingGate.objects.create(**gate, stopped_at=now, stop_reason="Token WhatsApp tidak berlaku lagi.")
    Lane.objects.create(conversation=Conversation.objects.get(), unreachable_at=now)

    page = page_of(officer, complaint)

    assert page.count("Token WhatsApp tidak berlaku lagi. Balasan disimpan dan dikirim begitu pulih.") == 1
    assert page.count("Tidak terjangkau lewat WhatsApp") == 1


def test_a_citizen_who_has_written_since_is_reachable(officer: Client, complaint: Complaint) -> None:
    Lane.objects.create(conversation=Conversation.objects.get(), unreachable_at=timezone.now() - timedelta(hours=1))

    assert officer.get(f"/aduan/{complaint.number}/").context["composer"].unreachable_at is None


def test_opening_the_page_tells_the_citizen_that_it_was_read(officer: Client, complaint: Complaint) -> None:
    page_of(officer, complaint)
    page_of(officer, complaint)

    receipts = ReadReceipt.objects.filter(message=complaint.messages.get())
    assert [receipt.with_typing for receipt in receipts] == [False]


def test_another_agency_finds_none_of_it(client: Client, complaint: Complaint, reply: Reply) -> None:
    template = make_template()
    client.force_login(petugas_lain())
    acts = ("urungkan", "kirim-sekarang", "tetap-kirim", "batalkan", "lepaskan")

    answers = [client.post(f"/balasan/{reply.pk}/{act}/").status_code for act in acts]
    answers.append(client.get(f"/aduan/{complaint.number}/templat/{template.pk}/").status_code)

    assert answers == [404] * 6
    reply.refresh_from_db()
    assert reply.status == "pending"


def test_the_coordinator_sees_the_undo_of_others_nowhere(client: Client, complaint: Complaint, reply: Reply) -> None:
    client.force_login(koordinator())

    assert page_of(client, complaint).count(f"/balasan/{reply.pk}/") == 0


@pytest.fixture
def public_complaint(db: None) -> Complaint:
    """A complaint from a public comment at PUPRK, written a minute ago."""
    made = make_comment(at=timezone.now() - timedelta(minutes=1)).complaint
    assert made is not None
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def write_privately(client: Client, complaint: Complaint) -> int:
    version = Complaint.objects.get(pk=complaint.pk).version
    values = {"mode": "private", "kind": "answer", "text": "Mohon nomornya.", "version": version}
    return client.post(f"/aduan/{complaint.number}/balas/", values).status_code


def test_the_composer_of_a_comment_says_who_will_read_it(officer: Client, public_complaint: Complaint) -> None:
    page = officer.get(f"/aduan/{public_complaint.number}/").content.decode()

    assert "<b>Komentar terbuka di Facebook.</b> Balasan Anda dibaca semua orang." in page
    assert page.count('name="mode" value="private"') == 1


def test_a_private_word_is_kept_as_such_and_offered_once(officer: Client, public_complaint: Complaint) -> None:
    first = write_privately(officer, public_complaint)
    again = write_privately(officer, public_complaint)

    page = officer.get(f"/aduan/{public_complaint.number}/").content.decode()
    [written] = Reply.objects.filter(form="private")
    assert (first, again, written.text) == (302, 422, "Mohon nomornya.")
    assert 'name="mode" value="private"' not in page
    assert "Pesan pribadi · " in page


def test_a_stranger_writes_nothing_privately(client: Client, public_complaint: Complaint) -> None:
    client.force_login(petugas_lain())

    assert write_privately(client, public_complaint) == 404
    assert not Reply.objects.filter(form="private").exists()
