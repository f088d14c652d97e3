"""What the form writes into the ledger, read back exactly."""

from datetime import UTC, datetime
from pathlib import Path

from bontang_pengaduan.lib.inbound import Area, Filing, Location, Media, Message, Problem, Sender
from channels_intake.channels.web.parse import parse

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_a_complaint() -> None:
    assert parse((PAYLOADS / "complaint.json").read_bytes(), RECEIVED) == [
        Message(
            channel="web",
            account="formulir",
            external_id="0123456789abcdef0123456789abcdef",
            sender=Sender(account_id="web:0123456789abcdef0123456789abcdef", name="Siti Contoh"),
            sent_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
            wa_type="form",
            action="create_or_attach",
            text="Jalan berlubang parah, motor sering jatuh",
            media=(Media("image", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "image/jpeg", filename="lubang.jpg"),),
            location=Location(0.1345, 117.5071),
            area=Area("depan SDN 007"),
            filing=Filing(
                link_digest="1" * 64,
                code_digest="2" * 64,
                kelurahan="64.74.01.1001",
                is_anonymous=True,
                contact_email="siti@contoh.example",
            ),
        )
    ]


def test_words_over_the_link_of_a_case() -> None:
    [event] = parse((PAYLOADS / "addition.json").read_bytes(), RECEIVED)

    assert isinstance(event, Message)
    assert (event.account, event.case, event.filing, event.action) == ("tautan", "BTG-2611-0001", None, "attach_only")


def test_a_complaint_without_its_digests_is_a_problem() -> None:
    [event] = parse(b'{"id": "x", "text": "Jalan rusak"}', RECEIVED)

    assert isinstance(event, Problem)
    assert event.pointer == "/link_digest"
