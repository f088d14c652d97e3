"""The drain of replies against the simulated provider: order, limits, refusals, and nothing sent twice."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from bontang_pengaduan.lib.inbound import Sender
from channels_intake.outbox import claim_next
from channels_intake.replies import LEASE, send_due
from channels_intake.settling import judge_reports
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from complaints.models import Conversation, Lane, Reply, ReplyStatus, SendingGate
from complaints.services.delivery import apply_status
from complaints.services.identity import note_seen
from complaints.services.reporters import merge_reporters
from complaints.services.sending import PROBE
from opd.models import Notice
from sla.models import ClockKind, SlaClock
from tests.cast import admin, koordinator, petugas_pupr
from tests.factories import ACCOUNT, make_complaint
from tests.reference import load_reference_data

CITIZENS = ("6280000000101", "6280000000102")
NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None, simulator: WhatsAppSimulator, phone: httpx.Client) -> None:
    """Reference data, and two citizens who have just written."""
    load_reference_data()
    for number in CITIZENS:
        phone.post(f"/phones/{number}/messages", json={"type": "text", "text": "Halo"})
        make_complaint(phone=f"+{number}", at=NOW)
    Reply.objects.update(status=Reply.Status.CANCELLED)


def conversation(citizen: int = 0) -> Conversation:
    found = Conversation.objects.filter(reporter__identifiers__value=f"+{CITIZENS[citizen]}")
    return found.get()


def queue(text: str = "Kami cek.", *, citizen: int = 0, after: int = 0, **facts: Any) -> Reply:
    """An officer's answer that is due; `after` seconds later than the first."""
    thread = conversation(citizen)
    moment = NOW + timedelta(seconds=after)
    message = thread.messages.first()
    assert message is not None
    given: dict[str, Any] = {
        "conversation": thread,
        "complaint": message.complaint,
        "author": petugas_pupr(),
        "kind": "answer",
        "text": text,
        "created_at": moment,
        "next_attempt_at": moment,
    }
    return Reply.objects.create(**given | facts)


def shown(phone: httpx.Client, citizen: int = 0) -> list[str]:
    messages = phone.get(f"/phones/{CITIZENS[citizen]}").json()["messages"]
    return [message["content"]["text"]["body"] for message in messages if message["is_from_city"]]


def state(reply: Reply) -> tuple[str, int]:
    reply.refresh_from_db()
    return reply.status, reply.attempts


def refuse(phone: httpx.Client, code: int) -> None:
    assert phone.post("/settings", json={"refusal": code}).status_code == 200


def report(reply: Reply, status: str, *codes: int, title: str = "Re-engagement message") -> None:
    made = ReplyStatus.objects.create(
        reply=reply,
        channel="whatsapp",
        account=ACCOUNT,
        external_id=reply.external_id,
        status=status,
        at=LATER,
        error_codes=list(codes),
        error_text=title if codes else "",
    )
    apply_status(reply=reply, status=made, now=LATER)


def test_what_is_due_goes_out_and_keeps_the_providers_id(phone: httpx.Client) -> None:
    reply = queue()

    assert send_due(now=LATER) == 1

    assert state(reply) == ("sent", 1)
    assert shown(phone) == ["Kami cek."]
    assert phone.get(f"/phones/{CITIZENS[0]}").json()["messages"][-1]["id"] == reply.external_id


def test_what_is_not_due_waits(phone: httpx.Client) -> None:
    queue(next_attempt_at=LATER + timedelta(seconds=1))

    assert send_due(now=LATER) == 0
    assert shown(phone) == []


def test_several_to_one_contact_keep_their_order(phone: httpx.Client) -> None:
    for number in range(5):
        queue(f"Pesan {number}", after=number, next_attempt_at=NOW + timedelta(seconds=30 - number))

    send_due(now=LATER)

    assert shown(phone) == [f"Pesan {number}" for number in range(5)]


def test_a_later_reply_never_overtakes_an_earlier_one_that_waits(phone: httpx.Client) -> None:
    queue("Pertama", next_attempt_at=LATER + timedelta(seconds=5))
    queue("Kedua", after=1)
    queue("Orang lain", citizen=1, after=2)

    send_due(now=LATER)
    assert (shown(phone), shown(phone, 1)) == ([], ["Orang lain"])

    send_due(now=LATER + timedelta(seconds=5))
    assert shown(phone) == ["Pertama", "Kedua"]


def test_while_one_is_being_sent_the_next_to_that_contact_waits() -> None:
    first, _ = queue("Pertama"), queue("Kedua", after=1)
    other = queue("Orang lain", citizen=1, after=2)

    assert [claim_next(now=LATER), claim_next(now=LATER), claim_next(now=LATER)] == [first, other, None]


def test_a_dead_worker_leaves_the_outcome_unknown_and_nothing_is_sent_again(phone: httpx.Client) -> None:
    reply = queue(status="sending", claimed_at=LATER)

    send_due(now=LATER + LEASE)
    assert state(reply) == ("sending", 0)
    send_due(now=LATER + LEASE + timedelta(seconds=1))

    assert (state(reply)[0], shown(phone)) == ("unknown", [])


def test_a_report_with_our_own_id_settles_what_was_unknown() -> None:
    reply = queue(status="unknown")
    reply.external_id = "wamid.terlambat"

    report(reply, "delivered")

    assert state(reply)[0] == "delivered"


def test_no_more_a_second_than_the_account_may_send(settings: Settings) -> None:
    settings.MESSAGES_PER_SECOND = {"whatsapp": 3}
    for number in range(5):
        queue(f"Pesan {number}", after=number)

    tried = [send_due(now=LATER), send_due(now=LATER), send_due(now=LATER + timedelta(seconds=1))]

    assert tried == [3, 0, 2]


def test_a_refused_token_stops_the_account_keeps_the_replies_and_tells_the_admins(phone: httpx.Client) -> None:
    told = admin()
    replies = [queue(), queue("Kedua", after=1), queue("Orang lain", citizen=1, after=2)]
    refuse(phone, 190)

    send_due(now=LATER)
    send_due(now=LATER + timedelta(seconds=1))

    gate = SendingGate.objects.get()
    assert (gate.stopped_at, gate.stop_reason) == (LATER, "Token WhatsApp tidak berlaku lagi. Admin sudah diberi tahu.")
    assert [state(reply) for reply in replies] == [("pending", 0)] * 3
    assert [notice.recipient for notice in Notice.objects.filter(subject="Pengiriman whatsapp berhenti")] == [told]


def test_a_stopped_account_tries_one_message_and_goes_on_when_it_is_mended(phone: httpx.Client) -> None:
    queue(), queue("Orang lain", citizen=1, after=1)
    refuse(phone, 131031)
    send_due(now=LATER)

    still_shut = send_due(now=LATER + PROBE - timedelta(seconds=1))
    tried = send_due(now=LATER + PROBE)
    refuse(phone, -1)
    sent = send_due(now=LATER + PROBE + PROBE)

    assert (still_shut, tried, sent) == (0, 1, 2)
    assert SendingGate.objects.get().stopped_at is None
    assert Notice.objects.filter(dedupe_key__startswith="gate:").count() <= 1


def test_throttling_slows_the_account_longer_each_time_and_costs_no_attempt(phone: httpx.Client) -> None:
    reply = queue()
    refuse(phone, 130429)
    waits = []
    moment = LATER
    for _ in range(3):
        send_due(now=moment)
        until = SendingGate.objects.get().slow_until
        assert until is not None
        waits.append((until - moment).total_seconds())
        moment = until

    bounds = [(1, 3), (2, 6), (4, 12)]
    assert [low <= wait <= high for wait, (low, high) in zip(waits, bounds, strict=True)] == [True] * 3
    assert state(reply) == ("pending", 0)

    refuse(phone, -1)
    send_due(now=moment)
    assert (state(reply), SendingGate.objects.get().slow_level) == (("sent", 1), 0)


def test_no_network_fails_no_reply(settings: Settings) -> None:
    reply = queue()
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    for hour in range(20):
        send_due(now=LATER + timedelta(hours=hour))

    assert state(reply) == ("pending", 0)


def test_the_pair_limit_holds_one_contact_and_the_others_go_on(
    phone: httpx.Client, simulator: WhatsAppSimulator
) -> None:
    first = queue()
    refuse(phone, 131056)
    send_due(now=LATER, limit=1)
    refuse(phone, -1)
    other = queue("Orang lain", citizen=1, after=1)

    send_due(now=LATER + timedelta(seconds=3))
    assert (state(first), state(other)) == (("pending", 0), ("sent", 1))

    send_due(now=LATER + timedelta(seconds=4))
    assert (state(first), Lane.objects.get(conversation=conversation()).strikes) == (("sent", 1), 0)


def test_each_refusal_for_the_pair_waits_four_times_longer(phone: httpx.Client) -> None:
    queue()
    refuse(phone, 131056)
    moment, waits = LATER, []
    for _ in range(4):
        send_due(now=moment)
        until = Lane.objects.get().blocked_until
        assert until is not None
        waits.append((until - moment).total_seconds())
        moment = until

    assert waits == [4, 16, 64, 256]


def test_trouble_of_theirs_is_tried_again_at_most_six_times(phone: httpx.Client) -> None:
    reply = queue()
    refuse(phone, 131016)
    moment = LATER
    for attempt in range(1, 6):
        send_due(now=moment)
        reply.refresh_from_db()
        assert (reply.status, reply.attempts) == ("pending", attempt)
        assert reply.next_attempt_at - moment == timedelta(seconds=5 * 4 ** (attempt - 1))
        moment = reply.next_attempt_at

    send_due(now=moment)

    assert (state(reply), reply.last_error) == (("failed", 6), "WhatsApp sedang terganggu.")


def test_after_the_window_a_text_is_held_without_asking_the_provider(phone: httpx.Client) -> None:
    reply = queue()

    send_due(now=NOW + timedelta(hours=24) - timedelta(minutes=5))

    assert (state(reply)[0], shown(phone)) == ("held", [])


def test_in_the_last_second_before_the_margin_it_is_sent() -> None:
    reply = queue()

    send_due(now=NOW + timedelta(hours=24) - timedelta(minutes=5, seconds=1))

    assert state(reply)[0] == "sent"


def test_a_held_reply_goes_out_once_the_citizen_writes_again(phone: httpx.Client) -> None:
    reply = queue()
    refuse(phone, 131047)
    send_due(now=LATER)
    assert state(reply)[0] == "held"
    refuse(phone, -1)
    Conversation.objects.update(window_until=LATER)
    send_due(now=LATER)
    assert state(reply)[0] == "held"

    Conversation.objects.update(window_until=LATER + timedelta(hours=24))
    send_due(now=LATER)

    assert (state(reply)[0], shown(phone)) == ("sent", ["Kami cek."])


def test_a_held_reply_that_a_newer_word_has_overtaken_waits_for_the_officer() -> None:
    held, _ = queue(status="held"), queue("Yang baru", after=1, status="sent")

    send_due(now=LATER)

    assert state(held)[0] == "held"


def test_a_closed_window_that_comes_by_report_holds_the_reply_and_lets_the_clock_run(phone: httpx.Client) -> None:
    reply = queue()
    SlaClock.objects.filter(kind=ClockKind.FIRST_ANSWER).update(is_open=False, stopped_at=NOW)
    send_due(now=LATER)
    reply.refresh_from_db()

    report(reply, "failed", 131047)
    assert (state(reply)[0], reply.last_error) == ("failed", "Re-engagement message")
    judge_reports(now=LATER)

    assert (state(reply)[0], reply.last_error) == ("held", "Jendela WhatsApp 24 jam sudah tertutup.")
    complaint = reply.complaint
    assert complaint is not None
    assert complaint.clocks.filter(kind=ClockKind.FIRST_ANSWER, is_open=True).count() == 1


def test_a_number_without_whatsapp_is_marked_and_the_reply_fails() -> None:
    reply = queue()
    send_due(now=LATER)
    reply.refresh_from_db()

    report(reply, "failed", 131026)
    judge_reports(now=LATER)

    assert (state(reply)[0], reply.last_error) == ("failed", "Nomor ini tidak dapat menerima pesan WhatsApp.")
    assert Lane.objects.get(conversation=conversation()).unreachable_at == LATER


def test_a_contact_that_takes_a_message_is_reachable_again() -> None:
    Lane.objects.create(conversation=conversation(), unreachable_at=NOW)
    queue()

    send_due(now=LATER)

    assert Lane.objects.get().unreachable_at is None


@pytest.mark.parametrize("code", [131049, 131050, 130472])
def test_what_the_citizen_or_the_provider_does_not_want_is_not_tried_again(phone: httpx.Client, code: int) -> None:
    reply = queue()
    refuse(phone, code)

    send_due(now=LATER)

    assert (state(reply), Notice.objects.filter(dedupe_key__startswith="wrong").count()) == (("failed", 1), 0)


def test_a_wrong_message_is_not_tried_again_and_alerts_the_admins_once_a_day() -> None:
    admin()
    replies = [queue(form="buttons", content={}, after=number) for number in range(2)]

    send_due(now=LATER)

    assert [state(reply) for reply in replies] == [("failed", 1)] * 2
    assert replies[0].last_error == "Pesan ini perlu 1 sampai 3 tombol."
    assert Notice.objects.filter(subject="Pesan ditolak karena salah bentuk").count() == 1


def test_a_file_that_is_not_taken_is_uploaded_three_times(phone: httpx.Client) -> None:
    reply = queue()
    refuse(phone, 131053)
    for hour in range(5):
        send_due(now=LATER + timedelta(hours=hour))

    assert state(reply) == ("failed", 3)


def test_a_failure_of_a_former_attempt_changes_nothing() -> None:
    reply = queue()
    send_due(now=LATER)
    reply.refresh_from_db()
    former = Reply(pk=reply.pk, external_id="wamid.lama", conversation=reply.conversation)

    report(former, "failed", 131026)

    assert (state(reply)[0], reply.reported_code) == ("sent", None)


def test_a_failure_after_delivery_changes_nothing() -> None:
    reply = queue()
    send_due(now=LATER)
    reply.refresh_from_db()
    report(reply, "delivered")

    report(reply, "failed", 131026)

    assert (state(reply)[0], reply.reported_code) == ("delivered", None)


def test_a_person_with_two_phones_is_answered_on_the_one_that_wrote_last(phone: httpx.Client) -> None:
    first, second = (conversation(citizen) for citizen in (0, 1))
    merge_reporters(
        kept=first.reporter,
        duplicate=second.reporter,
        reason="officer",
        user=koordinator(),
        now=NOW,
        note="Satu orang, dua nomor",
    )
    for citizen, after in ((1, 10), (0, 20), (1, 30)):
        note_seen(sender=Sender(phone=f"+{CITIZENS[citizen]}"), at=NOW + timedelta(seconds=after))
    message = first.messages.first()
    assert message is not None

    Reply.objects.create(
        conversation=first,
        complaint=message.complaint,
        author=petugas_pupr(),
        kind="answer",
        text="Kami cek.",
        created_at=NOW,
        next_attempt_at=NOW,
    )
    send_due(now=LATER)

    assert (shown(phone, 0), shown(phone, 1)) == ([], ["Kami cek."])
