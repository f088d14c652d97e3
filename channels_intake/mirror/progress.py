"""How far an import is, in figures for its page and its command."""

from dataclasses import dataclass

from .models import Sp4nImport, Sp4nReport

Stage = Sp4nImport.Stage


@dataclass(frozen=True)
class CaseCount:
    """Reports of the mirror that have a case, of all."""

    opened: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether every report has its case."""
        return self.opened == self.total


def count_cases(file: Sp4nImport) -> CaseCount | None:
    """How many reports have become cases; None before the import was applied."""
    if file.stage != Stage.DONE:
        return None
    total = Sp4nReport.objects.count()
    return CaseCount(total - Sp4nReport.objects.filter(complaint=None).count(), total)


def is_moving(file: Sp4nImport) -> bool:
    """Whether its page changes by itself."""
    cases = count_cases(file)
    return file.stage in (Stage.READING, Stage.APPLYING) or (cases is not None and not cases.is_complete)
