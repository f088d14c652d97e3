"""Naikkan and Saya pegang over HTTP, and who may do which."""

from datetime import date, timedelta

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint
from complaints.services import raising
from opd.models import Notice, Role, User
from sla.models import ClockKind, Level, Pledge, Raise, SlaClock
from tests.cast import admin, koordinator, member, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.clock_kit import case_at_pupr, sentences
from tests.factories import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("reference_data")
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def complaint() -> Complaint:
    pimpinan()
    return case_at_pupr()


def sekda() -> User:
    return member("sekda.uji", Role.SEKDA)


def wali_kota() -> User:
    return member("walikota.uji", Role.WALI_KOTA)


def kepala_bidang() -> User:
    return member("kabid.uji.pupr", Role.KEPALA_BIDANG, unit("PUPRK"))


def take_up(complaint: Complaint, user: User, level: Level, reason: str = "Jembatan putus") -> Raise:
    return raising.raise_case(
        complaint=complaint, level=level, reason=reason, is_urgent=False, user=user, now=MONDAY_MORNING
    )


def test_by_the_form_the_head_is_told_and_the_case_says_so(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())
    facts = {"level": "kepala_opd", "reason": "Jembatan putus"}

    response = client.post(f"/aduan/{complaint.number}/tenggat/naikkan/", facts)

    assert (response.status_code, Raise.objects.get().raised_by) == (302, petugas_pupr())
    assert Notice.objects.get(subject__endswith="dinaikkan kepada Anda").recipient == pimpinan()
    assert sentences(client, complaint)[-1] == "Dinaikkan Petugas.Uji.Pupr ke Kepala OPD: Jembatan putus"


def test_the_head_takes_it_in_hand_and_officer_and_asker_hear_of_it(client: Client, complaint: Complaint) -> None:
    take_up(complaint, koordinator(), Level.KEPALA_OPD)
    client.force_login(pimpinan())
    before = client.get(f"/aduan/{complaint.number}/").context["desk"]
    until = SlaClock.objects.get(complaint=complaint, kind=ClockKind.FIRST_ANSWER).due_at.date()
    later = MONDAY_MORNING + timedelta(hours=1)
    pledge = raising.hold_case(complaint=complaint, until=TUESDAY, user=pimpinan(), now=later)

    after = client.get(f"/aduan/{complaint.number}/").context["desk"]

    assert until > TUESDAY
    assert (before.can_pledge, before.pledge, after.pledge) == (True, None, pledge)
    assert sentences(client, complaint)[-1] == "Pimpinan.Uji.Pupr memegang aduan ini sampai Selasa, 24 November 2026"
    told = Notice.objects.filter(dedupe_key=f"pledged:{pledge.pk}").values_list("recipient__username", flat=True)
    assert sorted(told) == ["koordinator.uji", "petugas.uji.pupr"]


def test_the_form_of_the_word_refuses_with_a_sentence(client: Client, complaint: Complaint) -> None:
    client.force_login(pimpinan())

    response = client.post(f"/aduan/{complaint.number}/tenggat/pegang/", {"until": "2026-11-24"})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Aduan ini belum dinaikkan kepada Anda."]


@pytest.mark.parametrize(
    ("who", "levels"),
    [
        (petugas_pupr, ["kepala_bidang", "kepala_opd", "koordinator", "sekda", "wali_kota"]),
        (kepala_bidang, ["kepala_opd", "koordinator", "sekda", "wali_kota"]),
        (pimpinan, ["koordinator", "sekda", "wali_kota"]),
        (koordinator, ["kepala_opd", "sekda", "wali_kota"]),
        (sekda, ["wali_kota"]),
        (wali_kota, []),
        (petugas_lain, []),
    ],
)
def test_to_whom_each_may_take_it(complaint: Complaint, who: object, levels: list[str]) -> None:
    assert raising.levels_above(who(), complaint) == levels  # type: ignore[operator]


def test_a_secret_case_goes_up_to_nobody_who_cannot_open_it(complaint: Complaint) -> None:
    complaint.is_secret = True

    assert raising.levels_above(petugas_pupr(), complaint) == [Level.KEPALA_OPD, Level.KOORDINATOR]
    assert [raising.own_level(who(), complaint) for who in (sekda, wali_kota)] == [None, None]


def test_an_admin_stands_with_the_coordinator(complaint: Complaint) -> None:
    assert raising.own_level(admin(), complaint) == Level.KOORDINATOR


def test_what_is_refused_raises_nothing(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        take_up(complaint, petugas_lain(), Level.KOORDINATOR)
    with pytest.raises(InvalidInputError, match="alasan"):
        take_up(complaint, petugas_pupr(), Level.KOORDINATOR, reason=" ")
    with pytest.raises(InvalidInputError, match="tingkat"):
        take_up(complaint, petugas_pupr(), Level.PETUGAS)
    complaint.status = "resolved"
    with pytest.raises(MoveNotAllowedError):
        take_up(complaint, petugas_pupr(), Level.KOORDINATOR)
    assert Raise.objects.count() == 0


def test_another_agency_gives_no_word(client: Client, complaint: Complaint) -> None:
    take_up(complaint, petugas_pupr(), Level.KEPALA_OPD)
    client.force_login(petugas_lain())

    assert client.post(f"/aduan/{complaint.number}/tenggat/pegang/", {"until": "2026-11-24"}).status_code == 404
    with pytest.raises(NotAllowedError):
        raising.hold_case(complaint=complaint, until=TUESDAY, user=petugas_lain(), now=MONDAY_MORNING)
    assert Pledge.objects.count() == 0


def test_called_again_after_a_broken_word(complaint: Complaint) -> None:
    take_up(complaint, petugas_pupr(), Level.KEPALA_OPD)
    raising.hold_case(complaint=complaint, until=TUESDAY, user=pimpinan(), now=MONDAY_MORNING)

    again = raising.raise_case(
        complaint=complaint,
        level=Level.KEPALA_OPD,
        reason="Belum ada orang di lokasi",
        is_urgent=True,
        user=petugas_pupr(),
        now=MONDAY_MORNING + timedelta(days=2),
    )

    assert (again.is_urgent, Raise.objects.count()) == (True, 2)
