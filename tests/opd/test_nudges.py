"""Notices on their way to devices: one nudge for each, waits, ends, and who is told when one fails for good."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bontang_pengaduan.lib.clock import WITA
from opd.devices import add_browser, add_whatsapp, remove_device
from opd.models import Device, Membership, Notice, Nudge, Role, User
from opd.notices import NoticeDraft, insert_notices, mark_read
from opd.nudges import LEASE, MAX_ATTEMPTS, USEFUL, NudgeError, claim_nudges, nudge_due

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)
WHATSAPP = Device.Kind.WHATSAPP


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="ani", email="ani@contoh.id")


@pytest.fixture
def device(officer: User) -> Device:
    return add_whatsapp(user=officer, phone="+6280000000901", now=NOW)


def tell(officer: User, *, key: str = "a", digest: str = "", not_before: datetime | None = None) -> None:
    draft = NoticeDraft(officer.pk, "BTG-2604-0001 lewat tenggat", "", "/aduan/1/", key, not_before, digest)
    insert_notices(drafts=[draft], now=NOW)


def send(nudge: Nudge) -> str:
    return f"id-{nudge.pk}"


def refuse(reason: str, **facts: bool) -> Callable[[Nudge], str]:
    def raise_it(_: Nudge) -> str:
        raise NudgeError(reason, **facts)

    return raise_it


def states() -> list[tuple[str, int, str]]:
    return list(Nudge.objects.order_by("pk").values_list("status", "attempts", "last_error"))


def test_a_notice_nudges_each_device_of_its_recipient_and_nobody_elses(officer: User, device: Device) -> None:
    other = User.objects.create(username="budi")
    add_whatsapp(user=other, phone="+6280000000902", now=NOW)
    add_browser(user=officer, address="https://fcm.googleapis.com/a", keys={}, label="Chrome", now=NOW)

    tell(officer)
    tell(officer)

    assert sorted(Nudge.objects.values_list("device__user__username", "device__kind")) == [
        ("ani", "push"),
        ("ani", "whatsapp"),
    ]


def test_what_waits_for_the_mornings_digest_nudges_nobody(officer: User, device: Device) -> None:
    tell(officer, digest="07.30")

    assert (Notice.objects.count(), Nudge.objects.count()) == (1, 0)


def test_it_goes_out_once_and_keeps_the_providers_name(officer: User, device: Device) -> None:
    tell(officer)

    counts = [nudge_due(kind=WHATSAPP, send=send, now=NOW + timedelta(hours=hour)) for hour in (0, 1)]

    nudge = Nudge.objects.get()
    assert (counts, nudge.status, nudge.external_id, nudge.sent_at) == ([1, 0], "sent", f"id-{nudge.pk}", NOW)


def test_the_night_holds_it_back(officer: User, device: Device) -> None:
    morning = NOW + timedelta(hours=22)
    tell(officer, not_before=morning)

    counts = [nudge_due(kind=WHATSAPP, send=send, now=at) for at in (NOW, morning)]

    assert counts == [0, 1]


def test_another_kind_of_device_is_another_drains(officer: User, device: Device) -> None:
    tell(officer)

    assert nudge_due(kind=Device.Kind.PUSH, send=send, now=NOW) == 0


def test_a_claim_is_taken_by_nobody_else_until_its_lease_ends(officer: User, device: Device) -> None:
    tell(officer)

    taken = [len(claim_nudges(kind=WHATSAPP, now=at)) for at in (NOW, NOW, NOW + LEASE)]

    assert taken == [1, 0, 1]


def test_what_was_read_in_the_app_is_not_sent(officer: User, device: Device) -> None:
    tell(officer)
    mark_read(notice=Notice.objects.get(), now=NOW)

    assert nudge_due(kind=WHATSAPP, send=send, now=NOW) == 0
    assert states() == [("cancelled", 0, "")]


def test_who_has_left_is_not_told(officer: User, device: Device) -> None:
    tell(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert nudge_due(kind=WHATSAPP, send=send, now=NOW) == 0
    assert states() == [("cancelled", 0, "")]


def test_a_failure_waits_longer_each_time_and_ends_with_a_word_to_the_admins(officer: User, device: Device) -> None:
    admin = User.objects.create(username="admin")
    Membership.objects.create(user=admin, role=Role.ADMIN)
    tell(officer)
    waits, at = [], NOW
    for _ in range(MAX_ATTEMPTS):
        assert nudge_due(kind=WHATSAPP, send=refuse("Tidak menjawab."), now=at) == 0
        next_at = Nudge.objects.get().next_attempt_at
        waits.append(int((next_at - at).total_seconds() // 60))
        at = next_at

    assert waits[:-1] == [1, 2, 4, 8, 16, 32, 64]
    assert states() == [("failed", MAX_ATTEMPTS, "Tidak menjawab.")]
    assert list(admin.notices.values_list("subject", flat=True)) == ["WhatsApp kepada ani tidak terkirim"]


def test_a_final_refusal_is_not_tried_again_and_an_alarm_does_not_alarm(officer: User, device: Device) -> None:
    Membership.objects.create(user=officer, role=Role.ADMIN)
    tell(officer)

    for minute in (0, 1, 2):
        nudge_due(kind=WHATSAPP, send=refuse("Nomor salah.", is_final=True), now=NOW + timedelta(minutes=minute))

    assert [state for state, _, _ in states()] == ["failed", "failed"]
    assert Notice.objects.filter(dedupe_key__startswith="unsent:").count() == 1


def test_a_device_that_is_gone_is_forgotten_without_an_alarm(officer: User, device: Device) -> None:
    Membership.objects.create(user=officer, role=Role.ADMIN)
    tell(officer)

    nudge_due(kind=WHATSAPP, send=refuse("Tidak ada.", is_gone=True), now=NOW)

    assert (Device.objects.count(), Nudge.objects.count(), Notice.objects.count()) == (0, 0, 1)


def test_what_failed_for_half_a_day_is_given_up(officer: User, device: Device) -> None:
    tell(officer)
    nudge_due(kind=WHATSAPP, send=refuse("Tidak menjawab."), now=NOW)

    assert nudge_due(kind=WHATSAPP, send=send, now=NOW + USEFUL + timedelta(minutes=1)) == 0
    assert states() == [("failed", 1, "Tidak menjawab.")]


def test_a_new_number_takes_the_place_of_the_old_one(officer: User, device: Device) -> None:
    add_whatsapp(user=officer, phone="+6280000000903", now=NOW)
    add_whatsapp(user=officer, phone="+6280000000903", now=NOW)

    assert list(officer.devices.values_list("address", "label")) == [("+6280000000903", "+62 800-••••-0903")]


def test_a_shared_browser_tells_the_one_who_added_it_last(officer: User) -> None:
    other = User.objects.create(username="budi")
    for user in (officer, other):
        add_browser(user=user, address="https://fcm.googleapis.com/a", keys={"auth": user.username}, label="x", now=NOW)

    assert list(Device.objects.values_list("user__username", "keys")) == [("budi", {"auth": "budi"})]


def test_a_removed_device_takes_along_what_waits(officer: User, device: Device) -> None:
    tell(officer)

    remove_device(device=device)

    assert nudge_due(kind=WHATSAPP, send=send, now=NOW) == 0
