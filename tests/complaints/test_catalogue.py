"""The copy of the provider's templates, and which of them officers may use."""

from dataclasses import replace
from datetime import timedelta

import pytest

from complaints.errors import InvalidInputError
from complaints.models import MessageTemplate
from complaints.queries import usable_templates
from complaints.services.catalogue import TemplateFacts, keep_templates
from complaints.templates import fill_template
from tests.factories import MONDAY_MORNING

FACTS = TemplateFacts(
    "1", "hasil_aduan", "id", "utility", "approved", "Aduan {{nomor}}: {{hasil}}", ("nomor", "hasil"), True
)
LATER = MONDAY_MORNING + timedelta(days=1)

pytestmark = pytest.mark.django_db


def keep(*templates: TemplateFacts, now: object = MONDAY_MORNING) -> None:
    keep_templates(channel="whatsapp", templates=templates, now=now)  # type: ignore[arg-type]


def test_kept_twice_is_one_row_with_the_newest_facts() -> None:
    keep(FACTS)
    keep(replace(FACTS, state="paused"), now=LATER)

    assert [(row.name, row.state, row.synced_at) for row in MessageTemplate.objects.all()] == [
        ("hasil_aduan", "paused", LATER)
    ]


def test_what_is_no_longer_in_the_catalogue_is_gone_and_kept() -> None:
    keep(FACTS, replace(FACTS, name="salam"))
    keep(FACTS, now=LATER)

    assert dict(MessageTemplate.objects.values_list("name", "state")) == {"hasil_aduan": "approved", "salam": "gone"}


def test_officers_are_offered_what_is_approved_indonesian_and_plain() -> None:
    keep(
        FACTS,
        replace(FACTS, name="menunggu", state="pending"),
        replace(FACTS, name="english", language="en"),
        replace(FACTS, name="bergambar", is_plain=False),
    )

    assert [template.name for template in usable_templates("whatsapp")] == ["hasil_aduan"]
    assert list(usable_templates("telegram")) == []


def template(**changes: object) -> MessageTemplate:
    facts: dict[str, object] = {
        "name": "hasil_aduan",
        "language": "id",
        "body": FACTS.body,
        "names": ["nomor", "hasil"],
    }
    return MessageTemplate(**facts | changes)


def test_filled_by_name() -> None:
    text, content = fill_template(template(), ["BTG-1", "Sudah\n ditambal."])

    assert text == "Aduan BTG-1: Sudah ditambal."
    parameters = {"parameters": ["BTG-1", "Sudah ditambal."], "names": ["nomor", "hasil"]}
    assert content == {"name": "hasil_aduan", "language": "id", **parameters}


def test_filled_by_position() -> None:
    text, content = fill_template(template(body="{{1}} lalu {{2}} lalu {{1}}", names=["1", "2"]), ["a", "b"])

    assert (text, content.get("names"), content["parameters"]) == ("a lalu b lalu a", None, ["a", "b"])


def test_what_looks_like_a_variable_in_a_value_stays_as_it_is() -> None:
    assert fill_template(template(), ["{{hasil}}", "x"])[0] == "Aduan {{hasil}}: x"


@pytest.mark.parametrize("values", [["BTG-1"], ["BTG-1", " \n "], ["a", "b", "c"]])
def test_half_filled_is_refused(values: list[str]) -> None:
    with pytest.raises(InvalidInputError, match="Isi semua bagian"):
        fill_template(template(), values)


def test_longer_than_the_channel_takes_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="terlalu panjang"):
        fill_template(template(), ["BTG-1", "x" * 1024])


def test_the_preview_names_what_is_to_be_filled_in() -> None:
    by_position = template(body="Aduan {{1}}: {{ 2 }}", names=["1", "2"])

    assert template().preview == "Aduan [nomor]: [hasil]"
    assert by_position.preview == "Aduan [bagian 1]: [bagian 2]"


def test_the_label_is_the_name_in_words() -> None:
    assert str(template()) == "Hasil aduan"
