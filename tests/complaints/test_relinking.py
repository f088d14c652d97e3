"""A new link: by the same channel, to the citizen alone, and the old one is dead."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.links import opened_by
from complaints.lookups import code_digest, find_by_code
from complaints.models import Complaint, Reply
from complaints.services.relinking import renew_link
from tests import cast
from tests.factories import make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint of an hour ago at PUPRK, with a code."""
    made = make_complaint(at=now() - timedelta(hours=1))
    facts = {"opd": cast.unit("PUPRK"), "status": "forwarded", "assignee": None}
    Complaint.objects.filter(pk=made.pk).update(**facts, code_digest=code_digest("7Q2M9-XK4TR"))
    made.refresh_from_db()
    return made


def tokens(complaint: Complaint) -> list[str]:
    texts = (
        Reply.objects.filter(complaint=complaint, text__contains="/t/").order_by("pk").values_list("text", flat=True)
    )
    return [text.split("/t/")[1].split("/")[0] for text in texts]


def test_the_word_in_chat_brings_a_new_link_and_ends_the_old_one(complaint: Complaint) -> None:
    receive(make_event("TAUTAN", at=now()))

    old, new = tokens(complaint)
    assert (opened_by(old).first(), opened_by(new).first()) == (None, complaint)
    assert not find_by_code(complaint.number, "7Q2M9-XK4TR").exists()


def test_a_stranger_gets_no_link(complaint: Complaint) -> None:
    receive(make_event(f"TAUTAN {complaint.number}", phone="+6281200000088", at=now()))

    assert len(tokens(complaint)) == 1
    assert opened_by(tokens(complaint)[0]).exists()


def test_an_officer_sends_it_and_does_not_see_it(client: Client, complaint: Complaint) -> None:
    client.force_login(cast.petugas_pupr())

    page = client.post(f"/aduan/{complaint.number}/pelapor/tautan/", follow=True)

    assert len(tokens(complaint)) == 2
    assert tokens(complaint)[1] not in page.content.decode()
    assert "Tautan baru dikirim" in page.content.decode()


def test_another_unit_sends_none(client: Client, complaint: Complaint) -> None:
    client.force_login(cast.petugas_lain())

    response = client.post(f"/aduan/{complaint.number}/pelapor/tautan/")

    assert (response.status_code, len(tokens(complaint))) == (404, 1)


def test_when_nothing_can_be_sent_the_old_link_stays(complaint: Complaint) -> None:
    complaint.reporter.conversations.update(window_until=now() - timedelta(hours=1))

    with pytest.raises(Exception, match="tautan lamanya tetap berlaku"):
        renew_link(complaint=complaint, user=cast.petugas_pupr(), now=now())

    assert opened_by(tokens(complaint)[0]).exists()
