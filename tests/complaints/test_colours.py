"""Jenis jawaban hijau: what is proposed, who decides, and what is sent unread afterwards."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.colours import Figures, read_proposals
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, ReadingNeededError
from complaints.models import AnswerVersion, ColourDecision, Complaint, Reply, SecondReading
from complaints.risk import read_risk
from complaints.services import replies
from complaints.services.colours import decide_colour
from complaints.services.second_readings import Draft, approve_reading, ask_reading, return_reading
from opd.models import Category, User
from tests import cast
from tests.complaints.answer_kit import in_force
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
START = MONDAY_MORNING + timedelta(hours=1)
END = START + timedelta(hours=5)
VIRAL = "Jalan berlubang parah. Kalau tidak dijawab saya viralkan"
PLAIN = "Kami periksa besok pagi."
OTHER = "Kami periksa Selasa pagi."  # read by nobody
PAGE = "/pengaturan/hijau/"


def at_pupr(text: str = VIRAL, category: str = "jalan-rusak") -> Complaint:
    complaint = make_complaint(text, phone=f"+62812000{Complaint.objects.count():05}")
    kept = {"category": Category.objects.get(code=category), "opd": cast.unit("PUPRK"), "status": "forwarded"}
    Complaint.objects.filter(pk=complaint.pk).update(**kept)
    complaint.refresh_from_db()
    return complaint


def read(
    complaint: Complaint, times: int, *, edited: int = 0, returned: int = 0, at: datetime = START, **more: object
) -> None:
    """So many drafts are read, of which some are changed or go back."""
    head = cast.pimpinan()
    draft = Draft(**({"text": PLAIN} | more))  # type: ignore[arg-type]
    for number in range(times):
        facts = {"complaint": complaint, "draft": draft, "question": "", "user": cast.petugas_pupr()}
        reading = ask_reading(reader=head, now=at, **facts)  # type: ignore[arg-type]
        decision = {"reading": reading, "remark": "Baik", "user": head, "now": at + timedelta(minutes=number)}
        if number < returned:
            return_reading(**decision)  # type: ignore[arg-type]
        else:
            said = "Kami periksa lusa." if number < returned + edited else draft.text
            approve_reading(text=said, **decision)  # type: ignore[arg-type]


def proposed(at: datetime = END) -> list[Figures]:
    return list(read_proposals(at).values())


def decide(verdict: str, *, key: str = "", at: datetime = END, user: User | None = None) -> ColourDecision:
    key = key or proposed(at)[0].kind.key
    return decide_colour(key=key, verdict=verdict, reason="Selalu sama", user=user or cast.koordinator(), now=at)


def send(complaint: Complaint, text: str = OTHER, approved: AnswerVersion | None = None) -> Reply:
    complaint.refresh_from_db()
    details = replies.ReplyDetails(approved=approved)
    facts = {"user": cast.petugas_pupr(), "version": complaint.version, "now": END, "details": details}
    return replies.answer(complaint=complaint, text=text, kind="answer", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("times", "edited", "returned", "percents"),
    [(20, 0, 0, [100]), (20, 1, 1, [90]), (20, 2, 1, []), (20, 0, 3, []), (19, 0, 0, [])],
)
def test_a_kind_is_proposed_with_enough_readings_and_nine_of_ten_unchanged(
    times: int, edited: int, returned: int, percents: list[int]
) -> None:
    read(at_pupr(), times, edited=edited, returned=returned)

    assert [each.percent for each in proposed()] == percents


def test_only_the_last_days_count_and_kinds_are_not_mixed() -> None:
    read(at_pupr(), 12)
    read(at_pupr(category="drainase"), 12)
    assert proposed() == []
    read(at_pupr(), 8)

    [found] = proposed()

    assert (found.kind.rule, found.readings, found.unedited) == ("viral", 20, 20)
    assert (len(proposed(START + timedelta(days=89))), proposed(START + timedelta(days=91))) == (1, [])


def test_red_secret_and_checked_drafts_are_never_proposed() -> None:
    read(at_pupr("Ada pungli di loket parkir. Kalau tidak dijawab saya viralkan"), 20)
    secret = at_pupr("Jalan berlubang parah di Api-Api")
    Complaint.objects.filter(pk=secret.pk).update(is_secret=True, assignee=cast.petugas_pupr())
    read(Complaint.objects.get(pk=secret.pk), 20)
    read(at_pupr("Jalan berlubang parah di Api-Api"), 20, text="Akan kami perbaiki.")

    assert set(SecondReading.objects.values_list("risk", flat=True)) == {"red", "amber"}
    assert proposed() == []


def test_a_green_kind_is_sent_unread_and_all_others_are_not() -> None:
    complaint = at_pupr()
    read(complaint, 20)
    decision = decide("green")

    assert send(complaint).status == Reply.Status.PENDING
    assert (decision.readings, decision.unedited, decision.decided_by) == (20, 20, cast.koordinator())
    with pytest.raises(ReadingNeededError):
        send(at_pupr(category="drainase"))
    with pytest.raises(ReadingNeededError):
        send(complaint, "Aduan 1 kami periksa. Jadwalnya kami kabari paling lambat Senin.", in_force(START))
    assert proposed() == []


def test_red_stays_red_and_other_amber_stays_amber() -> None:
    read(at_pupr(), 20)
    decide("green")
    secret, marked = at_pupr(), at_pupr()
    secret.is_secret, marked.is_red = True, True

    risk = read_risk(at_pupr("Saya viralkan pungli di loket ini"), PLAIN)

    assert (risk.colour, len(risk.reasons)) == ("red", 2)
    assert read_risk(secret, PLAIN).words == "Aduan rahasia"
    assert (read_risk(at_pupr(), PLAIN).colour, read_risk(marked, PLAIN).colour) == ("green", "amber")
    with pytest.raises(ReadingNeededError, match="pimpinan atau koordinator"):
        send(at_pupr("Saya viralkan pungli di loket ini"))


def test_a_green_approved_answer_is_green_in_its_own_words_alone() -> None:
    version, complaint = in_force(START), at_pupr()
    filled = "Aduan 1 kami periksa. Jadwalnya kami kabari paling lambat Senin, 30 November 2026."
    read(complaint, 20, text=filled.replace("Senin, 30", "Jumat, 27"), approved=version)
    decide("green")

    with pytest.raises(ReadingNeededError):
        send(complaint, f"Mohon sabar. {filled}", version)
    with pytest.raises(ReadingNeededError):
        send(complaint)
    assert send(complaint, filled, version).status == Reply.Status.PENDING


def test_a_green_kind_is_revoked_by_a_row_of_its_own() -> None:
    complaint = at_pupr()
    read(complaint, 20)
    key = proposed()[0].kind.key
    decide("green", key=key)

    decide("amber", key=key)

    with pytest.raises(ReadingNeededError):
        send(complaint)
    rows = ColourDecision.objects.order_by("pk").values_list("verdict", "readings", "reason", "decided_at")
    assert list(rows) == [("green", 20, "Selalu sama", END), ("amber", 0, "Selalu sama", END)]


def test_what_stays_amber_is_proposed_again_by_new_readings_alone() -> None:
    complaint = at_pupr()
    read(complaint, 20)
    decide("amber")
    assert proposed() == []

    read(complaint, 20, at=END + timedelta(days=1))

    assert [each.readings for each in proposed(END + timedelta(days=2))] == [20]


def test_only_the_coordinator_decides_with_a_reason_and_once() -> None:
    read(at_pupr(), 20)
    key = proposed()[0].kind.key
    for user in (cast.petugas_pupr(), cast.pimpinan(), cast.admin()):
        with pytest.raises(NotAllowedError):
            decide("green", user=user)
    with pytest.raises(InvalidInputError):
        decide_colour(key=key, verdict="green", reason="  ", user=cast.koordinator(), now=END)
    with pytest.raises(InvalidInputError):
        decide("red")
    decide("green")

    for again, other in (("green", key), ("green", "1::viral"), ("amber", "x::"), ("green", f"{key}x")):
        with pytest.raises(MoveNotAllowedError):
            decide(again, key=other)
    assert ColourDecision.objects.count() == 1


def test_the_page_proposes_decides_and_takes_back(client: Client) -> None:
    read(at_pupr(), 20, returned=1, at=now() - timedelta(hours=1))
    client.force_login(cast.koordinator())

    before, hint = client.get(PAGE).content.decode(), client.get("/baca/").content.decode()
    facts = {"key": proposed(now())[0].kind.key, "reason": "Jawaban rutin"}
    green = client.post(PAGE, facts | {"verdict": "green"}, follow=True).content.decode()
    amber = client.post(PAGE, facts | {"verdict": "amber"}, follow=True).content.decode()

    assert "<b>95%</b> disetujui tanpa perubahan, 19 dari 20 kali dibaca." in before
    assert "1 jenis jawaban diusulkan menjadi hijau" in hint
    assert ("Hijau sekarang" in before, "Hijau sekarang" in green, "Hijau sekarang" in amber) == (False, True, False)
    assert amber.count("Jawaban rutin") == 2


def test_admins_read_and_units_do_not_see_the_page(client: Client) -> None:
    statuses = []
    for user in (cast.petugas_pupr(), cast.pimpinan(), cast.admin(), cast.koordinator()):
        client.force_login(user)
        statuses.append(client.get(PAGE).status_code)

    assert statuses == [403, 403, 200, 200]
