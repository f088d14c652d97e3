"""What is deleted on X disappears here within a day, also where no webhook tells of it."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from channels_intake.channels.pages import wrap_page
from channels_intake.channels.x import presence
from channels_intake.channels.x.parse import parse
from channels_intake.models import InboundRequest, PullCursor
from channels_intake.process import drain_all
from channels_intake.pull import pull_due
from channels_intake.simulators.x import XSimulator
from complaints.models import Message
from tests.channels_intake.x.conftest import ACCOUNT
from tests.factories import MONDAY_MORNING as NOW
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def listen(x: XSimulator, count: int = 2) -> list[str]:
    """So many mentions, taken in."""
    load_reference_data()
    names = [x.write(f"@kota_uji {ROAD} {number}", NOW - number * HOUR) for number in range(1, count + 1)]
    look(NOW)
    return names


def look(at: object) -> None:
    pull_due(now=at)  # type: ignore[arg-type]
    drain_all(now=at)  # type: ignore[arg-type]


def looked_up(x: XSimulator) -> list[int]:
    return [len(question["ids"].split(",")) for question in x.asked if "ids" in question]


def test_a_deleted_post_is_hidden_within_a_day_and_the_other_stays(x: XSimulator) -> None:
    kept, gone = listen(x)
    x.delete(gone)

    look(NOW + 23 * HOUR)

    shown = dict(Message.objects.values_list("external_id", "text"))
    assert shown == {kept: f"@kota_uji {ROAD} 1", gone: ""}
    assert list(Message.objects.exclude(revoked_at=None).values_list("external_id", flat=True)) == [gone]


def test_posts_that_stand_are_looked_up_once_a_day_and_leave_no_row(x: XSimulator) -> None:
    listen(x)

    for hours in (21, 22, 23, 30):
        look(NOW + hours * HOUR)

    stored = [row.pk for row in InboundRequest.objects.all() if b'"presence"' in bytes(row.body)]
    assert (looked_up(x), stored) == ([2], [])


def test_a_long_list_is_looked_up_page_by_page(x: XSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LARGEST_PAGE", 2)
    listen(x, 3)

    look(NOW + 21 * HOUR)

    assert looked_up(x) == [2, 1]


def test_an_old_post_is_not_looked_up_any_more(x: XSimulator) -> None:
    listen(x)

    look(NOW + 72 * HOUR)

    assert looked_up(x) == []


def test_the_budget_of_looking_up_is_its_own_and_is_never_passed(x: XSimulator, settings: Settings) -> None:
    settings.X_RECHECK_BUDGET_USD = 1.105  # one page, which is set aside as the largest
    listen(x)

    look(NOW + 21 * HOUR)
    look(NOW + 42 * HOUR)

    cursor = PullCursor.objects.get(stream="presence")
    assert looked_up(x) == [2]
    assert cursor.spent == pytest.approx(0.01)
    assert cursor.trouble == "Anggaran X bulan ini habis. Sebutan baru diambil lagi bulan depan."


def test_where_the_webhook_tells_nobody_asks(x: XSimulator, settings: Settings) -> None:
    settings.X_CLIENT_SECRETS = ["rahasia"]

    assert presence.streams() == []


@pytest.mark.parametrize(
    ("kind", "what", "withdrawn"),
    [
        ("resource-not-found", "tweet", 1),
        ("not-authorized-for-resource", "tweet", 1),
        ("resource-not-found", "user", 0),
        ("operational-disconnect", "tweet", 0),
    ],
)
def test_only_a_post_that_is_gone_or_locked_is_withdrawn(kind: str, what: str, withdrawn: int) -> None:
    error = {"type": f"https://api.twitter.com/2/problems/{kind}", "resource_type": what, "resource_id": "9"}
    page = wrap_page(json.dumps({"errors": [error]}).encode(), account=ACCOUNT, stream="presence")

    assert [event.external_id for event in parse(page, NOW)] == ["9:delete"] * withdrawn
