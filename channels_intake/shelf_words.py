"""The parser's reasons in the operators' words."""

from collections.abc import Mapping
from typing import Any

REASONS = {
    "a file without id": "Lampiran datang tanpa nomor, jadi tidak dapat diambil.",
    "neither a phone nor a user id": "Pengirimnya tidak dikenali.",
    "no change": "Kiriman ini kosong.",
    "no entry": "Kiriman ini kosong.",
    "no identifier": "Bagian ini tidak bernomor, jadi tidak dapat dibedakan dari yang lain.",
    "not a WhatsApp webhook": "Ini bukan kiriman WhatsApp.",
    "not a position": "Titik lokasinya tidak terbaca.",
    "not a text": "Isinya bukan teks.",
    "not an object": "Bentuk bagian ini tidak dikenal.",
    "nothing that is known": "Tidak ada bagian yang dikenal.",
}
UNREADABLE = "Bagian ini tidak terbaca."
NO_JSON = "Kiriman ini rusak dan tidak terbaca sama sekali."
QUARANTINED = "Disimpan tanpa dimasukkan, misalnya pesan dari grup."
ALERTS = {
    "error_report": "Penyedia melaporkan kesalahan akun.",
    "unknown_field": "Penyedia mengirim jenis kabar yang belum dikenal aplikasi.",
}
ALERT = "Penyedia memberi kabar tentang akun."


def explain(outcome: str, technical: str) -> str:
    """Why a part was not taken in. `technical` is the parser's reason."""
    if outcome == "quarantine":
        return QUARANTINED
    return NO_JSON if technical.startswith("no JSON") else REASONS.get(technical, UNREADABLE)


def say_alert(kind: str, detail: Mapping[str, Any]) -> str:
    """What a provider's alert is about: its field, or the codes of its errors."""
    codes = ", ".join(str(code) for code in detail.get("codes", []))
    about = detail.get("field") or (f"kode {codes}" if codes else "")
    sentence = ALERTS.get(kind, ALERT)
    return f"{sentence[:-1]} ({about})." if about else sentence
