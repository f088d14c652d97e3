"""The check itself."""

from collections.abc import Iterable, Iterator
from itertools import chain

from .asking import find_asking
from .findings import Finding, Span, explain
from .numbers import find_numbers
from .persons import find_persons
from .phrases import find_phrases
from .reading import Reading, read_text
from .shouting import find_shouting


def check(text: str, *, public: bool) -> tuple[Finding, ...]:
    """What stands in the way of sending `text`, in its order; empty when nothing does.

    `public`: everybody reads it. The flags are the same then, but more of them stop. It never raises, and takes less
    than a millisecond for a text of usual length.
    """
    reading = read_text(text)
    spans = chain(find_numbers(reading), find_persons(reading), find_phrases(reading), find_shouting(reading))
    placed = sorted({_in_original(span, reading) for span in _apart(spans)}, key=lambda span: (span.start, span.flag))
    return tuple(explain(span, text, public=public) for span in placed)


def check_word(text: str, *, public: bool) -> tuple[Finding, ...]:
    """check, and where everybody reads the answers as well: whether `text` asks for personal data."""
    findings = check(text, public=public)
    if not public:
        return findings
    reading = read_text(text)
    asked = (explain(_in_original(span, reading), text, public=True) for span in find_asking(reading))
    return tuple(sorted([*findings, *asked], key=lambda finding: (finding.start, finding.flag)))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Without shouting in what has to be filled in: [NAMA UNIT] is not said to anybody."""
    found = list(spans)
    gaps = [span for span in found if span.flag == "placeholder"]
    return (span for span in found if span.flag != "shouting" or not any(span.meets(gap) for gap in gaps))


def _in_original(span: Span, reading: Reading) -> Span:
    return Span(span.flag, reading.places[span.start], reading.places[span.end - 1] + 1)
