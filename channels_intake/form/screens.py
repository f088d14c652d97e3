"""Which screens a citizen passes: five questions, and between them what he should know before he goes on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from complaints.danger import Danger, find_danger
from complaints.sameness import Report
from complaints.similar_public import PublicCase, find_similar
from opd.models import ExternalBody, Kelurahan
from opd.router import route_text

from ..models import FormDraft

QUESTIONS = ("cerita", "lokasi", "kabar", "kerahasiaan", "periksa")
ORDER = ("cerita", "darurat", "lokasi", "kewenangan", "serupa", "kabar", "kerahasiaan", "periksa")


@dataclass(frozen=True)
class Progress:
    """`2 dari 5`; the screens between two questions count as the one before them."""

    step: int
    steps: int = len(QUESTIONS)


def progress_at(screen: str) -> Progress:
    """How far he is at this screen."""
    passed = ORDER[: ORDER.index(screen) + 1]
    return Progress(sum(name in QUESTIONS for name in passed))


def next_screen(draft: FormDraft, after: str, now: datetime) -> str:
    """The next screen that has something to say to him."""
    notices = {"darurat": danger_in, "kewenangan": body_for, "serupa": similar_to}
    coming = ORDER[ORDER.index(after) + 1 :]
    return next(name for name in coming if name not in notices or notices[name](draft, now))


def is_ready(draft: FormDraft) -> bool:
    """Whether he has answered what every complaint needs; who was invited is answered by e-mail alone."""
    contact = draft.answers.get("contact")
    is_reached = contact == "email" if draft.answers.get("invitation") else bool(contact)
    return bool(draft.answers.get("text")) and is_reached


def danger_in(draft: FormDraft, now: datetime) -> Danger | None:
    """The danger that his words tell of."""
    return find_danger(draft.answers.get("text", ""))


def body_for(draft: FormDraft, now: datetime) -> ExternalBody | None:
    """The body outside the city whose matter it surely is."""
    text = draft.answers.get("text", "")
    decision = route_text(text, draft.answers.get("kelurahan") or None, now)
    if decision.outcome != "refer" or decision.score < settings.ROUTING_THRESHOLD:
        return None
    return ExternalBody.objects.filter(code=decision.refer_to).first()


def similar_to(draft: FormDraft, now: datetime) -> list[PublicCase]:
    """What others have reported nearby, as the public may see it."""
    answers = draft.answers
    kelurahan = Kelurahan.objects.filter(code=answers.get("kelurahan") or "").first()
    report = Report(
        text=answers.get("text", ""),
        at=now,
        kelurahan=kelurahan.name if kelurahan else "",
        latitude=answers.get("latitude"),
        longitude=answers.get("longitude"),
    )
    return find_similar(report, now)
