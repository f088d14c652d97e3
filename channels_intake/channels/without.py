"""What a channel answers for what it cannot do: the queues in front of it need no exceptions."""

from collections.abc import Mapping
from typing import IO

from complaints.services.catalogue import TemplateFacts

from .errors import ChannelError, Fate, Refusal
from .files import FileRefusedError
from .outgoing import Outgoing
from .tokens import TokenFacts


def send_nothing(*, account: str, message: Outgoing) -> str:
    """Answers are written in the provider's own app. Raises ChannelError."""
    raise ChannelError("Kanal ini belum dapat mengirim balasan dari sini. Jawab di aplikasinya.", fate=Fate.REFUSED)


def mark_nothing(*, account: str, external_id: str, with_typing: bool) -> None:
    """The provider knows no receipts; there is nothing to do."""


def hide_nothing(*, external_id: str, is_hidden: bool) -> None:
    """Comments are hidden in the provider's own app. Raises ChannelError."""
    raise ChannelError("Kanal ini tidak dapat menyembunyikan komentar.", fate=Fate.REFUSED)


def look_nothing_up(*, account: str, external_id: str, lacks: str) -> bytes:
    """The provider tells everything at once. Raises ChannelError."""
    raise ChannelError("Penyedia ini tidak dapat ditanyai tentang pesan.", fate=Fate.REFUSED)


def download_nothing(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """Raises FileRefusedError."""
    raise FileRefusedError("Kanal ini tidak membawa lampiran.")


def no_templates() -> list[TemplateFacts]:
    """The provider knows no templates."""
    return []


def read_any_code(code: int) -> Refusal:
    """A refusal that came by report; no such report is known here."""
    return Refusal(Fate.REFUSED, f"Pesan ini ditolak (kode {code}).")


def never() -> bool:
    """No: the channel cannot do it."""
    return False


def no_accounts() -> list[str]:
    """Nothing is set up."""
    return []


def ask_nothing() -> TokenFacts:
    """Nobody can be asked about the token. Raises ChannelError, which leaves what is known as it is."""
    raise ChannelError("Penyedia ini tidak menjawab pertanyaan tentang token.")


def shake_no_hand(query: Mapping[str, str]) -> str | None:
    """The provider has no handshake."""
    return None
