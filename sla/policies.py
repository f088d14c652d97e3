"""Versions of the policy: which one is in force, and what it says as a value."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from .case import Case
from .models import EscalationRule, Policy, PolicyTarget
from .terms import Rule, Target, Terms, TermsError

# Kinds of complaint by PermenPANRB 62/2018. A complaint that nobody has classed yet counts as the default kind.
COMPLAINT_KINDS = ("informasi", "aspirasi", "tidak_berkadar", "berkadar")
DEFAULT_KIND = "tidak_berkadar"


# The newest version of each scope that holds the complaint, and of those the most specific one. Saving refuses scopes
# of the same reach that could hold one complaint, so that no order among them is needed.
IN_FORCE = """
    SELECT id FROM (
        SELECT DISTINCT ON (category_id, channel, opd_id) id, effective_from, version, is_withdrawn,
            num_nonnulls(category_id, nullif(channel, ''), opd_id) AS reach
        FROM sla_policy
        WHERE effective_from <= %s AND (category_id IS NULL OR category_id = %s) AND channel IN ('', %s)
            AND (opd_id IS NULL OR opd_id = %s)
        ORDER BY category_id, channel, opd_id, effective_from DESC, version DESC
    ) newest
    WHERE NOT is_withdrawn
    ORDER BY reach DESC, effective_from DESC, version DESC LIMIT 1
"""


@dataclass(frozen=True)
class Scope:
    """What a promise is for. Nothing set: for everything."""

    category_id: int | None = None
    channel: str = ""
    opd_id: int | None = None


CITY = Scope()


def scope_of(complaint: Case) -> Scope:
    """The narrowest scope that holds the complaint."""
    return Scope(complaint.category_id, complaint.channel, complaint.opd_id)


def current_policy(now: datetime, scope: Scope = CITY) -> Policy:
    """The version in force at `now` for complaints of that scope. Raises TermsError when there is none."""
    facts = [now, scope.category_id, scope.channel, scope.opd_id]
    policy = next(iter(Policy.objects.raw(IN_FORCE, facts)), None)
    if policy is None:
        raise no_policy(now)
    return policy


def no_policy(now: datetime) -> TermsError:
    """The error when there is nothing to promise by."""
    return TermsError(f"No policy is in force at {now:%Y-%m-%d %H:%M}; run `manage.py load_policies`")


@lru_cache(maxsize=64)
def terms_of(policy_id: int) -> Terms:
    """What the version says. Kept in memory: a version is never edited."""
    # In a fixed order: two versions are compared as wholes, and the editor knows a number by its place.
    targets = PolicyTarget.objects.filter(policy=policy_id).order_by("pk")
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
