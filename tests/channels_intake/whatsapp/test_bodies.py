"""Each form of a message as WhatsApp takes it, and the limits that are checked before it is sent."""

from typing import Any

import pytest

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.outgoing import Outgoing
from channels_intake.channels.whatsapp.bodies import build_body, build_receipt, check_size, media_kind

MEGABYTE = 1024 * 1024


def message(form: str = "text", text: str = "Halo", **more: Any) -> Outgoing:
    return Outgoing(**{"reply_id": 7, "text": text, "phone": "+6280000000101", "form": form, **more})


def buttons(*titles: str) -> dict[str, Any]:
    return {"buttons": [{"id": f"b{number}", "title": title} for number, title in enumerate(titles)]}


def rows(count: int, **more: str) -> dict[str, Any]:
    return {
        "button": "Pilih",
        "rows": [{"id": f"r{number}", "title": f"Baris {number}", **more} for number in range(count)],
    }


def refusal(wrong: Outgoing, media_id: str = "") -> str:
    with pytest.raises(ChannelError) as caught:
        build_body(wrong, media_id=media_id)
    assert caught.value.fate == Fate.BUG
    return str(caught.value)


def test_text_goes_to_the_number_and_carries_our_id() -> None:
    assert build_body(message()) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+6280000000101",
        "type": "text",
        "text": {"body": "Halo", "preview_url": False},
        "biz_opaque_callback_data": "7",
    }


def test_without_a_number_it_goes_to_the_user_id() -> None:
    body = build_body(message(phone=None, bsuid="ID.9"))

    assert (body.get("to"), body["recipient"]) == (None, "ID.9")


def test_nobody_to_write_to_is_refused() -> None:
    assert refusal(message(phone=None)) == "Nomor WhatsApp pelapor tidak diketahui."


def test_a_quote_names_the_message() -> None:
    assert build_body(message(quoted="wamid.1"))["context"] == {"message_id": "wamid.1"}


def test_buttons() -> None:
    interactive = build_body(message("buttons", content=buttons("Ya", "Tidak")))["interactive"]

    assert interactive == {
        "type": "button",
        "body": {"text": "Halo"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "b0", "title": "Ya"}},
                {"type": "reply", "reply": {"id": "b1", "title": "Tidak"}},
            ]
        },
    }


def test_a_list_has_one_section_of_rows() -> None:
    interactive = build_body(message("list", content=rows(1, description="Jalan berlubang")))["interactive"]

    row = {"id": "r0", "title": "Baris 0", "description": "Jalan berlubang"}
    assert interactive["action"] == {"button": "Pilih", "sections": [{"rows": [row]}]}


def test_a_location_request() -> None:
    interactive = build_body(message("location_request"))["interactive"]

    expected = {"type": "location_request_message", "body": {"text": "Halo"}, "action": {"name": "send_location"}}
    assert interactive == expected


@pytest.mark.parametrize(
    ("mime", "expected"),
    [
        ("image/jpeg", {"id": "55", "caption": "Halo"}),
        ("application/pdf", {"id": "55", "caption": "Halo", "filename": "surat.pdf"}),
        ("audio/ogg; codecs=opus", {"id": "55"}),
    ],
)
def test_a_file_travels_by_its_id(mime: str, expected: dict[str, str]) -> None:
    body = build_body(message("media", content={"mime": mime, "filename": "surat.pdf"}), media_id="55")

    assert body[body["type"]] == expected
    assert body["type"] == media_kind(mime)


def test_a_template_by_position() -> None:
    content = {"name": "hasil", "language": "id", "parameters": ["BTG-1", "Sudah\nditambal"]}

    template = build_body(message("template", content=content))["template"]

    texts = [{"type": "text", "text": "BTG-1"}, {"type": "text", "text": "Sudah ditambal"}]
    assert template == {
        "name": "hasil",
        "language": {"code": "id"},
        "components": [{"type": "body", "parameters": texts}],
    }


def test_a_template_by_name() -> None:
    content = {"name": "hasil", "language": "id", "parameters": ["BTG-1"], "names": ["nomor"]}

    (component,) = build_body(message("template", content=content))["template"]["components"]

    assert component["parameters"] == [{"type": "text", "parameter_name": "nomor", "text": "BTG-1"}]


def test_a_template_without_variables_has_no_components() -> None:
    template = build_body(message("template", content={"name": "salam", "language": "id"}))["template"]

    assert template == {"name": "salam", "language": {"code": "id"}}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (message(text="x" * 4097), "Teks terlalu panjang. Batasnya 4.096 huruf."),
        (message(text="  "), "Teks masih kosong."),
        (message("buttons", text="x" * 1025, content=buttons("Ya")), "Teks terlalu panjang. Batasnya 1.024 huruf."),
        (message("buttons", content=buttons("1", "2", "3", "4")), "Pesan ini perlu 1 sampai 3 tombol."),
        (message("buttons", content={}), "Pesan ini perlu 1 sampai 3 tombol."),
        (message("buttons", content=buttons("x" * 21)), "Judul tombol terlalu panjang. Batasnya 20 huruf."),
        (message("list", content=rows(11)), "Pesan ini perlu 1 sampai 10 baris."),
        (message("list", content=rows(1, title="x" * 25)), "Judul baris terlalu panjang. Batasnya 24 huruf."),
        (
            message("list", content=rows(1, description="x" * 73)),
            "Keterangan baris terlalu panjang. Batasnya 72 huruf.",
        ),
        (message("list", content=rows(1) | {"button": ""}), "Nama daftar masih kosong."),
        (message("location_request", text="x" * 1025), "Teks terlalu panjang. Batasnya 1.024 huruf."),
        (message("template", content={"name": "Bukan Nama", "language": "id"}), "Nama templat tidak sah."),
        (message("template", content={"name": "a", "language": ""}), "Bahasa templat masih kosong."),
        (
            message("template", content={"name": "a", "language": "id", "parameters": ["x"], "names": ["p", "q"]}),
            "Isian templat tidak lengkap.",
        ),
        (message("poll"), "Bentuk pesan poll tidak dikenal."),
    ],
)
def test_what_exceeds_the_limits_is_refused_in_words(wrong: Outgoing, sentence: str) -> None:
    assert refusal(wrong) == sentence


def test_two_buttons_with_one_code_are_refused() -> None:
    twice = {"buttons": [{"id": "a", "title": "Ya"}, {"id": "a", "title": "Tidak"}]}

    assert refusal(message("buttons", content=twice)) == "Kode tombol tidak boleh sama."


def test_exactly_at_the_limit_is_taken() -> None:
    assert build_body(message(text="x" * 4096))["text"]["body"] == "x" * 4096
    assert len(build_body(message("list", content=rows(10)))["interactive"]["action"]["sections"][0]["rows"]) == 10


@pytest.mark.parametrize(
    ("mime", "limit"), [("image/png", 5), ("video/mp4", 16), ("audio/mpeg", 16), ("application/pdf", 100)]
)
def test_files_have_a_limit_by_kind(mime: str, limit: int) -> None:
    check_size(mime, limit * MEGABYTE)

    with pytest.raises(ChannelError, match=f"lebih besar dari {limit} MB"):
        check_size(mime, limit * MEGABYTE + 1)


def test_a_read_receipt_with_and_without_dots() -> None:
    plain = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}

    assert build_receipt("wamid.1", with_typing=False) == plain
    assert build_receipt("wamid.1", with_typing=True) == plain | {"typing_indicator": {"type": "text"}}
