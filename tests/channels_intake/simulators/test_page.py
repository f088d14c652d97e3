"""The phone page over the real simulator: a citizen's hand on every form, with and without htmx."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib import clock
from channels_intake.simulators.bubbles import Bubble
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.simulator_fixture import Webhook

pytestmark = pytest.mark.urls("channels_intake.simulator_urls")
PAGE = f"/simulator/{CITIZEN}/"
NETWORK = {"batch_size": 1, "refusal": -1, "window_error": "mixed", "number": CITIZEN}
JPEG = b"\xff\xd8\xff\xe0 not really a picture"


@pytest.fixture
def visitor(simulator: WhatsAppSimulator, settings: Settings, tmp_path: Path) -> Client:
    settings.CLOCK_FILE = str(tmp_path / "clock_offset")
    # The staff's menu is not part of this page.
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": {}}]
    return Client(headers={"host": "localhost"})


@pytest.fixture
def visitor_alone(visitor: Client, simulator: WhatsAppSimulator, settings: Settings) -> Client:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    return visitor


def bubbles(visitor: Client) -> list[Bubble]:
    shown: list[Bubble] = visitor.get(PAGE).context["bubbles"]
    return shown


def city_writes(city: httpx.Client, simulator: WhatsAppSimulator, text: str = "Aduan diterima.", **more: Any) -> str:
    body = {"messaging_product": "whatsapp", "to": CITIZEN, "type": "text", "text": {"body": text}} | more
    answer = city.post("/900000000000101/messages", json=body)
    assert simulator.wait_until_quiet()
    return str(answer.json()["messages"][0]["id"])


def test_everything_is_404_where_nothing_is_simulated(visitor: Client, settings: Settings) -> None:
    settings.SIMULATOR = False

    answers = [visitor.get("/simulator/"), visitor.get(PAGE), visitor.post(f"{PAGE}pesan/", {"text": "Halo"})]
    answers.append(visitor.post("/simulator/waktu/", {"step": "1_hour", "number": CITIZEN}))

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not Path(settings.CLOCK_FILE).exists()


def test_missing_simulator_is_503_with_the_way_out(visitor_alone: Client) -> None:
    answer = visitor_alone.get(PAGE)

    assert answer.status_code == 503
    assert "python manage.py run_simulator" in answer.content.decode()


def test_home_opens_the_first_phone(visitor: Client) -> None:
    answer = visitor.get("/simulator/")

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_unknown_phone_is_404(visitor: Client) -> None:
    assert visitor.get("/simulator/62811/").status_code == 404


def test_text_reaches_the_product_and_shows_with_its_tick(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    answer = visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam di *RT 5* <b>"})

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert simulator.wait_until_quiet()
    assert [message["text"]["body"] for message in webhook.messages] == ["Lampu padam di *RT 5* <b>"]
    (bubble,) = bubbles(visitor)
    assert (bubble.is_from_city, bubble.tick) == (False, ("checks", "Sampai"))
    assert bubble.html == "Lampu padam di <b>RT 5</b> &lt;b&gt;"


def test_htmx_gets_the_phone_alone_with_an_empty_composer(visitor: Client) -> None:
    answer = visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"}, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.startswith('<section class="phone"')
    assert 'value="Lampu padam"' not in page


@pytest.mark.parametrize(
    ("address", "values", "reason"),
    [
        ("pesan/", {"text": "  "}, "Tulis pesan atau pilih lampiran dulu."),
        ("lokasi/", {}, "Pilih tempat, atau isi lintang dan bujur."),
        (
            "lokasi/",
            {"latitude": "0,13", "longitude": "117.4"},
            "Tulis lintang dan bujur dalam derajat, misalnya 0.1324 dan 117.4854.",
        ),
    ],
)
def test_incomplete_form_says_what_is_missing_and_sends_nothing(
    visitor: Client, webhook: Webhook, address: str, values: dict[str, str], reason: str
) -> None:
    answer = visitor.post(f"{PAGE}{address}", values)

    assert (answer.status_code, answer.context["error"]) == (422, reason)
    assert webhook.bodies == []


def test_photo_travels_with_its_caption_and_is_shown_again(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    photo = SimpleUploadedFile("lubang.jpg", JPEG, "image/jpeg")

    visitor.post(f"{PAGE}pesan/", {"text": "Lubang", "file": photo})

    assert simulator.wait_until_quiet()
    (message,) = webhook.messages
    assert message["image"]["caption"] == "Lubang"
    shown = visitor.get(f"/simulator/berkas/{message['image']['id']}/")
    assert (shown.content, shown.headers["Content-Type"]) == (JPEG, "image/jpeg")


def test_file_that_a_browser_might_run_is_only_downloaded(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    page = SimpleUploadedFile("a.html", b"<script>alert(1)</script>", "text/html")

    visitor.post(f"{PAGE}pesan/", {"file": page})

    assert simulator.wait_until_quiet()
    shown = visitor.get(f"/simulator/berkas/{webhook.messages[0]['document']['id']}/")
    headers = shown.headers["Content-Type"], shown.headers["Content-Disposition"]
    assert headers == ("application/octet-stream", "attachment")


@pytest.mark.parametrize(
    ("values", "location"),
    [
        ({"place": "lok-tuan"}, {"latitude": 0.1703, "longitude": 117.478, "name": "Lok Tuan"}),
        ({"place": "lok-tuan", "latitude": "0.2", "longitude": "117.5"}, {"latitude": 0.2, "longitude": 117.5}),
    ],
)
def test_location_is_the_place_or_else_the_position_typed(
    visitor: Client,
    simulator: WhatsAppSimulator,
    webhook: Webhook,
    values: dict[str, str],
    location: dict[str, Any],
) -> None:
    visitor.post(f"{PAGE}lokasi/", values)

    assert simulator.wait_until_quiet()
    assert [message["location"] for message in webhook.messages] == [location]


def test_citys_answer_arrives_by_poll_and_is_reported_as_read(
    visitor: Client, city: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"})
    city_writes(city, simulator, "Pantau di https://aduan.example/t/abc_1/")

    answer = visitor.get(f"{PAGE}baru/")

    assert simulator.wait_until_quiet()
    assert [status["status"] for status in webhook.statuses] == ["sent", "delivered", "read"]
    link = '<a href="https://aduan.example/t/abc_1/" rel="nofollow">https://aduan.example/t/abc_1/</a>'
    assert answer.context["bubbles"][1].html == f"Pantau di {link}"


def test_reply_quotes_the_citys_message(
    visitor: Client, city: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"})
    asked = city_writes(city, simulator, "Di mana tepatnya?")

    quoting = visitor.get(PAGE, {"reply_to": asked})
    visitor.post(f"{PAGE}pesan/", {"text": "Di pasar", "reply_to": asked})

    assert simulator.wait_until_quiet()
    assert (quoting.context["quote"].author, quoting.context["quote"].text) == (
        "Aduan Bontang",
        "Di mana tepatnya?",
    )
    assert webhook.messages[1]["context"]["id"] == asked


def test_buttons_of_the_city_can_be_tapped(
    visitor: Client, city: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"})
    buttons = [{"type": "reply", "reply": {"id": "17:ya", "title": "Sudah baik"}}]
    question = {"type": "button", "body": {"text": "Sudah menyala?"}, "action": {"buttons": buttons}}
    asked = city_writes(city, simulator, type="interactive", interactive=question)

    (choice,) = bubbles(visitor)[1].choices
    tapped = {"kind": choice.kind, "choice_id": choice.id, "title": choice.title, "reply_to": asked}
    visitor.post(f"{PAGE}pilihan/", tapped)

    assert simulator.wait_until_quiet()
    reply = webhook.messages[1]
    assert reply["interactive"]["button_reply"] == {"id": "17:ya", "title": "Sudah baik"}
    assert reply["context"]["id"] == asked


def test_reaction_shows_under_the_message(
    visitor: Client, city: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"})
    asked = city_writes(city, simulator)

    visitor.post(f"{PAGE}reaksi/", {"message_id": asked, "emoji": "👍"})

    assert simulator.wait_until_quiet()
    assert webhook.messages[1]["reaction"] == {"message_id": asked, "emoji": "👍"}
    assert bubbles(visitor)[1].reactions == ("👍",)


def test_failed_message_of_the_city_is_explained_instead_of_shown(
    visitor: Client, city: httpx.Client, simulator: WhatsAppSimulator
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam"})
    network = NETWORK | {"is_blocked": "on"}
    visitor.post("/simulator/jaringan/", network)
    city_writes(city, simulator, "Rahasia")

    page = visitor.get(PAGE).content.decode()

    assert "Pesan kota tidak sampai: nomor kota diblokir di HP ini." in page
    assert "Rahasia" not in page


def test_switches_reach_the_simulator_and_go_off_again(visitor: Client, simulator: WhatsAppSimulator) -> None:
    switches = simulator.world.switches
    former = asdict(switches)
    wanted = {
        "rough_network": "on",
        "failing_files": "on",
        "batch_size": 20,
        "refusal": 131048,
        "window_error": "status",
    }

    visitor.post("/simulator/jaringan/", NETWORK | wanted)
    changed = asdict(switches)
    visitor.post("/simulator/jaringan/", NETWORK)

    assert changed == former | wanted_switches()
    assert asdict(switches) == former


def wanted_switches() -> dict[str, Any]:
    return {
        "rough_network": True,
        "media_failing": 1.0,
        "batch_size": 20,
        "refusal": 131048,
        "window_error": "status",
    }


def test_new_citizen_opens_at_once(visitor: Client, simulator: WhatsAppSimulator) -> None:
    values = {"name": "Yusuf", "username": "@yusuf", "hides_number": "on"}

    answer = visitor.post("/simulator/warga/", values)

    assert answer.headers["Location"] == "/simulator/6280000000104/"
    made = simulator.world.citizens["6280000000104"]
    assert (made.name, made.username, made.shows_number) == ("Yusuf", "@yusuf", False)


def test_clock_moves_for_everybody(visitor: Client) -> None:
    before = clock.now()

    visitor.post("/simulator/waktu/", {"step": "4_hours", "number": CITIZEN})
    visitor.post("/simulator/waktu/", {"step": "1_hour", "number": CITIZEN})

    assert 5 * 3600 <= (clock.now() - before).total_seconds() < 5 * 3600 + 60


def test_unknown_step_moves_nothing(visitor: Client, settings: Settings) -> None:
    visitor.post("/simulator/waktu/", {"step": "-1", "number": CITIZEN})

    assert not Path(settings.CLOCK_FILE).exists()


def test_edited_text_shows_its_new_words_and_the_product_hears_which_it_was(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam di RT 5"})
    (before,) = bubbles(visitor)

    editing = visitor.get(PAGE, {"edit": before.id})
    visitor.post(f"{PAGE}pesan/", {"text": "Lampu padam di RT 6", "edited": before.id})

    assert simulator.wait_until_quiet()
    assert editing.context["draft"] == "Lampu padam di RT 5"
    text = {"type": "text", "text": {"body": "Lampu padam di RT 6"}}
    assert webhook.messages[1]["edit"] == {"original_message_id": before.id, "message": text}
    (after,) = bubbles(visitor)
    assert (after.html, after.is_edited) == ("Lampu padam di RT 6", True)


def test_deleted_message_is_deleted_for_the_city_too(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}pesan/", {"text": "Salah kirim"})
    (sent,) = bubbles(visitor)

    visitor.post(f"{PAGE}hapus/", {"message_id": sent.id})

    assert simulator.wait_until_quiet()
    assert webhook.messages[1]["revoke"] == {"original_message_id": sent.id}
    assert "Salah kirim" not in visitor.get(PAGE).content.decode()


def test_citizen_goes_on_under_another_number(visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook) -> None:
    answer = visitor.post(f"{PAGE}nomor/", {"new": "6280000000900"})

    assert simulator.wait_until_quiet()
    assert answer.headers["Location"] == "/simulator/6280000000900/"
    assert webhook.messages[0]["system"]["wa_id"] == "6280000000900"


def test_number_outside_the_fictitious_range_is_refused(visitor: Client, webhook: Webhook) -> None:
    answer = visitor.post(f"{PAGE}nomor/", {"new": "6281234567890"})

    assert (answer.status_code, answer.context["error"]) == (422, "Nomor baru harus 62800 diikuti 8 angka.")
    assert webhook.bodies == []


def test_answer_from_the_citys_own_phone_shows_and_comes_to_the_product_as_an_echo(
    visitor: Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    visitor.post(f"{PAGE}aplikasi/", {"text": "Kami cek sore ini."})

    assert simulator.wait_until_quiet()
    (value,) = webhook.values
    (echo,) = value["message_echoes"]
    assert (echo["from"], echo["to"], echo["text"]) == ("6280000000001", CITIZEN, {"body": "Kami cek sore ini."})
    assert json.loads(webhook.bodies[0])["entry"][0]["changes"][0]["field"] == "smb_message_echoes"
    (bubble,) = bubbles(visitor)
    assert (bubble.is_from_city, bubble.html) == (True, "Kami cek sore ini.")
