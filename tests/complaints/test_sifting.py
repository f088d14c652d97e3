"""What becomes of a public message: a case at once, a word in a case, or a wait in the queue Sebutan."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Sender, Signal
from channels_intake.process import take
from complaints.models import CityPost, Complaint, Mention, Message, Reply
from tests.factories import MONDAY_MORNING, PAGE, ROAD, make_comment, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
PRAISE = "Alhamdulillah, semoga Bontang makin maju"
NEIGHBOUR = Sender(account_id="facebook:5002", name="Tetangga Contoh")


def mention_of(message: Message) -> Mention:
    return Mention.objects.get(message=message)


def outcomes() -> list[tuple[str, str]]:
    return [(mention.message.text, mention.outcome) for mention in Mention.objects.select_related("message")]


def test_a_probable_complaint_opens_a_case_at_once_and_talk_waits() -> None:
    complaint = make_comment(ROAD).complaint
    talk = make_comment(PRAISE, sender=NEIGHBOUR)

    assert (complaint and complaint.text, talk.complaint) == (ROAD, None)
    assert outcomes() == [(ROAD, "complaint"), (PRAISE, "")]
    assert [row.rule for row in talk.threading.all()] == ["mention"]


def test_a_mention_keeps_where_it_stands_and_when_the_city_had_it() -> None:
    message = make_comment(PRAISE)

    mention = mention_of(message)
    assert (mention.channel, mention.account, mention.thread) == ("facebook", PAGE, f"{PAGE}_77")
    assert mention.created_at == message.received_at
    assert 0.9 < mention.score <= 1


@pytest.mark.parametrize("text", ["Assalamualaikum min", "terima kasih", "status", "👍", "promo pinjaman wa.me/62811"])
def test_what_would_be_answered_in_private_is_not_answered_in_public(text: str) -> None:
    message = make_comment(text)

    assert (message.complaint, mention_of(message).outcome, Reply.objects.count()) == (None, "", 0)


def test_nothing_public_is_answered_by_the_machine() -> None:
    for number, text in enumerate([ROAD, PRAISE, "lubangnya makin dalam", "kapan dikerjakan min", "batal"]):
        make_comment(text, at=MONDAY_MORNING + number * HOUR)

    assert Complaint.objects.count() == 1
    assert Reply.objects.count() == 0


def test_talk_below_another_post_is_no_word_in_the_case() -> None:
    complaint = make_comment(ROAD).complaint

    same_post = make_comment("ditunggu ya min", at=MONDAY_MORNING + timedelta(minutes=2))
    other_post = make_comment(PRAISE, at=MONDAY_MORNING + timedelta(minutes=3), thread_external_id=f"{PAGE}_88")

    assert (same_post.complaint, mention_of(same_post).outcome) == (complaint, "joined")
    assert (other_post.complaint, mention_of(other_post).outcome) == (None, "")


def test_a_complaint_below_another_post_is_threaded_as_ever() -> None:
    complaint = make_comment(ROAD).complaint

    more = make_comment("lubang jalannya makin dalam", at=MONDAY_MORNING + HOUR, thread_external_id=f"{PAGE}_88")

    assert more.complaint == complaint


def test_private_messages_are_not_sifted() -> None:
    receive(make_event(PRAISE))

    assert Mention.objects.count() == 0
    assert Complaint.objects.count() == 1


def test_which_of_two_cases_is_meant_is_not_asked_in_public() -> None:
    make_comment(ROAD)
    make_comment("Lampu jalan padam sejak Senin di Loktuan", at=MONDAY_MORNING + 2 * HOUR)

    unclear = make_comment("kapan dikerjakan pak", at=MONDAY_MORNING + 4 * HOUR)

    assert Complaint.objects.count() == 2
    assert (unclear.choice_due_at, mention_of(unclear).outcome) == (None, "")


def test_the_citys_own_posts_are_kept_once_and_open_nothing() -> None:
    def publish(name: str) -> None:
        data = {"is_public": True, "text": "Selamat pagi Bontang", "wa_type": "post", "answers": None}
        signal = Signal("x", "200", name, "echo", "record_outbound", MONDAY_MORNING, data=data)
        take(event=signal, request_id=1, now=MONDAY_MORNING)

    for name in ("31", "31", "32"):
        publish(name)

    assert list(CityPost.objects.values_list("external_id", "text")) == [
        ("31", "Selamat pagi Bontang"),
        ("32", "Selamat pagi Bontang"),
    ]
    assert Complaint.objects.count() == 0
