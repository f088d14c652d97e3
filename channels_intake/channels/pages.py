"""A page that was fetched, with what its own bytes do not say: whose account, and which list of it.

It goes into the ledger as one JSON object, the provider's bytes in it as they are, so that a parser needs nothing but
bytes and a new reading of the ledger gives the same.
"""

from datetime import datetime

import orjson

from .shapes import Json, as_dict, as_iso_moment, as_text


def wrap_page(page: bytes, *, account: str, stream: str, since: datetime | None = None) -> bytes:
    """The ledger's body for one page. `page` must be JSON. What is older than `since` was said before the city
    listened, and is no new complaint."""
    facts = orjson.dumps({"account": account, "stream": stream, "since": since})
    return facts[:-1] + b',"page":' + page.strip() + b"}"


def is_page(root: object) -> bool:
    """Whether a body is a wrapped page and no push."""
    return isinstance(root, dict) and "page" in root and "stream" in root


def unwrap_page(root: Json) -> tuple[str, str, object]:
    """Account, stream and the provider's answer."""
    return as_text(root.get("account"), 60) or "", as_text(root.get("stream"), 100) or "", root.get("page")


def since_of(root: Json) -> datetime | None:
    """The moment from which on the city listens."""
    return as_iso_moment(root.get("since"))


def items_of(page: object, name: str) -> list[object]:
    """The list of that name in the answer; nothing when it is missing, as in an empty page."""
    found = as_dict(page).get(name)
    return found if isinstance(found, list) else []
