"""SP4N's words for where a report stands, and for who is hidden, as codes. Pure."""

from collections.abc import Sequence

# The first that is in the words decides: "Menunggu Verifikasi" and "Belum Terverifikasi" before "verifikasi".
_STANDINGS = (
    ("ditutup", "closed"),
    ("selesai", "closed"),
    ("arsip", "archived"),
    ("bukan wewenang", "returned"),
    ("bukan kewenangan", "returned"),
    ("tunda", "waiting"),
    ("kelengkapan", "waiting"),
    ("ditanggapi oleh pelapor", "citizen"),
    ("ditindaklanjuti", "answered"),
    ("belum", "received"),
    ("menunggu verifikasi", "received"),
    ("terverifikasi", "assigned"),
    ("terdisposisi", "assigned"),
    ("proses", "assigned"),
)
ENDED = ("closed", "archived")


def standing_of(words: str) -> str:
    """The code of a status; `unknown` for words that nobody has listed, which stay beside it as they are."""
    low = words.lower()
    return next((code for part, code in _STANDINGS if part in low), "unknown")


def hidden_by(words: str | None) -> tuple[bool, bool]:
    """Whether `Tipe Laporan` makes the reporter anonymous and the report secret: two flags, both possible.

    An empty cell hides nothing; words that cannot be read hide both.
    """
    names: Sequence[str] = (words or "").lower().replace("/", ",").replace("&", ",").replace(" dan ", ",").split(",")
    kinds = {name.strip() for name in names if name.strip()}
    if kinds - {"anonim", "rahasia", "publik", "public"}:
        return True, True
    return "anonim" in kinds, "rahasia" in kinds
