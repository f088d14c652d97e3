"""The city's automatic sentences to citizens, and how times are written. Plain Indonesian, no exclamation marks."""

from datetime import datetime

from bontang_pengaduan.lib.clock import WITA

from .models import Complaint

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

PROMPT_TEXT = (
    "Halo, ini Aduan Bontang. Silakan tuliskan apa yang terjadi dan di mana lokasinya. "
    "Foto boleh disertakan. Satu pesan saja sudah cukup."
)


def full_date(moment: datetime) -> str:
    """`Kamis, 26 November 2026 pukul 16.00 WITA`."""
    local = moment.astimezone(WITA)
    return f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year} pukul {local:%H.%M} WITA"


def short_date(moment: datetime) -> str:
    """`Kamis, 26 Nov 16.00`, in WITA."""
    local = moment.astimezone(WITA)
    return f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1][:3]} {local:%H.%M}"


def acknowledgement_text(complaint: Complaint, promised_at: datetime, link: str) -> str:
    """The one automatic answer to a complaint: number, subject, unit, promise, link."""
    unit = f"Ditangani {complaint.opd.name}." if complaint.opd else "Sedang kami periksa untuk OPD yang tepat."
    return (
        f"Terima kasih, aduan Anda sudah kami terima dengan nomor {complaint.number}.\n\n"
        f"“{complaint.subject}”\n{unit}\n\n"
        f"Janji selesai paling lambat {full_date(promised_at)}.\n"
        f"Ikuti perkembangannya di {link}\n\n"
        "Ada tambahan? Balas saja pesan ini."
    )


def lost_attachment_text(complaint: Complaint | None) -> str:
    """Asks for a file that could not be fetched in time."""
    about = f" untuk aduan {complaint.number}" if complaint else ""
    return f"Maaf, lampiran yang Anda kirim{about} tidak berhasil kami terima. Mohon dikirim ulang."
