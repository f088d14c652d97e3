"""The message templates of the city's WhatsApp account, as Meta has approved them or not."""

import re

from django.conf import settings

from complaints.services.catalogue import TemplateFacts

from ..errors import ChannelError, Fate
from ..shapes import Json, as_dict, as_dicts
from .graph import call

PAGE = 100  # templates in one answer
MAX_PAGES = 60  # an account holds at most 6,000 templates
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
_FIELDS = "id,name,language,status,category,components"


def fetch_templates() -> list[TemplateFacts]:
    """All templates of the account, whatever their state. Raises ChannelError."""
    account = settings.WHATSAPP_BUSINESS_ACCOUNT_ID
    if not account:
        raise ChannelError("WHATSAPP_BUSINESS_ACCOUNT_ID belum diisi.", fate=Fate.BUG)
    found: list[TemplateFacts] = []
    query = {"fields": _FIELDS, "limit": str(PAGE)}
    for _ in range(MAX_PAGES):
        answer = call("GET", f"{settings.WHATSAPP_API_BASE}/{account}/message_templates", params=query)
        found += [_template(item) for item in as_dicts(answer.get("data")) if item.get("name")]
        paging = as_dict(answer.get("paging"))
        # `next` is an address with our token in it; only whether there is one counts.
        if not paging.get("next"):
            break
        query["after"] = str(as_dict(paging.get("cursors")).get("after", ""))
    return found


def _template(item: Json) -> TemplateFacts:
    components = as_dicts(item.get("components"))
    body = next((str(part.get("text", "")) for part in components if _kind(part) == "BODY"), "")
    return TemplateFacts(
        external_id=str(item.get("id", "")),
        name=str(item["name"])[:512],
        language=str(item.get("language", ""))[:12],
        category=str(item.get("category", "")).lower()[:20],
        state=str(item.get("status", "")).lower()[:20],
        body=body,
        names=tuple(dict.fromkeys(_VARIABLE.findall(body))),
        is_plain=bool(body) and all(_needs_nothing(part) for part in components),
    )


def _needs_nothing(part: Json) -> bool:
    """Whether a component has nothing to fill in but text in the body."""
    kind = _kind(part)
    if kind == "HEADER":
        return part.get("format") == "TEXT" and not _VARIABLE.search(str(part.get("text", "")))
    if kind == "BUTTONS":
        buttons = as_dicts(part.get("buttons"))
        return all(button.get("type") in ("QUICK_REPLY", "PHONE_NUMBER", "URL") for button in buttons) and not any(
            _VARIABLE.search(str(button.get("url", ""))) for button in buttons
        )
    return kind in ("BODY", "FOOTER")


def _kind(part: Json) -> str:
    return str(part.get("type", "")).upper()
