"""Finding cases by words: number, name, phone, place and text."""

from django.db.models import Q, QuerySet

from .models import Complaint, ReporterIdentifier

LAST_DIGITS, WHOLE_NUMBER = 4, 9  # of a phone: what a search needs, and from where on it may begin with 0
MISTYPED_FROM = 5  # letters of a word that is found although it is mistyped
_IS_NAMED = Q(is_anonymous=False) & (Q(part_of=None) | Q(may_speak=True))


def search(complaints: QuerySet[Complaint], query: str) -> QuerySet[Complaint]:
    """The rows that hold every word of the query; of a longer one the first six words count."""
    for word in query.split()[:6]:
        complaints = complaints.filter(_matches(word))
    return complaints


def _matches(word: str) -> Q:
    fields = ("number", "subject", "text", "place", "kelurahan__name", "reporter__name")
    condition = Q()
    for field in fields:
        # A reporter whose name is hidden must not be found by it.
        shown = _IS_NAMED if field == "reporter__name" else Q()
        condition |= Q(**{f"{field}__icontains": word}) & shown
    # A slip of the finger in a longer word: "lubnag" finds "lubang". Short words are like too many others.
    if len(word) >= MISTYPED_FROM and word.isalpha():
        condition |= Q(subject__trigram_word_similar=word)
    return condition | _is_phone(word) & _IS_NAMED if len(word) >= LAST_DIGITS else condition


def _is_phone(word: str) -> Q:
    """The reporter's present number ends so; a whole one may begin with 0 or +62."""
    digits = word.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return Q(pk__in=[])
    digits = digits.removeprefix("0") if len(digits) >= WHOLE_NUMBER else digits
    phones = ReporterIdentifier.objects.filter(kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    return Q(reporter__in=phones.filter(value__endswith=digits).values("reporter"))
