"""What the phone shows of each kind of message."""

from typing import Any

import pytest

from channels_intake.simulators.bubbles import Bubble, Choice, Quote, build_bubbles


def message(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    entry = {"id": "wamid.1", "is_from_city": True, "at": "2026-11-23T16:30:00+00:00", "content": content}
    plain: dict[str, Any] = {
        "state": "delivered",
        "error_code": None,
        "reactions": {},
        "is_edited": False,
        "is_revoked": False,
    }
    return entry | plain | more


def shown(*messages: dict[str, Any]) -> list[Bubble]:
    return build_bubbles({"messages": list(messages)})


def test_time_is_that_of_bontang() -> None:
    (bubble,) = shown(message({"type": "text", "text": {"body": "Halo"}}))

    assert f"{bubble.at:%Y-%m-%d %H:%M}" == "2026-11-24 00:30"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*Nomor BTG-1* sudah ada", "<b>Nomor BTG-1</b> sudah ada"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("*<i>*", "<b>&lt;i&gt;</b>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_text_is_bold_between_stars_and_otherwise_inert(text: str, html: str) -> None:
    (bubble,) = shown(message({"type": "text", "text": {"body": text}}))

    assert bubble.html == html


def test_list_offers_its_rows() -> None:
    rows = [{"id": "1", "title": "Lok Tuan", "description": "Bontang Utara"}]
    action = {"button": "Pilih", "sections": [{"title": "Kelurahan", "rows": rows}]}
    content = {"type": "interactive", "interactive": {"type": "list", "body": {"text": "Di mana?"}, "action": action}}

    (bubble,) = shown(message(content))

    assert (bubble.html, bubble.menu) == ("Di mana?", "Pilih")
    assert bubble.choices == (Choice("list", "1", "Lok Tuan", "Bontang Utara"),)


def test_location_request_asks_for_a_position() -> None:
    action = {"name": "send_location"}
    request = {"type": "location_request_message", "body": {"text": "Di mana?"}, "action": action}

    (bubble,) = shown(message({"type": "interactive", "interactive": request}))

    assert (bubble.asks_location, bubble.choices) == (True, ())


def test_template_shows_the_words_that_the_citizen_reads() -> None:
    content = {"type": "template", "template": {"name": "hasil_aduan"}, "rendered": "Aduan BTG-2611-0417 selesai."}

    (bubble,) = shown(message(content))

    assert bubble.html == "Aduan BTG-2611-0417 selesai."


def test_file_of_the_city_is_a_link() -> None:
    (bubble,) = shown(message({"type": "image", "image": {"link": "https://aduan.example/a.jpg"}}))

    assert (bubble.link, bubble.label, bubble.media_id) == ("https://aduan.example/a.jpg", "Foto", "")


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        ({"type": "text", "text": {"body": "Jalan rusak. Sudah lama."}}, "Jalan rusak"),
        ({"type": "location", "location": {"latitude": 0.1, "longitude": 117.5}}, "Lokasi"),
        ({"type": "image", "image": {"id": "9"}}, "Foto"),
        ({"type": "event_invite", "event_invite": {}}, "Pesan"),
    ],
)
def test_quote_names_the_author_and_the_message(content: dict[str, Any], summary: str) -> None:
    quoted = message(content, is_from_city=False)
    reply = message({"type": "text", "text": {"body": "Baik"}, "context": {"id": "wamid.1"}}, id="wamid.2")

    assert shown(quoted, reply)[1].quote == Quote("Anda", summary)


def test_message_that_has_not_left_the_provider_is_not_shown_but_the_citizens_is() -> None:
    text = {"type": "text", "text": {"body": "Halo"}}

    bubbles = shown(message(text, state="sending"), message(text, state="sending", is_from_city=False))

    assert [(bubble.is_from_city, bubble.tick) for bubble in bubbles] == [(False, ("clock", "Sedang dikirim"))]


def test_unknown_failure_names_its_code() -> None:
    (bubble,) = shown(message({"type": "text", "text": {"body": "x"}}, state="failed", error_code=131000))

    assert bubble.failure == "Pesan kota tidak sampai (kode 131000)."


def test_deleted_message_leaves_only_that_it_was_there() -> None:
    photo = {"type": "image", "image": {"id": "9", "caption": "Rahasia"}}

    (bubble,) = shown(message(photo, is_from_city=False, is_revoked=True))

    assert (bubble.html, bubble.media_id, bubble.is_revoked) == ("Anda menghapus pesan ini", "", True)
