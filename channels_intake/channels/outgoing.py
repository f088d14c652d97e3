"""A message as a channel takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outgoing:
    """One reply without the database. `form` and `content` are those of complaints.models.Reply.

    `reply_id` is None for a word to an officer.
    `quoted` is the provider's id of the message that this one answers to, empty without one; `quoted_kind` what kind of
    message that is, and `thread` the post or video that it stands in. `is_public`: it is written where everybody reads.
    `email`, `number` and `page` are for a citizen of the web form: where he wants news, of which case, and the page
    that shows it.
    """

    reply_id: int | None
    text: str
    phone: str | None = None
    bsuid: str | None = None
    account_id: str | None = None  # the channel's own id of the contact, after the channel's name
    form: str = "text"
    content: Mapping[str, Any] = field(default_factory=dict)
    quoted: str = ""
    quoted_kind: str = ""
    thread: str = ""
    is_public: bool = False
    email: str = ""
    number: str = ""
    page: str = ""
