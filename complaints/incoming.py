"""The door: what a channel's parser read becomes rows here, each event in one transaction, each exactly once.

The caller (channels_intake.process) has already claimed the event's identity in the same transaction.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean
from opd.routing.decide import decide

from .models import Amendment, Attachment, Complaint, Conversation, Message, Reply, ReplyStatus, ThreadingDecision
from .services.delivery import apply_status
from .services.identity import change_identifier, get_reporter
from .services.register import add_message, open_complaint, open_statuses
from .services.threading import OpenCase, Threading, thread
from .wording import PROMPT_TEXT

WINDOW = timedelta(hours=24)  # free text after the citizen's last message (channels.md 1.8)


@transaction.atomic
def accept(*, event: inbound.Message | inbound.Amendment | inbound.Signal, now: datetime) -> None:
    """Takes one event in. Idempotent only together with the caller's claim of its identity."""
    if isinstance(event, inbound.Message):
        receive_message(event=event, now=now)
    elif isinstance(event, inbound.Amendment):
        receive_amendment(event=event, now=now)
    else:
        receive_signal(event=event, now=now)


def receive_message(*, event: inbound.Message, now: datetime) -> Message:
    """Stores a citizen's message and threads it. Serialised per conversation: bursts arrive in parallel."""
    conversation = _conversation(event.channel, event.account, event.sender, now)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    message = _store(event, conversation, now)
    _apply_waiting_amendments(message, now)
    if message.sent_at >= (conversation.citizen_wrote_at or message.sent_at):
        conversation.citizen_wrote_at, conversation.window_until = message.sent_at, message.sent_at + WINDOW
        conversation.save(update_fields=["citizen_wrote_at", "window_until"])
    _place(message, _thread(message, event, now), now)
    return message


def receive_amendment(*, event: inbound.Amendment, now: datetime) -> None:
    """Keeps an edit or withdrawal, and applies it if its target is here; else it waits for the target."""
    amendment = Amendment.objects.create(
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=event.kind,
        target_external_id=event.target_external_id or "",
        new_text=clean(event.new_text),
        at=event.at,
    )
    target = Message.objects.filter(
        channel=event.channel, account=event.account, external_id=amendment.target_external_id
    ).first()
    if target:
        _apply(amendment, target, now)


def receive_signal(*, event: inbound.Signal, now: datetime) -> None:
    """Delivery states, reactions, identity changes and our own words seen from outside. Never opens a complaint."""
    if event.kind == "status":
        _keep_status(event, now)
    elif event.kind == "reaction":
        Message.objects.filter(
            channel=event.channel, account=event.account, external_id=event.target_external_id
        ).update(reaction=event.data.get("emoji") or "")
    elif event.kind == "user_changed_number":
        _change("phone", event.data.get("old_phone"), event.data.get("new_phone"), now)
    elif event.kind == "user_changed_user_id":
        _change("bsuid", event.data.get("previous_bsuid"), event.data.get("new_bsuid"), now)
    elif event.kind == "echo":
        _record_outbound(event, now)


def _conversation(channel: str, account: str, sender: inbound.Sender, now: datetime) -> Conversation:
    reporter = get_reporter(sender=sender, now=now)
    conversation, _ = Conversation.objects.get_or_create(reporter=reporter, channel=channel, account=account)
    return conversation


def _store(event: inbound.Message, conversation: Conversation, now: datetime) -> Message:
    place = event.location
    message = Message.objects.create(
        conversation=conversation,
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=event.wa_type,
        text=clean(event.text) or _form_text(event),
        is_placeholder=event.placeholder,
        latitude=place.lat if place else None,
        longitude=place.lon if place else None,
        place=clean(" ".join(filter(None, (place.name, place.address))))[:300] if place else "",
        details=_details(event),
        reply_to_external_id=event.reply_to_external_id or "",
        sent_at=event.sent_at,
        received_at=now,
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            channel=event.channel,
            account=event.account,
            kind=media.kind,
            media_id=media.id,
            mime=clean(media.mime)[:100],
            sha256=(media.sha256 or "")[:64],
            filename=clean(media.filename)[:200],
            created_at=now,
            next_attempt_at=now,
        )
        for media in event.media
    )
    return message


def _details(event: inbound.Message) -> dict[str, object]:
    facts = {
        "choice": event.choice_id,
        "form": event.form,
        "contacts": list(event.shared_contacts),
        "referral": event.referral_source_id,
        "errors": list(event.errors),
        "time_is_receipt": event.timestamp_is_receipt,
    }
    return {name: value for name, value in facts.items() if value}


def _form_text(event: inbound.Message) -> str:
    """The citizen's words in a filled form: its longest text answer."""
    answers = [
        clean(value) for key, value in (event.form or {}).items() if isinstance(value, str) and key != "flow_token"
    ]
    return max(answers, key=len, default="")


def _thread(message: Message, event: inbound.Message, now: datetime) -> Threading:
    cases = _open_cases(message.conversation)
    likely = decide(message.text, None, now) if message.text and cases else None
    sure = likely and likely.outcome == "unit" and likely.score >= settings.ROUTING_THRESHOLD
    return thread(
        now=message.sent_at,
        text=message.text,
        has_content=bool(event.media or event.location),
        may_open=event.action == "create_or_attach",
        quoted_complaint_id=_quoted(message),
        open_cases=cases,
        likely_opd=likely.code if likely and sure else None,
    )


def _quoted(message: Message) -> int | None:
    """The complaint of the message or reply that the citizen answers to, if it still takes messages."""
    if not message.reply_to_external_id:
        return None
    same = {"conversation": message.conversation, "external_id": message.reply_to_external_id}
    statuses = {"complaint__status__in": open_statuses()}
    for model in (Message, Reply):
        quoted = model.objects.filter(**same, **statuses).values_list("complaint_id", flat=True).first()
        if quoted:
            return int(quoted)
    return None


def _open_cases(conversation: Conversation) -> list[OpenCase]:
    complaints = (
        Complaint.objects.filter(messages__conversation=conversation, status__in=open_statuses())
        .select_related("opd")
        .distinct()
        .order_by("-citizen_wrote_at")
    )
    return [
        OpenCase(
            complaint_id=complaint.pk,
            opened_at=complaint.created_at,
            last_word_at=complaint.citizen_wrote_at,
            opd_code=complaint.opd.code if complaint.opd else None,
            awaits_citizen=complaint.status == "waiting",
        )
        for complaint in complaints
    ]


def _place(message: Message, decision: Threading, now: datetime) -> None:
    complaint = Complaint.objects.filter(pk=decision.complaint_id).first() if decision.complaint_id else None
    if complaint is None and decision.rule in ("new", "another_matter"):
        complaint = open_complaint(message=message, now=now)
    elif complaint is not None:
        add_message(complaint=complaint, message=message, now=now)
    elif decision.rule == "greeting":
        _ask(message.conversation, now)
    Message.objects.filter(pk=message.pk).update(complaint=complaint)
    ThreadingDecision.objects.create(
        message=message,
        complaint=complaint,
        rule=decision.rule,
        score=decision.score,
        alternatives=list(decision.alternatives),
        decided_at=now,
    )


def _ask(conversation: Conversation, now: datetime) -> None:
    """Asks once what happened, after the quiet seconds: a complaint that follows at once cancels the question."""
    asked = conversation.replies.filter(kind=Reply.Kind.PROMPT, created_at__gt=now - WINDOW)
    if not asked.exists():
        Reply.objects.create(
            conversation=conversation,
            kind=Reply.Kind.PROMPT,
            text=PROMPT_TEXT,
            created_at=now,
            next_attempt_at=now + timedelta(seconds=settings.ACK_QUIET_SECONDS),
        )


def _apply_waiting_amendments(message: Message, now: datetime) -> None:
    waiting = Amendment.objects.filter(
        channel=message.channel,
        account=message.account,
        target_external_id=message.external_id,
        applied_at=None,
    )
    for amendment in waiting.order_by("at"):
        _apply(amendment, message, now)


def _apply(amendment: Amendment, message: Message, now: datetime) -> None:
    """The old text stays in the amendment; what is shown is the newest."""
    Amendment.objects.filter(pk=amendment.pk).update(message=message, old_text=message.text, applied_at=now)
    if amendment.kind in ("revoke", "echo_revoke"):
        message.revoked_at = amendment.at
        message.save(update_fields=["revoked_at"])
    else:
        message.original_text = message.original_text or message.text
        message.text, message.edited_at = amendment.new_text, amendment.at
        message.save(update_fields=["original_text", "text", "edited_at"])


def _keep_status(event: inbound.Signal, now: datetime) -> None:
    status = ReplyStatus.objects.create(
        reply=_reply_of(event),
        channel=event.channel,
        account=event.account,
        external_id=event.target_external_id or "",
        status=str(event.data.get("status", ""))[:20],
        at=event.at,
        error_codes=event.data.get("error_codes", []),
        error_text=_error_text(event),
    )
    if status.reply:
        apply_status(reply=status.reply, status=status, now=now)


def _reply_of(event: inbound.Signal) -> Reply | None:
    """By the provider's id, or by our own row id that we sent along (the report may outrun the answer)."""
    replies = Reply.objects.filter(conversation__channel=event.channel, conversation__account=event.account)
    ours = str(event.data.get("callback_data") or "")
    found = replies.filter(external_id=event.target_external_id).exclude(external_id="").first()
    return found or (replies.filter(pk=int(ours)).first() if ours.isdecimal() and len(ours) < 18 else None)


def _error_text(event: inbound.Signal) -> str:
    titles = [str(error.get("title", "")) for error in event.data.get("errors", []) if isinstance(error, dict)]
    return clean("; ".join(filter(None, titles)))


def _change(kind: str, old: str | None, new: str | None, now: datetime) -> None:
    if old and new:
        change_identifier(kind=kind, old=old, new=new, now=now)


def _record_outbound(event: inbound.Signal, now: datetime) -> None:
    """An answer given in the phone app: kept in the thread as the city's word. It stops no clock by itself,
    an officer confirms it."""
    sender = inbound.Sender(phone=event.data.get("to_phone"), bsuid=event.data.get("to_bsuid"))
    if not (sender.phone or sender.bsuid):
        return
    conversation = _conversation(event.channel, event.account, sender, now)
    latest = _open_cases(conversation)
    Message.objects.create(
        conversation=conversation,
        complaint_id=latest[0].complaint_id if latest else None,
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=str(event.data.get("wa_type", "text"))[:30],
        is_outbound=True,
        text=clean(event.data.get("text")),
        sent_at=event.at,
        received_at=now,
    )
