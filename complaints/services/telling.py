"""Whom the services tell about a case, and with which words. No citizen's data: notices leave the house by e-mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from opd.models import Opd, Role, User
from opd.notices import notify, withdraw_notices
from sla import clocks
from sla.models import Dispute, Pledge, Raise
from sla.wording import RED_LINE

from ..models import Complaint, Note, SecondReading
from ..permissions import STEERING_ROLES
from ..queries import running_parts
from ..wording import full_date


def tell_unit(complaint: Complaint, opd: Opd, *, now: datetime) -> None:
    """Tells the officers of a unit that a complaint is theirs now. After the burst, and not at night unless it is
    red."""
    _tell(
        _officers_of(opd, is_secret=complaint.is_secret),
        complaint,
        subject=f"Aduan baru {complaint.number}",
        body=f"Aduan {complaint.number} diteruskan ke {opd.name}. Mohon diambil dan dijawab.",
        cause=f"routed:{complaint.number}:{opd.code}:{complaint.version}",
        now=now,
        not_before=_leaves(complaint, now + timedelta(seconds=settings.ACK_QUIET_SECONDS)),
    )


def untell_unit(complaint: Complaint, opd: Opd, *, told_at: datetime) -> None:
    """Withdraws what tell_unit told at that moment, unless it has left by e-mail."""
    withdraw_notices(cause=f"routed:{complaint.number}:{opd.code}:", created_at=told_at)


def tell_handed_on(complaint: Complaint, colleague: User, by: User, *, now: datetime) -> None:
    """Tells a colleague that he holds the case now."""
    _tell(
        User.objects.filter(pk=colleague.pk),
        complaint,
        subject=f"Aduan {complaint.number} dioper kepada Anda",
        body=f"{by.display_name} mengoper aduan {complaint.number} kepada Anda. Tenggatnya tidak berubah.",
        cause=f"handed:{complaint.number}:{complaint.version}",
        now=now,
    )


def untell_handed_on(complaint: Complaint, version: int, *, told_at: datetime) -> None:
    """Withdraws what tell_handed_on told at that moment, unless it has left by e-mail. `version` is the case's then."""
    withdraw_notices(cause=f"handed:{complaint.number}:{version}", created_at=told_at)


def tell_mentioned(complaint: Complaint, note: Note, mentioned: list[User], *, now: datetime) -> None:
    """Tells who is named in an internal note; what it says stands with the case alone."""
    _tell(
        User.objects.filter(pk__in=[user.pk for user in mentioned]),
        complaint,
        subject=f"Anda disebut pada aduan {complaint.number}",
        body=f"{note.author.display_name} menyebut Anda dalam catatan internal aduan {complaint.number}.",
        cause=f"mentioned:{note.pk}",
        now=now,
    )


def tell_reopened(complaint: Complaint, *, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, that a resolved case runs again."""
    _tell(
        _responsible(complaint),
        complaint,
        subject=f"Aduan {complaint.number} dibuka kembali",
        body=f"Pelapor menulis lagi pada aduan {complaint.number} yang sudah selesai. Tenggatnya berjalan lagi.",
        cause=f"reopened:{complaint.number}:{complaint.version}",
        now=now,
    )


def tell_denied_again(complaint: Complaint, *, times: int, now: datetime) -> None:
    """Tells the level above, the unit's head and the coordinators, of a result that its citizen denies once more."""
    heads = User.objects.filter(memberships__opd=complaint.opd_id, memberships__role=Role.PIMPINAN, is_active=True)
    above = User.objects.filter(pk__in=heads if complaint.opd_id else heads.none()) | _coordinators()
    _tell(
        above.distinct(),
        complaint,
        subject=f"Aduan {complaint.number} dibantah lagi",
        body=f"Pelapor menyatakan aduan {complaint.number} belum beres untuk kali ke-{times}. Aduan dibuka kembali.",
        cause=f"denied:{complaint.number}:{times}",
        now=now,
    )


def tell_withdrawn(complaint: Complaint, *, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, that nothing is left to do."""
    _tell(
        _responsible(complaint),
        complaint,
        subject=f"Aduan {complaint.number} dicabut pelapor",
        body=f"Pelapor mencabut aduan {complaint.number}. Tenggatnya berhenti dan tidak perlu ditangani lagi.",
        cause=f"withdrawn:{complaint.number}:{complaint.version}",
        now=now,
    )


def tell_confined(complaint: Complaint, *, now: datetime) -> None:
    """Tells those who still see a case that has just become secret: the heads of its unit and the coordinators."""
    heads = _officers_of(complaint.opd, is_secret=True) if complaint.opd else User.objects.none()
    _tell(
        heads | _coordinators(),
        complaint,
        subject=f"Aduan {complaint.number} dirahasiakan",
        body=f"Aduan {complaint.number} ({complaint.get_kind_display()}) kini rahasia. Hanya pemegang aduan, "
        "pimpinan OPD, dan koordinator yang melihatnya. Mohon tentukan penanganannya.",
        cause=f"confined:{complaint.number}:{complaint.version}",
        now=now,
    )


def tell_declined(complaint: Complaint, unit: Opd, *, is_last: bool, now: datetime) -> None:
    """Tells the coordinators that a unit gave a case back, and whether their next word is the last one."""
    closing = "Keputusan Anda berikutnya final." if is_last else "Mohon putuskan OPD yang menangani."
    _tell(
        _coordinators(),
        complaint,
        subject=f"Aduan {complaint.number} dikembalikan",
        body=f"{unit.name} menyatakan aduan {complaint.number} bukan kewenangannya. {closing}",
        cause=f"declined:{complaint.number}:{complaint.version}",
        now=now,
    )


def tell_referred(complaint: Complaint, *, actor: User, body: str, now: datetime) -> None:
    """Tells who had a case that somebody else has referred it, and who leads it when it is a part."""
    people = _responsible(complaint) if complaint.opd else User.objects.none()
    for case, readers in ((complaint, people), (complaint.part_of, _led_by(complaint))):
        if case:
            _tell(
                readers.exclude(pk=actor.pk),
                case,
                subject=f"Aduan {complaint.number} dirujuk",
                body=f"Aduan {complaint.number} dirujuk ke {body}. Tenggatnya berhenti.",
                cause=f"referred:{complaint.number}:{complaint.version}:{case.number}",
                now=now,
            )


def tell_reading_asked(complaint: Complaint, reading: SecondReading, *, due_at: datetime, now: datetime) -> None:
    """Tells the reader, and who stands in for him, that an answer waits to be read."""
    people = {reading.reader_id: "Anda diminta membaca", reading.substitute_id: "Anda pengganti untuk membaca"}
    for person, start in people.items():
        if person is None:  # nobody stands in
            continue
        _tell(
            User.objects.filter(pk=person),
            complaint,
            subject=f"Minta dibaca: aduan {complaint.number}",
            body=f"{start} jawaban untuk aduan {complaint.number} sebelum dikirim. Paling lambat {full_date(due_at)}.",
            cause=f"reading:{reading.pk}",
            now=now,
            url=f"/baca/{reading.pk}/",
        )


def tell_reading_decided(complaint: Complaint, reading: SecondReading, *, now: datetime) -> None:
    """Tells who asked what became of his draft."""
    reader = reading.decided_by.display_name if reading.decided_by else ""
    returned = reading.status == SecondReading.Status.RETURNED
    words = f"dikembalikan {reader} dengan catatan" if returned else f"disetujui {reader} dan siap dikirim"
    _tell(
        User.objects.filter(pk=reading.asked_by_id),
        complaint,
        subject=f"Aduan {complaint.number}: jawaban {'dikembalikan' if returned else 'disetujui'}",
        body=f"Jawaban Anda untuk aduan {complaint.number} {words}.",
        cause=f"reading-decided:{reading.pk}",
        now=now,
        url=f"/aduan/{complaint.number}/?baca={reading.pk}",
    )


def _led_by(complaint: Complaint) -> QuerySet[User]:
    return _responsible(complaint.part_of) if complaint.part_of else User.objects.none()


def tell_part_taken_back(part: Complaint, *, now: datetime) -> None:
    """Tells who had a part that it is nobody's any more."""
    _tell(
        _responsible(part),
        part,
        subject=f"Bagian {part.number} diurungkan",
        body=f"Pemecahan {part.number} diurungkan. Bagian ini tidak perlu ditangani lagi.",
        cause=f"part-taken-back:{part.number}:{part.version}",
        now=now,
    )


def tell_speaking(part: Complaint, *, now: datetime) -> None:
    """Tells who has a part whether he may write to the citizen himself."""
    words = "kini boleh menjawab pelapor langsung" if part.may_speak else "menjawab lewat OPD penanggung jawab lagi"
    _tell(
        _responsible(part),
        part,
        subject=f"Bagian {part.number}: cara menjawab",
        body=f"{_unit_words(part)} {words} pada bagian {part.number}.",
        cause=f"part-speaking:{part.number}:{part.version}",
        now=now,
    )


def tell_shared(complaint: Complaint, note: int, *, author: User, now: datetime) -> None:
    """Tells the other units of the case that there is a note for them: each at its own share of it."""
    lead = complaint.part_of or complaint
    for case in [lead, *running_parts(lead)]:
        if case.pk != complaint.pk:
            _tell(
                _responsible(case).exclude(pk=author.pk),
                case,
                subject=f"Catatan bersama {case.number}",
                body=f"{_unit_words(complaint)} menulis catatan bersama pada aduan {case.number}.",
                cause=f"shared:{note}:{case.number}",
                now=now,
            )


def tell_part_finished(part: Complaint, lead: Complaint, *, is_last: bool, now: datetime) -> None:
    """Tells who leads the case that a part is done, and when none is left that the citizen waits for his word."""
    closing = " Semua bagian selesai: sampaikan hasilnya kepada pelapor." if is_last else ""
    _tell(
        _responsible(lead),
        lead,
        subject=f"Bagian {part.number} selesai",
        body=f"{_unit_words(part)} menyelesaikan bagian {part.number}.{closing}",
        cause=f"part-finished:{part.number}:{part.version}",
        now=now,
    )


def tell_part_returned(part: Complaint, *, now: datetime) -> None:
    """Tells who has a part that its result was not taken."""
    _tell(
        _responsible(part),
        part,
        subject=f"Bagian {part.number} dikembalikan",
        body=f"Hasil bagian {part.number} dikembalikan OPD penanggung jawab. Tenggatnya berjalan lagi.",
        cause=f"part-returned:{part.number}:{part.version}",
        now=now,
    )


def tell_pause_over(complaint: Complaint, *, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, that a pause has reached its limit."""
    _tell(
        _responsible(complaint),
        complaint,
        subject=f"Aduan {complaint.number}: jeda berakhir",
        body=f"Batas jeda aduan {complaint.number} sudah habis. Tenggat penyelesaiannya berjalan lagi.",
        cause=f"pause-over:{complaint.number}:{now.isoformat()}",
        now=now,
    )


def tell_extension_asked(complaint: Complaint, extension: int, *, now: datetime) -> None:
    """Tells the coordinators that a unit asks for more time; the notice leads to the decision."""
    _tell(
        _coordinators(),
        complaint,
        subject=f"Aduan {complaint.number}: minta perpanjangan",
        body=f"{_unit_words(complaint)} meminta perpanjangan tenggat aduan {complaint.number}. Mohon diputuskan.",
        cause=f"extension-asked:{extension}",
        now=now,
        url=f"/aduan/{complaint.number}/tenggat/perpanjangan/{extension}/",
    )


def tell_extension_decided(complaint: Complaint, extension: int, *, is_granted: bool, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, what was decided."""
    outcome = "disetujui. Pelapor sudah diberi tahu" if is_granted else "ditolak. Tenggat semula tetap berlaku"
    _tell(
        _responsible(complaint),
        complaint,
        subject=f"Aduan {complaint.number}: perpanjangan {'disetujui' if is_granted else 'ditolak'}",
        body=f"Permintaan perpanjangan aduan {complaint.number} {outcome}.",
        cause=f"extension-decided:{extension}",
        now=now,
    )


def tell_pledged(complaint: Complaint, pledge: Pledge, *, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, who has given his word, and whoever raised
    the case last."""
    raised = Raise.objects.filter(complaint=complaint.pk, raised_by__is_active=True).last()
    asker = User.objects.filter(pk__in=[raised.raised_by_id] if raised else [])
    name = pledge.pledged_by.display_name if pledge.pledged_by else "Penerima"
    _tell(
        (_responsible(complaint) | asker).distinct(),
        complaint,
        subject=f"Aduan {complaint.number} dipegang {name}"[:200],
        body=f"{name} memegang aduan {complaint.number} sampai {full_date(pledge.clock.due_at)}.",
        cause=f"pledged:{pledge.pk}",
        now=now,
    )


def tell_dispute(complaint: Complaint, dispute: Dispute, *, now: datetime) -> None:
    """Tells the coordinators that a late clock is contested; the notice leads to the decision."""
    _tell(
        _coordinators(),
        complaint,
        subject=f"Aduan {complaint.number}: sanggahan tenggat",
        body=f"{_unit_words(complaint)} menyanggah bahwa {dispute.clock.get_kind_display().lower()} aduan "
        f"{complaint.number} terlambat. Mohon diputuskan.",
        cause=f"dispute:{dispute.pk}",
        now=now,
        url=f"/aduan/{complaint.number}/tenggat/{dispute.clock_id}/sanggahan/",
    )


def tell_dispute_decided(complaint: Complaint, dispute: Dispute, *, now: datetime) -> None:
    """Tells the holder, or the officers of the unit where nobody holds it, what was decided."""
    outcome = "diterima, jadi tidak dihitung terlambat" if dispute.is_upheld else "ditolak, jadi tetap terlambat"
    _tell(
        _responsible(complaint),
        complaint,
        subject=f"Aduan {complaint.number}: sanggahan {'diterima' if dispute.is_upheld else 'ditolak'}",
        body=f"Sanggahan atas {dispute.clock.get_kind_display().lower()} aduan {complaint.number} {outcome}.",
        cause=f"dispute-decided:{dispute.pk}",
        now=now,
    )


def _unit_words(complaint: Complaint) -> str:
    return complaint.opd.name if complaint.opd else "Petugas"


def _responsible(complaint: Complaint) -> QuerySet[User]:
    holder = complaint.assignee
    if holder and holder.is_active:
        return User.objects.filter(pk=holder.pk)
    return _officers_of(complaint.opd, is_secret=complaint.is_secret) if complaint.opd else _coordinators()


def _officers_of(opd: Opd, *, is_secret: bool) -> QuerySet[User]:
    # A secret case is for the head of the unit to give on.
    role = Role.PIMPINAN if is_secret else Role.PETUGAS
    return User.objects.filter(memberships__opd=opd, memberships__role=role, is_active=True)


def _coordinators() -> QuerySet[User]:
    return User.objects.filter(memberships__role__in=STEERING_ROLES, is_active=True)


def _leaves(complaint: Complaint, moment: datetime) -> datetime:
    """When a notice of that moment goes out by e-mail: in office hours, of a red case at once."""
    return moment if complaint.is_red else clocks.next_office_moment(moment)


def _tell(
    recipients: QuerySet[User],
    complaint: Complaint,
    *,
    subject: str,
    body: str,
    cause: str,
    now: datetime,
    not_before: datetime | None = None,
    url: str = "",
) -> None:
    notify(
        recipients=recipients,
        subject=subject,
        body=f"{body}\n{RED_LINE}" if complaint.is_red else body,
        url=url or f"/aduan/{complaint.number}/",
        dedupe_key=cause,
        now=now,
        not_before=not_before or _leaves(complaint, now),
    )
