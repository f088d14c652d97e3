"""The simulated SP4N-LAPOR of a demo: a citizen reports and is answered there, and the city's mirror follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.clock import now
from channels_intake.channels.sp4n import client as interface
from channels_intake.mirror.models import Sp4nReport
from channels_intake.models import PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.replies import send_due
from channels_intake.simulators.sp4n import Sp4nSimulator
from complaints.services.replies import answer
from tests.cast import koordinator
from tests.channels_intake.mirror.kit import case_of
from tests.reference import load_reference_data

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.channels_intake.simulators.whole_urls")]
DESK = "/simulator/sp4n/"
REPORT = {"person": "Budi <b>Uji</b>", "title": "Lampu padam", "text": "Lampu jalan padam di Guntung"}


@pytest.fixture
def simulator(settings: Settings) -> Iterator[Sp4nSimulator]:
    """Running, with the city's channel pointed at it."""
    simulator = Sp4nSimulator()
    settings.SIMULATOR = True
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": {}}]
    settings.SP4N_CLIENT_ID, settings.SP4N_CLIENT_SECRET = simulator.client_id, simulator.client_secret
    with simulator.serve(now) as server:
        settings.SP4N_API_BASE = server.url
        yield simulator
    interface._token.clear()


@pytest.fixture
def visitor(simulator: Sp4nSimulator) -> Client:
    return Client(headers={"host": "localhost"})


def write(visitor: Client, **more: str) -> str:
    visitor.post(DESK, REPORT | more)
    number: str = visitor.get(DESK).context["reports"][0]["tracking_id"]
    return number


def sync() -> None:
    PullCursor.objects.update(next_allowed_at=now())
    send_due(now=now())
    pull_due(now=now())
    drain_all(now=now())


def test_a_report_becomes_a_case_and_the_citys_answer_stands_below_it(visitor: Client, settings: Settings) -> None:
    load_reference_data()
    settings.UNDO_SECONDS = {"sp4n": 0}
    number = write(visitor)
    sync()
    complaint = case_of(number)

    facts = {"user": koordinator(), "version": complaint.version, "now": now()}
    answer(complaint=complaint, text="Lampu diganti <b>besok</b>.", kind="answer", **facts)  # type: ignore[arg-type]
    sync()

    page = visitor.get(f"{DESK}{number}/")
    [word] = page.context["report"]["tindak_lanjut"]
    assert (word["isi"], word["oleh"]) == ("Lampu diganti <b>besok</b>.", "instansi")
    assert "<b>Uji</b>" not in page.content.decode()
    assert "<b>besok</b>" not in page.content.decode()


@pytest.mark.parametrize(
    ("act", "column"),
    [
        ({"act": "text", "words": "Lampu dan tiangnya roboh"}, {"text": "Lampu dan tiangnya roboh"}),
        ({"act": "status", "words": "Ditutup oleh Admin"}, {"status_raw": "Ditutup oleh Admin"}),
        ({"act": "visibility", "words": "Anonim"}, {"is_anonymous": True, "reporter_name": ""}),
        ({"act": "unit", "words": "Dinas Perhubungan"}, {"facts__unit": "Dinas Perhubungan"}),
    ],
)
def test_what_is_done_there_reaches_the_mirror(visitor: Client, act: dict[str, str], column: dict[str, object]) -> None:
    load_reference_data()
    number = write(visitor)
    sync()

    visitor.post(f"{DESK}{number}/", act)
    sync()

    assert Sp4nReport.objects.filter(tracking_id=number, **column).exists()


@pytest.mark.parametrize(("by", "is_ours"), [("citizen", False), ("admin", True)])
def test_a_word_below_it_joins_the_case_on_the_right_side(visitor: Client, by: str, is_ours: bool) -> None:
    load_reference_data()
    number = write(visitor)
    sync()

    visitor.post(f"{DESK}{number}/", {"act": "say", "by": by, "words": "Masih padam sampai malam ini."})
    sync()

    assert case_of(number).messages.filter(text="Masih padam sampai malam ini.", is_outbound=is_ours).count() == 1


def test_a_fault_meets_the_citys_next_request_alone(visitor: Client, simulator: Sp4nSimulator) -> None:
    load_reference_data()
    write(visitor)
    visitor.post(f"{DESK}gangguan/", {"fault": "down"})

    pull_due(now=now())

    assert PullCursor.objects.get(channel="sp4n").failures == 1
    assert simulator.faults == []


def test_a_page_that_is_open_asks_for_the_reports_alone(visitor: Client) -> None:
    page = visitor.get(DESK, headers={"HX-Request": "true"})

    assert [template.name for template in page.templates] == ["simulator/sp4n_reports.html"]


def test_an_empty_field_is_named_and_what_was_written_stays(visitor: Client) -> None:
    page = visitor.post(DESK, REPORT | {"title": ""})

    assert (page.status_code, page.context["error"]) == (422, "Judul laporan masih kosong.")
    assert f'value="{REPORT["text"]}"' in page.content.decode()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ({"act": "text", "words": ""}, "Tulis isinya dulu."),
        ({"act": "say", "words": "Halo"}, "Pilih siapa yang menulis."),
    ],
)
def test_an_act_without_its_words_is_refused(visitor: Client, act: dict[str, str], sentence: str) -> None:
    page = visitor.post(f"{DESK}{write(visitor)}/", act)

    assert (page.status_code, page.context["error"]) == (422, sentence)


def test_a_report_that_is_not_there_is_404(visitor: Client) -> None:
    assert visitor.get(f"{DESK}7/").status_code == 404


def test_it_stands_among_the_simulated_channels(visitor: Client) -> None:
    assert ("SP4N-LAPOR!", DESK) in visitor.get(DESK).context["places"]


@pytest.mark.parametrize("address", ["https://lapor.go.id", ""])
def test_the_real_one_has_no_page(visitor: Client, settings: Settings, address: str) -> None:
    settings.SP4N_API_BASE = address

    answers = [visitor.get(DESK), visitor.get(f"{DESK}7/"), visitor.post(f"{DESK}gangguan/")]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_its_reports_outlast_the_process(tmp_path: Path) -> None:
    former = Sp4nSimulator(file=tmp_path / "sp4n.json")
    number = former.write("Lampu padam", now())
    former.save()

    assert Sp4nSimulator(file=tmp_path / "sp4n.json").reports == former.reports
    assert number in former.reports
