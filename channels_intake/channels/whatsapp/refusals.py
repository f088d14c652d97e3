"""WhatsApp's error codes: what each means for the queue, and in the officers' words (channels.md 1.9)."""

from ..errors import Fate, Refusal

_STOPPED = "Akun WhatsApp kota sedang tidak dapat mengirim. Admin sudah diberi tahu."
_SLOWED = "WhatsApp sedang membatasi kecepatan kirim."
_TROUBLE = "WhatsApp sedang terganggu."
_UNWANTED = "WhatsApp tidak meneruskan pesan ini kepada pelapor."
_WRONG = "WhatsApp tidak dapat membaca pesan ini. Admin sudah diberi tahu."
_TEMPLATE = "Templat ini tidak diterima WhatsApp. Pilih templat lain."
_FILE = "Lampiran tidak diterima WhatsApp."


def _rows(fate: Fate, meaning: str, *codes: int) -> dict[int, Refusal]:
    return dict.fromkeys(codes, Refusal(fate, meaning))


REFUSALS: dict[int, Refusal] = {
    **_rows(Fate.STOP, _STOPPED, 0, 3, 10, *range(200, 300), 368, 131005, 131031, 131045, 133010),
    **_rows(Fate.STOP, "Token WhatsApp tidak berlaku lagi. Admin sudah diberi tahu.", 190),
    **_rows(Fate.STOP, "Tagihan WhatsApp belum dibayar. Admin sudah diberi tahu.", 131042),
    **_rows(Fate.SLOW, _SLOWED, 4, 80007, 130429, 131048, 133016),
    **_rows(Fate.PAIR, "Terlalu banyak pesan ke nomor ini dalam waktu singkat.", 131056),
    **_rows(Fate.TRANSIENT, _TROUBLE, 1, 2, 131000, 131016, 131057, 133004),
    **_rows(Fate.WINDOW, "Jendela WhatsApp 24 jam sudah tertutup.", 131047),
    **_rows(Fate.UNREACHABLE, "Nomor ini tidak dapat menerima pesan WhatsApp.", 131026),
    **_rows(Fate.REFUSED, _UNWANTED, 130472, 130497, 131049),
    **_rows(Fate.REFUSED, "Pelapor memilih tidak menerima pesan seperti ini.", 131050),
    **_rows(Fate.BUG, _WRONG, 100, 131008, 131009, 131021, 131051, 131062, 131063),
    **_rows(Fate.BUG, "Nomor uji ini hanya boleh menulis ke penerima yang terdaftar.", 131030),
    **_rows(Fate.BUG, _TEMPLATE, 132000, 132001, 132005, 132007, 132012, 132015, 132016),
    **_rows(Fate.MEDIA, _FILE, 131052, 131053),
}


def read_code(code: int, http_status: int = 400) -> Refusal:
    """What a code means. An unknown one may pass when the trouble was theirs (5xx), otherwise it is final."""
    known = REFUSALS.get(code)
    if known:
        return known
    if http_status >= 500:
        return Refusal(Fate.TRANSIENT, _TROUBLE)
    return Refusal(Fate.REFUSED, f"WhatsApp menolak pesan ini (kode {code}).")


def read_status(http_status: int) -> Refusal:
    """What an answer without a code means."""
    if http_status in (401, 403):
        return Refusal(Fate.STOP, _STOPPED)
    if http_status == 429:
        return Refusal(Fate.SLOW, _SLOWED)
    return read_code(http_status, http_status=500 if http_status == 408 else http_status)
