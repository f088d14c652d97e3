"""What a provider says about our own token."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TokenFacts:
    """`expires_at` is empty for a token that never ends."""

    is_valid: bool
    expires_at: datetime | None = None
