"""Is it really solved? Three classes that stay apart, an objection that opens the case, and the push of a late one."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.case_rows import read_thread
from complaints.errors import MoveNotAllowedError
from complaints.links import view_url
from complaints.models import Complaint, Confirmation, Message, Push, Reply
from complaints.overdue import read_wall
from complaints.services import resolving
from complaints.services.confirming import ask_due, confirm
from complaints.services.pushing import push
from complaints.timeline import read_timeline
from opd.models import Notice
from sla.models import ClockKind, SlaClock
from tests import cast
from tests.channels_intake.web.form_kit import photo, words
from tests.factories import make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint of today at PUPRK."""
    made = make_complaint(at=now() - timedelta(hours=5))
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded", assignee=None)
    made.refresh_from_db()
    return made


def path_of(complaint: Complaint) -> str:
    text = Reply.objects.get(complaint=complaint, kind="acknowledgement").text
    return "/t/" + text.split("/t/")[1].split("/")[0] + "/"


def resolve(complaint: Complaint, at: datetime | None = None) -> Complaint:
    complaint.refresh_from_db()
    user, moment = cast.petugas_pupr(), at or now() - timedelta(hours=2)
    resolving.resolve(complaint=complaint, resolution="Sudah ditambal.", user=user, now=moment)
    complaint.refresh_from_db()
    return complaint


def outcomes(complaint: Complaint) -> list[str]:
    return list(Confirmation.objects.filter(complaint=complaint).values_list("outcome", flat=True))


def questions(complaint: Complaint) -> list[Reply]:
    return [
        row for row in Reply.objects.filter(complaint=complaint, form="buttons") if "memang sudah beres" in row.text
    ]


def test_it_is_asked_once_after_a_result(complaint: Complaint) -> None:
    resolve(complaint)

    assert (ask_due(now=now()), ask_due(now=now())) == (1, 0)
    assert [button["title"] for button in questions(complaint)[0].content["buttons"]] == ["Sudah beres", "Belum"]
    assert outcomes(complaint) == [""]


def test_a_result_that_may_still_be_taken_back_is_not_asked_about(complaint: Complaint) -> None:
    resolve(complaint, now() - timedelta(minutes=30))

    assert ask_due(now=now()) == 0


def tap(complaint: Complaint, answer: str) -> None:
    receive(make_event(None, choice=f"solved:{complaint.number}:{answer}", at=now(), kind="interactive"))
    complaint.refresh_from_db()


def test_a_tap_confirms(complaint: Complaint) -> None:
    resolve(complaint)
    ask_due(now=now())

    tap(complaint, "yes")

    assert (outcomes(complaint), complaint.status) == (["confirmed"], "resolved")


def test_a_tap_denies_opens_the_case_and_tells_the_unit(complaint: Complaint) -> None:
    officer = cast.petugas_pupr()
    resolve(complaint)

    tap(complaint, "no")

    assert (outcomes(complaint), complaint.status) == (["denied"], "in_progress")
    assert SlaClock.objects.filter(complaint=complaint, kind=ClockKind.RESOLVE, is_open=True).exists()
    assert Notice.objects.filter(recipient=officer, subject__contains="dibuka kembali").exists()


def test_a_stranger_answers_for_nobody(complaint: Complaint) -> None:
    resolve(complaint)

    receive(
        make_event(None, phone="+6281200000077", choice=f"solved:{complaint.number}:no", at=now(), kind="interactive")
    )

    complaint.refresh_from_db()
    assert (outcomes(complaint), complaint.status) == ([], "resolved")


def test_words_after_a_result_are_a_denial_and_silence_is_none(complaint: Complaint) -> None:
    resolve(complaint)
    ask_due(now=now())
    silent = outcomes(complaint)

    receive(make_event("Belum beres pak, masih rusak", at=now()))

    assert (silent, outcomes(complaint)) == ([""], ["denied"])


def test_a_second_denial_goes_to_the_level_above(complaint: Complaint) -> None:
    head, boss = cast.pimpinan(), cast.koordinator()
    resolve(complaint)
    tap(complaint, "no")
    first = Notice.objects.filter(subject__contains="dibantah lagi").count()
    resolve(complaint, now() - timedelta(hours=1))

    tap(complaint, "no")

    assert first == 0
    told = Notice.objects.filter(subject__contains="dibantah lagi").values_list("recipient", flat=True)
    assert set(told) == {head.pk, boss.pk}


def test_the_page_confirms_and_rates_by_one_tap_each(client: Client, complaint: Complaint) -> None:
    resolve(complaint)
    page = path_of(complaint)

    client.post(f"{page}beres/")
    client.post(f"{page}nilai/", {"nilai": "4"})
    client.post(f"{page}nilai/", {"nilai": "1"})

    row = Confirmation.objects.get()
    assert (row.outcome, row.rating) == ("confirmed", 4)
    assert "Nilai Anda: 4 dari 4" in words(client.get(page))


@pytest.mark.parametrize("mark", ["0", "5", "", "x"])
def test_no_other_mark_is_taken(client: Client, complaint: Complaint, mark: str) -> None:
    resolve(complaint)

    client.post(f"{path_of(complaint)}nilai/", {"nilai": mark})

    assert not Confirmation.objects.filter(rating__isnull=False).exists()


def test_an_objection_on_the_page_carries_its_reason_and_is_taken_once(client: Client, complaint: Complaint) -> None:
    resolve(complaint)
    page = path_of(complaint)
    said = {"text": "Baru ditambal sudah lubang lagi", "nama": "namaformulirwarga01", "photos": [photo()]}

    for _ in range(2):
        client.post(f"{page}belum/", said | {"photos": [photo()]})

    complaint.refresh_from_db()
    added = Message.objects.get(text="Baru ditambal sudah lubang lagi")
    assert (complaint.status, outcomes(complaint)) == ("in_progress", ["denied"])
    assert (added.complaint, added.attachments.count()) == (complaint, 1)
    assert Reply.objects.filter(complaint=complaint).values("conversation").distinct().count() == 1
    remarks = [
        entry.remark for entry in read_timeline(read_thread(complaint), "Warga", now()) if "lubang lagi" in entry.text
    ]
    assert ["tautan" in remark for remark in remarks] == [True]


def test_after_its_last_day_nothing_is_opened(client: Client, complaint: Complaint) -> None:
    resolve(complaint)
    Complaint.objects.update(resolved_at=now() - timedelta(days=11))
    page = path_of(complaint)

    answer = client.post(f"{page}belum/", {"text": "Belum beres"}, follow=True)

    complaint.refresh_from_db()
    assert complaint.status == "resolved"
    assert "tidak dapat dilakukan lagi" in words(answer)
    assert "Buka kembali" not in words(client.get(page))


def test_an_addition_is_shown_and_changes_neither_matter_nor_window(client: Client, complaint: Complaint) -> None:
    former, window = complaint.text, complaint.reporter.conversations.get().window_until

    client.post(f"{path_of(complaint)}tambah/", {"text": "Ada di depan SDN 007", "nama": "namaformulirwarga02"})

    complaint.refresh_from_db()
    assert complaint.text == former
    assert complaint.messages.filter(text="Ada di depan SDN 007").exists()
    assert complaint.reporter.conversations.get().window_until == window


def test_the_citizen_withdraws_on_his_page(client: Client, complaint: Complaint) -> None:
    client.post(f"{path_of(complaint)}cabut/")

    complaint.refresh_from_db()
    assert complaint.status == "closed"


@pytest.mark.parametrize("act", ["beres", "nilai", "dorong", "cabut", "tambah", "belum"])
def test_a_link_that_only_shows_carries_no_act(client: Client, complaint: Complaint, act: str) -> None:
    url = (view_url(complaint) or "").removeprefix("http://localhost:8000")

    response = client.post(f"{url}{act}/", {"text": "x", "nilai": "4"})

    complaint.refresh_from_db()
    assert (response.status_code, complaint.status, complaint.messages.count()) == (404, "forwarded", 1)
    assert "<form" not in words(client.get(url))


def test_a_late_case_is_pushed_once_per_level_and_stands_on_the_wall(client: Client, complaint: Complaint) -> None:
    SlaClock.objects.filter(complaint=complaint).update(due_at=now() + timedelta(days=1))
    with pytest.raises(MoveNotAllowedError):
        push(complaint=complaint, now=now())
    SlaClock.objects.filter(complaint=complaint).update(due_at=now() - timedelta(days=1))
    page = path_of(complaint)

    offered = "Dorong</button>" in words(client.get(page))
    client.post(f"{page}dorong/")
    client.post(f"{page}dorong/")

    assert offered
    assert Push.objects.count() == 1
    assert [row.pushes for row in read_wall(cast.koordinator(), now()).rows] == [1]
    assert "Dorong</button>" not in words(client.get(page))


def test_what_is_not_solved_is_not_confirmed(complaint: Complaint) -> None:
    with pytest.raises(MoveNotAllowedError):
        confirm(complaint=complaint, now=now())


def test_the_page_is_kept_by_nobody_and_tells_nobody(client: Client, complaint: Complaint) -> None:
    response = client.get(path_of(complaint))

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
