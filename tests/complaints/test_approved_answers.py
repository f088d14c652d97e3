"""Approved answers: a draft is sent by nobody, an approved one with its version, an ended one by nobody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from complaints.errors import FindingsError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import AnswerVersion, ApprovedAnswer, Complaint, Reply
from complaints.queries import versions_in_force, visible_answers
from complaints.services import replies
from complaints.services.answer_expiry import expire_answers
from complaints.services.approved_answers import Matter, Words, approve, end_version, write_answer, write_version
from opd.models import Notice, User
from tests.cast import admin, koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.answer_kit import POTHOLE, UNTIL, draft, in_force
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
NOW = MONDAY_MORNING + timedelta(hours=1)
TODAY = date(2026, 11, 23)


def send(complaint: Complaint, version: AnswerVersion, text: str = "Aduan BTG kami periksa.") -> Reply:
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=NOW,
        details=replies.ReplyDetails(approved=version),
    )


def test_a_draft_is_no_words_to_send() -> None:
    version = draft(NOW)

    with pytest.raises(InvalidInputError, match="tidak sah dipakai lagi"):
        send(make_complaint(), version)

    assert (version.state, version.answer.owner, version.answer.code) == ("draft", petugas_pupr(), "lubang-jalan")
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_approved_by_the_head_of_the_unit_it_is_in_force_until_its_day() -> None:
    version = in_force(NOW)

    assert (version.state, version.state_label, version.approved_by) == ("approved", "Sah dipakai", pimpinan())
    assert list(versions_in_force(NOW)) == [version]
    assert list(versions_in_force(NOW + timedelta(days=98))) == [version]
    assert list(versions_in_force(NOW + timedelta(days=99))) == []


@pytest.mark.parametrize(
    ("text", "is_edited"),
    [
        ("Aduan BTG-1 kami periksa. Jadwalnya kami kabari paling lambat Kamis, 26 November 2026.", False),
        ("Aduan BTG-1 kami periksa besok.", True),
    ],
)
def test_its_use_is_recorded_with_the_version(text: str, is_edited: bool) -> None:
    version, complaint = in_force(NOW), make_complaint()

    reply = send(complaint, version, text)

    used = {
        "code": "lubang-jalan",
        "version": 1,
        "is_edited": is_edited,
        "title": "Lubang jalan",
        "approved_by": pimpinan().display_name,
        "basis": "UU 25/2009",
    }
    event = complaint.events.get(type="reply.written")
    assert event.data == {"kind": "answer", "reply": reply.pk, "approved": used}


def test_an_unfilled_field_stops_the_reply_whatever_the_reason() -> None:
    version, complaint = in_force(NOW), make_complaint()
    details = replies.ReplyDetails(approved=version, override_reason="Tidak apa")

    with pytest.raises(FindingsError, match="bagian belum diisi"):
        replies.answer(
            complaint=complaint,
            text="Datang ke [loket].",
            kind="answer",
            user=petugas_pupr(),
            version=complaint.version,
            now=NOW,
            details=details,
        )


@pytest.mark.parametrize("who", [petugas_pupr, petugas_lain])
def test_only_the_head_or_the_coordinator_approves(who: object) -> None:
    version = draft(NOW)

    with pytest.raises(NotAllowedError, match="Hanya pimpinan OPD atau koordinator"):
        approve(version=version, valid_until=UNTIL, user=who(), now=NOW)  # type: ignore[operator]

    assert list(versions_in_force(NOW)) == []


def test_nobody_approves_his_own_words() -> None:
    matter = Matter("Kota", "first")
    version = write_answer(matter=matter, words=Words("Sudah kami catat."), user=koordinator(), now=NOW)

    with pytest.raises(NotAllowedError, match="Penulis tidak mengesahkan"):
        approve(version=version, valid_until=UNTIL, user=koordinator(), now=NOW)
    with pytest.raises(IntegrityError, match="nobody_approves_his_own_words"):
        AnswerVersion.objects.filter(pk=version.pk).update(
            approved_by=koordinator(), approved_at=NOW, valid_until=UNTIL
        )


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=732)])
def test_the_last_day_is_within_two_years(day: date) -> None:
    with pytest.raises(InvalidInputError, match="paling lama dua tahun"):
        approve(version=draft(NOW), valid_until=day, user=pimpinan(), now=NOW)


def test_words_with_a_finding_are_not_approved() -> None:
    version = draft(NOW, "Nanti kami cek {nomor}.")

    with pytest.raises(FindingsError):
        approve(version=version, valid_until=UNTIL, user=pimpinan(), now=NOW)


def test_the_old_version_holds_until_the_new_one_is_approved() -> None:
    first = in_force(NOW)
    second = write_version(answer=first.answer, words=Words("Sudah kami ukur."), user=petugas_pupr(), now=NOW)
    assert list(versions_in_force(NOW)) == [first]

    approve(version=second, valid_until=UNTIL, user=pimpinan(), now=NOW)

    first.refresh_from_db()
    assert list(versions_in_force(NOW)) == [second]
    assert (second.number, first.state, first.ended_by) == (2, "expired", pimpinan())


def test_a_newer_draft_ends_an_older_one() -> None:
    first = draft(NOW)

    write_version(answer=first.answer, words=Words("Lain."), user=petugas_pupr(), now=NOW)

    with pytest.raises(MoveNotAllowedError, match="bukan draf lagi"):
        approve(version=first, valid_until=UNTIL, user=pimpinan(), now=NOW)


def test_ended_by_hand_it_is_sent_no_more() -> None:
    version = in_force(NOW)
    with pytest.raises(NotAllowedError):
        end_version(version=version, user=petugas_pupr(), now=NOW)

    end_version(version=version, user=pimpinan(), now=NOW)

    assert list(versions_in_force(NOW)) == []
    with pytest.raises(MoveNotAllowedError):
        end_version(version=version, user=pimpinan(), now=NOW)


@pytest.mark.parametrize(("who", "code"), [(petugas_lain, "PUPRK"), (petugas_pupr, None)])
def test_nobody_writes_for_another_unit_or_the_whole_city(who: object, code: str | None) -> None:
    matter = Matter("Judul", "first", unit(code) if code else None)

    with pytest.raises(NotAllowedError):
        write_answer(matter=matter, words=Words("Teks."), user=who(), now=NOW)  # type: ignore[operator]


def test_another_unit_does_not_read_it() -> None:
    draft(NOW)
    write_answer(matter=Matter("Kota", "first"), words=Words("Teks."), user=koordinator(), now=NOW)

    def titles(user: User) -> list[str]:
        return [answer.title for answer in visible_answers(user)]

    assert titles(petugas_lain()) == ["Kota"]
    assert titles(petugas_pupr()) == titles(admin()) == ["Kota", "Lubang jalan"]


def test_the_same_title_gets_a_code_of_its_own() -> None:
    assert [draft(NOW).answer.code for _ in range(3)] == ["lubang-jalan", "lubang-jalan-2", "lubang-jalan-3"]


def test_the_owner_is_warned_once_and_told_at_the_end() -> None:
    version = in_force(NOW)
    near, after = NOW + timedelta(days=90), NOW + timedelta(days=99)

    ended = [expire_answers(now=moment) for moment in (NOW, near, near + timedelta(days=1), after, after)]

    version.refresh_from_db()
    assert ended == [0, 0, 0, 1, 0]
    assert (version.state, version.ended_at, version.ended_by) == ("expired", after, None)
    told = Notice.objects.order_by("pk").values_list("recipient__username", "subject", "url")
    page = "/pengaturan/jawaban/lubang-jalan/"
    assert list(told) == [
        ("petugas.uji.pupr", "Jawaban tersetujui segera berakhir", page),
        ("petugas.uji.pupr", "Jawaban tersetujui sudah berakhir", page),
    ]


def test_without_an_owner_the_heads_are_told() -> None:
    version = in_force(NOW)
    ApprovedAnswer.objects.filter(pk=version.answer_id).update(owner=None)

    expire_answers(now=NOW + timedelta(days=90))

    assert list(Notice.objects.values_list("recipient", flat=True)) == [pimpinan().pk]
    assert version.text == POTHOLE
