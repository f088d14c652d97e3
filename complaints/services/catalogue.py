"""The copy of a channel's message templates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ..models import MessageTemplate

GONE = "gone"


@dataclass(frozen=True)
class TemplateFacts:
    """One language of a template, as the provider describes it; see MessageTemplate."""

    external_id: str
    name: str
    language: str
    category: str
    state: str
    body: str
    names: tuple[str, ...]
    is_plain: bool


@transaction.atomic
def keep_templates(*, channel: str, templates: Collection[TemplateFacts], now: datetime) -> None:
    """Takes over the catalogue as it is now. A template that is no longer in it stays, as gone: replies name it."""
    for facts in templates:
        MessageTemplate.objects.update_or_create(
            channel=channel,
            name=facts.name,
            language=facts.language,
            defaults={
                "external_id": facts.external_id,
                "category": facts.category,
                "state": facts.state,
                "body": facts.body,
                "names": list(facts.names),
                "is_plain": facts.is_plain,
                "synced_at": now,
            },
        )
    MessageTemplate.objects.filter(channel=channel, synced_at__lt=now).exclude(state=GONE).update(state=GONE)
