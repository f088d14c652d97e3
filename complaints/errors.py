"""Refusals. `str()` of each is a plain sentence for the person who asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from sla.errors import ClockRefusedError

from .guard import Finding


class ComplaintError(Exception):
    """A change that is refused; nothing was changed."""


class MoveNotAllowedError(ComplaintError):
    """The state of the complaint does not allow this."""


class ConflictError(ComplaintError):
    """Somebody else changed the complaint since the form was opened (409)."""


class NotAllowedError(ComplaintError):
    """This person may not do this."""


class InvalidInputError(ComplaintError):
    """The input cannot be used as it is."""


class FindingsError(ComplaintError):
    """The check before sending found something in the words, and no reason was given to send them all the same."""

    def __init__(self, findings: Sequence[Finding], text: str) -> None:
        labels = ", ".join(dict.fromkeys(finding.label.lower() for finding in findings))
        super().__init__(f"Periksa sebelum kirim: {labels}.")
        self.findings, self.text = tuple(findings), text


class AnswerRisk(Protocol):
    """What makes an answer risky, as the refusal says it."""

    @property
    def colour(self) -> str: ...

    @property
    def words(self) -> str: ...


class ReadingNeededError(ComplaintError):
    """The words are risky and nobody else has approved them: amber ones want a reader or a reason, red ones a
    reader."""

    def __init__(self, risk: AnswerRisk, text: str) -> None:
        self.is_red = risk.colour == "red"
        todo = "Minta dibaca pimpinan atau koordinator" if self.is_red else "Minta dibaca rekan, atau tuliskan alasan"
        super().__init__(f"{todo} sebelum dikirim: {risk.words}.")
        self.risk, self.text = risk, text


class PhotosDoubtedError(ComplaintError):
    """Facts of a photo do not fit the case: the officer is asked, and says whether it is used all the same."""

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__("Periksa fotonya: tandai yang tetap dipakai, lalu selesaikan lagi.")
        self.questions = tuple(questions)


@contextmanager
def clock_refusals() -> Iterator[None]:
    """Turns what the clocks refuse into a refusal of the case, with the same sentence."""
    try:
        yield
    except ClockRefusedError as refusal:
        raise MoveNotAllowedError(str(refusal)) from refusal
