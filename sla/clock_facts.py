"""What each clock is: when it starts, when it stops, who may stop it, and by whose calendar it is counted."""

from dataclasses import dataclass

from .models import ClockKind


@dataclass(frozen=True)
class ClockFacts:
    """One clock in words. `is_of_unit`: counted by the calendar of the unit that does the work, not by the city's."""

    kind: ClockKind
    starts: str
    stops: str
    stopped_by: str
    is_of_unit: bool = False


CLOCKS = (
    ClockFacts(
        ClockKind.VERIFY,
        "Aduan diterima, atau dikembalikan OPD",
        "Aduan diteruskan ke OPD atau ditolak",
        "Koordinator; aplikasi bila OPD-nya pasti",
    ),
    ClockFacts(
        ClockKind.ACCEPT,
        "Aduan diteruskan ke OPD",
        "Diambil, dijawab, atau dikembalikan",
        "Petugas dan pimpinan OPD",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.ACKNOWLEDGE,
        "Aduan diterima",
        "Tanda terima atau jawaban seorang petugas; pesan otomatis tidak menghentikannya",
        "Petugas dan pimpinan OPD, koordinator",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.FIRST_ANSWER,
        "Aduan diterima",
        "Jawaban atau pertanyaan pertama seorang petugas",
        "Petugas dan pimpinan OPD, koordinator",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.NEXT_ANSWER,
        "Pelapor menulis lagi sesudah dijawab",
        "Jawaban seorang petugas",
        "Petugas dan pimpinan OPD, koordinator",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.RESOLVE,
        "Aduan diterima",
        "Hasil disampaikan kepada pelapor; menunggu pelapor menjedanya",
        "Petugas dan pimpinan OPD, koordinator",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.CITIZEN,
        "Petugas bertanya kepada pelapor",
        "Pelapor menulis; sesudah batasnya aduan ditutup sebagai tidak menjawab",
        "Pelapor",
    ),
    ClockFacts(
        ClockKind.SECOND_READER,
        "Petugas meminta jawabannya dibaca",
        "Jawaban disetujui atau dikembalikan",
        "Pembaca kedua",
        is_of_unit=True,
    ),
    ClockFacts(
        ClockKind.WINDOW,
        "Pelapor menulis lewat kanal yang hanya sebentar menerima teks bebas (WhatsApp: 24 jam)",
        "Habis dengan sendirinya; setiap pesan pelapor memulainya lagi. Tidak ada eskalasi",
        "Kanal",
    ),
    ClockFacts(
        ClockKind.DISPUTE,
        "Petugas menyanggah tenggat yang tercatat terlambat",
        "Semua sanggahan aduan itu diputuskan",
        "Koordinator",
    ),
    ClockFacts(
        ClockKind.PROMISE,
        "Seseorang berjanji menangani sampai hari tertentu",
        "Tenggat yang dijanjikannya selesai",
        "Pemberi janji dan OPD-nya",
    ),
)

UNIT_KINDS = frozenset(clock.kind for clock in CLOCKS if clock.is_of_unit)

# What the house asks of itself, and the window of a channel. Promises of one category or unit say nothing of them.
HOUSE_KINDS = frozenset({ClockKind.DISPUTE, ClockKind.SECOND_READER, ClockKind.WINDOW})

# Nobody's promise to a citizen: they count in no unit's record and in no list of his case.
OWN_MATTERS = (ClockKind.CITIZEN, ClockKind.PROMISE, *sorted(HOUSE_KINDS))
