"""What somebody changed in a text, word by word. Pure, no database."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+|\S+")
SAME, ADDED, DROPPED = "same", "added", "dropped"


@dataclass(frozen=True)
class Stretch:
    """Words that stayed, came or went."""

    state: str
    words: str


def compare(former: str, latter: str) -> list[Stretch]:
    """The way from one text to the other; one stretch that stayed where nothing was changed."""
    old, new = _WORD.findall(former), _WORD.findall(latter)
    found: list[Stretch] = []
    for state, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if state == "equal":
            found.append(Stretch(SAME, "".join(old[i1:i2])))
            continue
        found += [Stretch(DROPPED, "".join(old[i1:i2])), Stretch(ADDED, "".join(new[j1:j2]))]
    return [stretch for stretch in found if stretch.words]
