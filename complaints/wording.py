"""The city's automatic sentences to citizens, and how times are written. Plain Indonesian, no exclamation marks."""

from datetime import date, datetime

from bontang_pengaduan.lib.clock import WITA
from opd.models import ExternalBody

from .models import Complaint

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

ROW_LETTERS = 70  # of a list row's description; WhatsApp takes 72

PROMPT_TEXT = (
    "Halo, ini Aduan Bontang. Silakan tuliskan apa yang terjadi dan di mana lokasinya. "
    "Foto boleh disertakan. Satu pesan saja sudah cukup."
)

THANKS_TEXT = "Sama-sama. Terima kasih sudah ikut menjaga Kota Bontang."
PRAISE_TEXT = "Terima kasih atas apresiasi Anda."
SPAM_TEXT = (
    "Pesan ini tampak seperti iklan, jadi tidak kami catat sebagai aduan. "
    "Bila Anda ingin mengadu, tuliskan apa yang terjadi dan di mana lokasinya."
)
HELP_TEXT = (
    "Yang dapat Anda kirim ke nomor ini:\n"
    "• Aduan: tuliskan apa yang terjadi dan di mana. Foto dan titik lokasi boleh disertakan.\n"
    "• STATUS atau STATUS dengan nomor aduan: perkembangan aduan Anda.\n"
    "• BATAL atau BATAL dengan nomor aduan: mencabut aduan.\n"
    "• TAUTAN atau TAUTAN dengan nomor aduan: tautan baru, yang lama tidak berlaku lagi.\n"
    "• BANTUAN: petunjuk ini.\n"
    "Keadaan darurat: hubungi 112."
)
REOPEN_TEXT = "Aduan {number} “{subject}” sudah tidak berjalan. Apakah pesan Anda tentang aduan itu?"
NEW_LINK_TEXT = "Tautan baru untuk aduan {number}: {link}\nTautan dan kode yang lama tidak berlaku lagi."
SOLVED_TEXT = "Terima kasih. Aduan {number} kami catat sudah beres menurut Anda."
NOT_SOLVED_TEXT = "Aduan {number} kami buka kembali. Tuliskan apa yang belum beres, foto boleh disertakan."
SOLVED_OVER_TEXT = "Aduan {number} tidak dapat dijawab dengan tombol ini lagi. Bila masih ada masalah, tuliskan."
NO_CASE_TEXT = "Belum ada aduan dari Anda. Tuliskan apa yang terjadi dan di mana lokasinya, lalu kami proses."
UNKNOWN_NUMBER_TEXT = "Nomor {number} tidak ada di antara aduan Anda."
NO_OPEN_CASE_TEXT = "Tidak ada aduan Anda yang sedang berjalan."
ALREADY_CLOSED_TEXT = "Aduan {number} sudah tidak berjalan, jadi tidak perlu dicabut."
WITHDRAW_TEXT = "Cabut aduan {number} “{subject}”? Setelah dicabut, aduan ini tidak ditangani lagi."
WITHDRAW_WHICH_TEXT = "Aduan mana yang ingin Anda cabut?"
WITHDRAWN_TEXT = "Aduan {number} sudah dicabut sesuai permintaan Anda."
NOT_WITHDRAWN_TEXT = "Baik, aduan {number} tetap kami proses."


def full_date(moment: datetime) -> str:
    """`Kamis, 26 November 2026 pukul 16.00 WITA`."""
    local = moment.astimezone(WITA)
    return f"{day_words(local.date())} pukul {local:%H.%M} WITA"


def day_words(day: date) -> str:
    """`Kamis, 26 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def day_of(moment: datetime) -> str:
    """`Kamis, 26 November 2026`, the day in WITA."""
    return day_words(moment.astimezone(WITA).date())


def short_day(day: date) -> str:
    """`26 Nov`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def short_date(moment: datetime) -> str:
    """`Kamis, 26 Nov 16.00`, in WITA."""
    local = moment.astimezone(WITA)
    return f"{WEEKDAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1][:3]} {local:%H.%M}"


def acknowledgement_text(complaint: Complaint, promised_at: datetime | None, link: str, *, has_photo: bool) -> str:
    """The one automatic answer to a complaint: number, subject in the citizen's words, unit, promise, link.

    Without `promised_at` the promise has passed already (a matter that was found late) and is not repeated.
    """
    unit = f"Ditangani {complaint.opd.name}." if complaint.opd else "Sedang kami periksa untuk OPD yang tepat."
    promise = f"Janji selesai paling lambat {full_date(promised_at)}." if promised_at else "Aduan ini kami dahulukan."
    if complaint.channel == "web":
        addition = "Ada tambahan atau foto? Kirim di halaman itu."
    else:
        addition = "Ada tambahan? Balas saja pesan ini." if has_photo else "Foto boleh menyusul, balas saja pesan ini."
    follow = f"Ikuti perkembangannya di {link}\n\n{addition}" if link else "Aduan ini rahasia dan tidak punya halaman."
    return (
        f"Terima kasih, aduan Anda sudah kami terima dengan nomor {complaint.number}.\n\n"
        f"“{complaint.subject}”\n{unit}\n\n"
        f"{promise}\n"
        f"{follow}"
    )


def new_promise_text(complaint: Complaint, due_at: datetime, reason: str) -> str:
    """The new date of the promise, to its citizen, with the unit's reason."""
    return (
        f"Aduan {complaint.number} “{complaint.subject}” perlu waktu lebih lama dari janji semula.\n"
        f"Janji baru: selesai paling lambat {full_date(due_at)}.\n"
        f"Alasan: {reason}\n"
        "Mohon maaf atas perubahan ini."
    )


def status_text(
    complaint: Complaint, *, headline: str, promised_at: datetime | None, is_late: bool, link: str | None
) -> str:
    """Where a case stands, to its citizen: state, unit, promise, lateness admitted, link."""
    unit = f", {complaint.opd.short_name}" if complaint.opd else ""
    lines = [
        f"{complaint.number} “{complaint.subject}”",
        f"Keadaan: {headline}{unit}.",
        f"Janji selesai paling lambat {full_date(promised_at)}." if promised_at else "",
        "Kami terlambat dari janji ini. Mohon maaf." if is_late else "",
        f"Selengkapnya di {link}" if link else "",
    ]
    return "\n".join(line for line in lines if line)


def solved_question(complaint: Complaint, until: datetime) -> str:
    """The one question after a result. No answer is no yes."""
    return (
        f"Aduan {complaint.number} “{complaint.subject}” dinyatakan selesai. Apakah memang sudah beres? "
        f"Bila belum, aduan dibuka kembali. Jawab paling lambat {day_of(until)}."
    )


def which_case_text(subject: str) -> str:
    """The question to a message that may belong to several cases. `subject` is the message in short, or empty."""
    about = f" “{subject}”" if subject else ""
    return f"Pesan ini{about} tentang aduan yang mana?"


def own_page_text(text: str, number: str, link: str) -> str:
    """Words that go to several citizens, each with his own complaint and its page."""
    return f"{text}\n\nAduan Anda {number}: {link}"


def place_question(complaint: Complaint) -> str:
    """The one question for the place. No answer changes nothing."""
    return (
        f"Di mana lokasi aduan {complaint.number}? Kirim titik lokasi, atau tuliskan nama jalan dan patokannya. "
        "Tanpa lokasi pun aduan Anda tetap kami proses."
    )


def referral_text(complaint: Complaint, body: ExternalBody) -> str:
    """Whose matter it is, what happens now and what the city still does, to its citizen."""
    stays = f"Aduan ini tetap dipegang {body.keeper.name}.\n" if body.keeper else ""
    return (
        f"Aduan {complaint.number} “{complaint.subject}” adalah kewenangan {body.name}.\n"
        f"{stays}"
        f"Selanjutnya: {body.next_step}\n"
        f"Peran kota: {body.city_role}\n"
        "Masih ada yang kurang jelas? Balas saja pesan ini."
    )


def referral_undone_text(complaint: Complaint, body: str) -> str:
    """Takes back what referral_text said."""
    return (
        f"Aduan {complaint.number} “{complaint.subject}” kami periksa lagi. "
        f"Abaikan pemberitahuan kami sebelumnya tentang {body}."
    )


def lost_attachment_text(complaint: Complaint | None) -> str:
    """Asks for a file that could not be fetched in time."""
    about = f" untuk aduan {complaint.number}" if complaint else ""
    return f"Maaf, lampiran yang Anda kirim{about} tidak berhasil kami terima. Mohon dikirim ulang."
