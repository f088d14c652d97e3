"""Answers on YouTube against the simulator: what goes out, what it uses up, and what each refusal means."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.youtube.client import send
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.replies import send_due
from channels_intake.simulators.youtube import YouTubeSimulator
from channels_intake.tokens import renew_tokens
from complaints.models import Message, Reply
from complaints.services import replies
from tests import cast
from tests.channels_intake.youtube.conftest import ACCOUNT
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import make_comment
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def message(quoted: str = "Ug1", **more: object) -> Outgoing:
    return Outgoing(7, "Kami cek.", quoted=quoted, is_public=True, **more)  # type: ignore[arg-type]


def refusal_of(outgoing: Outgoing) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(account=ACCOUNT, message=outgoing)
    return caught.value


@pytest.fixture
def granted(youtube: YouTubeSimulator) -> YouTubeSimulator:
    """With a token that was renewed a moment ago, and one comment."""
    renew_tokens(now=NOW)
    youtube.write("Ug1", "Air mati", NOW)
    return youtube


def test_an_answer_stands_in_the_thread_and_uses_fifty_units(granted: YouTubeSimulator) -> None:
    sent = send(account=ACCOUNT, message=message())

    assert granted.said == [{"id": sent, "text": "Kami cek.", "to": "Ug1"}]
    assert granted.quota_left == 9950


def test_an_answer_to_an_answer_stands_in_its_thread(granted: YouTubeSimulator) -> None:
    send(account=ACCOUNT, message=message("Ug1.9xyz"))

    assert granted.said[0]["to"] == "Ug1"


@pytest.mark.parametrize(
    ("status", "reason", "fate"),
    [
        (403, "quotaExceeded", Fate.SLOW),
        (403, "commentsDisabled", Fate.REFUSED),
        (404, "parentCommentNotFound", Fate.REFUSED),
        (403, "insufficientPermissions", Fate.STOP),
        (400, "commentTextTooLong", Fate.BUG),
        (400, "invalidCommentMetadata", Fate.BUG),
        (400, "processingFailure", Fate.TRANSIENT),
        (429, "", Fate.SLOW),
        (500, "backendError", Fate.UNKNOWN),
    ],
)
def test_each_refusal_has_its_fate(granted: YouTubeSimulator, status: int, reason: str, fate: Fate) -> None:
    granted.post_refusal = (status, {}, {"error": {"code": status, "errors": [{"reason": reason}]}})

    assert refusal_of(message()).fate == fate


def test_a_dead_token_stops_the_account(granted: YouTubeSimulator) -> None:
    granted.token = "lain"

    assert refusal_of(message()).fate == Fate.STOP


def test_before_the_first_renewal_it_waits(youtube: YouTubeSimulator) -> None:
    assert refusal_of(message()).fate == Fate.SLOW


def test_with_the_key_alone_comments_are_only_read(youtube: YouTubeSimulator, settings: Settings) -> None:
    settings.YOUTUBE_REFRESH_TOKEN = ""

    assert str(refusal_of(message())) == "Akun YouTube kota belum diatur untuk membalas dari sini."


def test_an_answer_whose_fate_is_unknown_is_settled_when_the_pull_brings_it_back(granted: YouTubeSimulator) -> None:
    load_reference_data()
    comment = make_comment(channel="youtube", external_id="Ug1")
    complaint = comment.complaint
    assert complaint is not None
    complaint.refresh_from_db()
    facts = {"user": cast.koordinator(), "version": complaint.version, "now": NOW + HOUR}
    reply = replies.answer(complaint=complaint, text="Kami perbaiki.", kind="answer", **facts)  # type: ignore[arg-type]
    granted.drops = 1
    granted.now = lambda: NOW + 2 * HOUR
    send_due(now=NOW + 2 * HOUR)
    reply.refresh_from_db()
    uncertain = reply.status

    pull_due(now=NOW + 3 * HOUR)
    drain_all(now=NOW + 3 * HOUR)
    send_due(now=NOW + 9 * HOUR)

    reply.refresh_from_db()
    [said] = granted.said
    assert (uncertain, reply.status, reply.external_id) == (Reply.Status.UNKNOWN, Reply.Status.SENT, said["id"])
    assert list(Message.objects.values_list("external_id", flat=True)) == ["Ug1"]
