"""Meta's error codes on Pages, Messenger and Instagram: what each means for the queue, and in the officers' words.

Source: Graph API "Error handling", Messenger Platform "Error codes" (March 2026), channels.md 2.1. The subcode decides
where it stands in the table, since one code serves many causes; titles change and decide nothing.
"""

from ..errors import Fate, Refusal

_WINDOW = "Jendela {label} 24 jam sudah tertutup."
_STOPPED = "Akun {label} kota sedang tidak dapat menulis. Admin sudah diberi tahu."
_TOKEN = "Token {label} tidak berlaku lagi. Admin sudah diberi tahu."  # noqa: S105 - a sentence
_SLOWED = "{label} sedang membatasi kecepatan kirim."
_TROUBLE = "{label} sedang terganggu."
_GONE = "Komentar ini sudah dihapus atau disembunyikan di {label}."
_AWAY = "Pelapor tidak dapat menerima pesan {label}."
_ONCE = "Komentar ini sudah dibalas pribadi. {label} hanya menerimanya satu kali."
_WRONG = "{label} tidak dapat membaca pesan ini. Admin sudah diberi tahu."


def _rows(fate: Fate, meaning: str, *codes: int) -> dict[tuple[int, int], Refusal]:
    return {(code, 0): Refusal(fate, meaning) for code in codes}


def _causes(fate: Fate, meaning: str, code: int, *subcodes: int) -> dict[tuple[int, int], Refusal]:
    return {(code, subcode): Refusal(fate, meaning) for subcode in subcodes}


REFUSALS: dict[tuple[int, int], Refusal] = {
    **_rows(Fate.STOP, _STOPPED, 3, 10, *range(200, 300), 368),
    **_rows(Fate.STOP, _TOKEN, 102, 190, 463, 467),
    **_rows(Fate.SLOW, _SLOWED, 4, 17, 32, 613, *range(80000, 80010)),
    **_rows(Fate.TRANSIENT, _TROUBLE, 1, 2, 1200),
    **_rows(Fate.UNREACHABLE, _AWAY, 551),
    **_rows(Fate.REFUSED, _ONCE, 10900),
    **_rows(Fate.REFUSED, "Komentar ini tidak dapat dibalas pribadi di {label}.", 10903),
    **_rows(Fate.REFUSED, "Kalimat yang sama baru saja diterima {label}. Ubah sedikit, lalu kirim lagi.", 506),
    **_rows(Fate.REFUSED, "{label} menahan balasan ini sebagai spam.", 1705, 3006),
    **_rows(Fate.BUG, _WRONG, 100),
    **_causes(Fate.WINDOW, _WINDOW, 10, 2018065, 2018278, 2534022),
    **_causes(Fate.UNREACHABLE, _AWAY, 10, 2018108),
    **_causes(Fate.UNREACHABLE, _AWAY, 200, 1545041, 2018108),
    **_causes(Fate.REFUSED, _GONE, 100, 33, 1705002),
    **_causes(Fate.UNREACHABLE, _AWAY, 100, 2018001),
}


def read_code(label: str, code: int, subcode: int = 0, http_status: int = 400) -> Refusal:
    """What a code with its subcode means on the channel of that label. An unknown one may pass when the trouble was
    theirs (5xx), otherwise it is final."""
    known = REFUSALS.get((code, subcode)) or REFUSALS.get((code, 0))
    if known is None and http_status >= 500:
        known = Refusal(Fate.TRANSIENT, _TROUBLE)
    if known is None:
        return Refusal(Fate.REFUSED, f"{label} menolak pesan ini (kode {code}).")
    return Refusal(known.fate, known.meaning.format(label=label))


def read_status(label: str, http_status: int) -> Refusal:
    """What an answer without a code means. Behind a 5xx without a word nobody knows whether it was done."""
    if http_status in (401, 403):
        return Refusal(Fate.STOP, _STOPPED.format(label=label))
    if http_status == 429:
        return Refusal(Fate.SLOW, _SLOWED.format(label=label))
    if http_status >= 500:
        return Refusal(Fate.UNKNOWN, f"{label} tidak menjawab dengan jelas, belum pasti terkirim.")
    return Refusal(Fate.REFUSED, f"{label} menolak pesan ini (kode {http_status}).")
