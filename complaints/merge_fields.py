"""Merge fields of approved answers: `{nomor}` and its kin become what the case says, others are the officer's."""

import re
from collections.abc import Iterable, Mapping

from bontang_pengaduan.lib.text import clean

FIELD = re.compile(r"\{([a-z][a-z ]{0,38}[a-z])\}")
KNOWN = {
    "nomor": "Nomor aduan",
    "perihal": "Perihal aduan, bila aman dikutip",
    "kelurahan": "Kelurahan kejadian",
    "opd": "OPD yang menangani",
    "tenggat": "Tanggal janji berikutnya",
    "petugas": "Nama depan petugas",
}


def fill_fields(text: str, facts: Mapping[str, str]) -> str:
    """The text with what is known. What is not becomes `[name]`, which the check before sending never lets through."""
    return FIELD.sub(lambda found: facts.get(found[1]) or f"[{found[1]}]", text)


def open_fields(text: str) -> list[str]:
    """The fields that the officer has to fill by hand, in their order."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name not in KNOWN]


def shape_of(text: str) -> re.Pattern[str]:
    """Matches the text with anything in the place of its fields."""
    parts = FIELD.split(text)  # words and names of fields by turns
    return re.compile(".+".join(re.escape(part) for part in parts[::2]), re.DOTALL)


def is_filled_from(text: str, templates: Iterable[str]) -> bool:
    """Whether the text is one of these with something in the place of its fields, and nothing else."""
    return any(shape_of(each).fullmatch(clean(text)) is not None for each in templates)


def samples(texts: Iterable[str]) -> list[str]:
    """The texts with every field filled by words that mean nothing, for a check of the words around them."""
    return [FIELD.sub(lambda found: _sample(found[1]), text) for text in texts]


def _sample(name: str) -> str:
    if name == "tenggat" or name.startswith(("tanggal", "waktu", "jadwal")):
        return "Kamis, 26 November 2026"
    return {"nomor": "BTG-2611-0001", "perihal": "parit mampet"}.get(name, "kantor kelurahan")
