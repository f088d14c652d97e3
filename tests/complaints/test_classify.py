"""What a case is about, of which kind it is, and who may know of it: who may change it, and what follows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint
from complaints.queries import visible_to
from complaints.services import classify, resolving
from complaints.services.routing import verify
from opd.models import Category, Notice, User
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def change_kind(complaint: Complaint, kind: str, user: User, reason: str = "Menurut isi aduan") -> None:
    classify.change_kind(complaint=complaint, kind=kind, reason=reason, user=user, now=LATER)


def set_secrecy(complaint: Complaint, user: User, *, anonymous: bool, secret: bool, reason: str = "Diminta") -> None:
    classify.set_secrecy(
        complaint=complaint, is_anonymous=anonymous, is_secret=secret, reason=reason, user=user, now=LATER
    )


def event_data(complaint: Complaint, type_: str) -> dict[str, object]:
    data: dict[str, object] = complaint.events.get(type=type_).data
    return data


# Category


def test_registration_sets_the_category_with_its_reason() -> None:
    complaint = make_complaint("Jalan rusak parah di depan rumah, aspal mengelupas")

    assert complaint.category == Category.objects.get(code="jalan-rusak")
    assert event_data(complaint, "complaint.category_guessed") == {
        "code": "jalan-rusak",
        "name": "Jalan rusak atau berlubang",
        "reason": "menyebut “jalan rusak”",
    }


def test_category_stays_empty_without_a_reason() -> None:
    complaint = make_complaint("Tolong segera ditindaklanjuti yang kemarin itu di tempat kami ya pak")

    assert complaint.category is None
    assert complaint.events.filter(type="complaint.category_guessed").count() == 0


def test_more_words_of_the_citizen_give_the_category() -> None:
    complaint = make_complaint("Min tolong itu yang kemarin bagaimana kelanjutannya di tempat kami")
    assert complaint.category is None

    receive(make_event("jalan rusak aspal mengelupas berlubang parah", at=MONDAY_MORNING + timedelta(seconds=20)))

    complaint.refresh_from_db()
    assert (complaint.category and complaint.category.code) == "jalan-rusak"


def test_officers_choice_is_kept_whatever_the_citizen_adds(complaint: Complaint) -> None:
    drains = Category.objects.get(code="drainase")
    classify.set_category(complaint=complaint, category=drains, user=cast.petugas_pupr(), now=LATER)

    classify.guess_category(complaint=complaint, likely_unit="PUPRK", now=LATER)

    complaint.refresh_from_db()
    assert complaint.category == drains
    assert event_data(complaint, "complaint.category_set") == {
        "code": "drainase",
        "name": "Parit dan drainase mampet",
        "former": "Jalan rusak atau berlubang",
    }


def test_the_coordinators_route_gives_a_category_to_what_had_none() -> None:
    complaint = make_complaint("Tolong min, keran kecil sekali di tempat kami")
    Complaint.objects.filter(pk=complaint.pk).update(opd=None, status="new", category=None)
    complaint.refresh_from_db()

    verify(
        complaint=complaint,
        outcome="unit",
        opd=cast.unit("PERUMDA-TT"),
        external_body=None,
        reason="",
        user=cast.koordinator(),
        now=LATER,
    )

    complaint.refresh_from_db()
    assert (complaint.category and complaint.category.code) == "air-bersih"


def test_another_agency_sets_no_category(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        classify.set_category(complaint=complaint, category=None, user=cast.petugas_lain(), now=LATER)


# Kind


@pytest.mark.parametrize("role", [cast.petugas_pupr, cast.pimpinan, cast.koordinator])
def test_kind_is_changed_by_the_unit_and_the_coordinator(complaint: Complaint, role: Callable[[], User]) -> None:
    change_kind(complaint, "informasi", role())

    complaint.refresh_from_db()
    assert complaint.kind == "informasi"


def test_another_agency_changes_no_kind(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        change_kind(complaint, "informasi", cast.petugas_lain())


def test_the_promise_follows_the_kind_and_the_old_one_stays_on_record(complaint: Complaint) -> None:
    former = complaint.clocks.get(kind="resolve")

    change_kind(complaint, "informasi", cast.petugas_pupr())

    clock = complaint.clocks.get(kind="resolve", is_open=True)
    assert clock.due_at == MONDAY_MORNING + timedelta(days=7, hours=7)  # five working days: Monday 16.00 WITA
    former.refresh_from_db()
    assert former.cancelled_at == LATER
    assert event_data(complaint, "complaint.kind_changed") == {
        "kind": "informasi",
        "name": "Permintaan informasi",
        "former": "Pengaduan tidak berkadar pengawasan",
        "reason": "Menurut isi aduan",
        "due_at": clock.due_at.isoformat(),
    }


def test_berkadar_pengawasan_is_secret_and_its_citizen_anonymous(complaint: Complaint) -> None:
    head, officer, coordinator = cast.pimpinan(), cast.petugas_pupr(), cast.koordinator()

    change_kind(complaint, "berkadar", officer)

    complaint.refresh_from_db()
    assert (complaint.is_secret, complaint.is_anonymous) == (True, True)
    assert [visible_to(user).count() for user in (officer, head, coordinator)] == [0, 1, 1]
    told = Notice.objects.filter(dedupe_key__startswith="confined:").order_by("recipient__username")
    assert [notice.recipient for notice in told] == [coordinator, head]


def test_another_kind_afterwards_opens_no_secret(complaint: Complaint) -> None:
    change_kind(complaint, "berkadar", cast.petugas_pupr())

    change_kind(complaint, "aspirasi", cast.pimpinan())

    complaint.refresh_from_db()
    assert (complaint.is_secret, complaint.is_anonymous) == (True, True)


@pytest.mark.parametrize(("kind", "reason"), [("informasi", "  "), ("tidak_berkadar", "Sama"), ("lain", "Tidak ada")])
def test_kind_needs_a_reason_and_a_difference(complaint: Complaint, kind: str, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        change_kind(complaint, kind, cast.petugas_pupr(), reason)

    assert complaint.events.filter(type="complaint.kind_changed").count() == 0


def test_kind_of_a_resolved_case_stays(complaint: Complaint) -> None:
    resolving.resolve(complaint=complaint, resolution="Sudah.", user=cast.petugas_pupr(), now=LATER)
    complaint.refresh_from_db()

    with pytest.raises(MoveNotAllowedError):
        change_kind(complaint, "informasi", cast.petugas_pupr())


# Secrecy


@pytest.mark.parametrize(("anonymous", "secret"), [(True, False), (False, True), (True, True)])
def test_an_officer_of_the_case_hides_it(complaint: Complaint, anonymous: bool, secret: bool) -> None:
    set_secrecy(complaint, cast.petugas_pupr(), anonymous=anonymous, secret=secret)

    complaint.refresh_from_db()
    assert (complaint.is_anonymous, complaint.is_secret) == (anonymous, secret)
    assert event_data(complaint, "complaint.secrecy_changed") == {
        "anonymous": anonymous,
        "secret": secret,
        "reason": "Diminta",
    }


@pytest.mark.parametrize(("anonymous", "secret"), [(True, False), (False, True), (False, False)])
@pytest.mark.parametrize("role", [cast.petugas_pupr, cast.pimpinan])
def test_the_agency_takes_no_flag_off(
    complaint: Complaint, role: Callable[[], User], anonymous: bool, secret: bool
) -> None:
    set_secrecy(complaint, cast.koordinator(), anonymous=True, secret=True)

    with pytest.raises(NotAllowedError):
        set_secrecy(complaint, role(), anonymous=anonymous, secret=secret)

    complaint.refresh_from_db()
    assert (complaint.is_anonymous, complaint.is_secret) == (True, True)


def test_a_form_opened_before_the_case_became_secret_does_not_open_it(complaint: Complaint) -> None:
    opened_before = Complaint.objects.get(pk=complaint.pk)
    set_secrecy(complaint, cast.koordinator(), anonymous=False, secret=True)

    with pytest.raises(NotAllowedError):
        set_secrecy(opened_before, cast.petugas_pupr(), anonymous=True, secret=False)

    complaint.refresh_from_db()
    assert (complaint.is_anonymous, complaint.is_secret) == (False, True)


def test_the_coordinator_takes_a_flag_off(complaint: Complaint) -> None:
    set_secrecy(complaint, cast.petugas_pupr(), anonymous=True, secret=True)

    set_secrecy(complaint, cast.koordinator(), anonymous=True, secret=False)

    complaint.refresh_from_db()
    assert (complaint.is_anonymous, complaint.is_secret) == (True, False)


def test_another_agency_hides_nothing(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        set_secrecy(complaint, cast.petugas_lain(), anonymous=True, secret=True)


@pytest.mark.parametrize(("secret", "reason"), [(True, " "), (False, "Tidak berubah")])
def test_secrecy_needs_a_reason_and_a_difference(complaint: Complaint, secret: bool, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        set_secrecy(complaint, cast.petugas_pupr(), anonymous=False, secret=secret, reason=reason)


def test_anonymity_alone_tells_nobody(complaint: Complaint) -> None:
    cast.pimpinan()

    set_secrecy(complaint, cast.petugas_pupr(), anonymous=True, secret=False)

    assert Notice.objects.filter(dedupe_key__startswith="confined:").count() == 0
