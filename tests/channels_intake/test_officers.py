"""Notices to officers' WhatsApp, against the simulated provider."""

from datetime import datetime, timedelta

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from channels_intake.officers import NO_TEMPLATE, tell_officers
from channels_intake.templates import sync_templates
from complaints.models import MessageTemplate, ReplyStatus
from complaints.queries import officer_template, usable_templates
from opd.devices import add_whatsapp
from opd.models import Nudge, User
from opd.notices import notify

PHONE = "6280000000101"  # a simulated phone that has never written to the city
NOW = timezone.now()

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db: None, phone: httpx.Client) -> Nudge:
    """A notice that waits for its officer's phone."""
    sync_templates(now=NOW)
    officer = User.objects.create(username="ani")
    add_whatsapp(user=officer, phone=f"+{PHONE}", now=NOW)
    notify(
        recipients=[officer], subject="BTG-2611-0001 lewat tenggat", body="-", url="/aduan/1/", dedupe_key="a", now=NOW
    )
    return Nudge.objects.get()


def reload(nudge: Nudge) -> tuple[str, str]:
    nudge.refresh_from_db()
    return nudge.status, nudge.last_error


def test_the_officer_reads_subject_and_link(told: Nudge, phone: httpx.Client, settings: Settings) -> None:
    assert (tell_officers(now=NOW), tell_officers(now=NOW)) == (1, 0)

    texts = [message["content"]["rendered"] for message in phone.get(f"/phones/{PHONE}").json()["messages"]]
    link = f"{settings.PUBLIC_BASE_URL}/aduan/1/"
    assert texts == [f"Aduan Bontang: BTG-2611-0001 lewat tenggat. Buka {link} untuk menindaklanjutinya."]


def test_without_the_template_it_waits_and_says_why(told: Nudge) -> None:
    MessageTemplate.objects.update(state="paused")

    assert tell_officers(now=NOW) == 0
    assert reload(told) == ("pending", NO_TEMPLATE)


def test_a_report_that_it_did_not_arrive_counts(told: Nudge) -> None:
    tell_officers(now=NOW)
    told.refresh_from_db()
    report(told.external_id, "failed", NOW)

    tell_officers(now=NOW + timedelta(minutes=1))

    assert reload(told) == ("failed", "WhatsApp melaporkan pesan tidak sampai.")


def test_any_other_report_changes_nothing(told: Nudge) -> None:
    tell_officers(now=NOW)
    told.refresh_from_db()
    report(told.external_id, "delivered", NOW)

    tell_officers(now=NOW + timedelta(minutes=1))

    assert reload(told) == ("sent", "")


def test_the_officers_template_is_not_offered_for_citizens(told: Nudge) -> None:
    template = officer_template("whatsapp")

    assert template is not None
    assert not usable_templates("whatsapp").filter(pk=template.pk).exists()


def report(external_id: str, status: str, at: datetime) -> None:
    ReplyStatus.objects.create(channel="whatsapp", account="1", external_id=external_id, status=status, at=at)
