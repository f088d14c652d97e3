"""The queue Sebutan as officers read it: comments under the post that they were written to, and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet

from .channel_names import ChannelName, name_of, post_address
from .hidings import Standing, read_standing
from .models import CityPost, Complaint, Mention, MentionDecision
from .queries import mentions, waiting_mentions
from .services.mentions import MOST_AT_ONCE
from .services.register import takes_words

SHOWN = 50  # and so many more with each press
MOST_SHOWN = 500
WAITING = "menunggu"
TABS = {
    WAITING: "Menunggu",
    "bukan-aduan": Mention.Outcome.NONE.label,
    "aduan": Mention.Outcome.COMPLAINT.label,
    "gabungan": Mention.Outcome.JOINED.label,
}
OUTCOMES = {
    "bukan-aduan": Mention.Outcome.NONE,
    "aduan": Mention.Outcome.COMPLAINT,
    "gabungan": Mention.Outcome.JOINED,
}
Post = tuple[str, str, str]  # channel, account, id


@dataclass(frozen=True)
class Row:
    """One mention. `cases` are its author's own that may take it, the newest first; `decision` the person's word that
    is in force."""

    mention: Mention
    cases: list[Complaint]
    decision: MentionDecision | None = None

    @property
    def percent(self) -> int:
        """How likely it is no complaint, in percent."""
        return round(100 * self.mention.score)

    @property
    def standing(self) -> Standing:
        """Whether the public reads the comment."""
        return read_standing(self.mention.message)


@dataclass
class Thread:
    """One post with its comments that are shown. `counts` are those of all its comments, by outcome; `newest` is the
    key of the newest that waits."""

    channel: ChannelName
    address: str
    text: str
    counts: dict[str, int]
    newest: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def dismissible(self) -> int:
        """How many comments one press can decide; 0 where there is nothing to spare."""
        waiting = self.counts.get("waiting", 0)
        return min(waiting, MOST_AT_ONCE) if waiting > 1 else 0


def count_tabs() -> dict[str, int]:
    """How many mentions each tab holds, in one query."""
    facts = {"waiting": Count("pk", filter=Q(outcome="", message__revoked_at=None))}
    facts |= {outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Mention.Outcome}
    counts = Mention.objects.aggregate(**facts)
    return {tab: counts[OUTCOMES[tab].value if tab in OUTCOMES else "waiting"] for tab in TABS}


def list_mentions(tab: str, query: str, channel: str) -> QuerySet[Mention]:
    """The mentions of one tab: what waits oldest first, what is decided newest first; of the query six words count."""
    rows = waiting_mentions() if tab == WAITING else mentions().filter(outcome=OUTCOMES[tab])
    rows = rows.prefetch_related("message__hidings")
    for word in query.split()[:6]:
        rows = rows.filter(
            Q(message__text__icontains=word)
            | Q(message__conversation__reporter__name__icontains=word)
            | Q(complaint__number__icontains=word)
        )
    if channel:
        rows = rows.filter(channel=channel)
    return rows if tab == WAITING else rows.order_by("-created_at", "-pk")


def waiting_under(mention: Mention, *, until: int) -> list[int]:
    """The comments of the same post that wait, oldest first, by their keys up to `until`: what came after an officer
    looked is not his to decide unseen."""
    rows = waiting_mentions().filter(_any_of([_post_of(mention)], "thread"), pk__lte=until)
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def read_threads(rows: Iterable[Mention]) -> list[Thread]:
    """The mentions by the post that they stand under, in the order of each post's first one. A comment of which the
    channel names no post stands for itself."""
    shown = list(rows)
    keys = {_post_of(mention) for mention in shown if mention.thread}
    texts, counts, newest = _texts(keys), _counts(keys), _newest(keys)
    cases, decisions = _cases(shown), _decisions(shown)
    threads: dict[Post | int, Thread] = {}
    for mention in shown:
        post = _post_of(mention)
        thread = threads.setdefault(
            post if mention.thread else mention.pk,
            Thread(
                name_of(mention.channel),
                post_address(mention.channel, mention.thread),
                texts.get(post, ""),
                counts.get(post, {}),
                newest.get(post, 0),
            ),
        )
        own = cases.get(mention.message.conversation.reporter_id, [])
        thread.rows.append(Row(mention, own, decisions.get(mention.pk)))
    return list(threads.values())


def _post_of(mention: Mention) -> Post:
    return mention.channel, mention.account, mention.thread


def _any_of(keys: Iterable[Post], name: str) -> Q:
    condition = Q(pk__in=[])
    for channel, account, external_id in keys:
        condition |= Q(channel=channel, account=account, **{name: external_id})
    return condition


def _texts(keys: set[Post]) -> dict[Post, str]:
    posts = CityPost.objects.filter(_any_of(keys, "external_id"))
    return {(post.channel, post.account, post.external_id): post.text for post in posts}


def _counts(keys: set[Post]) -> dict[Post, dict[str, int]]:
    """Of each post by outcome; what waits stands under the empty word."""
    rows = Mention.objects.filter(_any_of(keys, "thread"), message__revoked_at=None).order_by()
    found: dict[Post, dict[str, int]] = {}
    for channel, account, thread, outcome, count in rows.values_list(
        "channel", "account", "thread", "outcome"
    ).annotate(count=Count("pk")):
        found.setdefault((channel, account, thread), {})[outcome or "waiting"] = count
    return found


def _newest(keys: set[Post]) -> dict[Post, int]:
    rows = waiting_mentions().filter(_any_of(keys, "thread")).order_by()
    found = rows.values_list("channel", "account", "thread").annotate(newest=Max("pk"))
    return {(channel, account, thread): pk for channel, account, thread, pk in found}


def _cases(shown: list[Mention]) -> dict[int, list[Complaint]]:
    reporters = {mention.message.conversation.reporter_id for mention in shown if not mention.outcome}
    cases: dict[int, list[Complaint]] = {}
    for complaint in Complaint.objects.filter(reporter__in=reporters).order_by("-created_at", "-pk"):
        if takes_words(complaint):
            cases.setdefault(complaint.reporter_id, []).append(complaint)
    return cases


def _decisions(shown: list[Mention]) -> dict[int, MentionDecision]:
    rows = MentionDecision.objects.filter(mention__in=shown, undone_at=None).select_related("decided_by")
    return {decision.mention_id: decision for decision in rows}
