"""From a public comment to the form: what is filed by the code stands in the case of the comment, and opens nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.clock import now
from channels_intake.process import drain_all
from channels_intake.replies import send_due
from complaints.case_rows import read_thread
from complaints.invitations import ways_to_invite
from complaints.models import Complaint, Invitation, Message
from complaints.services.inviting import invite, release_invitation
from complaints.services.replies import answer
from complaints.timeline import read_timeline
from tests.cast import koordinator
from tests.channels_intake.web.form_kit import STORY, fill, send, words
from tests.factories import ROAD, make_comment
from tests.reference import load_reference_data

BY_MAIL = {"contact": "email", "email": "siti@contoh.id"}


@pytest.fixture
def invitation(db: None, settings: Settings) -> Invitation:
    """Under a comment whose case the city has."""
    load_reference_data()
    settings.ACK_QUIET_SECONDS, settings.UNDO_SECONDS = 0, {}
    case = make_comment(ROAD, at=now()).complaint
    assert case is not None
    case.refresh_from_db()
    return invite(complaint=case, way="form", user=koordinator(), version=case.version, now=now())


def file(client: Client, code: str, *, contact: dict[str, str] = BY_MAIL, **answers: object) -> object:
    """Opens the invitation's link, tells and sends."""
    client.get(f"/lapor/?kode={code}")
    client.post("/lapor/", {"text": STORY, "invitation": code})
    client.post("/lapor/lokasi/", {})
    client.post("/lapor/kabar/", contact)
    client.post("/lapor/kerahasiaan/", {"name": "Siti Contoh"} | answers)
    return send(client)


def test_the_public_text_leads_to_the_form_with_its_code(client: Client, invitation: Invitation) -> None:
    address = invitation.reply.text.partition(": ")[2].partition(" ")[0]

    page = client.get(address.removeprefix("http://localhost:8000"))

    assert invitation.reply.conversation.is_public is True
    assert f'value="{invitation.code}"' in words(page)


def test_what_is_filed_stands_in_the_case_of_the_comment(client: Client, invitation: Invitation) -> None:
    done = file(client, invitation.code)

    case, message = Complaint.objects.get(), Message.objects.get(channel="web")
    invitation.refresh_from_db()
    assert (message.complaint, invitation.message) == (case, message)
    assert invitation.reporter == message.conversation.reporter != case.reporter
    said = [
        (entry.by, entry.text) for entry in read_timeline(read_thread(case), "Warga", now()) if entry.side == "citizen"
    ]
    assert [text for _, text in said] == [ROAD, STORY]
    assert case.events.filter(type="invitation.used").count() == 1
    assert case.number in words(done)


def test_a_code_that_everybody_can_read_opens_no_page(client: Client, invitation: Invitation) -> None:
    done = file(client, invitation.code)

    assert (done.context["code"], done.context["link"], "/t/" in words(done)) == ("", "", False)  # type: ignore[attr-defined]


def test_answers_go_by_mail_and_carry_no_link_of_the_case(client: Client, invitation: Invitation) -> None:
    file(client, invitation.code)
    case = Complaint.objects.get()
    facts = {"user": koordinator(), "version": case.version, "now": now()}
    answer(complaint=case, text="Tim kami datang besok.", kind="answer", **facts)  # type: ignore[arg-type]

    send_due(now=now() + timedelta(minutes=1))

    bodies = [str(sent.body) for sent in mail.outbox if sent.to == ["siti@contoh.id"]]
    assert any("Tim kami datang besok." in body for body in bodies)
    assert not any("/t/" in body for body in bodies)


def test_the_case_becomes_as_hidden_as_he_chose(client: Client, invitation: Invitation) -> None:
    file(client, invitation.code, is_anonymous="on")

    assert Complaint.objects.get().is_anonymous is True


def test_a_spent_code_loses_nothing_and_opens_a_case_of_its_own(client: Client, invitation: Invitation) -> None:
    file(client, invitation.code)

    done = file(Client(), invitation.code)

    own = Complaint.objects.exclude(pk=invitation.complaint_id).get()
    assert (own.text, own.channel) == (STORY, "web")
    assert done.context["code"]  # type: ignore[attr-defined]
    assert invitation.complaint.events.filter(type="invitation.repeated").count() == 1


def test_a_code_in_the_story_ties_as_well(client: Client, invitation: Invitation) -> None:
    fill(client, text=f"{invitation.code} {STORY}", contact=BY_MAIL)

    send(client)

    assert Complaint.objects.count() == 1


def test_who_was_invited_is_asked_for_his_mail(client: Client, invitation: Invitation) -> None:
    done = file(client, invitation.code, contact={"contact": "none"})

    assert "Jawaban atas undangan dikirim lewat surel" in words(done)
    assert Message.objects.filter(channel="web").count() == 0


def test_words_that_are_no_code_are_refused_and_the_story_is_kept(client: Client, invitation: Invitation) -> None:
    page = client.post("/lapor/", {"text": STORY, "invitation": "bukan kode"})

    assert (page.status_code, "Kode undangan berbentuk" in words(page)) == (422, True)
    assert STORY in words(client.get("/lapor/"))


def test_an_officer_parts_a_stranger_again(client: Client, invitation: Invitation) -> None:
    file(client, invitation.code)
    invitation.refresh_from_db()

    opened = release_invitation(invitation=invitation, user=koordinator(), now=now())

    assert (opened.text, Message.objects.get(channel="web").complaint) == (STORY, opened)
    assert ROAD not in opened.text


def test_read_again_it_stays_single(client: Client, invitation: Invitation) -> None:
    file(client, invitation.code)
    drain_all(now=now())

    assert Message.objects.filter(channel="web").count() == 1


@pytest.mark.parametrize(("channel", "is_offered"), [("facebook", True), ("youtube", True), ("x", False)])
def test_the_form_is_offered_where_a_link_may_be_written(channel: str, is_offered: bool) -> None:
    assert ("form" in ways_to_invite(channel)) is is_offered
