"""The examples: sixty, clean, nobody's, and sendable by nobody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from complaints.answer_examples import load_answers
from complaints.guard import check
from complaints.merge_fields import samples
from complaints.models import AnswerVersion, ApprovedAnswer
from complaints.queries import versions_in_force
from complaints.services.approved_answers import approve
from opd.records import DataFileError
from tests.cast import koordinator
from tests.complaints.answer_kit import UNTIL
from tests.factories import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("reference_data")


def test_sixty_drafts_that_nobody_can_send() -> None:
    report = load_answers(now=MONDAY_MORNING)

    versions = AnswerVersion.objects.select_related("answer")
    assert (len(report.created), versions.count()) == (60, 60)
    assert {version.state_label for version in versions} == {"Contoh, belum disahkan"}
    assert versions_in_force(MONDAY_MORNING).count() == 0


def test_the_check_before_sending_finds_nothing_in_them() -> None:
    load_answers(now=MONDAY_MORNING)

    flagged = [
        (version.answer.code, found.flag)
        for version in AnswerVersion.objects.select_related("answer")
        for text in samples([version.text, *version.variants.values()])
        for found in check(text, public=True)
    ]

    assert flagged == []


def test_repeating_it_changes_nothing_that_people_did() -> None:
    call_command("load_answers", verbosity=0)
    version = AnswerVersion.objects.get(answer__code="lampu-diperiksa")
    approve(version=version, valid_until=UNTIL, user=koordinator(), now=MONDAY_MORNING + timedelta(days=1))

    call_command("load_answers", verbosity=0)

    version.refresh_from_db()
    assert (version.state, version.answer.versions.count()) == ("approved", 1)
    assert ApprovedAnswer.objects.get(code="lampu-diperiksa").owner == koordinator()


def test_a_file_with_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("answers:\n  - {code: a, title: A, stage: first, text: Teks, opd: TIDAK-ADA}\n")

    with pytest.raises(DataFileError, match=r"answers\.yaml, line 2: `opd` is 'TIDAK-ADA'"):
        load_answers(now=MONDAY_MORNING, path=file)

    assert ApprovedAnswer.objects.count() == 0
