"""Answers on X against the simulator: what goes out, what is not even asked, and what each refusal means."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.pages import wrap_page
from channels_intake.channels.x.client import send
from channels_intake.channels.x.parse import parse
from channels_intake.models import Spending
from channels_intake.process import take
from channels_intake.replies import send_due
from channels_intake.simulators.x import XSimulator
from complaints.models import Message, Reply
from complaints.services import replies
from opd.models import Notice
from tests import cast
from tests.channels_intake.x.conftest import ACCOUNT
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import make_comment
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def message(quoted: str, text: str = "Kami cek.", **more: str) -> Outgoing:
    return Outgoing(7, text, quoted=quoted, is_public=True, **more)  # type: ignore[arg-type]


def refusal_of(outgoing: Outgoing) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(account=ACCOUNT, message=outgoing)
    return caught.value


def ask(x: XSimulator, text: str = "@kota_uji jalan rusak") -> str:
    return x.write(text, NOW)


def answered_case(x: XSimulator, text: str = "Kami perbaiki besok.") -> Reply:
    load_reference_data()
    comment = make_comment(channel="x", external_id=ask(x), wa_type="post")
    complaint = comment.complaint
    assert complaint is not None
    complaint.refresh_from_db()
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=cast.koordinator(),
        version=complaint.version,
        now=NOW + HOUR,
    )


def test_an_answer_stands_under_the_citizens_post(x: XSimulator) -> None:
    name = ask(x)

    sent = send(account=ACCOUNT, message=message(name))

    assert x.said == [{"id": sent, "text": "Kami cek.", "to": name}]


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("a" * 281, "post", "Balasan di X paling panjang 280 huruf."),
        (
            "Lihat bontangkota.go.id",
            "post",
            "Balasan di X tidak boleh memuat tautan: biayanya tiga belas kali lipat. Hapus tautannya.",
        ),
        (
            "Kami cek.",
            "reply",
            (
                "X hanya mengizinkan kota menjawab orang yang menyebut akun kota. "
                "Buka https://x.com/i/status/1 untuk menjawab di aplikasinya."
            ),
        ),
    ],
)
def test_what_x_refuses_or_bills_dearly_is_not_asked(x: XSimulator, text: str, kind: str, sentence: str) -> None:
    x.post_refusal = (500, {}, {})

    error = refusal_of(message("1", text, quoted_kind=kind))

    assert (error.fate, str(error)) == (Fate.REFUSED, sentence)


def test_links_go_out_where_the_city_pays_for_them(x: XSimulator, settings: Settings) -> None:
    settings.X_ALLOW_LINKS = True

    send(account=ACCOUNT, message=message(ask(x), "Lihat bontangkota.go.id"))

    assert x.said[0]["text"] == "Lihat bontangkota.go.id"


def test_whom_nobody_called_is_not_answered_and_the_officer_learns_where_he_can(x: XSimulator) -> None:
    name = ask(x, "jalan rusak tanpa menyebut siapa pun")

    error = refusal_of(message(name))

    assert (error.fate, f"https://x.com/i/status/{name}" in str(error), x.said) == (Fate.REFUSED, True, [])


def test_the_same_words_a_second_time_are_refused(x: XSimulator) -> None:
    name = ask(x)
    send(account=ACCOUNT, message=message(name))

    error = refusal_of(message(name))

    assert (error.fate, len(x.said)) == (Fate.REFUSED, 1)


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (401, {"title": "Unauthorized"}, Fate.STOP),
        (403, {"type": "https://api.twitter.com/2/problems/usage-capped"}, Fate.STOP),
        (403, {"detail": "Your client app is not configured"}, Fate.STOP),
        (429, {"title": "Too Many Requests"}, Fate.SLOW),
        (400, {"errors": [{"message": "text is too long"}]}, Fate.BUG),
        (404, {}, Fate.REFUSED),
        (503, {}, Fate.TRANSIENT),
        (500, {}, Fate.UNKNOWN),
        (201, {"data": {}}, Fate.UNKNOWN),
    ],
)
def test_each_refusal_has_its_fate(x: XSimulator, status: int, body: dict[str, object], fate: Fate) -> None:
    x.post_refusal = (status, {}, body)

    assert refusal_of(message(ask(x))).fate == fate


def test_without_a_token_the_officer_is_told_so(settings: Settings) -> None:
    settings.X_ACCESS_TOKEN, settings.X_REFRESH_TOKEN = "", ""

    assert str(refusal_of(message("1"))) == "Akun X kota belum diatur untuk membalas dari sini."


def test_an_answer_whose_fate_is_unknown_is_not_sent_again_and_settled_by_its_echo(x: XSimulator) -> None:
    x.drops = 1
    reply = answered_case(x)
    send_due(now=NOW + 2 * HOUR)
    reply.refresh_from_db()
    uncertain = reply.status

    send_due(now=NOW + 9 * HOUR)
    [said] = x.said
    own = {"id": said["id"], "author_id": ACCOUNT, "text": f"@warga1 {said['text']}"}
    own |= {"referenced_tweets": [{"type": "replied_to", "id": said["to"]}]}
    page = wrap_page(json.dumps({"data": [own]}).encode(), account=ACCOUNT, stream="mentions")
    [echo] = parse(page, NOW + 9 * HOUR)
    take(event=echo, request_id=2, now=NOW + 9 * HOUR)

    reply.refresh_from_db()
    assert (uncertain, reply.status, reply.external_id) == (Reply.Status.UNKNOWN, Reply.Status.SENT, said["id"])
    assert Message.objects.filter(is_outbound=True).count() == 0


def test_the_months_budget_is_never_passed_and_everybody_concerned_is_told(x: XSimulator, settings: Settings) -> None:
    settings.X_REPLY_BUDGET_USD = 0.02
    cast.admin()
    first = answered_case(x)
    send_due(now=NOW + 2 * HOUR)
    complaint = first.complaint
    assert complaint is not None
    complaint.refresh_from_db()
    facts = {"user": cast.koordinator(), "version": complaint.version, "now": NOW + 3 * HOUR}
    second = replies.answer(complaint=complaint, text="Sudah selesai.", kind="answer", **facts)  # type: ignore[arg-type]

    send_due(now=NOW + 4 * HOUR)

    second.refresh_from_db()
    sentence = "Anggaran balasan X bulan ini habis. Jawab di aplikasi X, atau naikkan anggarannya di server."
    assert (second.status, second.last_error, len(x.said)) == (Reply.Status.FAILED, sentence, 1)
    assert Spending.objects.get().spent == pytest.approx(0.015)
    assert Notice.objects.filter(subject="Anggaran balasan habis").count() == 1


def test_a_refused_answer_costs_nothing(x: XSimulator) -> None:
    x.post_refusal = (404, {}, {})
    answered_case(x)

    send_due(now=NOW + 2 * HOUR)

    assert Spending.objects.get().spent == pytest.approx(0)
