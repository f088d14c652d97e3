"""Public messages: what is probably a complaint opens a case at once, the rest waits in the queue Sebutan."""

from datetime import datetime

from opd.router import judge_public
from opd.routing.noise import Noise

from ..models import CityPost, Complaint, Mention, Message
from .threading import OPENING, Threading

# Rules that say nothing of what the message is about: elsewhere in public, people talk of something else.
LOOSE = frozenset({"burst", "follow_up"})
WAITING_RULE = "mention"
Outcome = Mention.Outcome


def sift(message: Message, decision: Threading, now: datetime) -> tuple[Threading, Noise]:
    """The decision on a public message after the noise filter, and what the filter thinks.

    Nobody is asked in public which case he means, so whatever belongs to no case waits for an officer.
    """
    noise = judge_public(message.text, message.channel, now)
    waits = noise.is_noise if _may_be_talk(message, decision) else decision.complaint_id is None
    if waits:
        return Threading(WAITING_RULE, noise.score, None, decision.alternatives), noise
    return decision, noise


def note_mention(
    *, message: Message, decision: Threading, noise: Noise, complaint: Complaint | None, now: datetime
) -> Mention:
    """Keeps what became of a public message, so that all of them can be counted and found."""
    outcome = "" if complaint is None else Outcome.COMPLAINT if decision.rule in OPENING else Outcome.JOINED
    return Mention.objects.create(
        message=message,
        channel=message.channel,
        account=message.account,
        thread=thread_of(message),
        score=noise.score,
        reason=noise.reason,
        model_version=noise.model_version,
        outcome=outcome,
        complaint=complaint,
        created_at=now,
    )


def keep_post(*, channel: str, account: str, external_id: str, text: str, at: datetime) -> None:
    """Keeps one of the city's own posts, for officers to see what people comment on. Twice is once."""
    same = {"channel": channel, "account": account, "external_id": external_id[:300]}
    CityPost.objects.get_or_create(**same, defaults={"text": text, "posted_at": at})


def thread_of(message: Message) -> str:
    """The id of the post, video or conversation that it stands in; empty where the channel names none."""
    return str(message.details.get("thread", ""))[:300]


def _may_be_talk(message: Message, decision: Threading) -> bool:
    if decision.rule in OPENING:
        return True
    return decision.rule in LOOSE and _is_elsewhere(message, decision.complaint_id)


def _is_elsewhere(message: Message, complaint_id: int | None) -> bool:
    """Under another post than everything that was said in that case."""
    said = Message.objects.filter(complaint=complaint_id, is_outbound=False)
    return bool(thread_of(message)) and not said.filter(details__thread=thread_of(message)).exists()
