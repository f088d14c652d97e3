"""What an officer reads of a file, in each of its states."""

import pytest
from pytest_django import Settings

from complaints.files import Card, Form, can_give, file_name, read_card, size_words
from complaints.models import Attachment


def attachment(**facts: object) -> Attachment:
    """A stored PDF that nobody has scanned, unless told otherwise."""
    stored = {"pk": 7, "kind": "document", "status": "stored", "scan": "unchecked", "file": "attachments/x"}
    return Attachment(
        **{**stored, "content_type": "application/pdf", "size": 1_258_291, "filename": "Surat.pdf", **facts}
    )


def photo(**facts: object) -> Attachment:
    drawn = {"preview": "previews/x.webp", "thumbnail": "thumbnails/x.webp", "filename": ""}
    return attachment(**{"kind": "image", "content_type": "image/jpeg", **drawn, **facts})


def card(file: Attachment, *, with_originals: bool = True) -> Card:
    return read_card(file, with_originals=with_originals)


@pytest.mark.parametrize(
    ("facts", "title", "told"),
    [
        ({"status": "pending"}, "Lampiran sedang diambil", ""),
        ({"status": "lost"}, "Lampiran hilang", "Minta pelapor mengirim ulang."),
        ({"status": "refused", "last_error": "Terlalu besar."}, "Lampiran ditolak", "Terlalu besar."),
        ({"scan": "infected", "virus": "Eicar"}, "Berkas ini mengandung virus dan ditahan", "Eicar"),
    ],
)
def test_states_in_words(facts: dict[str, object], title: str, told: str) -> None:
    shown = card(attachment(**facts))

    assert (shown.shape, shown.title, shown.facts, shown.is_open) == ("state", title, told, False)


@pytest.mark.parametrize(
    ("facts", "shape", "title"),
    [
        ({}, "file", "Surat.pdf"),
        ({"kind": "voice", "content_type": "audio/ogg", "filename": ""}, "audio", "Pesan suara"),
        ({"kind": "audio", "content_type": "audio/mpeg", "filename": "lagu.mp3"}, "audio", "Rekaman"),
        ({"kind": "audio", "content_type": "audio/amr", "filename": ""}, "file", "rekaman-7.amr"),
        ({"kind": "video", "content_type": "video/mp4", "filename": ""}, "video", "Video"),
        ({"content_type": "application/octet-stream", "filename": "a.html"}, "file", "a.html.bin"),
        ({"kind": "image", "content_type": "image/png", "filename": ""}, "file", "foto-7.png"),
    ],
)
def test_shapes(facts: dict[str, object], shape: str, title: str) -> None:
    shown = card(attachment(scan="clean", **facts))

    assert (shown.shape, shown.title, shown.facts) == (shape, title, "1,2 MB")


def test_a_photo_is_shown_and_its_original_only_offered_to_the_unit() -> None:
    assert [card(photo(), with_originals=own).is_open for own in (True, False)] == [True, False]
    assert card(photo(), with_originals=False).shape == "photo"


def test_below_a_photo_stands_what_its_original_is() -> None:
    assert [card(photo(scan=scan)).facts for scan in ("unchecked", "clean")] == ["1,2 MB · belum diperiksa", "1,2 MB"]


def test_a_broken_photo_says_why_it_is_not_shown() -> None:
    shown = card(attachment(kind="image", scan="clean", filename="", last_error="Gambar ini rusak."))

    assert (shown.shape, shown.facts) == ("file", "1,2 MB · Gambar ini rusak.")


def test_without_a_scanner_an_unchecked_file_is_given_and_called_so(settings: Settings) -> None:
    settings.CLAMD_URL = ""

    assert (card(attachment()).is_open, card(attachment()).facts) == (True, "1,2 MB · belum diperiksa virus")


def test_with_a_scanner_an_unchecked_file_waits_for_it(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    waiting = card(attachment())

    assert waiting.is_open is False
    assert waiting.facts == "1,2 MB · belum diperiksa virus, dapat dibuka setelah diperiksa"
    assert card(attachment(scan="clean")).is_open is True


def test_with_a_scanner_recordings_and_drawn_photos_do_not_wait(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"

    given = [
        can_give(attachment(content_type="audio/ogg"), Form.FILE, with_originals=True),
        can_give(photo(), Form.PREVIEW, with_originals=True),
        can_give(photo(), Form.THUMBNAIL, with_originals=True),
        can_give(photo(), Form.FILE, with_originals=True),
    ]

    assert given == [True, True, True, False]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "facts", [{"scan": "infected"}, {"status": "pending"}, {"status": "lost"}, {"status": "refused"}]
)
def test_nothing_is_given_of_what_is_held_or_not_here(form: Form, facts: dict[str, object]) -> None:
    assert can_give(photo(**facts), form, with_originals=True) is False


def test_a_name_that_leads_elsewhere_is_cut() -> None:
    assert file_name(attachment(filename="../../\u202efdp.surat")) == "fdp.surat.pdf"


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, ""), (0, "1 KB"), (820 * 1024, "820 KB"), (1_258_291, "1,2 MB"), (100 * 1024 * 1024, "100,0 MB")],
)
def test_size(size: int | None, words: str) -> None:
    assert size_words(size) == words
