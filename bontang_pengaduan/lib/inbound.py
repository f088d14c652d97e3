"""What a channel's parser hands to the complaints: plain values, no Django.

Three verbs, kept apart on purpose: a *message* is a citizen's word, an *amendment* changes an earlier
message, a *signal* is neither (delivery state, reaction, identity change, account alert).
A *problem* is a part that could not be read; it is kept and shown, never dropped.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Action = Literal[
    "create_or_attach",  # may open a complaint
    "attach_only",  # joins an open conversation, never opens a complaint
    "annotate",
    "amend",
    "identity_change",
    "record_outbound",  # our own message seen from outside
    "status_update",
    "ops_alert",
    "quarantine",
    "ignore",
    "upsert",  # a copy of a report that another system keeps
    "reference_data",
    "archive",  # said before the account was joined: kept, and never a complaint
]


@dataclass(frozen=True)
class Sender:
    """Who wrote. `phone` is E.164 (`+62...`). `account_id` is the channel's own id of a person, after the channel's
    name: `telegram:400000001`. Any part may be missing; a public comment may come without any, then nobody knows who
    wrote it."""

    phone: str | None = None
    wa_id: str | None = None
    bsuid: str | None = None
    username: str | None = None
    name: str | None = None
    account_id: str | None = None


@dataclass(frozen=True)
class Media:
    """A file the provider holds. `id` is what it is fetched by: an id, or its address where there is none. `sha256` as
    the provider writes it (base64 on WhatsApp); `unique_id` is the same for each copy of a file."""

    kind: str  # image, video, audio, voice, document, sticker, story_mention
    id: str
    mime: str | None = None
    sha256: str | None = None
    filename: str | None = None
    unique_id: str | None = None


@dataclass(frozen=True)
class Location:
    lat: float
    lon: float
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Area:
    """A named place that is no point; `box` is west, south, east and north in degrees."""

    name: str
    box: tuple[float, ...] = ()


@dataclass(frozen=True)
class Filing:
    """What a complaint says that was filed in a form of the city's own. `kelurahan` is its Kemendagri code.

    `link_digest` and `code_digest` are all that is kept of the link and the code by which its citizen comes back;
    `link_token` comes along only where the link has to be sent to him. The contacts are as he typed them: they prove
    nothing of who he is. `invitation` is the code that he was invited by.
    """

    link_digest: str
    code_digest: str
    link_token: str = ""
    kelurahan: str = ""
    is_anonymous: bool = False
    is_secret: bool = False
    contact_phone: str = ""
    contact_email: str = ""
    invitation: str = ""


@dataclass(frozen=True)
class Message:
    """One citizen message. `external_id` is unique within (channel, account).

    `is_public`: everybody reads it where it was written, so the city's machine does not answer there. `supersedes`
    are the ids of its earlier versions, oldest first. `lacks` names what the provider tells on asking only. With
    `filing` it is a complaint by itself; with `case` (its number) it was added to that one over its link.
    """

    channel: str
    account: str
    external_id: str
    sender: Sender
    sent_at: datetime
    wa_type: str
    action: Action
    text: str | None = None
    media: tuple[Media, ...] = ()
    location: Location | None = None
    reply_to_external_id: str | None = None
    choice_id: str | None = None
    form: dict[str, Any] | None = None
    shared_contacts: tuple[dict[str, Any], ...] = ()
    referral_source_id: str | None = None
    placeholder: bool = False  # nothing readable inside: shown as "[pesan tidak didukung]"
    errors: tuple[int, ...] = ()
    timestamp_is_receipt: bool = False  # the provider's time was unreadable, receive time stands in
    is_public: bool = False
    thread_external_id: str | None = None  # the post, video or chat that it stands in
    area: Area | None = None
    command: str | None = None  # what a bot's citizen asked for: start
    supersedes: tuple[str, ...] = ()
    lacks: str | None = None
    awaits_receipt: bool = False  # the provider waits to be told that it arrived
    facts: dict[str, Any] = field(default_factory=dict)  # of a copied report: status, classification, visibility
    filing: Filing | None = None
    case: str = ""


@dataclass(frozen=True)
class Amendment:
    """An edit or withdrawal of an earlier message, the citizen's (`amend`) or ours (`record_outbound`). `told` are the
    words and the author of a message that came without them."""

    channel: str
    account: str
    external_id: str
    kind: Literal["edit", "revoke", "echo_edit", "echo_revoke", "told"]
    action: Action
    target_external_id: str | None
    at: datetime
    sender: Sender | None = None
    new_text: str | None = None
    to_phone: str | None = None
    wa_type: str | None = None


@dataclass(frozen=True)
class Signal:
    """Everything that is not a citizen's word.

    kind: status, watermark (everything said to `sender` until `at`), reaction, echo, user_changed_number,
    user_changed_user_id, customer_identity_changed, error_report, account_event, history, unknown_field, repost,
    topics. `data` holds what the kind needs (status: status, error_codes, errors, callback_data; watermark: status;
    reaction: emoji, removed; echo: text, to_phone, to_bsuid, to_account_id, wa_type, is_public, by_app,
    callback_data; number change: old_phone, new_phone, new_bsuid, previous_bsuid; error_report: codes).
    """

    channel: str
    account: str
    external_id: str
    kind: str
    action: Action
    at: datetime
    sender: Sender | None = None
    target_external_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A part of the payload that could not be read. `pointer` is its JSON pointer (RFC 6901)."""

    channel: str
    account: str
    external_id: str
    pointer: str
    reason: str


Event = Message | Amendment | Signal | Problem
