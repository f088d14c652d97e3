"""Hiding a comment as plain pages, from its case and from Sebutan."""

import pytest
from django.test import Client

from complaints.hidings import Standing
from complaints.models import Complaint, Hiding, Mention, Message
from complaints.services.hiding import mark_done
from opd.models import Role
from tests import cast
from tests.factories import MONDAY_MORNING, ROAD, make_comment

pytestmark = pytest.mark.usefixtures("reference_data")
TALK = "mantap pak wali"
HIDDEN = Standing("Disembunyikan: Spam atau penipuan", may_show=True)


@pytest.fixture
def comment(client: Client) -> Message:
    """A comment in a case of PUPRK, whose officer is logged in."""
    made = make_comment(f"{ROAD} <script>alert(1)</script>")
    Complaint.objects.filter(messages=made).update(opd=cast.unit("PUPRK"), status="forwarded")
    client.force_login(cast.petugas_pupr())
    return Message.objects.get(pk=made.pk)


def address(message: Message, act: str) -> str:
    assert message.complaint
    return f"/aduan/{message.complaint.number}/pesan/{message.pk}/{act}/"


def shown(client: Client, message: Message) -> list[Standing]:
    assert message.complaint
    page = client.get(f"/aduan/{message.complaint.number}/")
    return [entry.standing for entry in page.context["entries"] if entry.side == "citizen"]


def finish() -> None:
    mark_done(hiding=Hiding.objects.get(status="pending"), now=MONDAY_MORNING)


def test_the_bubble_leads_there_and_back(client: Client, comment: Message) -> None:
    assert comment.complaint
    case = f"/aduan/{comment.complaint.number}/"
    before = client.get(case).content.decode()

    done = client.post(address(comment, "sembunyikan"), {"reason": "spam"})
    finish()
    hidden, after = shown(client, comment), client.get(case).content.decode()
    client.post(address(comment, "tampilkan"))
    finish()

    assert (done.status_code, done.headers["Location"]) == (302, case)
    assert hidden == [HIDDEN]
    assert [page.count(f'href="{address(comment, "sembunyikan")}"') for page in (before, after)] == [1, 0]
    assert [page.count(f'action="{address(comment, "tampilkan")}"') for page in (before, after)] == [0, 1]
    assert after.count("Komentar disembunyikan dari umum oleh Petugas.Uji.Pupr: Spam atau penipuan") == 1
    assert shown(client, comment) == [Standing(may_hide=True)]


def test_the_page_asks_for_a_reason_and_escapes_the_comment(client: Client, comment: Message) -> None:
    page = client.get(address(comment, "sembunyikan"))
    refused = client.post(address(comment, "sembunyikan"), {"reason": ""})

    assert page.content.decode().count("&lt;script&gt;alert(1)") == 1
    assert (refused.status_code, refused.context["form"].errors["reason"]) == (422, ["Pilih alasannya."])
    assert Hiding.objects.count() == 0


def test_a_second_press_is_told_why_not(client: Client, comment: Message) -> None:
    client.post(address(comment, "sembunyikan"), {"reason": "spam"})

    again = client.post(address(comment, "sembunyikan"), {"reason": "spam"})

    assert again.status_code == 422
    assert again.context["form"].non_field_errors() == ["Komentar ini tidak dapat disembunyikan sekarang."]


def test_another_unit_does_not_find_it_and_who_only_reads_may_not(client: Client, comment: Message) -> None:
    answers = []
    for user in (cast.petugas_lain(), cast.member("sekda.uji", Role.SEKDA)):
        client.force_login(user)
        pages = [client.post(address(comment, act), {"reason": "spam"}) for act in ("sembunyikan", "tampilkan")]
        answers.append([page.status_code for page in pages])

    assert answers == [[404, 404], [403, 403]]
    assert Hiding.objects.count() == 0


def test_the_coordinator_hides_a_mention_and_shows_it_again(client: Client) -> None:
    mention = Mention.objects.get(message=make_comment(TALK))
    client.force_login(cast.koordinator())

    done = client.post(f"/sebutan/{mention.pk}/sembunyikan/", {"reason": "spam"})
    finish()
    [row] = client.get("/sebutan/").context["threads"][0].rows
    back = client.post(f"/sebutan/{mention.pk}/tampilkan/")

    assert row.standing == HIDDEN
    assert (done.status_code, back.status_code) == (302, 302)
    assert done.headers["Location"] == back.headers["Location"] == f"/sebutan/?di={mention.pk}#sebutan-{mention.pk}"
    assert list(Hiding.objects.values_list("hides", "status")) == [(False, "pending"), (True, "done")]


def test_an_agency_hides_no_mention(client: Client) -> None:
    mention = Mention.objects.get(message=make_comment(TALK))
    client.force_login(cast.petugas_pupr())

    answers = [client.post(f"/sebutan/{mention.pk}/{act}/", {"reason": "spam"}) for act in ("sembunyikan", "tampilkan")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Hiding.objects.count() == 0
