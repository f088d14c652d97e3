"""Pecah: what another unit does in the same case is a part of it. The citizen keeps one number, one page and one voice:
the unit that leads the case, which is the one that has the case itself."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.signing import new_token, token_digest
from bontang_pengaduan.lib.text import clean, mask_identifiers, shorten
from opd.models import Opd, User
from sla.alongside import start_alongside

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, RoutingDecision
from ..permissions import can_act, is_coordinator
from ..queries import running_parts
from ..workflow import OPEN, Status
from .classify import guess_category
from .ending import end_clocks
from .events import record
from .handing_over import hand_over
from .routing import verify
from .state import change, move
from .telling import tell_part_taken_back, tell_speaking, tell_withdrawn

LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"  # the case itself is A, and has none
MOST_RUNNING = 5  # a case in more hands than that is led by nobody
UNTOUCHED = (Status.NEW, Status.FORWARDED)


@transaction.atomic
def open_part(*, complaint: Complaint, opd: Opd, matter: str, user: User, now: datetime) -> Complaint:
    """Pecah: `opd` gets a part of the case, with `matter` as what is asked of it.

    The part is as secret as the case and promised for the same day: it buys no time. Raises NotAllowedError,
    InvalidInputError (no matter, or a unit that has the case or a part of it), MoveNotAllowedError.
    """
    lead = _locked_lead(complaint, user)
    if not clean(matter):
        raise InvalidInputError("Tuliskan apa yang diminta dari OPD itu.")
    running = list(running_parts(lead))
    if opd.pk in {lead.opd_id, *(part.opd_id for part in running)}:
        raise InvalidInputError("OPD itu sudah memegang aduan ini. Pilih OPD lain.")
    if len(running) >= MOST_RUNNING:
        raise MoveNotAllowedError(f"Aduan ini sudah terbagi menjadi {MOST_RUNNING} bagian.")
    part = _make_part(lead, clean(matter), now)
    record(part, "part.opened", now=now, actor=user, number=lead.number, reason=part.subject)
    record(lead, "part.added", now=now, actor=user, number=part.number, name=opd.short_name, reason=part.subject)
    start_alongside(complaint=part, lead=lead, now=now)
    _route(part, opd, user, now)
    return part


@transaction.atomic
def split_route(*, complaint: Complaint, lead: Opd, opd: Opd, matter: str, user: User, now: datetime) -> Complaint:
    """Pecah in the verification queue: `lead` gets the case and answers to the citizen, `opd` gets a part of it. Raises
    what verify and open_part raise."""
    facts = {"outcome": RoutingDecision.Outcome.UNIT, "external_body": None, "reason": ""}
    verify(complaint=complaint, opd=lead, user=user, now=now, **facts)  # type: ignore[arg-type]
    return open_part(complaint=complaint, opd=opd, matter=matter, user=user, now=now)


@transaction.atomic
def take_back_part(*, part: Complaint, user: User, now: datetime) -> None:
    """Urungkan: the part is no part any more, its clocks end without a verdict, its unit is told.

    By whoever acts for the case while nobody has taken the part, afterwards by the coordinator. Raises NotAllowedError,
    MoveNotAllowedError when it is settled.
    """
    lead = _lead_of(part)
    if not can_act(user, lead):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if Status(part.status) not in OPEN:
        raise MoveNotAllowedError("Bagian ini sudah tidak berjalan.")
    if Status(part.status) not in UNTOUCHED and not is_coordinator(user):
        raise NotAllowedError("Bagian ini sudah dikerjakan OPD-nya. Mintalah koordinator mengurungkannya.")
    move(part, Status.MERGED, merged_into=lead)
    end_clocks(complaint=part, now=now)
    name = part.opd.short_name if part.opd else "verifikasi rute"
    record(part, "part.taken_back", now=now, actor=user, number=part.number, name=name)
    record(lead, "part.taken_back", now=now, actor=user, number=part.number, name=name)
    tell_part_taken_back(part, now=now)


@transaction.atomic
def let_speak(*, part: Complaint, may_speak: bool, user: User, now: datetime) -> None:
    """Whether the unit of the part may write to the citizen itself, beside the unit that leads the case.

    Raises NotAllowedError, MoveNotAllowedError when it is so already or the part is not running.
    """
    lead = _lead_of(part)
    if not can_act(user, lead):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if Status(part.status) not in OPEN or part.may_speak == may_speak:
        raise MoveNotAllowedError("Izin menjawab bagian ini tidak berubah.")
    change(part, may_speak=may_speak)
    for case in (part, lead):
        type_ = "part.may_speak" if may_speak else "part.silenced"
        record(case, type_, now=now, actor=user, number=part.number, name=part.opd.short_name if part.opd else "")
    tell_speaking(part, now=now)


def end_parts(*, complaint: Complaint, type_: str, now: datetime) -> None:
    """Closes what other units still have of a case that has ended, for the same reason; their clocks end without a
    verdict, and they are told."""
    for part in running_parts(complaint).select_for_update(of=("self",)):
        move(part, Status.CLOSED, closed_at=now)
        record(part, type_, now=now)
        end_clocks(complaint=part, now=now)
        tell_withdrawn(part, now=now)


def _locked_lead(complaint: Complaint, user: User) -> Complaint:
    # Two who split at once get two letters.
    lead = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not can_act(user, lead):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if lead.part_of_id:
        raise MoveNotAllowedError("Ini bagian dari aduan lain. Pecah dari aduan utamanya.")
    if Status(lead.status) not in OPEN:
        raise MoveNotAllowedError("Aduan ini tidak sedang berjalan, jadi tidak dapat dipecah.")
    return lead


def _lead_of(part: Complaint) -> Complaint:
    """The case of the part, locked; and the part as it is now."""
    lead = Complaint.objects.select_for_update(of=("self",)).filter(parts=part).first()
    if lead is None:
        raise MoveNotAllowedError("Ini bukan bagian dari aduan lain.")
    part.refresh_from_db()
    return lead


def _make_part(lead: Complaint, matter: str, now: datetime) -> Complaint:
    made = lead.parts.count()
    if made >= len(LETTERS):
        raise MoveNotAllowedError("Aduan ini sudah terlalu sering dipecah.")
    inherited = ("channel", "reporter", "kind", "kelurahan", "latitude", "longitude", "place", "is_outside_city")
    return Complaint.objects.create(
        number=f"{lead.number}-{LETTERS[made]}",
        token_digest=token_digest(new_token()),  # of a token that nobody has
        part_of=lead,
        subject=mask_identifiers(shorten(matter)),
        text=matter,
        is_anonymous=lead.is_anonymous,
        is_secret=lead.is_secret,
        is_red=lead.is_red,
        created_at=now,
        citizen_wrote_at=now,
        **{name: getattr(lead, name) for name in inherited},
    )


def _route(part: Complaint, opd: Opd, user: User, now: datetime) -> None:
    RoutingDecision.objects.create(
        complaint=part,
        outcome=RoutingDecision.Outcome.UNIT,
        opd=opd,
        reason=f"Dipecah oleh {user.display_name}.",
        decided_by=user,
        decided_at=now,
    )
    hand_over(part, opd, now=now, actor=user, score=None)
    guess_category(complaint=part, likely_unit=opd.code, now=now)
