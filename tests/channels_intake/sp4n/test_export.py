"""The admin export of SP4N-LAPOR as spreadsheets: where the header stands, dates, numbers, flags, bad rows."""

from datetime import UTC, datetime

import pytest

from channels_intake.channels.sp4n.export import Line, read_export
from channels_intake.channels.sp4n.sheet_rows import LARGEST_FILE, SheetError, read_rows
from channels_intake.channels.sp4n.standings import hidden_by, standing_of
from channels_intake.channels.sp4n.theirs import Theirs, Word, pack, unpack
from tests.channels_intake.mirror.exports import HEADER, make_csv, make_row, make_xlsx


def reports(body: bytes) -> list[Theirs]:
    return [line.theirs for line in read_export(body) if line.theirs]


def troubles(body: bytes) -> list[tuple[int, str]]:
    return [(line.number, line.trouble) for line in read_export(body) if line.trouble]


@pytest.mark.parametrize("body", [make_xlsx([make_row()]), make_csv([make_row()]), make_csv([make_row()], ";")])
def test_workbook_and_csv_give_the_same_report(body: bytes) -> None:
    [line] = read_export(body)

    assert line == Line(
        5,
        Theirs(
            tracking_id="7700001",
            title="Lampu jalan padam",
            text="Lampu jalan di depan pasar padam sejak tiga malam.",
            reporter_name="Sari Uji",
            status_raw="Belum Terverifikasi",
            standing="received",
            is_anonymous=False,
            is_secret=False,
            entered_at=datetime(2026, 11, 3, 1, 15, tzinfo=UTC),
            facts={
                "classification": "Pengaduan Berkadar Pengawasan",
                "category_id": "12",
                "category": "JALAN",
                "source": "Website",
                "parent_unit": "Pemkot Bontang",
                "unit_id": "900",
                "province": "Kalimantan Timur",
                "city": "Kota Bontang",
                "kelurahan": "Guntung",
            },
        ),
        "7700001",
    )


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("3 Mei 2026", "8.05", datetime(2026, 5, 3, 1, 5, tzinfo=UTC)),
        ("17 Agustus 2025", "", datetime(2025, 8, 16, 17, 0, tzinfo=UTC)),
        ("5 Des 2026", "23:59", datetime(2026, 12, 5, 16, 59, tzinfo=UTC)),
        ("03/04/2026", "10:00", datetime(2026, 4, 3, 3, 0, tzinfo=UTC)),
        ("2026-04-03", "10:00", datetime(2026, 4, 3, 3, 0, tzinfo=UTC)),
        (datetime(2026, 4, 3, 10, 0), "", datetime(2026, 4, 3, 3, 0, tzinfo=UTC)),  # noqa: DTZ001 - as a cell has it
    ],
)
def test_days_are_read_with_the_day_first_on_jakartas_clock(day: object, hour: str, moment: datetime) -> None:
    [report] = reports(make_xlsx([make_row(day=day, hour=hour)]))

    assert report.entered_at == moment


@pytest.mark.parametrize("number", [7700001, 7700001.0, "'7700001", " 7700001 "])
def test_a_number_is_the_same_however_the_sheet_keeps_it(number: object) -> None:
    [report] = reports(make_xlsx([make_row(number)]))

    assert report.tracking_id == "7700001"


def test_markup_and_the_later_version_of_the_text() -> None:
    [report] = reports(make_csv([make_row(final="<p>Jalan &amp; parit <b>rusak</b></p>")]))

    assert report.text.split() == ["Jalan", "&", "parit", "rusak"]


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("", (False, False)),
        ("Anonim", (True, False)),
        ("Rahasia", (False, True)),
        ("Anonim, Rahasia", (True, True)),
        ("anonim dan rahasia", (True, True)),
        ("Tertutup", (True, True)),
        ("1", (True, True)),
    ],
)
def test_the_flags_are_two_and_what_cannot_be_read_hides_both(words: str, flags: tuple[bool, bool]) -> None:
    assert hidden_by(words) == flags


@pytest.mark.parametrize("kind", ["Anonim", "Rahasia", "???"])
def test_who_is_hidden_has_no_name(kind: str) -> None:
    [report] = reports(make_csv([make_row(kind=kind)]))

    assert report.reporter_name == ""


def test_bad_rows_are_told_with_their_numbers_and_empty_ones_are_nothing() -> None:
    rows = [make_row(), [], make_row("tanpa"), make_row("7700002", day="kemarin"), make_row("7700003", text="")]

    assert troubles(make_csv([*rows, make_row()])) == [
        (7, "Tracking ID kosong atau bukan angka."),
        (8, "Tanggal laporan masuk tidak terbaca."),
        (9, "Isi laporan kosong."),
        (10, "Tracking ID ini sudah ada di baris sebelumnya."),
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"halo,dunia\n", "Tidak ada baris judul dengan kolom Tracking ID."),
        (b"PK\x03\x04rusak", "Berkas Excel ini tidak dapat dibuka."),
        (b"\x00\x01\x02", "Berkas ini bukan Excel (.xlsx) maupun CSV."),
        (b"x" * (LARGEST_FILE + 1), "Berkas lebih besar dari 10 MB. Bagi menjadi beberapa berkas."),
        (
            b"Tracking ID,Tanggal Laporan Masuk,Isi Laporan Awal\n",
            "Kolom tidak ada: tipe laporan, status laporan.",
        ),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_words(body: bytes, sentence: str) -> None:
    with pytest.raises(SheetError) as refusal:
        list(read_export(body))

    assert str(refusal.value) == sentence


def test_columns_are_found_by_their_names() -> None:
    turned = [list(reversed(HEADER)), list(reversed(make_row()))]
    lines = "\n".join(";".join(str(cell) for cell in row) for row in turned).encode()

    [report] = reports(lines)

    assert (report.tracking_id, report.title) == ("7700001", "Lampu jalan padam")


def test_rows_come_from_old_encodings_too() -> None:
    assert list(read_rows("a;caf\xe9\n".encode("cp1252"))) == [("a;café",)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Belum Terverifikasi", "received"),
        ("Terdisposisi ke Dinas PUPR", "assigned"),
        ("Ditindaklanjuti oleh Instansi", "answered"),
        ("Ditanggapi oleh Pelapor", "citizen"),
        ("Menunggu Kelengkapan Informasi", "waiting"),
        ("Bukan Wewenang", "returned"),
        ("Ditutup oleh Sistem", "closed"),
        ("Diarsipkan oleh Admin", "archived"),
        ("Sesuatu yang baru", "unknown"),
    ],
)
def test_status_words_have_codes(words: str, code: str) -> None:
    assert standing_of(words) == code


def test_a_report_survives_its_way_through_json() -> None:
    [report] = reports(make_csv([make_row()]))
    told = Word("1", "Sudah kami cek.", datetime(2026, 11, 4, tzinfo=UTC), is_citizens=False)
    whole = Theirs(**(report.__dict__ | {"words": (told,)}))

    assert unpack(pack(whole)) == whole
