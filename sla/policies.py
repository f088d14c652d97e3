"""Versions of the policy: which one is in force, and what it says as a value."""

from datetime import datetime
from functools import lru_cache

from .models import EscalationRule, Policy, PolicyTarget
from .terms import Rule, Target, Terms, TermsError

# Kinds of complaint by PermenPANRB 62/2018. A complaint that nobody has classed yet counts as the default kind.
COMPLAINT_KINDS = ("informasi", "aspirasi", "tidak_berkadar", "berkadar")
DEFAULT_KIND = "tidak_berkadar"


def current_policy(now: datetime) -> Policy:
    """The version in force at `now`. Raises TermsError when there is none."""
    policy = Policy.objects.filter(effective_from__lte=now).order_by("-effective_from", "-version").first()
    if policy is None:
        raise no_policy(now)
    return policy


def no_policy(now: datetime) -> TermsError:
    """The error when there is nothing to promise by."""
    return TermsError(f"No policy is in force at {now:%Y-%m-%d %H:%M}; run `manage.py load_policies`")


@lru_cache(maxsize=64)
def terms_of(policy_id: int) -> Terms:
    """What the version says. Kept in memory: a version is never edited."""
    targets = PolicyTarget.objects.filter(policy=policy_id)
    rules = EscalationRule.objects.filter(policy=policy_id)
    return Terms(
        tuple(Target(t.clock_kind, t.complaint_kind, t.amount, t.unit, t.is_internal, t.source) for t in targets),
        tuple(Rule(r.level, r.rank, r.percent, r.after_days) for r in rules),
    )


def counted_kinds(complaint_kind: str, *, is_confirmed: bool) -> frozenset[str]:
    """The kinds whose targets bind: the kind itself, and the default one beside it until a person has confirmed.

    So an imported or guessed "berkadar pengawasan" gives nobody 60 days (domain rule of PermenPANRB 62/2018 in use).
    """
    return frozenset({complaint_kind} if is_confirmed else {complaint_kind, DEFAULT_KIND})
