"""Acts over selected cases: each wholly or not at all, refusals in words, one undo for all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from complaints.bulk_desk import read_outcome
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import BulkAct, Complaint, Reply
from complaints.services import handling
from complaints.services.bulk_acts import UNDO_WITHIN, Wish, act_on_many, undo_act
from opd.labels import has_labels
from opd.models import Notice, User
from sla.models import SlaClock
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
NOW = MONDAY_MORNING + timedelta(minutes=5)
SOON = NOW + timedelta(minutes=2)
FRIDAY = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
Kind = BulkAct.Kind


@pytest.fixture
def three() -> list[Complaint]:
    """Three cases at PUPRK; a colleague holds the last one."""
    made = [make_complaint(phone=f"+628120000000{number}") for number in (1, 2, 3)]
    Complaint.objects.filter(pk__in=[case.pk for case in made]).update(opd=unit("PUPRK"), status="forwarded")
    SlaClock.objects.filter(complaint__in=made).update(opd=unit("PUPRK"))
    handling.take(complaint=Complaint.objects.get(pk=made[2].pk), user=pimpinan(), now=NOW)
    return list(Complaint.objects.order_by("pk"))


def act(cases: list[Complaint], wish: Wish, user: User | None = None) -> BulkAct:
    return act_on_many(complaints=cases, wish=wish, user=user or petugas_pupr(), now=NOW)


def state(cases: list[Complaint]) -> list[object]:
    """All that an act may change of them, but for the version, which only grows."""
    rows = Complaint.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    facts = list(rows.values_list("status", "assignee", "answered_at", "resolved_at"))
    clocks = SlaClock.objects.filter(complaint__in=cases, is_open=True).order_by("pk")
    return [facts, list(clocks.values_list("kind", "due_at", "holder", "paused_at"))]


def test_what_one_case_refuses_is_done_to_the_others(three: list[Complaint]) -> None:
    made = act(three, Wish(Kind.TAKE))

    outcome = read_outcome(petugas_pupr(), str(made.pk), NOW)
    assert outcome is not None
    assert (outcome.words, outcome.can_undo) == ("2 aduan diambil.", True)
    assert outcome.refusals == [(three[2].number, "Aduan ini sudah diambil Pimpinan.Uji.Pupr.")]
    assert list(Complaint.objects.order_by("pk").values_list("assignee__username", flat=True)) == [
        *["petugas.uji.pupr"] * 2,
        "pimpinan.uji.pupr",
    ]


WISHES: list[Callable[[], Wish]] = [
    lambda: Wish(Kind.TAKE),
    lambda: Wish(Kind.HAND_ON, colleague=pimpinan()),
    lambda: Wish(Kind.SNOOZE, until=FRIDAY),
    lambda: Wish(Kind.TAG, tag="musrenbang"),
    lambda: Wish(Kind.ACKNOWLEDGE),
]


@pytest.mark.parametrize("wish", WISHES)
def test_one_undo_takes_all_of_it_back(three: list[Complaint], wish: Callable[[], Wish]) -> None:
    cases, before = three[:2], state(three[:2])
    made = act(cases, wish())
    assert made.cases.filter(is_done=True).count() == 2

    undo_act(act=made, user=petugas_pupr(), now=SOON if made.kind != Kind.ACKNOWLEDGE else NOW)

    assert state(cases) == before
    assert made.cases.filter(is_done=True).count() == 0
    assert not Complaint.objects.filter(case_tags__isnull=False).exists()
    assert not Complaint.objects.filter(snoozes__ended_at=None, snoozes__isnull=False).exists()
    assert not Reply.objects.filter(author__isnull=False).exclude(status="cancelled").exists()
    assert not any(has_labels(case.number) for case in cases)
    assert not Notice.objects.filter(recipient=pimpinan(), dedupe_key__startswith="handed:").exists()


def test_releasing_is_taken_back_too(three: list[Complaint]) -> None:
    act(three[:2], Wish(Kind.TAKE))
    before = state(three[:2])
    made = act_on_many(complaints=three[:2], wish=Wish(Kind.RELEASE), user=petugas_pupr(), now=NOW)
    assert state(three[:2]) != before

    undo_act(act=made, user=petugas_pupr(), now=SOON)

    assert state(three[:2]) == before


def test_a_case_that_went_on_stays_and_says_why(three: list[Complaint]) -> None:
    made = act(three[:2], Wish(Kind.TAKE))
    changed = Complaint.objects.get(pk=three[0].pk)
    handling.hand_on(complaint=changed, colleague=pimpinan(), user=petugas_pupr(), now=SOON)

    undo_act(act=made, user=petugas_pupr(), now=SOON)

    holders = Complaint.objects.filter(pk__in=[case.pk for case in three[:2]]).order_by("pk")
    assert list(holders.values_list("assignee__username", flat=True)) == ["pimpinan.uji.pupr", None]
    outcome = read_outcome(petugas_pupr(), str(made.pk), SOON)
    assert outcome is not None
    assert outcome.words == "Ambil diurungkan. 1 aduan tetap diambil."
    assert outcome.refusals == [(three[0].number, "Sudah ada kejadian baru pada aduan ini.")]


def test_no_words_to_a_case_that_changed_since_the_list_was_read(three: list[Complaint]) -> None:
    seen = {case.pk: case.version for case in three[:2]}
    Complaint.objects.filter(pk=three[0].pk).update(version=seen[three[0].pk] + 1)

    made = act(three[:2], Wish(Kind.ACKNOWLEDGE, versions=seen))

    assert [row.is_done for row in made.cases.order_by("complaint_id")] == [False, True]
    assert Reply.objects.filter(kind="receipt", author=petugas_pupr()).count() == 1


def test_undo_is_its_authors_once_and_not_for_long(three: list[Complaint]) -> None:
    made = act(three[:2], Wish(Kind.TAKE))

    with pytest.raises(NotAllowedError):
        undo_act(act=made, user=koordinator(), now=SOON)
    with pytest.raises(MoveNotAllowedError, match="sudah lewat"):
        undo_act(act=made, user=petugas_pupr(), now=NOW + UNDO_WITHIN + timedelta(seconds=1))
    undo_act(act=made, user=petugas_pupr(), now=SOON)
    with pytest.raises(MoveNotAllowedError, match="sudah diurungkan"):
        undo_act(act=made, user=petugas_pupr(), now=SOON)


def test_fifty_at_most_and_at_least_one(three: list[Complaint]) -> None:
    for cases in ([], three * 17):
        with pytest.raises(InvalidInputError):
            act(cases, Wish(Kind.TAKE))
    assert BulkAct.objects.count() == 0


def cases_of(cases: list[Complaint]) -> list[str]:
    return [f"{case.number}.{case.version}" for case in cases]


def test_by_the_list_and_back_to_where_it_was(three: list[Complaint], client: Client) -> None:
    client.force_login(petugas_pupr())
    assert "Pilih " + three[0].number in client.get("/aduan/?tampilan=belum&pilih=1").content.decode()

    answer = client.post("/massal/", {"act": "take", "cases": cases_of(three), "back": "tampilan=belum&pilih=1"})

    made = BulkAct.objects.get()
    assert answer.headers["Location"] == f"/aduan/?tampilan=belum&massal={made.pk}"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2 aduan diambil." in page
    assert f"{three[2].number}</a> Aduan ini sudah diambil" in page
    client.post(f"/massal/{made.pk}/urungkan/", {"back": "tampilan=belum"})
    assert Complaint.objects.filter(assignee=None).count() == 2


def test_what_an_act_needs_is_asked_first(three: list[Complaint], client: Client) -> None:
    client.force_login(petugas_pupr())
    needs = [("hand_on", "colleague", pimpinan().pk), ("snooze", "choice", "besok"), ("tag", "name", "x")]
    for kind, field, value in needs:
        wish = {"act": kind, "cases": cases_of(three[:1])}
        assert client.post("/massal/", wish).status_code == 200
        assert client.post("/massal/", wish | {"confirmed": "yes"}).status_code == 422
        assert BulkAct.objects.filter(kind=kind).count() == 0

        assert client.post("/massal/", wish | {"confirmed": "yes", field: value}).status_code == 302
        assert BulkAct.objects.filter(kind=kind).count() == 1


def test_citizens_words_are_shown_before_they_go(
    three: list[Complaint], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints.views.bulk.now", lambda: NOW)
    client.force_login(petugas_pupr())
    wish = {"act": "acknowledge", "cases": cases_of(three[:2])}

    shown = client.post("/massal/", wish).context["lines"]
    assert Reply.objects.filter(author__isnull=False).count() == 0
    client.post("/massal/", wish | {"confirmed": "yes"})

    sent = Reply.objects.filter(author=petugas_pupr()).order_by("complaint_id")
    assert [reply.text for reply in sent] == [line.words for line in shown]
    assert len(sent) == 2


def test_a_case_of_another_unit_is_touched_by_no_guess(three: list[Complaint], client: Client) -> None:
    client.force_login(petugas_lain())

    answer = client.post("/massal/", {"act": "take", "cases": cases_of(three)})

    assert answer.headers["Location"] == "/aduan/?"
    assert Complaint.objects.filter(assignee=petugas_lain()).count() == 0
    assert read_outcome(petugas_lain(), str(act(three, Wish(Kind.TAKE)).pk), NOW) is None
