"""A loaded calendar and policy, and complaints as small as clocks need them."""

from itertools import count

import pytest

from complaints.models import Complaint, Reporter
from opd.models import Membership, Opd, Role, User
from sla.loading import load_calendar, load_policies
from tests.sla.kit import MakeComplaint, MakeUser, wita

LOADED_AT = wita("2026-01-05 08:00")


@pytest.fixture
def loaded(db: None) -> None:
    """The shipped calendar of 2026 and 2027 and the shipped policy."""
    load_calendar(years=[2026, 2027], now=LOADED_AT)
    load_policies(now=LOADED_AT)


@pytest.fixture
def dishub(db: None) -> Opd:
    return Opd.objects.create(
        code="DISHUB", name="Dinas Perhubungan", short_name="Dishub", kind="dinas", verified=Opd.Verification.VERIFIED
    )


@pytest.fixture
def pupr(db: None) -> Opd:
    return Opd.objects.create(
        code="PUPRK", name="Dinas PUPR", short_name="PUPRK", kind="dinas", verified=Opd.Verification.VERIFIED
    )


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """make_user("petugas.dishub", Role.PETUGAS, dishub): somebody with one membership."""

    def make(username: str, role: Role, opd: Opd | None = None, **facts: object) -> User:
        user = User.objects.create(username=username, email=f"{username}@contoh.id", **facts)
        Membership.objects.create(user=user, role=role, opd=opd)
        return user

    return make


@pytest.fixture
def cast(loaded: None, make_user: MakeUser, dishub: Opd, pupr: Opd) -> None:
    """Dishub has two petugas, a kepala bidang and a head, PUPRK a petugas and a head; the city a koordinator, a Sekda,
    a Wali Kota and an admin."""
    for name in ("sari", "budi"):
        make_user(name, Role.PETUGAS, dishub)
    make_user("kabid", Role.KEPALA_BIDANG, dishub)
    make_user("kadishub", Role.PIMPINAN, dishub)
    make_user("andi", Role.PETUGAS, pupr)
    make_user("kapupr", Role.PIMPINAN, pupr)
    make_user("koordinator", Role.KOORDINATOR)
    make_user("sekda", Role.SEKDA)
    make_user("walikota", Role.WALI_KOTA)
    make_user("admin", Role.ADMIN)


@pytest.fixture
def make_complaint(db: None) -> MakeComplaint:
    """make_complaint(opd=dishub, assignee=petugas): a complaint with its unit and holder."""
    numbers = count(1)

    def make(**facts: object) -> Complaint:
        number = next(numbers)
        moment = wita("2026-03-02 08:00")
        defaults: dict[str, object] = {
            "number": f"BTG-2603-{number:04}",
            "token_digest": f"{number:064}",
            "channel": "whatsapp",
            "reporter": Reporter.objects.create(created_at=moment),
            "subject": "Lampu jalan padam",
            "text": "Lampu jalan di gang kami padam sejak kemarin.",
            "created_at": moment,
            "citizen_wrote_at": moment,
        }
        return Complaint.objects.create(**(defaults | facts))

    return make
