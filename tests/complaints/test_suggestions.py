"""Which approved answers stand before an officer, in which order, and what they say."""

from datetime import timedelta

import pytest

from complaints.models import Complaint, Conversation
from complaints.services.approved_answers import Matter, Words, approve, write_answer
from complaints.suggestions import fill_answer, read_facts, suggest_answers
from opd.models import Category
from tests.cast import admin, koordinator, petugas_pupr, unit
from tests.complaints.answer_kit import UNTIL, draft, in_force
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
NOW = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def complaint() -> Complaint:
    """A pothole at PUPRK."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(
        category=Category.objects.get(code="jalan-rusak"), opd=unit("PUPRK"), subject="Jalan berlubang"
    )
    made.refresh_from_db()
    return made


def approved(title: str, stage: str = "first", code: str | None = "PUPRK", category: str | None = None) -> None:
    found = Category.objects.get(code=category) if category else None
    matter = Matter(title, stage, unit(code) if code else None, found)
    version = write_answer(matter=matter, words=Words("Sudah kami catat."), user=koordinator(), now=NOW)
    approve(version=version, valid_until=UNTIL, user=admin(), now=NOW)


def titles(complaint: Complaint) -> list[str]:
    return [found.version.answer.title for found in suggest_answers(complaint, petugas_pupr(), NOW)]


def test_category_before_stage_before_unit_before_the_city(complaint: Complaint) -> None:
    approved("Kota", stage="result", code=None)
    approved("OPD", stage="result")
    approved("Tahap")
    approved("Kategori", stage="result", category="jalan-rusak")
    approved("Lampu", category="lampu-jalan")
    approved("Dishub", code="DISHUB")
    draft(NOW, title="Draf")

    assert titles(complaint) == ["Kategori", "Tahap", "OPD", "Kota"]


def test_likeness_decides_among_equals(complaint: Complaint) -> None:
    approved("Aspal mengelupas")
    approved("Air keruh")

    assert titles(complaint) == ["Aspal mengelupas", "Air keruh"]


def test_it_is_filled_for_the_case(complaint: Complaint) -> None:
    version = in_force(NOW, "{nomor}: {perihal}, {loket}, paling lambat {tenggat}. Salam, {petugas}.")

    filled = fill_answer(version, complaint, petugas_pupr(), NOW)

    assert filled == (
        f"{complaint.number}: Jalan berlubang, [loket], paling lambat Senin, 30 November 2026. Salam, "
        f"{petugas_pupr().public_name}."
    )
    assert suggest_answers(complaint, petugas_pupr(), NOW)[0].text == filled


def test_a_subject_with_a_finding_is_left_open(complaint: Complaint) -> None:
    complaint.subject = "Pak Joko Susilo buang sampah"

    assert read_facts(complaint, petugas_pupr(), NOW)["perihal"] == ""


def test_in_public_it_is_the_public_variant(complaint: Complaint) -> None:
    version = in_force(NOW, "Panjang.", public="Pendek.", telegram="Telegram.")
    said = [fill_answer(version, complaint, petugas_pupr(), NOW)]

    Conversation.objects.update(channel="telegram")
    said.append(fill_answer(version, complaint, petugas_pupr(), NOW))
    Conversation.objects.update(is_public=True)
    said.append(fill_answer(version, complaint, petugas_pupr(), NOW))

    assert said == ["Panjang.", "Telegram.", "Pendek."]
