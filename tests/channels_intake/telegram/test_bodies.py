"""What goes to Telegram for each form of a reply, and what is refused before it goes."""

from typing import Any

import pytest

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.telegram.bodies import build_body, build_file


def message(form: str = "text", text: str = "Kami cek.", **more: Any) -> Outgoing:
    return Outgoing(7, text, account_id="telegram:41001", form=form, **more)


def test_a_text_shows_no_preview_of_its_links() -> None:
    assert build_body(message()) == {
        "chat_id": "41001",
        "text": "Kami cek.",
        "link_preview_options": {"is_disabled": True},
    }


def test_an_answer_names_the_message_and_goes_out_without_it_too() -> None:
    body = build_body(message(quoted="41001:9"))

    assert body["reply_parameters"] == {"message_id": 9, "allow_sending_without_reply": True}


def test_a_tapped_button_is_no_message_to_answer_to() -> None:
    assert build_body(message(quoted="41001:tap:cb77")) == build_body(message())


def test_buttons_stand_in_the_message_one_in_a_row() -> None:
    buttons = [{"id": "selesai:ya", "title": "Sudah"}, {"id": "selesai:tidak", "title": "Belum"}]

    assert build_body(message("buttons", content={"buttons": buttons}))["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Sudah", "callback_data": "selesai:ya"}],
            [{"text": "Belum", "callback_data": "selesai:tidak"}],
        ]
    }


def test_a_list_is_a_keyboard_whose_rows_say_what_they_mean() -> None:
    rows = [{"id": "aduan:1", "title": "BTG-1", "description": "Jalan rusak"}]

    assert build_body(message("list", content={"button": "Pilih", "rows": rows}))["reply_markup"] == {
        "inline_keyboard": [[{"text": "BTG-1 · Jalan rusak", "callback_data": "aduan:1"}]]
    }


def test_a_location_is_asked_for_with_a_key_that_sends_it() -> None:
    [[button]] = build_body(message("location_request"))["reply_markup"]["keyboard"]

    assert button == {"text": "Kirim lokasi saya", "request_location": True}


@pytest.mark.parametrize(
    ("mime", "method", "part"),
    [
        ("image/jpeg", "sendPhoto", "photo"),
        ("video/mp4", "sendVideo", "video"),
        ("audio/mpeg", "sendAudio", "audio"),
        ("application/pdf", "sendDocument", "document"),
    ],
)
def test_a_file_goes_by_its_kind(mime: str, method: str, part: str) -> None:
    found = build_file(message("media", content={"file": "a", "mime": mime}))

    assert found == (method, part, {"chat_id": "41001", "caption": "Kami cek."})


@pytest.mark.parametrize(
    "wrong",
    [
        message(text=" "),
        message(text="a" * 4097),
        message("template"),
        message("buttons", content={"buttons": []}),
        message("buttons", content={"buttons": [{"id": "a" * 65, "title": "Ya"}]}),
        message("buttons", content={"buttons": [{"id": "é" * 40, "title": "Ya"}]}),
        Outgoing(7, "Kami cek.", phone="+6281"),
    ],
)
def test_what_telegram_would_refuse_is_refused_here(wrong: Outgoing) -> None:
    with pytest.raises(ChannelError) as caught:
        build_body(wrong)

    assert caught.value.fate == Fate.BUG
