"""How an account fares, measured from rows that the product's own code wrote."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bontang_pengaduan.lib.signing import sign
from channels_intake.health import measure
from channels_intake.health_words import ago_words, sending_words, token_words, waiting_words
from channels_intake.models import ChannelAccount
from channels_intake.process import drain
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from channels_intake.tokens import check_tokens
from complaints.models import Attachment, Reply
from complaints.services.sending import block_contact, stop_sending
from tests.channels_intake.kit import store, store_change, text_message
from tests.factories import ACCOUNT, MONDAY_MORNING, make_complaint
from tests.reference import load_reference_data

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def row() -> ChannelAccount:
    return ChannelAccount.objects.get()


def sent(number: int, status: str, at: datetime, **more: object) -> None:
    """A reply in the state in which its drain leaves it."""
    conversation = make_complaint(phone=f"+62812000001{number:02}").messages.get().conversation
    Reply.objects.filter(conversation=conversation).delete()
    Reply.objects.create(
        conversation=conversation,
        kind="prompt",
        text="Halo",
        status=status,
        created_at=at,
        next_attempt_at=at,
        claimed_at=at,
        **more,
    )


def test_an_account_that_is_set_up_is_watched_before_anything_was_heard_of_it() -> None:
    assert measure(now=MONDAY_MORNING) == 1

    account = row()
    assert (account.channel, account.account) == ("whatsapp", ACCOUNT)
    assert (account.watched_since, account.last_event_at) == (MONDAY_MORNING, None)


def test_a_channel_without_credentials_is_not_watched(settings: Settings) -> None:
    settings.WHATSAPP_ACCESS_TOKEN = ""

    assert measure(now=MONDAY_MORNING) == 0


def test_processing_notes_the_last_event_and_the_last_message() -> None:
    status = {"id": "wamid.x", "status": "sent", "timestamp": "1795395600", "recipient_id": "6281200000009"}
    store(text_message("aspal rusak"), at=MONDAY_MORNING)
    store_change("messages", {"metadata": {"phone_number_id": ACCOUNT}, "statuses": [status]}, MONDAY_MORNING + MINUTE)

    drain(now=MONDAY_MORNING + 5 * MINUTE)

    account = row()
    assert account.last_message_at == MONDAY_MORNING
    assert account.last_event_at == MONDAY_MORNING + MINUTE


def test_an_older_delivery_that_is_processed_late_does_not_move_the_times_back() -> None:
    store(text_message("baru"), at=MONDAY_MORNING)
    drain(now=MONDAY_MORNING)
    store(text_message("lama"), at=MONDAY_MORNING - MINUTE)
    drain(now=MONDAY_MORNING)

    assert row().last_event_at == MONDAY_MORNING


def test_alerts_about_the_business_account_and_unreadable_parts_are_no_sign_of_life() -> None:
    store_change("account_update", {"event": "DISABLED_UPDATE"}, MONDAY_MORNING)
    store({"id": "wamid.q", "type": "text"})

    drain(now=MONDAY_MORNING)

    assert ChannelAccount.objects.count() == 0


def test_the_webhook_stays_at_one_statement(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = {"X-Hub-Signature-256": sign(b"{}", settings.WHATSAPP_APP_SECRETS[0])}

    with django_assert_num_queries(1):
        client.post("/webhooks/whatsapp/", b"{}", content_type="application/json", headers=headers)


def test_the_oldest_of_each_queue_is_found() -> None:
    message = make_complaint().messages.get()
    Reply.objects.update(next_attempt_at=MONDAY_MORNING + 2 * MINUTE)
    for number in (3, 9):
        Attachment.objects.create(
            message=message,
            channel="whatsapp",
            account=ACCOUNT,
            kind="image",
            media_id=str(number),
            created_at=MONDAY_MORNING + number * MINUTE,
            next_attempt_at=MONDAY_MORNING,
        )
    store(text_message("satu"), at=MONDAY_MORNING + MINUTE)

    measure(now=MONDAY_MORNING + 10 * MINUTE)

    account = row()
    assert account.oldest_request_at == MONDAY_MORNING + MINUTE
    assert account.oldest_reply_at == MONDAY_MORNING + 2 * MINUTE
    assert account.oldest_file_at == MONDAY_MORNING + 3 * MINUTE


def test_a_reply_that_waits_on_purpose_is_no_queue() -> None:
    conversation = make_complaint().messages.get().conversation
    Reply.objects.update(next_attempt_at=MONDAY_MORNING + 20 * MINUTE)
    measure(now=MONDAY_MORNING + 10 * MINUTE)
    assert row().oldest_reply_at is None

    block_contact(conversation=conversation, now=MONDAY_MORNING + 30 * MINUTE)
    measure(now=MONDAY_MORNING + 30 * MINUTE)
    assert row().oldest_reply_at is None

    measure(now=MONDAY_MORNING + 31 * MINUTE)
    assert row().oldest_reply_at == MONDAY_MORNING + 20 * MINUTE


def test_empty_queues_are_empty_again() -> None:
    store(text_message("satu"))
    measure(now=MONDAY_MORNING)
    drain(now=MONDAY_MORNING)
    Reply.objects.all().delete()

    measure(now=MONDAY_MORNING)

    account = row()
    assert (account.oldest_request_at, account.oldest_reply_at, account.oldest_file_at) == (None, None, None)


def test_sends_of_the_last_hour_are_counted_and_older_ones_are_not() -> None:
    now = MONDAY_MORNING + timedelta(hours=5)
    sent(1, "delivered", now - 10 * MINUTE, sent_at=now - 10 * MINUTE)
    sent(2, "failed", now - 20 * MINUTE)
    sent(3, "unknown", now - 30 * MINUTE)
    sent(4, "pending", now - 40 * MINUTE, last_error="WhatsApp sedang terganggu.")
    sent(5, "held", now - 50 * MINUTE)
    sent(6, "failed", now - 61 * MINUTE)

    measure(now=now)

    account = row()
    assert (account.tried, account.failed) == (4, 3)
    assert account.last_sent_at == now - 10 * MINUTE


def test_a_success_in_a_pause_of_the_measuring_is_not_missed() -> None:
    measure(now=MONDAY_MORNING)
    sent(1, "sent", MONDAY_MORNING + MINUTE, sent_at=MONDAY_MORNING + MINUTE)

    measure(now=MONDAY_MORNING + timedelta(hours=9))

    assert row().last_sent_at == MONDAY_MORNING + MINUTE
    assert row().tried == 0


def test_a_stopped_queue_is_shown_with_its_reason() -> None:
    stop_sending(channel="whatsapp", account=ACCOUNT, reason="Tagihan belum dibayar.", code=131042, now=MONDAY_MORNING)

    measure(now=MONDAY_MORNING)

    assert (row().stopped_at, row().stop_reason) == (MONDAY_MORNING, "Tagihan belum dibayar.")


@pytest.mark.parametrize("accounts", [1, 3])
def test_measuring_takes_the_same_statements_for_any_number_of_accounts(
    accounts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(accounts - 1):
        ChannelAccount.objects.create(channel="whatsapp", account=str(number), watched_since=MONDAY_MORNING)

    # The account's row, all rows; the ledger twice, replies, files; sends, gates; the update; a savepoint around all.
    with django_assert_num_queries(11):
        measure(now=MONDAY_MORNING)


def test_the_provider_says_until_when_the_token_works(simulator: WhatsAppSimulator) -> None:
    now = simulator.world.now()
    measure(now=now)
    simulator.world.switches.token_days = 30

    assert check_tokens(now=now) == 1

    account = row()
    assert account.token == "valid"
    assert account.token_expires_at is not None
    assert (account.token_expires_at - now).days in (29, 30)
    assert account.token_checked_at == now


def test_a_token_that_never_ends_has_no_date(simulator: WhatsAppSimulator) -> None:
    measure(now=MONDAY_MORNING)

    check_tokens(now=MONDAY_MORNING)

    assert (row().token, row().token_expires_at) == ("valid", None)


def test_a_refused_token_is_invalid(simulator: WhatsAppSimulator, settings: Settings) -> None:
    measure(now=MONDAY_MORNING)
    settings.WHATSAPP_ACCESS_TOKEN = "token-lama"

    check_tokens(now=MONDAY_MORNING)

    assert row().token == "invalid"


def test_a_provider_that_does_not_answer_changes_nothing(simulator: WhatsAppSimulator, settings: Settings) -> None:
    measure(now=MONDAY_MORNING)
    check_tokens(now=MONDAY_MORNING)
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    assert check_tokens(now=MONDAY_MORNING + MINUTE) == 0

    assert (row().token, row().token_checked_at) == ("valid", MONDAY_MORNING)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=1), "1 menit lalu"),
        (timedelta(minutes=59), "59 menit lalu"),
        (timedelta(hours=1), "1 jam lalu"),
        (timedelta(hours=23), "23 jam lalu"),
        (timedelta(hours=24), "Minggu, 22 Nov 09.00"),
    ],
)
def test_how_long_ago_in_plain_words(passed: timedelta, words: str) -> None:
    assert ago_words(MONDAY_MORNING - passed, MONDAY_MORNING) == words


def test_what_never_happened_and_what_waits() -> None:
    assert ago_words(None, MONDAY_MORNING) == "belum pernah"
    assert waiting_words(None, MONDAY_MORNING) == "kosong"
    waits = [timedelta(seconds=5), timedelta(minutes=12), timedelta(hours=3), timedelta(days=2)]
    assert [waiting_words(MONDAY_MORNING - wait, MONDAY_MORNING) for wait in waits] == [
        "menunggu kurang dari 1 menit",
        "menunggu 12 menit",
        "menunggu 3 jam",
        "menunggu 2 hari",
    ]


def test_token_and_sending_in_words() -> None:
    soon = MONDAY_MORNING + timedelta(days=3)
    tokens = [("unknown", None), ("valid", None), ("valid", soon), ("valid", MONDAY_MORNING), ("invalid", None)]
    rows = [ChannelAccount(token=token, token_expires_at=ends) for token, ends in tokens]

    assert [token_words(account, MONDAY_MORNING) for account in rows] == [
        "belum diperiksa",
        "berlaku tanpa batas waktu",
        "berlaku sampai Kamis, 26 Nov 09.00",
        "tidak berlaku lagi",
        "tidak berlaku lagi",
    ]
    counts = [(0, 0), (4, 0), (14, 2)]
    assert [sending_words(ChannelAccount(tried=tried, failed=failed)) for tried, failed in counts] == [
        "tidak ada balasan",
        "4 terkirim",
        "2 dari 14 gagal",
    ]
