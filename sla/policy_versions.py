"""New versions of the promises: one sentence of numbers for a scope, made from the version before it. Never edited."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet

from opd.models import User

from .definitions import read_policies
from .models import EscalationRule, Level, Policy, PolicyTarget, SlaClock
from .permissions import may_steer
from .policies import CITY, Scope, current_policy, terms_of
from .policy_words import place_of, target_words
from .terms import WORKING_MINUTES, Target, Terms
from .working_time import WITA

HOUSE_RULE = "Ketentuan kota"  # the source of a number that no law or national rule bounds
DAY_MINUTES = 450  # 37.5 office hours in five days (Perpres 21/2023)


class PolicyRefusedError(ValueError):
    """A version that is refused; `str()` of it is a sentence for the officer."""


@transaction.atomic
def save_policy(
    *, scope: Scope, name: str, terms: Terms, source: str, from_date: date, user: User, now: datetime
) -> Policy:
    """The next version for the scope, in force for new complaints from `from_date` on; running clocks keep theirs.

    `source` is the decree; it becomes the source of every number that differs. Raises PolicyRefusedError without one,
    for a day that has passed, when nothing changes, for a number past the law's, for a ladder without the coordinator,
    and for a scope that ties with another one: of two promises for one complaint one must be the more specific.
    """
    _check(source, from_date, user, now)
    former = _newest(scope)
    stands = terms_of(former.pk if former else current_policy(now, scope).pk)
    if former and not former.is_withdrawn and stands == terms:
        raise PolicyRefusedError("Tidak ada angka yang berubah.")
    _check_law(terms)
    if Level.KOORDINATOR not in {rule.level for rule in terms.rules}:
        raise PolicyRefusedError("Koordinator harus tetap diberi tahu bila tenggat lewat.")
    _check_ties(_live_scopes() | {scope}, scope)
    policy = _next_version(former, scope, name, source, from_date, user, now, digest=_digest(terms))
    _insert_terms(policy, terms, stands, source)
    return policy


@transaction.atomic
def withdraw_policy(*, scope: Scope, source: str, from_date: date, user: User, now: datetime) -> Policy:
    """From `from_date` on the scope has no promise of its own; running clocks keep theirs. Raises PolicyRefusedError
    for the whole city, and where two others would then tie."""
    _check(source, from_date, user, now)
    former = _newest(scope)
    if former is None or former.is_withdrawn or scope == CITY:
        raise PolicyRefusedError("Janji ini tidak dapat dicabut.")
    remaining = _live_scopes() - {scope}
    for other in remaining:
        _check_ties(remaining, other)
    policy = _next_version(former, scope, former.name, source, from_date, user, now, digest="", is_withdrawn=True)
    terms = terms_of(former.pk)
    _insert_terms(policy, terms, terms, source)
    return policy


def live_policies() -> list[Policy]:
    """The newest version of each scope that has a promise of its own, the city's first; also one that is still to come
    into force."""
    scope = ("category_id", "channel", "opd_id")
    newest = Policy.objects.order_by(*scope, "-version").distinct(*scope)
    rows = Policy.objects.filter(pk__in=newest.values("pk"), is_withdrawn=False)
    ordered = rows.select_related("category", "opd", "created_by").order_by("name")
    return sorted(ordered, key=lambda policy: reach_of(policy_scope(policy)))


def versions_of(scope: Scope) -> QuerySet[Policy]:
    """Every version of the scope, newest first."""
    rows = Policy.objects.filter(category=scope.category_id, channel=scope.channel, opd=scope.opd_id)
    return rows.select_related("category", "opd", "created_by").order_by("-version")


def policy_scope(policy: Policy) -> Scope:
    """What the policy is for."""
    return Scope(policy.category_id, policy.channel, policy.opd_id)


def reach_of(scope: Scope) -> int:
    """How specific a scope is: how many of its three parts are set."""
    return sum(1 for part in (scope.category_id, scope.channel, scope.opd_id) if part)


def kept_promises() -> int:
    """Complaints whose running clocks no new version touches."""
    return SlaClock.objects.filter(is_open=True).values("complaint").distinct().count()


def _check(source: str, from_date: date, user: User, now: datetime) -> None:
    if not may_steer(user):
        raise PolicyRefusedError("Hanya admin dan koordinator yang dapat mengubah janji layanan.")
    if not source.strip():
        raise PolicyRefusedError("Tuliskan dasar hukum atau keputusan janji ini.")
    if from_date < now.astimezone(WITA).date():
        raise PolicyRefusedError("Janji tidak dapat berlaku surut. Pilih hari ini atau sesudahnya.")


def _check_law(terms: Terms) -> None:
    """No number may be laxer than the shipped one whose source is not the city itself."""
    bounds = [target for target in read_policies().terms.targets if target.source != HOUSE_RULE]
    wanted = {place_of(target): target for target in terms.targets}
    for bound in bounds:
        target = wanted.get(place_of(bound))
        if target is None or _minutes(target) > _minutes(bound):
            raise PolicyRefusedError(f"Batas {bound.source}: paling lama {target_words(bound)}.")


def _check_ties(scopes: Iterable[Scope], scope: Scope) -> None:
    known = set(scopes)
    for other in known - {scope}:
        both = _both(scope, other)
        if both and reach_of(other) == reach_of(scope) and both not in known:
            raise PolicyRefusedError(
                f"Janji ini sama khususnya dengan “{_name_of(other)}”: satu aduan dapat terkena keduanya. "
                "Buat dulu janji untuk gabungan keduanya."
            )


def _both(one: Scope, other: Scope) -> Scope | None:
    """The complaints that both scopes hold; None where there are none."""
    parts = [
        (one.category_id, other.category_id),
        (one.channel, other.channel),
        (one.opd_id, other.opd_id),
    ]
    if any(mine and theirs and mine != theirs for mine, theirs in parts):
        return None
    return Scope(one.category_id or other.category_id, one.channel or other.channel, one.opd_id or other.opd_id)


def _name_of(scope: Scope) -> str:
    newest = _newest(scope)
    return newest.name if newest else ""


def _live_scopes() -> set[Scope]:
    return {policy_scope(policy) for policy in live_policies()}


def _newest(scope: Scope) -> Policy | None:
    return versions_of(scope).first()


def _next_version(
    former: Policy | None,
    scope: Scope,
    name: str,
    source: str,
    from_date: date,
    user: User,
    now: datetime,
    *,
    digest: str,
    is_withdrawn: bool = False,
) -> Policy:
    # Two who save at once: the second one's number is taken, and its transaction fails as a whole.
    return Policy.objects.create(
        name=name[:200],
        version=former.version + 1 if former else 1,
        category_id=scope.category_id,
        channel=scope.channel,
        opd_id=scope.opd_id,
        source=source.strip()[:200],
        effective_from=max(datetime.combine(from_date, time.min, WITA), now),
        is_withdrawn=is_withdrawn,
        digest=digest,
        created_by=user,
        created_at=now,
    )


def _insert_terms(policy: Policy, terms: Terms, stands: Terms, source: str) -> None:
    PolicyTarget.objects.bulk_create(
        PolicyTarget(
            policy=policy,
            clock_kind=target.clock_kind,
            complaint_kind=target.complaint_kind,
            amount=target.amount,
            unit=target.unit,
            is_internal=target.is_internal,
            source=target.source if target in stands.targets else source.strip()[:200],
        )
        for target in terms.targets
    )
    EscalationRule.objects.bulk_create(
        EscalationRule(
            policy=policy, level=rule.level, rank=rule.rank, percent=rule.percent, after_days=rule.after_days
        )
        for rule in terms.rules
    )


def _minutes(target: Target) -> int:
    return target.amount if target.unit == WORKING_MINUTES else target.amount * DAY_MINUTES


def _digest(terms: Terms) -> str:
    return hashlib.sha256(repr(terms).encode()).hexdigest()
