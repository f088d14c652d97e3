"""What the data files say about who does what, as texts to learn from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .facts import read, seed_sentences
from .normalise import normalise

# Which office it is depends on the place; the words are the same for all of them.
TERRITORIAL = {"kelurahan": "KELURAHAN", "kecamatan": "KECAMATAN"}


@dataclass(frozen=True, order=True)
class Example:
    """A text to learn from, as `normalise` gives it. `weight`: 1 is a sentence of the data files."""

    text: str
    code: str
    weight: float = 1.0


def training_texts() -> list[Example]:
    """Duties, keywords, parts, categories and seed sentences with their code; sorted, each once."""
    return examples_of((*descriptions(), *seeds(), *surrounded(seeds())))


def examples_of(pairs: Iterable[tuple[str, str]]) -> list[Example]:
    """(text, code) as examples, sorted, each once; a text of which nothing is left is none."""
    texts = {(normalise(text), code) for text, code in pairs}
    return sorted(Example(text, code) for text, code in texts if text)


def descriptions() -> list[tuple[str, str]]:
    """What units and categories are called and do, as (text, code)."""
    return [*_units(), *_categories()]


def seeds() -> list[tuple[str, str]]:
    """Every seed sentence as it stands, as (sentence, code)."""
    return [(sentence, code) for code, sentences in seed_sentences() for sentence in sentences]


def surrounded(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same with courtesy around each, but for what is no complaint: without this the model takes every courtesy
    for the mark of a text that is none."""
    return [(_with_courtesy(text, place), code) for place, (text, code) in enumerate(pairs) if code != "NONE"]


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
        if category["opd"] and not category.get("part_of"):
            yield from ((text, category["opd"]) for text in (category["name"], *category["keywords"]))


def _with_courtesy(sentence: str, number: int) -> str:
    data = read("courtesy.yaml")
    openings, closings = data["openings"], data["closings"]
    return f"{openings[number % len(openings)]} {sentence} {closings[number % len(closings)]}"
