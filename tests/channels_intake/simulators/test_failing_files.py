"""Files that cannot be had for once: both steps fail, and the next attempt may succeed."""

import base64

import httpx

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN


def test_both_steps_fail_with_503_as_long_as_the_switch_says(
    phone: httpx.Client, city: httpx.Client, simulator: WhatsAppSimulator
) -> None:
    message = {"type": "media", "data": base64.b64encode(b"bytes").decode(), "mime_type": "audio/ogg; codecs=opus"}
    phone.post(f"/phones/{CITIZEN}/messages", json=message)
    (media_id,) = simulator.world.media
    address = city.get(f"/{media_id}").json()["url"]

    phone.post("/settings", json={"media_failing": 1.0})
    failed = [city.get(f"/{media_id}").status_code, city.get(address).status_code]
    phone.post("/settings", json={"media_failing": 0.0})

    assert failed == [503, 503]
    assert city.get(address).content == b"bytes"


def test_about_the_asked_share_of_requests_fails(city: httpx.Client, simulator: WhatsAppSimulator) -> None:
    stored = simulator.world.store_media(b"bytes", "image/jpeg")
    simulator.world.switches.media_failing = 0.2

    codes = [city.get(f"/{stored.id}").status_code for _ in range(200)]

    assert 20 <= codes.count(503) <= 65
    assert codes.count(200) + codes.count(503) == 200
