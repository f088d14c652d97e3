"""What was said in cases of the same matter that ended well: for an officer who looks for his words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import Kelurahan, User

from .likeness import likeness
from .masking import gaps_of, mask_words
from .models import ApprovedAnswer, Complaint, ComplaintEvent, Reply
from .queries import versions_in_force, visible_to
from .suggestions import stage_of
from .workflow import Status

SHOWN = 3
COMPARED = 40  # the newest of the unit and category, compared word by word
LETTERS = 500  # of a complaint's text
# Of one category less has to be alike. House rules, tried on the sentences in tests/complaints/test_solved_answers.py.
ALIKE, ALIKE_WITHOUT_CATEGORY = 0.15, 0.4
REOPENED = ("complaint.reopened", "complaint.resumed_with_source")
ARRIVED = (Reply.Status.SENT, Reply.Status.DELIVERED, Reply.Status.READ)
Words = dict[int, list[Reply]]


@dataclass(frozen=True)
class SolvedAnswer:
    """An answer that was given, without persons, places and days. `outcome` is the result that its citizen was told,
    `gaps` what has to be filled in, `changed_rule` the approved answer that it rested on and that holds no more."""

    reply_id: int
    number: str
    subject: str
    text: str
    outcome: str
    solved_on: date
    reason: str
    gaps: tuple[str, ...]
    changed_rule: str = ""


def find_solved_answers(user: User, complaint: Complaint, now: datetime) -> list[SolvedAnswer]:
    """At most SHOWN, the likest first: of solved cases of the same unit and matter that this user may open, that were
    not reopened and are not secret, and where the answer has arrived."""
    rows = list(_solved_cases(user, complaint).select_related("reporter", "kelurahan")[:COMPARED])
    ranked = sorted(((_share(complaint, row), row) for row in rows), key=lambda pair: -pair[0])
    least = ALIKE if complaint.category_id else ALIKE_WITHOUT_CATEGORY
    near = [(share, row) for share, row in ranked if share >= least]
    said = _answers_of([row for _, row in near])
    chosen = [(share, row, _fitting(said[row.pk], complaint)) for share, row in near if row.pk in said][:SHOWN]
    rules = _changed_rules([reply for _, _, reply in chosen], now)
    places = _areas() if chosen else ()
    return [_solved(complaint, row, reply, share, places, rules) for share, row, reply in chosen]


def find_basis(user: User, complaint: Complaint, key: object) -> Reply | None:
    """The answer with this key, when this user may build on it in this case; None for anything else."""
    if not str(key).isdecimal() or len(str(key)) >= 18:
        return None
    replies = _given(Reply.objects.filter(complaint__in=_solved_cases(user, complaint).order_by().values("pk")))
    return replies.filter(pk=int(str(key))).select_related("complaint__reporter", "complaint__kelurahan").first()


def words_to_build_on(reply: Reply, complaint: Complaint) -> str:
    """The answer as it comes into the composer of this case: with its number, and gaps that have to be filled."""
    return _masked(reply.text, reply.complaint, reply, complaint.number, _areas()) if reply.complaint else ""


def _solved_cases(user: User, complaint: Complaint) -> QuerySet[Complaint]:
    if complaint.opd_id is None:
        return Complaint.objects.none()
    again = ComplaintEvent.objects.filter(complaint=OuterRef("pk"), type__in=REOPENED)
    rows = visible_to(user).filter(
        opd=complaint.opd_id,
        is_secret=False,
        part_of=None,
        status__in=[Status.RESOLVED.value, Status.CLOSED.value],
        resolved_at__isnull=False,
    )
    if complaint.category_id:
        rows = rows.filter(category=complaint.category_id)
    return rows.exclude(pk=complaint.pk).exclude(Exists(again)).order_by("-resolved_at", "-pk")


def _share(complaint: Complaint, row: Complaint) -> float:
    return likeness(complaint.text[:LETTERS], row.text[:LETTERS])


def _given(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """A person's answers that have arrived and still say something."""
    return replies.filter(kind=Reply.Kind.ANSWER, author__isnull=False, status__in=ARRIVED).exclude(text="")


def _answers_of(cases: Sequence[Complaint]) -> Words:
    said: Words = {}
    for reply in (
        _given(Reply.objects.filter(complaint__in=cases)).select_related("author").order_by("created_at", "pk")
    ):
        said.setdefault(reply.complaint_id or 0, []).append(reply)
    return said


def _fitting(replies: Sequence[Reply], complaint: Complaint) -> Reply:
    """The first word while the citizen waits for one, else the last: that is the result."""
    return replies[0] if stage_of(complaint) == ApprovedAnswer.Stage.FIRST else replies[-1]


def _solved(
    complaint: Complaint,
    row: Complaint,
    reply: Reply,
    share: float,
    places: Sequence[str],
    rules: dict[int, str],
) -> SolvedAnswer:
    text = _masked(reply.text, row, reply, "", places)
    outcome = _masked(row.resolution, row, reply, "", places)
    reason = "kategori sama" if complaint.category_id else "OPD sama"
    return SolvedAnswer(
        reply_id=reply.pk,
        number=row.number,
        subject=_masked(row.subject, row, reply, "", places),
        text=text,
        outcome="" if row.resolution.strip() == reply.text.strip() else outcome,
        solved_on=row.resolved_at.astimezone(WITA).date() if row.resolved_at else date.min,
        reason=f"{reason}, isi {'mirip' if share >= ALIKE_WITHOUT_CATEGORY else 'agak mirip'}",
        gaps=tuple(gaps_of(text)),
        changed_rule=rules.get(reply.pk, ""),
    )


def _masked(text: str, case: Complaint, reply: Reply, number: str, places: Sequence[str]) -> str:
    author = [reply.author.get_full_name(), reply.author.first_name] if reply.author else []
    return mask_words(text, names=[case.reporter.name, *author], places=[*places, case.place], number=number)


def _areas() -> tuple[str, ...]:
    return tuple(Kelurahan.objects.values_list("name", flat=True))


def _changed_rules(replies: Sequence[Reply], now: datetime) -> dict[int, str]:
    """By the reply's key, the approved answer that it was written by, when that version is not in force any more."""
    written = ComplaintEvent.objects.filter(
        type="reply.written", complaint__in=[reply.complaint_id for reply in replies], data__has_key="approved"
    )
    used = {event.data["reply"]: event.data["approved"] for event in written}
    used = {reply.pk: used[reply.pk] for reply in replies if reply.pk in used}
    if not used:
        return {}
    codes = {each["code"] for each in used.values()}
    valid = set(versions_in_force(now).filter(answer__code__in=codes).values_list("answer__code", "number"))
    return {
        key: f"“{each['title']}” versi {each['version']}"
        for key, each in used.items()
        if (each["code"], each["version"]) not in valid
    }
