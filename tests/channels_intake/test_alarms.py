"""Alarms of an account: told once when they begin and once when they are over."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from channels_intake.alarms import watch
from channels_intake.models import ChannelAccount, ChannelAlarm, InboundRequest
from channels_intake.process import drain
from complaints.models import Conversation, Reply
from complaints.services.sending import open_gate, stop_sending
from opd.models import Notice
from sla.models import Holiday
from tests.cast import admin, koordinator
from tests.channels_intake.kit import at_once, store, text_message
from tests.factories import ACCOUNT, MONDAY_MORNING, make_complaint
from tests.reference import load_reference_data

HOUR = timedelta(hours=1)
FRIDAY_NOON = datetime.fromisoformat("2026-11-20T11:30:00+08:00")  # the end of the morning's office block

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(db: None) -> None:
    load_reference_data()
    admin()
    koordinator()
    watch(now=MONDAY_MORNING)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("recipient__username", "subject"))


def change(**facts: object) -> None:
    ChannelAccount.objects.update(**facts)


def heard(at: datetime) -> None:
    store(text_message(f"halo {at.timestamp()}"), at=at)
    drain(now=at)
    Reply.objects.update(status="sent")


def leave_sends(tried: int, failed: int) -> None:
    """Replies of the last hour, by the states in which their drain leaves them."""
    conversation = Conversation.objects.first() or make_complaint().messages.get().conversation
    Reply.objects.all().delete()
    for number in range(tried):
        Reply.objects.create(
            conversation=conversation,
            kind="prompt",
            text="Halo",
            status="failed" if number < failed else "sent",
            created_at=MONDAY_MORNING,
            next_attempt_at=MONDAY_MORNING,
            claimed_at=MONDAY_MORNING,
        )


def standing() -> list[str]:
    return list(ChannelAlarm.objects.filter(ended_at=None).order_by("cause").values_list("cause", flat=True))


def test_pitfall_16_a_silent_channel_is_an_alarm_once_and_its_end_is_told_once() -> None:
    # 09.00 to 16.00 without the lunch hour are 6 office hours, the first two of Tuesday make 8.
    tuesday = MONDAY_MORNING + timedelta(days=1)
    watch(now=tuesday + timedelta(minutes=29))
    assert told() == []

    for minutes in (30, 31, 60):
        watch(now=tuesday + timedelta(minutes=minutes))

    silent = [("admin.uji", f"WhatsApp {ACCOUNT}: tidak ada pesan masuk")]
    assert told() == silent
    heard(tuesday + 2 * HOUR)
    for minutes in (121, 122):
        watch(now=tuesday + timedelta(minutes=minutes))
    assert told() == [*silent, ("admin.uji", f"WhatsApp {ACCOUNT} kembali normal")]
    assert Notice.objects.last().url == "/pengaturan/kanal/"  # type: ignore[union-attr]


def test_nights_weekends_and_holidays_are_no_silence() -> None:
    heard(FRIDAY_NOON)
    Holiday.objects.create(date=datetime(2026, 11, 23).date(), name="Hari uji", kind="national")  # noqa: DTZ001

    watch(now=MONDAY_MORNING + timedelta(hours=23))

    assert standing() == []


def test_the_hours_are_a_setting(settings: Settings) -> None:
    settings.SILENT_OFFICE_HOURS = {"whatsapp": 1}

    watch(now=MONDAY_MORNING + HOUR)

    assert standing() == ["silent"]


def test_a_quiet_channel_may_be_silent_for_longer(settings: Settings) -> None:
    settings.SILENT_OFFICE_HOURS = {}
    settings.OTHER_SILENT_OFFICE_HOURS = 2

    watch(now=MONDAY_MORNING + HOUR)
    assert standing() == []
    watch(now=MONDAY_MORNING + 2 * HOUR)

    assert standing() == ["silent"]


def test_a_second_silence_is_a_new_episode(settings: Settings) -> None:
    settings.SILENT_OFFICE_HOURS = {"whatsapp": 1}
    watch(now=MONDAY_MORNING + HOUR)
    heard(MONDAY_MORNING + HOUR)
    watch(now=MONDAY_MORNING + HOUR)

    watch(now=MONDAY_MORNING + 2 * HOUR)

    assert [subject.rpartition(" ")[2] for _, subject in told()] == ["masuk", "normal", "masuk"]


def test_pitfall_16_an_expired_token_is_an_alarm() -> None:
    change(token="invalid")

    watch(now=MONDAY_MORNING)

    assert told() == [("admin.uji", f"WhatsApp {ACCOUNT}: token bermasalah")]
    assert ChannelAlarm.objects.get().sentence.startswith("Token tidak berlaku lagi.")


@pytest.mark.parametrize(("days", "alarms"), [(15, []), (14, ["token"]), (0, ["token"])])
def test_a_token_near_its_end_is_an_alarm(days: int, alarms: list[str]) -> None:
    change(token="valid", token_expires_at=MONDAY_MORNING + timedelta(days=days))

    watch(now=MONDAY_MORNING)

    assert standing() == alarms


def test_an_old_queue_is_an_alarm_that_names_it() -> None:
    store(text_message("menunggu"), at=MONDAY_MORNING)

    watch(now=MONDAY_MORNING + timedelta(minutes=14))
    assert standing() == []
    watch(now=MONDAY_MORNING + timedelta(minutes=15))

    assert ChannelAlarm.objects.get().sentence == "Kiriman masuk menunggu 15 menit."


def test_many_failed_sends_are_an_alarm() -> None:
    from_the_limit = [(4, 4, []), (5, 1, []), (10, 3, ["failing"]), (5, 5, ["failing"])]
    found = []
    for tried, failed, _ in from_the_limit:
        ChannelAlarm.objects.all().delete()
        leave_sends(tried, failed)
        watch(now=MONDAY_MORNING)
        found.append(standing())

    assert found == [alarms for _, _, alarms in from_the_limit]


def test_what_could_not_be_processed_is_an_alarm_until_it_is_off_the_shelf() -> None:
    row = store(text_message("gagal"))
    InboundRequest.objects.filter(pk=row.pk).update(status="dead")
    watch(now=MONDAY_MORNING)
    assert ChannelAlarm.objects.get().sentence == "1 kiriman gagal diproses dan menunggu di rak."

    InboundRequest.objects.filter(pk=row.pk).update(status="discarded")
    watch(now=MONDAY_MORNING)

    assert standing() == []


def test_of_a_stopped_queue_the_stop_is_told_once_and_so_is_its_end() -> None:
    stop_sending(channel="whatsapp", account=ACCOUNT, reason="Token ditolak.", code=190, now=MONDAY_MORNING)
    watch(now=MONDAY_MORNING)
    assert told() == [("admin.uji", "Pengiriman whatsapp berhenti")]
    assert standing() == ["stopped"]

    open_gate(channel="whatsapp", account=ACCOUNT)
    watch(now=MONDAY_MORNING)

    assert told()[1:] == [("admin.uji", f"WhatsApp {ACCOUNT} kembali normal")]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_begin_one_episode_and_end_one() -> None:
    change(token="invalid")
    began = at_once(lambda: watch(now=MONDAY_MORNING), 4)
    change(token="valid")
    ended = at_once(lambda: watch(now=MONDAY_MORNING + HOUR), 4)

    assert (began, ended) == ([1] * 4, [0] * 4)
    assert [subject for _, subject in told()] == [
        f"WhatsApp {ACCOUNT}: token bermasalah",
        f"WhatsApp {ACCOUNT} kembali normal",
    ]


def test_an_account_that_is_no_longer_set_up_ends_its_alarms_in_silence(settings: Settings) -> None:
    change(token="invalid")
    watch(now=MONDAY_MORNING)
    before = told()
    settings.WHATSAPP_ACCESS_TOKEN = ""

    watch(now=MONDAY_MORNING)

    assert (standing(), told()) == ([], before)
