"""Media in two steps: an address behind the token, then the bytes behind the same token, for five minutes."""

import base64

import httpx
import pytest

from tests.channels_intake.simulators.conftest import CITIZEN

PHOTO = b"\xff\xd8\xff\xe0 not really a picture"


@pytest.fixture
def media_id(phone: httpx.Client) -> str:
    message = {"type": "media", "data": base64.b64encode(PHOTO).decode(), "mime_type": "image/jpeg"}
    phone.post(f"/phones/{CITIZEN}/messages", json=message)
    return str(phone.get(f"/phones/{CITIZEN}").json()["messages"][0]["content"]["image"]["id"])


def test_address_describes_the_file_and_leads_to_its_bytes(city: httpx.Client, media_id: str) -> None:
    described = city.get(f"/{media_id}", params={"phone_number_id": "900000000000101"}).json()

    assert (described["id"], described["mime_type"], described["file_size"]) == (media_id, "image/jpeg", len(PHOTO))
    downloaded = city.get(described["url"])
    assert (downloaded.content, downloaded.headers["Content-Type"]) == (PHOTO, "image/jpeg")


def test_bytes_need_the_token(city: httpx.Client, media_id: str) -> None:
    url = city.get(f"/{media_id}").json()["url"]

    assert httpx.get(url, trust_env=False).status_code == 401


def test_address_ends_after_five_minutes_and_a_new_one_works(
    city: httpx.Client, phone: httpx.Client, media_id: str
) -> None:
    url = city.get(f"/{media_id}").json()["url"]
    phone.post("/clock", json={"advance_seconds": 301})

    assert city.get(url).status_code == 404
    assert city.get(city.get(f"/{media_id}").json()["url"]).status_code == 200


def test_prolonged_address_is_not_believed(city: httpx.Client, media_id: str) -> None:
    url = httpx.URL(city.get(f"/{media_id}").json()["url"])

    forged = url.copy_set_param("ext", str(int(url.params["ext"]) + 3600))

    assert city.get(forged).status_code == 404


def test_file_is_gone_after_seven_days(city: httpx.Client, phone: httpx.Client, media_id: str) -> None:
    phone.post("/clock", json={"advance_seconds": 7 * 86400 + 1})

    answer = city.get(f"/{media_id}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_file_of_another_number_is_refused(city: httpx.Client, media_id: str) -> None:
    assert city.get(f"/{media_id}", params={"phone_number_id": "1"}).status_code == 400
