"""Citizens on Facebook and Instagram, from their phone to the answer and its echo, over HTTP at both ends."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from channels_intake.process import drain_all
from channels_intake.replies import LEASE, send_due, settle_abandoned
from channels_intake.simulators.meta import Account, MetaSimulator
from complaints.models import Complaint, Message, Reply
from complaints.services import replies
from tests import cast
from tests.channels_intake.meta.kit import act, behave, connect, said
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = "Kami tambal besok pagi."


@pytest.fixture
def meta(db: None, settings: Settings, live_server: LiveServer) -> Iterator[MetaSimulator]:
    """A Meta that pushes to the platform."""
    load_reference_data()
    settings.ACK_QUIET_SECONDS, settings.UNDO_SECONDS = 0, {}
    with MetaSimulator(Account(webhook_url=f"{live_server.url}/webhooks/meta/")) as simulator:
        connect(settings, simulator)
        yield simulator


def comment(meta: MetaSimulator, channel: str = "facebook", text: str = ROAD) -> str:
    post = act(meta, "post", channel=channel, text="Kerja bakti di Api-api")["id"]
    name = act(meta, "comment", post=post, text=text)["id"]
    drain_all(now=now())
    return str(name)


def write(meta: MetaSimulator, channel: str = "facebook", **more: Any) -> None:
    act(meta, "message", channel=channel, author="5001", text=ROAD, **more)
    drain_all(now=now())


def answer(text: str = ANSWER, *, is_private: bool = False) -> Reply:
    complaint = Complaint.objects.get()
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=cast.koordinator(),
        version=complaint.version,
        now=now(),
        is_private=is_private,
    )


def deliver() -> None:
    """Everything that waits goes out, and what comes back is taken in."""
    send_due(now=now())
    drain_all(now=now())


def state(reply: Reply) -> tuple[str, str]:
    reply.refresh_from_db()
    return reply.status, reply.external_id


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
@pytest.mark.parametrize("echoes", ["before", "after", "never"])
def test_a_public_answer_stands_under_the_comment_and_its_echo_is_no_second_word(
    meta: MetaSimulator, channel: str, echoes: str
) -> None:
    name = comment(meta, channel)
    behave(meta, echoes=echoes)
    reply = answer()

    deliver()

    [written] = said(meta)["comments"]
    assert (written["text"], written["parent"]) == (ANSWER, name)
    assert state(reply) == (Reply.Status.SENT, written["id"])
    assert not Message.objects.filter(is_outbound=True).exists()


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_an_answer_whose_receipt_got_lost_is_settled_by_its_echo_and_not_sent_again(
    meta: MetaSimulator, channel: str
) -> None:
    comment(meta, channel)
    behave(meta, lost_answers=1)
    reply = answer()

    deliver()
    send_due(now=now() + timedelta(hours=1))

    [written] = said(meta)["comments"]
    assert state(reply) == (Reply.Status.SENT, written["id"])
    assert not Message.objects.filter(is_outbound=True).exists()


def test_without_an_echo_the_outcome_stays_unknown_and_nothing_goes_out_twice(meta: MetaSimulator) -> None:
    comment(meta)
    behave(meta, lost_answers=1, echoes="never")
    reply = answer()

    deliver()
    send_due(now=now() + timedelta(hours=1))

    assert state(reply) == (Reply.Status.UNKNOWN, "")
    assert len(said(meta)["comments"]) == 1


def test_a_worker_that_died_while_sending_is_settled_by_the_echo(meta: MetaSimulator) -> None:
    comment(meta)
    reply = answer()
    Reply.objects.filter(pk=reply.pk).update(status=Reply.Status.SENDING, claimed_at=now() - 2 * LEASE)
    settle_abandoned(now=now())
    assert state(reply) == (Reply.Status.UNKNOWN, "")

    word = Message.objects.get()
    act(meta, "comment", post=word.details["thread"], text=ANSWER, parent=word.external_id, author=_page(meta))
    drain_all(now=now())

    assert state(reply)[0] == Reply.Status.SENT


def test_what_the_city_writes_in_its_app_is_a_word_of_its_own(meta: MetaSimulator) -> None:
    comment(meta)
    reply = answer()
    deliver()

    word = Message.objects.get()
    act(meta, "comment", post=word.details["thread"], text=ANSWER, parent=word.external_id, author=_page(meta))
    drain_all(now=now())

    assert state(reply)[0] == Reply.Status.SENT
    assert Message.objects.get(is_outbound=True).text == ANSWER


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
@pytest.mark.parametrize("lost", [0, 1])
def test_a_private_answer_goes_to_the_author_alone_and_only_once(meta: MetaSimulator, channel: str, lost: int) -> None:
    comment(meta, channel)
    behave(meta, lost_answers=lost)
    reply = answer(is_private=True)

    deliver()

    chats = said(meta)["chats"]
    assert said(meta)["comments"] == []
    assert chats == {f"{channel}:5001": [ANSWER]}
    assert state(reply)[0] == Reply.Status.SENT
    assert not Message.objects.filter(is_outbound=True).exists()


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_a_chat_is_acknowledged_and_answered(meta: MetaSimulator, channel: str) -> None:
    write(meta, channel)
    answer()

    deliver()

    acknowledged, answered = said(meta)["chats"][f"{channel}:5001"]
    assert Complaint.objects.get().number in acknowledged
    assert answered == ANSWER
    assert not Message.objects.filter(is_outbound=True).exists()


def test_after_a_day_the_answer_is_held_until_the_citizen_writes_again(meta: MetaSimulator) -> None:
    write(meta)
    send_due(now=now())
    reply = answer()
    Reply.objects.filter(pk=reply.pk).update(next_attempt_at=now() + timedelta(days=1))

    send_due(now=now() + timedelta(days=1, minutes=1))

    reply.refresh_from_db()
    assert (reply.status, reply.last_error) == (Reply.Status.HELD, "Jendela Facebook 24 jam sudah tertutup.")


def test_what_was_said_in_public_is_not_answered_by_the_machine(meta: MetaSimulator) -> None:
    comment(meta)

    deliver()

    assert said(meta) == {"comments": [], "chats": {}}


def _page(meta: MetaSimulator) -> str:
    return meta.world.account.page


def test_what_he_has_read_is_shown_as_read_and_later_words_are_not(meta: MetaSimulator) -> None:
    write(meta)
    first = answer()
    deliver()
    act(meta, "delivered", channel="facebook", author="5001")
    drain_all(now=now())
    arrived = state(first)[0]
    act(meta, "read", channel="facebook", author="5001")
    drain_all(now=now())

    later = answer("Sudah selesai.")
    Reply.objects.filter(pk=later.pk).update(status="sent", external_id="m_9", sent_at=now() + timedelta(minutes=1))
    act(meta, "read", channel="facebook", author="5001")
    drain_all(now=now())

    assert (arrived, state(first)[0], state(later)[0]) == ("delivered", "read", "sent")


def test_what_stands_in_public_is_read_by_nobody_in_particular(meta: MetaSimulator) -> None:
    comment(meta)
    reply = answer()
    deliver()

    act(meta, "read", channel="facebook", author="5001")
    drain_all(now=now())

    assert state(reply)[0] == Reply.Status.SENT
