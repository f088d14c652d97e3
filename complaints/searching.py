"""Finding cases by words: number, title, text, place, kelurahan, and name and phone where its unit may know them.

Every word of the query must be there, as a stem or as the beginning of a word. Read along one index of kept words
(CaseWords); rare words give all their cases, and of common ones the newest cases are looked through alone.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchVectorField, TrigramSimilarity
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Reverse

from opd.models import User

from .at_once import Question
from .models import CaseLine, CaseWords, Complaint, KnownWord, ReporterIdentifier
from .queries import visible_lines

MOST_WORDS = 6  # of a longer query the first ones count
WHOLE_FROM = 3  # letters from which on a word may be the beginning of a longer one
LAST_DIGITS, WHOLE_NUMBER = 4, 9  # of a phone: what a search needs, and from where on it may begin with 0
MISTYPED_FROM = 5  # letters of a word that is found although it is mistyped
COMMON = 0.005  # share of the cases from which on a word is common
MOST_RARE = 5_000  # cases that a rare word is read for at most: as many as are common among a million
LOOKED_THROUGH = 5_000  # of the newest cases, for common words; then the reader is asked whether to go on
_NUMBER = re.compile(r"[A-Za-z]{2,6}-\d{4}-\d+")
_IS_NAMED = Q(is_anonymous=False) & (Q(part_of=None) | Q(may_speak=True))

# How common the rarest word of the query is, by the statistics that PostgreSQL keeps of the column; 0 for a word that
# is not among the thousand most common.
_SHARE = """
    SELECT coalesce(min(share), 0) FROM (
        SELECT coalesce(sum(stat.share), 0) AS share
        FROM unnest(%s::text[]) asked (word)
        LEFT JOIN (
            SELECT element.word, element.share
            FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) element (word, share)
            WHERE tablename = 'complaints_casewords' AND attname = 'vector'
        ) stat ON starts_with(stat.word, asked.word) OR stat.word = (ts_lexize('indonesian_stem', asked.word))[1]
        GROUP BY asked.word
    ) shares
"""


def search(complaints: QuerySet[Complaint], query: str) -> QuerySet[Complaint]:
    """The rows that hold every word of the query; none for a query without any."""
    if number := _whole_number(query):
        return complaints.filter(number=number)
    words = read_words(query)
    if digits := _last_digits(query):
        return complaints.filter(pk__in=_with_words(words).union(_with_phone(digits)))
    return complaints.filter(words__vector=_asked(words)) if words else complaints.none()


def share_of(query: str) -> Question:
    """Which share of all cases holds the rarest word of the query."""
    return Question(_SHARE, [read_words(query)])


def search_lines(lines: QuerySet[CaseLine], query: str, *, is_common: bool) -> QuerySet[CaseLine]:
    """The lines of the cases that hold every word. What is common is left to a walk along `lines`, which the caller
    bounds; else the words give the cases, at most MOST_RARE."""
    if number := _whole_number(query):
        return lines.filter(complaint__number=number)
    words = read_words(query)
    if digits := _last_digits(query):
        return lines.filter(pk__in=_with_words(words).union(_with_phone(digits)))
    if not words:
        return lines.none()
    if is_common:
        # A column of each line and no join: the walk is along the lines whatever is thought of the words, since two
        # common words that rarely meet would else be looked for along all cases.
        own = CaseWords.objects.filter(complaint=OuterRef("pk")).values("vector")
        vector = Coalesce(Subquery(own), Value(""), output_field=SearchVectorField())
        return lines.alias(vector=vector).filter(vector=_asked(words))
    return lines.filter(pk__in=_with_words(words))


def oldest_looked_through(user: User, before: int | None) -> QuerySet[CaseLine]:
    """One row: the case before which a search for common words ends, LOOKED_THROUGH cases behind `before`; none where
    there are fewer."""
    units = [membership.opd_id for membership in user.memberships.all() if membership.opd_id]
    # Without the conditions of the view: this is a count along the index, not a choice.
    lines = CaseLine.objects.filter(opd_id__in=units) if units else visible_lines(user)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return lines.order_by("-pk")[LOOKED_THROUGH : LOOKED_THROUGH + 1]


def read_words(query: str) -> list[str]:
    """The words of the query, in small letters; signs part them."""
    return re.findall(r"[^\W_]+", query.lower())[:MOST_WORDS]


def spell(query: str) -> str:
    """The query with each longer word that no title holds put as the likest one that some title does; the query
    itself where there is nothing to mend."""
    words = read_words(query)
    doubtful = [word for word in words if len(word) >= MISTYPED_FROM and word.isalpha()]
    known = set(KnownWord.objects.filter(word__in=doubtful).values_list("word", flat=True)) if doubtful else set()
    mended = [_likest(word) if word in doubtful and word not in known else word for word in words]
    return query if mended == words else " ".join(mended)


def _likest(word: str) -> str:
    like = KnownWord.objects.filter(word__trigram_similar=word).annotate(likeness=TrigramSimilarity("word", word))
    return like.order_by("-likeness", "word").values_list("word", flat=True).first() or word


def _whole_number(query: str) -> str:
    return query.strip().upper() if _NUMBER.fullmatch(query.strip()) else ""


def _with_words(words: Sequence[str]) -> QuerySet[Any]:
    return CaseWords.objects.filter(vector=_asked(words)).values("pk")[:MOST_RARE]


def _with_phone(digits: str) -> QuerySet[Any]:
    """The cases of those whose present number ends so, where their unit may know who they are."""
    phones = ReporterIdentifier.objects.filter(kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    # From behind, so that an index answers.
    phones = phones.alias(backwards=Reverse("value")).filter(backwards__startswith=digits[::-1])
    return Complaint.objects.filter(_IS_NAMED, reporter__in=phones.values("reporter")).values("pk")[:MOST_RARE]


def _last_digits(query: str) -> str:
    """The last digits of a phone, where the query may be one: a whole number may begin with 0 or +62."""
    said = re.sub(r"[\s.-]", "", query).removeprefix("+")
    if not (said.isascii() and said.isdigit() and len(said) >= LAST_DIGITS):
        return ""
    return said.removeprefix("0") if len(said) >= WHOLE_NUMBER else said


def _asked(words: Sequence[str]) -> SearchQuery | CombinedSearchQuery:
    asked = [_one(word) for word in words]
    whole = asked[0]
    for word in asked[1:]:
        whole = whole & word
    return whole


def _one(word: str) -> SearchQuery | CombinedSearchQuery:
    beginning = f"{word}:*" if len(word) >= WHOLE_FROM else word
    written = SearchQuery(beginning, config="simple", search_type="raw")
    return written | SearchQuery(word, config="indonesian", search_type="raw")
