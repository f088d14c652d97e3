"""Sends, files and refusals against the simulated Bot API."""

from io import BytesIO
from pathlib import Path

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.files import FileRefusedError
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.telegram.api import refusal
from channels_intake.channels.telegram.client import mark_read, send
from channels_intake.channels.telegram.downloads import download
from channels_intake.channels.telegram.token import read_token
from channels_intake.channels.tokens import TokenFacts
from channels_intake.simulators.telegram import TelegramSimulator
from channels_intake.simulators.telegram.methods import keep_file

SARI = 41001


def message(text: str = "Kami cek.", form: str = "text", **more: object) -> Outgoing:
    return Outgoing(7, text, account_id=f"telegram:{SARI}", form=form, **more)  # type: ignore[arg-type]


def fate_of(outgoing: Outgoing) -> Fate:
    with pytest.raises(ChannelError) as caught:
        send(account="bot", message=outgoing)
    return caught.value.fate


def test_a_text_arrives_and_its_name_is_chat_and_message(telegram: TelegramSimulator) -> None:
    chat = telegram.bot.chat(SARI)

    name = send(account="bot", message=message())

    [arrived] = chat.said
    assert name == f"{SARI}:{arrived['message_id']}"
    assert arrived["text"] == "Kami cek."


def test_a_file_arrives_with_its_bytes_and_caption(
    telegram: TelegramSimulator, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    name = default_storage.save("hasil.jpg", ContentFile(b"\xff\xd8gambar"))
    chat = telegram.bot.chat(SARI)

    send(account="bot", message=message("Sudah diaspal.", "media", content={"file": name, "mime": "image/jpeg"}))

    [arrived] = chat.said
    assert arrived["caption"] == "Sudah diaspal."
    assert telegram.bot.files[arrived["photo"][0]["file_id"]] == b"\xff\xd8gambar"


def test_a_missing_file_is_our_fault(telegram: TelegramSimulator) -> None:
    telegram.bot.chat(SARI)

    assert fate_of(message(form="media", content={"file": "none.jpg", "mime": "image/jpeg"})) == Fate.BUG


def test_who_blocked_the_bot_is_unreachable(telegram: TelegramSimulator) -> None:
    telegram.bot.chat(SARI).is_blocked = True

    assert fate_of(message()) == Fate.UNREACHABLE


def test_an_unknown_chat_is_unreachable(telegram: TelegramSimulator) -> None:
    assert fate_of(message()) == Fate.UNREACHABLE


def test_too_many_sends_slow_the_account_down(telegram: TelegramSimulator) -> None:
    telegram.bot.chat(SARI)
    httpx.post(f"{telegram.url}/control/bot", json={"refuse_sends": 1}, trust_env=False)

    assert fate_of(message()) == Fate.SLOW
    assert send(account="bot", message=message()).startswith(f"{SARI}:")


def test_a_wrong_token_stops_the_account(telegram: TelegramSimulator, settings: Settings) -> None:
    settings.TELEGRAM_BOT_TOKEN = "900:lain"

    assert fate_of(message()) == Fate.STOP
    assert read_token() == TokenFacts(is_valid=False)


def test_a_token_that_works_is_valid_without_end(telegram: TelegramSimulator) -> None:
    assert read_token() == TokenFacts(is_valid=True)


@pytest.mark.parametrize(
    ("status", "description", "fate"),
    [
        (400, "Bad Request: chat not found", Fate.UNREACHABLE),
        (400, "Bad Request: can't parse entities", Fate.BUG),
        (403, "Forbidden: bot was blocked by the user", Fate.UNREACHABLE),
        (404, "Not Found", Fate.STOP),
        (409, "Conflict", Fate.STOP),
        (413, "Request Entity Too Large", Fate.REFUSED),
        (502, "Bad Gateway", Fate.TRANSIENT),
    ],
)
def test_each_refusal_has_its_fate(status: int, description: str, fate: Fate) -> None:
    assert refusal(status, {"error_code": status, "description": description}).fate == fate


def test_nobody_there_makes_the_queue_wait_and_tells_no_token(settings: Settings) -> None:
    settings.TELEGRAM_BOT_TOKEN = "900:rahasia"
    settings.TELEGRAM_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(ChannelError) as caught:
        send(account="bot", message=message())

    assert caught.value.fate == Fate.SLOW
    assert caught.value.__cause__ is None
    assert str(caught.value) == "Telegram tidak terjangkau."


def test_a_file_is_fetched_by_its_path(telegram: TelegramSimulator) -> None:
    file_id, into = keep_file(telegram.bot, b"isi berkas"), BytesIO()

    download(account="bot", media_id=file_id, into=into, limit=100)

    assert into.getvalue() == b"isi berkas"


def test_a_file_over_the_limit_is_refused(telegram: TelegramSimulator) -> None:
    file_id = keep_file(telegram.bot, b"isi berkas")

    with pytest.raises(FileRefusedError):
        download(account="bot", media_id=file_id, into=BytesIO(), limit=3)


def test_a_file_that_a_bot_cannot_have_is_refused(telegram: TelegramSimulator) -> None:
    with pytest.raises(FileRefusedError):
        download(account="bot", media_id="unknown", into=BytesIO(), limit=3)


def test_a_tap_is_answered_and_a_message_needs_no_receipt(telegram: TelegramSimulator) -> None:
    telegram.bot.taps["query5"] = False

    mark_read(account="bot", external_id=f"{SARI}:tap:query5", with_typing=False)
    mark_read(account="bot", external_id=f"{SARI}:9", with_typing=False)

    assert telegram.bot.taps == {"query5": True}


def test_the_webhook_is_registered_with_its_secret_and_taken_away(
    telegram: TelegramSimulator, settings: Settings
) -> None:
    settings.TELEGRAM_WEBHOOK_SECRETS = ["rahasia-uji"]
    settings.PUBLIC_BASE_URL = "https://aduan.contoh.id"

    call_command("set_telegram_webhook", verbosity=0)
    registered = (telegram.bot.webhook_url, telegram.bot.secret)
    call_command("set_telegram_webhook", remove=True, verbosity=0)

    assert registered == ("https://aduan.contoh.id/webhooks/telegram/", "rahasia-uji")
    assert telegram.bot.webhook_url == ""


def test_a_webhook_without_a_secret_is_not_registered(telegram: TelegramSimulator) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("set_telegram_webhook")

    assert caught.value.returncode == 2
