"""An export on its way into the mirror: brought, read and compared, shown, then applied as a whole or not at all."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from complaints.permissions import is_coordinator
from opd.models import User

from ..channels.sp4n.export import Line, read_export
from ..channels.sp4n.sheet_rows import LARGEST_FILE, SheetError
from ..channels.sp4n.theirs import Theirs, pack, unpack
from .comparing import Verdict, in_words, judge
from .holding import hold_reports
from .models import Sp4nImport, Sp4nImportRow, Sp4nReport
from .pieces import in_pieces

LEASE = timedelta(minutes=15)  # longer than the task may take
FOREGROUND = timedelta(minutes=30)  # of who reads it himself
CHUNK = 500  # rows compared or written in one statement
Stage = Sp4nImport.Stage
OPEN = (Stage.READING, Stage.REVIEW, Stage.APPLYING)


class ImportRefusedError(Exception):
    """An import that is refused; `str()` is a sentence for the operator."""


@transaction.atomic
def bring_export(
    *,
    body: bytes,
    filename: str,
    exported_at: datetime,
    user: User | None,
    now: datetime,
    is_claimed: bool = False,
) -> Sp4nImport:
    """Keeps an export to be read in the background; `user` is empty for the command line. `exported_at` is the moment
    for which it speaks. One that `is_claimed` is read by its caller. Raises ImportRefusedError."""
    _require(user)
    if not body or len(body) > LARGEST_FILE:
        raise ImportRefusedError("Berkas kosong atau lebih besar dari 10 MB.")
    if exported_at > now:
        raise ImportRefusedError("Waktu ekspor tidak boleh di masa depan.")
    return Sp4nImport.objects.create(
        filename=filename[:200],
        body=body,
        exported_at=exported_at,
        uploaded_by=user,
        uploaded_at=now,
        claimed_until=now + FOREGROUND if is_claimed else None,
    )


@transaction.atomic
def approve_import(*, file: Sp4nImport, user: User | None, now: datetime) -> None:
    """Terapkan: what was shown may be applied. Refused while a row cannot be read. Raises ImportRefusedError."""
    _require(user)
    ready = Sp4nImport.objects.filter(pk=file.pk, stage=Stage.REVIEW, bad=0)
    if not ready.update(stage=Stage.APPLYING, claimed_until=None):
        raise ImportRefusedError("Impor ini belum dapat diterapkan: masih dibaca, ada baris rusak, atau sudah selesai.")


@transaction.atomic
def cancel_import(*, file: Sp4nImport, user: User | None, now: datetime) -> None:
    """Batalkan, as long as nothing was applied. Raises ImportRefusedError."""
    _require(user)
    waiting = Sp4nImport.objects.filter(pk=file.pk, stage__in=[Stage.READING, Stage.REVIEW])
    if not waiting.update(stage=Stage.CANCELLED, ended_at=now, body=b""):
        raise ImportRefusedError("Impor ini sudah diterapkan atau sudah berakhir.")


def advance_imports(*, now: datetime) -> int:
    """Reads or applies what waits, one file at a time by a lease; how many files."""
    done = 0
    while file := _claim(now):
        if file.stage == Stage.READING:
            read_import(file=file, now=now)
        else:
            apply_import(file=file, now=now)
        done += 1
    return done


def read_import(*, file: Sp4nImport, now: datetime) -> None:
    """Compares every row with the mirror and keeps what it found; the mirror is not touched. What was read before a
    crash is read again."""
    Sp4nImportRow.objects.filter(file=file).delete()
    Sp4nImport.objects.filter(pk=file.pk).update(done=0, added=0, changed=0, same=0, older=0, bad=0)
    try:
        for lines in in_pieces(read_export(bytes(file.body)), CHUNK):
            if not _keep_lines(file, lines):
                return
    except SheetError as error:
        _reading(file).update(stage=Stage.FAILED, trouble=str(error), ended_at=now, body=b"")
        return
    _reading(file).update(stage=Stage.REVIEW, total=F("done"), claimed_until=None, body=b"")


@transaction.atomic
def apply_import(*, file: Sp4nImport, now: datetime) -> bool:
    """Takes every row into the mirror in one transaction; False when it was applied or cancelled before. The cases are
    opened afterwards."""
    locked = Sp4nImport.objects.select_for_update(of=("self",)).filter(pk=file.pk, stage=Stage.APPLYING).first()
    if locked is None:
        return False
    counts = dict.fromkeys(Verdict.values, 0)
    for reports in in_pieces(_wanted(locked), CHUNK):
        for verdict, count in hold_reports(reports=reports, as_of=locked.exported_at, now=now).items():
            counts[verdict] += count
    Sp4nImport.objects.filter(pk=file.pk).update(
        stage=Stage.DONE,
        ended_at=now,
        claimed_until=None,
        added=counts[Verdict.NEW],
        changed=counts[Verdict.CHANGED],
        same=counts[Verdict.SAME],
        older=counts[Verdict.OLDER],
    )
    # The mirror has the words now; a copy of citizens' texts for each import would be kept for nothing.
    Sp4nImportRow.objects.filter(file=file).exclude(theirs={}).update(theirs={})
    return True


def _claim(now: datetime) -> Sp4nImport | None:
    with transaction.atomic():
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        waiting = Sp4nImport.objects.filter(free, stage__in=[Stage.READING, Stage.APPLYING])
        file = waiting.select_for_update(skip_locked=True).order_by("pk").first()
        if file:
            file.claimed_until = now + LEASE
            file.save(update_fields=["claimed_until"])
        return file


def _reading(file: Sp4nImport) -> QuerySet[Sp4nImport]:
    return Sp4nImport.objects.filter(pk=file.pk, stage=Stage.READING)


@transaction.atomic
def _keep_lines(file: Sp4nImport, lines: Iterable[Line]) -> bool:
    """Keeps some rows with their verdicts; False when the import was cancelled meanwhile."""
    lines = list(lines)
    ids = [line.tracking_id for line in lines]
    held = {row.tracking_id: row for row in Sp4nReport.objects.filter(tracking_id__in=ids)}
    rows = [_row(file, line, held.get(line.tracking_id)) for line in lines]
    Sp4nImportRow.objects.bulk_create(rows)
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in Verdict.values}
    return bool(
        _reading(file).update(
            done=F("done") + len(rows),
            added=F("added") + count[Verdict.NEW],
            changed=F("changed") + count[Verdict.CHANGED],
            same=F("same") + count[Verdict.SAME],
            older=F("older") + count[Verdict.OLDER],
            bad=F("bad") + count[Verdict.BAD],
        )
    )


def _row(file: Sp4nImport, line: Line, held: Sp4nReport | None) -> Sp4nImportRow:
    row = Sp4nImportRow(file=file, number=line.number, tracking_id=line.tracking_id, trouble=line.trouble)
    if line.theirs is None:
        row.verdict = Verdict.BAD
        return row
    row.verdict, found = judge(line.theirs, held, file.exported_at)
    is_hidden = line.theirs.is_secret or (held is not None and held.is_secret)
    row.differences = [in_words(difference, is_hidden=is_hidden) for difference in found]
    row.theirs = pack(line.theirs)
    return row


def _wanted(file: Sp4nImport) -> Iterator[Theirs]:
    rows = file.rows.exclude(verdict=Verdict.BAD).order_by("tracking_id")
    return (unpack(packed) for packed in rows.values_list("theirs", flat=True).iterator(CHUNK))


def _require(user: User | None) -> None:
    if user and not is_coordinator(user):
        raise ImportRefusedError("Hanya koordinator yang dapat mengimpor dari SP4N-LAPOR.")
