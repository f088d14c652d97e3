"""A citizen before the form, without JavaScript: what he types on each screen."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

STORY = "Jalan berlubang parah di dekat pasar, aspal mengelupas, motor sering jatuh"


def photo(name: str = "lubang.jpg") -> SimpleUploadedFile:
    """A real photo of a few pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "#556677").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def fill(client: Client, *, text: str = STORY, photos: tuple[Any, ...] = (), **answers: Any) -> None:
    """Answers every question up to the last screen."""
    client.post("/lapor/", {"text": text, "photos": list(photos)})
    client.post("/lapor/lokasi/", {"kelurahan": answers.get("kelurahan", ""), "place": answers.get("place", "")})
    contact = {"contact": "none", "phone": "", "email": ""} | answers.get("contact", {})
    client.post("/lapor/kabar/", contact)
    flags = {name: "on" for name in ("is_anonymous", "is_secret") if answers.get(name)}
    client.post("/lapor/kerahasiaan/", {"name": answers.get("name", ""), **flags})


def send(client: Client) -> Any:
    """Presses Kirim and follows to the page with number and code."""
    return client.post("/lapor/periksa/", follow=True)


def words(response: Any) -> str:
    """What the page holds."""
    return str(response.content.decode())
