"""What stands in the composer when a case is opened: what the query string begins it with, or else the kept draft."""

from bontang_pengaduan.lib.clock import now

from ..forms.acts import PRIVATE, ReplyForm
from ..models import ApprovedAnswer, Complaint, Draft, Reply, SecondReading
from ..solved_answers import find_basis, words_to_build_on
from ..suggestions import fill_answer
from .approved_answers import find_version
from .navigation import StaffRequest


def begun_form(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer as the query string begins it, None without one. It sends nothing.

    `?draf=` gives back the words of a reply that its author has undone, `?baca=` those that somebody has read,
    `?jawaban=` an approved answer, `?bantuan=` a helper's draft, `?dasar=` the answer of a similar case.
    """
    begin = (_undone, _read, _approved, _helped, _built_on)
    return next((form for each in begin if (form := each(request, complaint))), None)


def kept_form(complaint: Complaint, draft: Draft | None) -> ReplyForm:
    """The composer as its author left it, on whatever device; empty without a draft."""
    if draft is None:
        return ReplyForm(initial={"version": complaint.version, "mode": "reply", "kind": "answer"})
    facts = {"version": complaint.version, "mode": draft.mode, "kind": draft.kind, "text": draft.text}
    more = {"approved": draft.approved_id, "quoted": draft.quoted_id, "basis": draft.basis_id}
    return ReplyForm(initial=facts | more | {"revision": draft.revision})


def _undone(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with what its author has taken back."""
    number = _number(request.GET.get("draf"))
    undone = Reply.objects.filter(complaint=complaint, author=request.user, status=Reply.Status.CANCELLED)
    reply = undone.filter(pk=number).first() if number else None
    if reply is None:
        return None
    mode = PRIVATE if reply.form == Reply.Form.PRIVATE else "reply"
    return ReplyForm(initial={"version": complaint.version, "mode": mode, "kind": reply.kind, "text": reply.text})


def _read(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the words of `?baca=` that somebody has read: as he approved them, or as they came back."""
    number = _number(request.GET.get("baca"))
    decided = complaint.readings.filter(status__in=[SecondReading.Status.APPROVED, SecondReading.Status.RETURNED])
    reading = decided.filter(pk=number).first() if number else None
    if reading is None:
        return None
    facts: dict[str, object] = {"version": complaint.version, "mode": PRIVATE if reading.is_private else "reply"}
    facts |= {"kind": reading.kind, "text": reading.approved_text or reading.text, "approved": reading.approved_id}
    facts |= {"basis": reading.basis_id, "quoted": reading.quoted_id}
    return ReplyForm(initial=facts)


def _approved(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the approved answer of `?jawaban=`, filled for this case."""
    version = find_version(complaint, request.GET.get("jawaban"))
    if version is None:
        return None
    kind = Reply.Kind.QUESTION if version.answer.stage == ApprovedAnswer.Stage.QUESTION else Reply.Kind.ANSWER
    text = fill_answer(version, complaint, request.user, now())
    facts = {"version": complaint.version, "mode": "reply", "kind": kind.value, "approved": version.pk, "text": text}
    return ReplyForm(initial=facts)


def _helped(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the draft that a helper has given (`?bantuan=`), in the place of the one that he was asked
    about."""
    number = _number(request.GET.get("bantuan"))
    given = complaint.help_requests.filter(answered_at__isnull=False).exclude(edited="")
    helped = given.filter(pk=number).first() if number else None
    if helped is None:
        return None
    own = Draft.objects.filter(complaint=complaint, author=request.user, text=helped.draft).first()
    facts = {"version": complaint.version, "mode": "reply", "kind": Reply.Kind.ANSWER.value}
    asked = kept_form(complaint, own).initial if own else {}
    return ReplyForm(initial={**facts, **asked, "text": helped.edited})


def _built_on(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    reply = find_basis(request.user, complaint, request.GET.get("dasar"))
    if reply is None:
        return None
    facts = {"version": complaint.version, "mode": "reply", "kind": reply.kind, "basis": reply.pk}
    return ReplyForm(initial=facts | {"text": words_to_build_on(reply, complaint)})


def _number(key: object) -> int:
    """The key as a number; 0 for anything else."""
    return int(str(key)) if str(key).isdecimal() and len(str(key)) < 18 else 0
