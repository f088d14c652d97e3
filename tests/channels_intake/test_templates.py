"""Copying the provider's catalogue, by command and by beat."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from channels_intake import tasks
from complaints.models import MessageTemplate
from complaints.queries import usable_templates

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("simulator")
def test_the_command_copies_the_catalogue_and_says_how_many() -> None:
    said = StringIO()

    call_command("sync_templates", stdout=said)

    assert said.getvalue() == "7 templates\n"
    usable = [template.name for template in usable_templates("whatsapp")]
    assert usable == ["hasil_aduan", "minta_keterangan", "perkembangan_aduan"]


@pytest.mark.usefixtures("simulator")
def test_the_nightly_task_does_the_same_twice_without_doubling() -> None:
    assert (tasks.sync_templates(), tasks.sync_templates()) == (7, 7)
    assert MessageTemplate.objects.exclude(state="gone").count() == 7


@pytest.mark.usefixtures("simulator")
def test_a_refusal_is_told_and_keeps_the_copy(settings: Settings) -> None:
    tasks.sync_templates()
    settings.WHATSAPP_ACCESS_TOKEN = "kedaluwarsa"

    with pytest.raises(CommandError, match="Token WhatsApp tidak berlaku lagi"):
        call_command("sync_templates")

    assert usable_templates("whatsapp").count() == 3


def test_a_channel_that_is_not_set_up_is_left_out(settings: Settings) -> None:
    settings.WHATSAPP_ACCESS_TOKEN = ""

    assert tasks.sync_templates() == 0
