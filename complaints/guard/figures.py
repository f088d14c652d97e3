"""How good the check is on labelled texts. Values in, figures out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .checking import check
from .findings import FLAGS


@dataclass(frozen=True)
class Share:
    """One flag: texts that have it and were found, were found and lack it, have it and were not found."""

    found: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Of the texts that were flagged, the share that have it; None when nothing was flagged."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Of the texts that have it, the share that were flagged; None when none has it."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None


@dataclass(frozen=True)
class Figures:
    """By flag, and how many of the clean texts were flagged at all."""

    shares: dict[str, Share]
    clean: int
    clean_flagged: int

    @property
    def false_alarms(self) -> float | None:
        """The share of the clean texts that were flagged; None without clean texts."""
        return self.clean_flagged / self.clean if self.clean else None


def measure(texts: Iterable[tuple[str, frozenset[str]]]) -> Figures:
    """Checks each text as a public one and compares with its flags."""
    found, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    clean = clean_flagged = 0
    for text, flags in texts:
        given = frozenset(finding.flag for finding in check(text, public=True))
        found.update(given & flags)
        wrong.update(given - flags)
        missed.update(flags - given)
        clean += not flags
        clean_flagged += bool(given) and not flags
    shares = {flag: Share(found[flag], wrong[flag], missed[flag]) for flag in FLAGS}
    return Figures(shares, clean, clean_flagged)
