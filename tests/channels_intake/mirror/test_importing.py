"""An export on its way in: compared first, applied as a whole, and a second time nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from channels_intake.mirror.importing import (
    ImportRefusedError,
    advance_imports,
    apply_import,
    approve_import,
    bring_export,
    cancel_import,
)
from channels_intake.mirror.models import Sp4nImport, Sp4nReport
from channels_intake.mirror.opening import open_cases
from complaints.models import Amendment, Complaint, ComplaintEvent, Reply, Reporter
from complaints.workflow import Status
from sla.models import SlaClock
from tests.cast import koordinator, petugas_pupr
from tests.channels_intake.mirror.exports import make_csv, make_row
from tests.channels_intake.mirror.kit import NOW, bring, case_of, counts, take_in
from tests.factories import make_complaint
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def test_nothing_changes_before_it_is_applied() -> None:
    file = bring([make_row(), make_row("7700002")])

    assert (file.stage, counts(file)) == (Sp4nImport.Stage.REVIEW, (2, 0, 0, 0, 0))
    assert Sp4nReport.objects.count() == 0


def test_a_report_becomes_the_same_complaint_with_its_own_clocks() -> None:
    take_in([make_row()])

    complaint = case_of("7700001")
    assert (complaint.channel, complaint.subject, complaint.kind) == ("sp4n", "Lampu jalan padam", "tidak_berkadar")
    assert (complaint.is_anonymous, complaint.is_secret, complaint.reporter.name) == (False, False, "Sari Uji")
    assert set(SlaClock.objects.filter(complaint=complaint).values_list("kind", flat=True)) >= {
        "acknowledge",
        "first_answer",
        "resolve",
    }
    assert Reply.objects.filter(complaint=complaint).count() == 0


def test_sp4ns_clocks_count_from_the_entry_and_stand_beside_the_citys() -> None:
    take_in([make_row(day="3 Nov 2026", hour="08:15")])

    report = Sp4nReport.objects.get()
    # Tuesday 3 November: three working days end on Friday 6, five more on Friday 13; offices close at their hour.
    assert [moment.astimezone(UTC).date().isoformat() for moment in (report.verify_due_at, report.answer_due_at)] == [
        "2026-11-06",
        "2026-11-13",
    ]
    assert report.citizen_due_at is None
    assert case_of("7700001").created_at == NOW + timedelta(seconds=1)


def test_the_second_import_changes_nothing() -> None:
    rows = [make_row(), make_row("7700002", kind="Rahasia")]
    take_in(rows)
    before = (list(Sp4nReport.objects.values()), list(Complaint.objects.values()), ComplaintEvent.objects.count())

    again = take_in(rows)

    assert counts(again) == (0, 0, 2, 0, 0)
    after = (list(Sp4nReport.objects.values()), list(Complaint.objects.values()), ComplaintEvent.objects.count())
    assert after == before


def test_a_change_is_shown_before_it_is_applied_and_reaches_the_case() -> None:
    take_in([make_row()])

    file = bring([make_row(text="Lampu jalan padam, tiangnya miring.", status="Diproses")], at=LATER)

    assert file.rows.get().differences == [
        ["Isi", "Lampu jalan di depan pasar padam sejak tiga malam.", "Lampu jalan padam, tiangnya miring."],
        ["Status", "Belum Terverifikasi", "Diproses"],
    ]
    approve_import(file=file, user=koordinator(), now=LATER)
    advance_imports(now=LATER)
    assert case_of("7700001").text == "Lampu jalan padam, tiangnya miring."
    assert Amendment.objects.get().old_text == "Lampu jalan di depan pasar padam sejak tiga malam."


def test_an_older_export_never_beats_a_newer_one() -> None:
    take_in([make_row(status="Ditindaklanjuti oleh Instansi")], at=LATER)

    file = take_in([make_row(status="Belum Terverifikasi")], at=NOW)

    assert counts(file) == (0, 0, 0, 1, 0)
    assert Sp4nReport.objects.get().standing == "answered"


def test_an_export_that_repeats_the_state_bars_what_lies_between() -> None:
    take_in([make_row(status="Diproses")], at=NOW)
    take_in([make_row(status="Diproses")], at=NOW + timedelta(days=2))

    file = take_in([make_row(status="Belum Terverifikasi")], at=LATER)

    assert counts(file) == (0, 0, 0, 1, 0)


def test_what_was_hidden_stays_hidden() -> None:
    take_in([make_row(kind="Anonim, Rahasia")])

    take_in([make_row(kind="", status="Diproses")], at=LATER)

    report, complaint = Sp4nReport.objects.get(), case_of("7700001")
    assert (report.is_anonymous, report.is_secret, report.reporter_name) == (True, True, "")
    assert (complaint.is_anonymous, complaint.is_secret, complaint.reporter.name) == (True, True, "")


def test_a_report_that_becomes_secret_hides_its_case() -> None:
    take_in([make_row()])

    take_in([make_row(kind="Rahasia")], at=LATER)

    assert case_of("7700001").is_secret is True
    assert case_of("7700001").events.filter(type="complaint.hidden").count() == 1


def test_an_anonymous_report_is_never_joined_with_somebody_known() -> None:
    make_complaint()
    take_in([make_row(kind="Anonim"), make_row("7700002", kind="Anonim"), make_row("7700003")])

    assert Reporter.objects.count() == 4


def test_a_report_that_has_ended_there_is_a_closed_case_without_clocks() -> None:
    take_in([make_row(status="Ditutup oleh Sistem")])

    complaint = case_of("7700001")
    assert (complaint.status, complaint.clocks.count()) == (Status.CLOSED, 0)


def test_one_bad_row_and_nothing_is_applied() -> None:
    file = bring([make_row(), make_row("7700002", day="kemarin")])

    with pytest.raises(ImportRefusedError):
        approve_import(file=file, user=koordinator(), now=NOW)

    assert counts(file) == (1, 0, 0, 0, 1)
    assert Sp4nReport.objects.count() == 0


def test_it_can_be_cancelled_until_it_is_applied_and_is_applied_once() -> None:
    cancelled, applied = bring([make_row()]), take_in([make_row("7700002")])

    cancel_import(file=cancelled, user=koordinator(), now=NOW)

    cancelled.refresh_from_db()
    assert (cancelled.stage, bytes(cancelled.body)) == (Sp4nImport.Stage.CANCELLED, b"")
    assert apply_import(file=applied, now=NOW) is False
    with pytest.raises(ImportRefusedError):
        cancel_import(file=applied, user=koordinator(), now=NOW)


def test_officers_of_a_unit_bring_nothing() -> None:
    with pytest.raises(ImportRefusedError):
        bring_export(body=b"x", filename="x.csv", exported_at=NOW, user=petugas_pupr(), now=NOW)


def test_a_file_of_tomorrow_is_refused() -> None:
    with pytest.raises(ImportRefusedError):
        bring_export(body=b"x", filename="x.csv", exported_at=LATER, user=koordinator(), now=NOW)


def test_a_file_that_is_no_export_says_why() -> None:
    file = bring_export(body=b"halo\n", filename="x.csv", exported_at=NOW, user=None, now=NOW)

    advance_imports(now=NOW)

    file.refresh_from_db()
    assert (file.stage, file.trouble) == ("failed", "Tidak ada baris judul dengan kolom Tracking ID.")


def test_cases_are_opened_once() -> None:
    take_in([make_row()])

    assert open_cases(now=LATER) == 0
    assert Complaint.objects.count() == 1


def test_the_command_shows_and_applies(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path_factory.mktemp("ekspor") / "ekspor.csv"
    path.write_bytes(make_csv([make_row()]))
    moment = datetime(2026, 11, 20, tzinfo=UTC).isoformat()

    call_command("import_sp4n", path, "--exported-at", moment)
    call_command("import_sp4n", path, "--exported-at", moment, "--apply")

    assert capsys.readouterr().out.splitlines() == [
        "1 new, 0 changed, 0 same, 0 older: shown",
        "1 new, 0 changed, 0 same, 0 older: applied",
    ]
    assert Complaint.objects.count() == 1


def test_the_command_names_bad_rows_and_ends_with_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("ekspor") / "ekspor.csv"
    path.write_bytes(make_csv([make_row("tanpa")]))

    with pytest.raises(CommandError) as refusal:
        call_command("import_sp4n", path, "--apply", "--exported-at", NOW.isoformat())

    assert (refusal.value.returncode, Sp4nReport.objects.count()) == (1, 0)
