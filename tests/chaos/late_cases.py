"""Cases whose steps come due in the next minutes, written inside a platform's own database."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Value
from django.db.models.functions import Concat

from complaints.models import Complaint, Reporter
from opd.models import Opd
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from sla.policies import current_policy


def write_late_cases(count: int, first: datetime, seconds: int) -> None:
    """`count` cases of PUPRK, each with a step of every level somewhere in the `seconds` from `first` on."""
    opd, officer = Opd.objects.get(code="PUPRK"), get_user_model().objects.get(username="petugas.pupr")
    # Without an address nobody is ever written to, by night or by day.
    get_user_model().objects.update(email=Concat("username", Value("@contoh.id")))
    policy, reporter = current_policy(first), Reporter.objects.create(created_at=first)
    cases = Complaint.objects.bulk_create(
        Complaint(
            number=f"BTG-2604-{number:05}",
            token_digest=f"{number:064}",
            channel="whatsapp",
            reporter=reporter,
            subject="Lampu jalan padam",
            text="Lampu jalan di gang kami padam sejak kemarin.",
            status="forwarded",
            opd=opd,
            assignee=officer,
            created_at=first,
            citizen_wrote_at=first,
        )
        for number in range(1, count + 1)
    )
    clocks = SlaClock.objects.bulk_create(
        SlaClock(
            complaint=case,
            kind=ClockKind.RESOLVE,
            policy=policy,
            opd=opd,
            holder=officer,
            complaint_kind=case.kind,
            started_at=first,
            due_at=first,
        )
        for case in cases
    )
    levels = list(Level)
    EscalationStep.objects.bulk_create(
        EscalationStep(
            clock=clock, level=level, rank=rank, fires_at=first + timedelta(seconds=(7 * place + rank) % seconds)
        )
        for place, clock in enumerate(clocks)
        for rank, level in enumerate(levels, 1)
    )
