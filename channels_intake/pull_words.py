"""How the asking of a channel goes, in plain words for the page of the channels."""

from collections import defaultdict
from datetime import datetime

from .health_words import Fact, ago_words
from .models import PullCursor

Key = tuple[str, str]  # channel, account


def pull_facts(now: datetime) -> dict[Key, list[Fact]]:
    """A line for each stream that is fetched: when it last worked, or why it does not."""
    facts: dict[Key, list[Fact]] = defaultdict(list)
    for cursor in PullCursor.objects.all():
        words = (
            f"berhasil {ago_words(cursor.last_success_at, now)}" if cursor.last_success_at else "belum pernah berhasil"
        )
        words = f"{cursor.trouble} Terakhir {words}." if cursor.trouble else words
        facts[cursor.channel, cursor.account].append(Fact("Pengambilan", words, is_bad=bool(cursor.trouble)))
    return facts
