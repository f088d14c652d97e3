"""What the data files say about who does what, as texts to learn from."""

from collections.abc import Iterator, Mapping
from typing import Any

from .facts import read, seed_sentences
from .normalise import normalise

# Which office it is depends on the place; the words are the same for all of them.
TERRITORIAL = {"kelurahan": "KELURAHAN", "kecamatan": "KECAMATAN"}


def training_texts() -> list[tuple[str, str]]:
    """(normalised text, code) of duties, keywords, parts, categories and seed sentences; sorted, each once."""
    texts = {(normalise(text), code) for text, code in (*_units(), *_categories(), *_seeds())}
    return sorted((text, code) for text, code in texts if text)


def _units() -> Iterator[tuple[str, str]]:
    facts = read("opd.yaml")
    for record in (*facts["units"], *facts["external_bodies"]):
        code = TERRITORIAL.get(record.get("kind", ""), record["code"])
        yield from ((text, code) for text in _statements(record))
    for part in facts["sub_units"]:
        yield from ((keyword, part["opd"]) for keyword in part["keywords"])


def _statements(record: Mapping[str, Any]) -> list[str]:
    return [record["name"], *record.get("duties", "").split(","), *record["keywords"]]


def _categories() -> Iterator[tuple[str, str]]:
    for category in read("categories.yaml")["categories"]:
        if category["opd"]:
            yield from ((text, category["opd"]) for text in (category["name"], *category["keywords"]))


def _seeds() -> Iterator[tuple[str, str]]:
    for code, sentences in seed_sentences():
        for number, sentence in enumerate(sentences):
            yield sentence, code
            if code != "NONE":
                yield _surrounded(sentence, number), code


def _surrounded(sentence: str, number: int) -> str:
    # Without this the model takes every courtesy for the mark of a text that is no complaint.
    data = read("courtesy.yaml")
    openings, closings = data["openings"], data["closings"]
    return f"{openings[number % len(openings)]} {sentence} {closings[number % len(closings)]}"
