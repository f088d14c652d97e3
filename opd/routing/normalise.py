"""Text as the router sees it: lower case, short forms spelled out, place names taken out."""

import re
from functools import cache
from pathlib import Path

import yaml

from bontang_pengaduan.lib.text import fold

DATA = Path(__file__).resolve().parent.parent / "data"
_ELONGATED = re.compile(r"([a-zA-Z])\1{2,}")
# Short forms and local words (Banjar, Kutai, Bugis, Javanese; domain.md 4) with their plain Indonesian.
SPELLINGS = {
    **{
        "jl": "jalan",
        "jln": "jalan",
        "dalan": "jalan",
        "yg": "yang",
        "dpn": "depan",
        "blkg": "belakang",
        "tlg": "tolong",
    },
    **{
        "gk": "tidak",
        "ga": "tidak",
        "gak": "tidak",
        "nggak": "tidak",
        "kada": "tidak",
        "ndik": "tidak",
        "ora": "tidak",
    },
    **{
        "degaga": "tidak",
        "tdk": "tidak",
        "blm": "belum",
        "sdh": "sudah",
        "udh": "sudah",
        "dah": "sudah",
        "krn": "karena",
    },
    **{"banyu": "air", "ledeng": "air", "pdam": "pdam", "pampat": "mampet", "buntu": "mampet", "bolong": "berlubang"},
    **{"remuk": "rusak", "buruk": "rusak", "ancur": "hancur", "pju": "lampu jalan", "gorong2": "gorong gorong"},
    **{"rmh": "rumah", "bgt": "sekali", "dgn": "dengan", "utk": "untuk", "org": "orang", "lampuy": "lampu"},
}


@cache
def wilayah() -> dict[str, object]:
    """The territory's data file, read once a process."""
    with (DATA / "wilayah.yaml").open(encoding="utf-8") as stream:
        loaded: dict[str, object] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


@cache
def kelurahan_names() -> dict[str, str]:
    """Folded names and aliases of the kelurahan with their Kemendagri code; short aliases only as whole words."""
    names: dict[str, str] = {}
    for district in wilayah()["kecamatan"]:  # type: ignore[attr-defined]
        for village in district["kelurahan"]:
            for name in [village["name"], *village["aliases"]]:
                names[_plain(name)] = village["code"]
    return names


def find_kelurahan(text: str) -> str | None:
    """The code of the kelurahan that the text names, the longest name first; None when it names none."""
    plain = f" {_plain(text)} "
    for name in sorted(kelurahan_names(), key=len, reverse=True):
        if f" {name} " in plain:
            return kelurahan_names()[name]
    return None


def normalise(text: str) -> str:
    """The subject alone: folded, repeated letters shortened, short forms spelled out, kelurahan names removed."""
    shortened = _ELONGATED.sub(r"\1", text)
    plain = f" {_plain(shortened)} "
    for name in sorted(kelurahan_names(), key=len, reverse=True):
        plain = plain.replace(f" {name} ", " ")
    return " ".join(SPELLINGS.get(word, word) for word in plain.split())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
