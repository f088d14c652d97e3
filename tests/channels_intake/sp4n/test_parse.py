"""The rows of an export of SP4N-LAPOR, and the topics of its old interface."""

from datetime import UTC, datetime
from pathlib import Path

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Sender, Signal
from channels_intake.channels.sp4n.parse import parse

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


def read(name: str) -> list[Event]:
    return parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)


def test_a_row_is_a_copy_of_its_report() -> None:
    report = read("export")[0]

    assert report == Message(
        "sp4n",
        "sp4n",
        "9900101",
        Sender(name="Sari Uji"),
        datetime(2026, 5, 3, 1, 15, tzinfo=UTC),
        "report",
        "upsert",
        "Jalan & parit rusak",
        facts={
            "classification": "Pengaduan",
            "visibility": "publik",
            "sp4n_status": "Diarsipkan oleh Admin",
            "title": "Jalan rusak",
            "category": "JALAN",
            "unit": "Dinas Uji",
            "source": "Website",
            "reason": "Ganda",
            "kelurahan": "Guntung",
        },
    )


def test_who_is_hidden_has_no_name_and_what_cannot_be_read_counts_as_secret() -> None:
    messages = [event for event in read("export") if isinstance(event, Message)]

    assert [(event.external_id, event.facts["visibility"], event.sender.name) for event in messages] == [
        ("9900101", "publik", "Sari Uji"),
        ("9900102", "anonim", None),
        ("9900103", "rahasia", None),
        ("9900104", "rahasia", None),
    ]


def test_an_empty_row_is_nothing_and_one_without_its_number_a_problem() -> None:
    problems = [event for event in read("export") if isinstance(event, Problem)]

    assert [(event.pointer, event.reason) for event in problems] == [("/rows/5/0", "no identifier")]


def test_the_header_is_found_among_the_rows_and_an_unreadable_day_is_marked() -> None:
    [report] = read("export_as_rows")

    assert isinstance(report, Message)
    assert (report.external_id, report.sent_at, report.timestamp_is_receipt) == ("9900105", RECEIVED, True)


def test_topics_are_reference_data() -> None:
    [event] = read("topics")

    assert isinstance(event, Signal)
    assert (event.action, event.data) == (
        "reference_data",
        {"topics": [{"id": "13", "parent": "3", "name": "Air Bersih"}]},
    )
