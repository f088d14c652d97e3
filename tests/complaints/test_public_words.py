"""What is said in public: the city's machine stays silent there, and one person's two threads stay apart."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Area, Message, Sender, Signal
from channels_intake.process import take
from complaints.models import Complaint, Conversation, Reply, Reporter
from complaints.models import Message as StoredMessage
from complaints.window import is_window_open
from tests.factories import MONDAY_MORNING, ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db

PAGE = "700000000000021"
SARI = Sender(account_id="facebook:31", name="Sari Uji")


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def said(name: str, text: str = ROAD, **more: Any) -> Message:
    facts: dict[str, Any] = {"sender": SARI, "sent_at": MONDAY_MORNING, "is_public": True}
    return Message("facebook", PAGE, name, wa_type="comment", action="create_or_attach", text=text, **(facts | more))


def receive(event: Message | Signal) -> None:
    take(event=event, request_id=1, now=MONDAY_MORNING + timedelta(seconds=1))


def test_a_public_complaint_is_opened_and_answered_by_no_machine() -> None:
    receive(said("c1"))

    assert Complaint.objects.get().channel == "facebook"
    assert Reply.objects.count() == 0


def test_a_public_greeting_is_not_answered_either() -> None:
    receive(said("c1", "Assalamualaikum"))

    assert StoredMessage.objects.count() == 1
    assert Reply.objects.count() == 0


def test_the_same_words_in_private_are_acknowledged() -> None:
    receive(said("m1", is_public=False))

    kinds = set(Reply.objects.values_list("kind", flat=True))
    assert Reply.Kind.ACKNOWLEDGEMENT in kinds


def test_one_person_has_a_public_and_a_private_thread() -> None:
    receive(said("c1"))
    receive(said("m1", "Ini fotonya", is_public=False))

    assert Reporter.objects.count() == 1
    assert sorted(Conversation.objects.values_list("is_public", flat=True)) == [False, True]


def test_the_same_number_on_two_channels_is_two_people() -> None:
    receive(said("c1"))
    receive(replace(said("c2"), channel="instagram", sender=Sender(account_id="instagram:31")))

    assert Reporter.objects.count() == 2


def test_comments_without_an_author_are_nobodys_in_common() -> None:
    receive(said("c1", sender=Sender()))
    receive(said("c2", sender=Sender()))

    assert Reporter.objects.count() == 2
    assert Complaint.objects.count() == 2


def test_public_words_have_no_window_and_private_ones_only_where_the_channel_has_one() -> None:
    receive(said("c1"))
    receive(said("m1", is_public=False))
    receive(replace(said("t1", is_public=False), channel="telegram", sender=Sender(account_id="telegram:5")))
    in_two_days = MONDAY_MORNING + timedelta(days=2)

    open_ones = {(row.channel, row.is_public): is_window_open(row, in_two_days) for row in Conversation.objects.all()}

    assert open_ones == {("facebook", True): True, ("facebook", False): False, ("telegram", False): True}


def test_an_area_gives_its_name_and_no_point() -> None:
    receive(said("c1", area=Area("Bontang, Indonesia", (117.4, 0.1, 117.5, 0.2))))

    row = StoredMessage.objects.get()
    assert (row.place, row.latitude, row.longitude) == ("Bontang, Indonesia", None, None)


def echo(name: str, answers: str) -> Signal:
    data = {"text": "Kami cek", "wa_type": "comment", "is_public": True, "answers": answers}
    return Signal("facebook", PAGE, name, "echo", "record_outbound", MONDAY_MORNING, data=data)


def test_the_citys_own_comment_joins_the_thread_that_it_answers() -> None:
    receive(said("c1"))

    receive(echo("k1", "c1"))

    ours = StoredMessage.objects.get(external_id="k1")
    assert ours.is_outbound
    assert ours.conversation == StoredMessage.objects.get(external_id="c1").conversation


def test_the_citys_own_comment_to_nobody_known_is_left_out() -> None:
    receive(echo("k1", "unknown"))

    assert StoredMessage.objects.count() == 0


def test_a_reply_that_comes_back_as_an_echo_is_not_kept_twice() -> None:
    receive(said("m1", is_public=False))
    Reply.objects.update(external_id="m_kami")

    data = {"text": "Kami cek", "to_account_id": "facebook:31", "wa_type": "text"}
    receive(Signal("facebook", PAGE, "m_kami", "echo", "record_outbound", MONDAY_MORNING, data=data))

    assert StoredMessage.objects.filter(is_outbound=True).count() == 0


def version(name: str, text: str, *supersedes: str, minutes: int = 0) -> Message:
    at = MONDAY_MORNING + timedelta(minutes=minutes)
    return replace(said(name, text, sent_at=at, supersedes=supersedes), channel="x")


def test_an_edit_with_an_id_of_its_own_changes_the_message_and_opens_nothing() -> None:
    receive(version("1", ROAD))

    receive(version("2", f"{ROAD}, di Jl. Mawar", "1", minutes=5))

    row = StoredMessage.objects.get()
    assert (row.external_id, row.text) == ("1", f"{ROAD}, di Jl. Mawar")
    assert Complaint.objects.count() == 1


def test_an_edit_that_comes_alone_is_a_message_and_its_earlier_version_is_nothing_new() -> None:
    receive(version("2", f"{ROAD}, di Jl. Mawar", "1"))

    receive(version("1", ROAD))

    row = StoredMessage.objects.get()
    assert (row.external_id, row.text) == ("2", f"{ROAD}, di Jl. Mawar")


def test_a_third_version_finds_the_first() -> None:
    receive(version("1", ROAD))
    receive(version("2", f"{ROAD} A", "1", minutes=1))

    receive(version("3", f"{ROAD} B", "1", "2", minutes=2))

    assert list(StoredMessage.objects.values_list("external_id", "text")) == [("1", f"{ROAD} B")]
