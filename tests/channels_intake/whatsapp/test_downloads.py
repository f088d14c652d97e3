"""Fetching a citizen's file, against the simulated provider over HTTP."""

import base64

import httpx
import pytest
from pytest_django import Settings

from channels_intake.channels.errors import ChannelError
from channels_intake.channels.whatsapp.downloads import download

ACCOUNT = "900000000000101"
CITIZEN = "6280000000101"
PHOTO = b"\xff\xd8\xff\xe0 not really a picture"


def media_id(phone: httpx.Client) -> str:
    message = {"type": "media", "data": base64.b64encode(PHOTO).decode(), "mime_type": "image/jpeg"}
    assert phone.post(f"/phones/{CITIZEN}/messages", json=message).status_code == 201
    return str(phone.get(f"/phones/{CITIZEN}").json()["messages"][0]["content"]["image"]["id"])


@pytest.mark.usefixtures("simulator")
def test_file_comes_in_two_steps(phone: httpx.Client) -> None:
    assert download(account=ACCOUNT, media_id=media_id(phone)) == PHOTO


@pytest.mark.usefixtures("simulator")
def test_token_goes_to_no_other_host(phone: httpx.Client, settings: Settings) -> None:
    asked_for = media_id(phone)
    settings.SIMULATOR = False

    with pytest.raises(ChannelError) as caught:
        download(account=ACCOUNT, media_id=asked_for)

    assert (str(caught.value), caught.value.permanent) == ("Alamat lampiran di luar daftar yang diizinkan.", True)


def test_media_id_is_no_path() -> None:
    with pytest.raises(ChannelError) as caught:
        download(account=ACCOUNT, media_id="../me")

    assert (str(caught.value), caught.value.permanent) == ("Nomor lampiran tidak sah.", True)
