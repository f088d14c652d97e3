"""The data files that a decision needs, each read once a process. No Django."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def read(name: str) -> Mapping[str, Any]:
    """A data file as it stands in the folder `data`."""
    with (DATA / name).open(encoding="utf-8") as stream:
        loaded: Mapping[str, Any] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


def seed_sentences() -> Iterator[tuple[str, list[str]]]:
    """(code, sentences) of every file in `data/seeds`, in the order of their names."""
    for path in sorted((DATA / "seeds").glob("*.yaml")):
        yield from read(f"seeds/{path.name}").items()


@cache
def kelurahan() -> dict[str, Mapping[str, Any]]:
    """The 15 kelurahan by their Kemendagri code, each with `kecamatan_opd` beside what the file says."""
    return {
        area["code"]: {**area, "kecamatan_opd": district["opd"]}
        for district in read("wilayah.yaml")["kecamatan"]
        for area in district["kelurahan"]
    }


@cache
def kelurahan_code(office: str | None) -> str | None:
    """The Kemendagri code for a code of either kind (`KEL-LT`, `64.74.01.1003`); None when it is unknown."""
    codes = {area["opd"]: code for code, area in kelurahan().items()}
    return office if office in kelurahan() else codes.get(office or "")


@cache
def place_names() -> dict[str, str]:
    """Names, aliases and landmarks of the kelurahan with their Kemendagri code."""
    return {
        name: code
        for code, area in kelurahan().items()
        for name in [area["name"], *area["aliases"], *(mark["name"] for mark in area["landmarks"])]
    }


@cache
def silent_places() -> tuple[str, ...]:
    """Names of places and islands whose kelurahan is not confirmed."""
    facts = read("wilayah.yaml")
    return (*facts["places"], *(f"Pulau {name}" for name in facts["islands"]))


@cache
def road_names() -> tuple[str, ...]:
    """The roads of other authorities, in all their spellings, without "Jalan"."""
    return tuple(name for road in read("wilayah.yaml")["roads"] for name in road["names"])


@cache
def names_with_digits() -> frozenset[str]:
    """Terms that hold digits between letters and are no disguised words: dp3akb, sp4n."""
    return frozenset(read("words.yaml")["terms"])


@cache
def office_names() -> dict[str, str]:
    """What an officer calls a unit or external body, by code."""
    facts = read("opd.yaml")
    names = {unit["code"]: unit["short_name"] for unit in facts["units"]}
    return names | {body["code"]: body["name"] for body in facts["external_bodies"]}


@cache
def local_words() -> dict[str, str]:
    """Short forms, slang and local words with their plain Indonesian."""
    return {word: meaning for words in read("words.yaml")["languages"].values() for word, meaning in words.items()}
