"""What made-up citizens write: the project's own seed sentences with a place, a time and a closing word."""

from functools import cache
from pathlib import Path
from random import Random

import yaml

SEEDS = Path(__file__).parents[2] / "opd" / "data" / "seeds"
NAMES = (
    *("Siti", "Andi", "Dewi", "Budi", "Rina", "Agus", "Nurul", "Hasan", "Maya", "Joko", "Fitri", "Rudi", "Wati", "Eko"),
    *("Lina", "Dedi", "Yuni", "Arif", "Sri", "Hendra", "Ayu", "Bambang", "Mega", "Iwan", "Ratna", "Taufik", "Nia"),
)
OPENINGS = (
    "",
    "",
    "",
    "Selamat pagi. ",
    "Assalamualaikum, ",
    "Min, ",
    "Mohon maaf mengganggu, ",
    "Lapor, ",
    "Permisi. ",
)
TIMES = ("", "", " sejak kemarin", " sudah dua minggu", " dari bulan lalu", " tiap malam", " sejak hari Senin")
CLOSINGS = ("", "", " Terima kasih.", " Mohon ditindaklanjuti.", " Tolong dicek ya.", " Kami tunggu kabarnya.")
ANSWERS = (
    "Terima kasih sudah melapor. Laporan Anda kami teruskan ke petugas lapangan dan kami kabari hasilnya.",
    "Petugas kami sudah memeriksa lokasi. Pekerjaannya kami jadwalkan dan kabarnya kami sampaikan lewat pesan ini.",
    "Terima kasih atas kesabarannya. Pekerjaan di lokasi sudah selesai. Bila belum sesuai, balas pesan ini.",
)


@cache
def sentences() -> dict[str, list[str]]:
    """By unit, what people complain about."""
    found: dict[str, list[str]] = {}
    for path in sorted(SEEDS.glob("*.yaml")):
        for code, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found.setdefault(code, []).extend(texts)
    return found


def compose(random: Random, code: str, kelurahan: str) -> tuple[str, str]:
    """Subject and text of one complaint about that unit's matters in that kelurahan."""
    said = sentences().get(code) or sentences()["NONE"]
    matter, more = random.choice(said), random.choice(said)
    place = f" di RT {random.randrange(1, 40):02} {kelurahan}" if kelurahan else ""
    subject = f"{matter}{place}"[:110]
    text = f"{random.choice(OPENINGS)}{matter}{place}{random.choice(TIMES)}. {more}.{random.choice(CLOSINGS)}"
    return subject[:1].upper() + subject[1:], text


def name_of_citizen(random: Random) -> str:
    """Two given names and a word that says that nobody is meant."""
    return f"{random.choice(NAMES)} {random.choice(NAMES)} Contoh"
