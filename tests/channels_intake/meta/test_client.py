"""Sends and refusals against the simulated Graph API."""

from typing import Any

import httpx
import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.meta.client import send_facebook, send_instagram
from channels_intake.channels.outgoing import Outgoing
from channels_intake.simulators.meta import MetaSimulator
from tests.channels_intake.meta.kit import act, behave, said


def outgoing(text: str = "Kami cek.", **more: Any) -> Outgoing:
    return Outgoing(7, text, account_id="facebook:5001", **more)


def send(meta: MetaSimulator, message: Outgoing) -> str:
    return send_facebook(account=meta.world.account.page, message=message)


def refused(meta: MetaSimulator, message: Outgoing) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(meta, message)
    return caught.value


def comment_on(meta: MetaSimulator, channel: str) -> str:
    post = act(meta, "post", channel=channel, text="Kerja bakti")["id"]
    return str(act(meta, "comment", post=post, text="Jalan rusak")["id"])


@pytest.mark.parametrize(("channel", "deliver"), [("facebook", send_facebook), ("instagram", send_instagram)])
def test_a_public_answer_stands_under_its_comment(meta: MetaSimulator, channel: str, deliver: Any) -> None:
    comment = comment_on(meta, channel)

    name = deliver(account=meta.world.own_id(channel), message=outgoing(quoted=comment, is_public=True))

    [written] = said(meta)["comments"]
    assert (written["id"], written["parent"], written["text"]) == (name, comment, "Kami cek.")


@pytest.mark.parametrize(("channel", "deliver"), [("facebook", send_facebook), ("instagram", send_instagram)])
def test_a_private_answer_reaches_the_author_once(meta: MetaSimulator, channel: str, deliver: Any) -> None:
    message = outgoing(form="private", quoted=comment_on(meta, channel), is_public=True)
    account = meta.world.own_id(channel)

    deliver(account=account, message=message)

    assert said(meta) == {"comments": [], "chats": {f"{channel}:5001": ["Kami cek."]}}
    with pytest.raises(ChannelError, match="sudah dibalas pribadi"):
        deliver(account=account, message=message)


def test_an_answer_to_a_chat_arrives(meta: MetaSimulator) -> None:
    act(meta, "message", channel="facebook", author="5001", text="Jalan rusak")

    name = send(meta, outgoing())

    assert meta.world.chats["facebook", "5001"].said[-1]["mid"] == name
    assert said(meta)["chats"] == {"facebook:5001": ["Kami cek."]}


def test_a_mention_elsewhere_is_answered_there(meta: MetaSimulator) -> None:
    mention = act(meta, "mention", text="@kota jalan rusak")["id"]
    thread = meta.world.written[mention].post

    message = outgoing(quoted=mention, quoted_kind="mention", thread=thread, is_public=True)
    send_instagram(account=meta.world.account.instagram, message=message)

    assert said(meta)["comments"][0]["parent"] == mention


def test_a_comment_that_is_gone_is_no_fault_of_ours(meta: MetaSimulator) -> None:
    error = refused(meta, outgoing(quoted="77_9", is_public=True))

    assert (error.fate, str(error)) == (
        Fate.REFUSED,
        "Komentar ini sudah dihapus atau disembunyikan di Facebook.",
    )


def test_who_never_wrote_is_not_written_to(meta: MetaSimulator) -> None:
    assert refused(meta, outgoing()).fate == Fate.UNREACHABLE


def test_who_closed_the_chat_is_unreachable(meta: MetaSimulator) -> None:
    act(meta, "message", channel="facebook", author="5001", text="Jalan rusak")
    act(meta, "close", channel="facebook", author="5001")

    assert refused(meta, outgoing()).fate == Fate.UNREACHABLE


@pytest.mark.parametrize(
    ("refusal", "fate"),
    [
        ((400, 613, 0), Fate.SLOW),
        ((403, 4, 0), Fate.SLOW),
        ((500, 2, 0), Fate.TRANSIENT),
        ((401, 190, 463), Fate.STOP),
        ((403, 10, 2018278), Fate.WINDOW),
    ],
)
def test_a_refusal_of_the_provider_has_its_fate(meta: MetaSimulator, refusal: tuple[int, int, int], fate: Fate) -> None:
    act(meta, "message", channel="facebook", author="5001", text="Jalan rusak")
    behave(meta, refusals=[refusal])

    error = refused(meta, outgoing())

    assert (error.fate, error.code) == (fate, refusal[1])
    assert said(meta)["chats"] == {"facebook:5001": []}


def test_an_answer_that_gets_lost_leaves_the_outcome_unknown(meta: MetaSimulator) -> None:
    comment = comment_on(meta, "facebook")
    behave(meta, lost_answers=1)

    error = refused(meta, outgoing(quoted=comment, is_public=True))

    assert (error.fate, str(error)) == (Fate.UNKNOWN, "Facebook tidak menjawab, belum pasti terkirim.")
    assert len(said(meta)["comments"]) == 1


def test_an_expired_token_stops_the_account(meta: MetaSimulator) -> None:
    behave(meta, is_token_dead=True)

    assert refused(meta, outgoing()).fate == Fate.STOP


def test_nobody_there_makes_the_queue_wait(meta: MetaSimulator, settings: Settings) -> None:
    settings.FACEBOOK_API_BASE = "http://127.0.0.1:9"

    assert refused(meta, outgoing()).fate == Fate.SLOW


def test_without_a_token_nothing_is_asked(meta: MetaSimulator, settings: Settings) -> None:
    settings.FACEBOOK_PAGE_TOKEN = ""

    assert refused(meta, outgoing()).fate == Fate.REFUSED
    assert meta.world.asked == []


def test_the_simulated_api_wants_its_version_and_token(meta: MetaSimulator) -> None:
    headers = {"Authorization": "Bearer token-meta"}

    unversioned = httpx.get(f"{meta.url}/1/feed", headers=headers, trust_env=False)
    unknown = httpx.get(f"{meta.api_base}/1/feed", trust_env=False)

    assert (unversioned.status_code, unknown.status_code) == (404, 401)
    assert unknown.json()["error"]["error_subcode"] == 463
