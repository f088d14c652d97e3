"""A number that is used in the phone app as well: words said there, words changed and withdrawn, the archive."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from bontang_pengaduan.lib.inbound import Signal
from channels_intake.process import take
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import (
    Amendment,
    ArchivedMessage,
    Attachment,
    Complaint,
    ComplaintEvent,
    Disclosure,
    EchoAnswer,
    Message,
    Reply,
    Reporter,
)
from complaints.services import replies
from complaints.services.delivery import mark_sent
from complaints.services.echoes import confirm_echo, undo_echo
from complaints.services.erasing import erase_withdrawn
from sla.models import ClockKind, EscalationStep, SlaClock
from tests.cast import koordinator, petugas_lain, petugas_pupr
from tests.complaints.attachment_kit import make_pending, make_stored
from tests.complaints.identity_kit import PHONE, amend, case_at_pupr, echo
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECRET = "Pak Lurah menerima uang parkir"


def stopped(complaint: Complaint) -> dict[str, object]:
    """The clocks of tending that have been stopped, and when."""
    clocks = SlaClock.objects.filter(complaint=complaint, stopped_at__isnull=False, cancelled_at=None)
    clocks = clocks.exclude(kind="verify")  # stopped by the route
    return dict(clocks.values_list("kind", "stopped_at"))


def running(complaint: Complaint) -> set[str]:
    promises = SlaClock.objects.filter(complaint=complaint, is_open=True).exclude(kind=ClockKind.WINDOW)
    return set(promises.values_list("kind", flat=True))


# Echoes


def test_our_own_echo_never_opens_a_complaint_and_a_citizens_same_text_does() -> None:
    word = "Selamat pagi, jalan di RT 05 Loktuan berlubang parah dan sudah ada yang jatuh"
    echo(word, at=MONDAY_MORNING)
    assert (Complaint.objects.count(), Reply.objects.count()) == (0, 0)

    receive(make_event(word, at=MONDAY_MORNING + MINUTE))

    assert Complaint.objects.count() == 1


def test_an_echo_of_a_reply_from_here_is_no_second_word() -> None:
    case_at_pupr(ROAD)
    mark_sent(reply=Reply.objects.get(kind="acknowledgement"), external_id="wamid.kita", now=MONDAY_MORNING)
    event = Signal(
        "whatsapp", ACCOUNT, "wamid.kita", "echo", "record_outbound", MONDAY_MORNING, data={"to_phone": PHONE}
    )

    take(event=event, request_id=1, now=MONDAY_MORNING)

    assert Message.objects.filter(is_outbound=True).count() == 0


def test_an_echo_stops_no_clock_before_an_officer_has_looked() -> None:
    complaint = case_at_pupr(ROAD)

    echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)

    assert stopped(complaint) == {}


def test_an_answer_given_in_the_phone_app_stops_the_answer_clock_at_its_own_time() -> None:
    complaint = case_at_pupr(ROAD)
    sent_at = MONDAY_MORNING + HOUR
    message = echo("Kami cek besok, Pak.", at=sent_at)

    confirm_echo(message=message, kind="answer", user=petugas_pupr(), now=sent_at + 20 * HOUR)

    complaint.refresh_from_db()
    assert stopped(complaint) == {"acknowledge": sent_at, "accept": sent_at, "first_answer": sent_at}
    assert (complaint.status, complaint.answered_at, complaint.assignee) == ("in_progress", sent_at, petugas_pupr())
    assert EscalationStep.objects.filter(clock__kind="first_answer", fired_at=None, cancelled_at=None).count() == 0


def test_a_receipt_in_the_phone_app_leaves_the_answer_open() -> None:
    complaint = case_at_pupr(ROAD)
    message = echo("Sudah kami terima.", at=MONDAY_MORNING + HOUR)

    confirm_echo(message=message, kind="receipt", user=petugas_pupr(), now=MONDAY_MORNING + 2 * HOUR)

    complaint.refresh_from_db()
    assert (set(stopped(complaint)), "first_answer" in running(complaint)) == ({"acknowledge", "accept"}, True)
    assert complaint.status == "accepted"


def test_what_the_citizen_wrote_after_the_echo_waits_for_its_own_answer() -> None:
    complaint = case_at_pupr(ROAD)
    message = echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)
    later = receive(make_event("lubangnya makin dalam dan aspal hancur", at=MONDAY_MORNING + 2 * HOUR))
    assert later.complaint == complaint

    confirm_echo(message=message, kind="answer", user=petugas_pupr(), now=MONDAY_MORNING + 3 * HOUR)

    open_one = SlaClock.objects.get(complaint=complaint, kind="next_answer")
    assert (open_one.is_open, open_one.started_at) == (True, later.received_at)


def test_a_promise_that_began_after_the_echo_is_not_kept_by_it() -> None:
    complaint = case_at_pupr(ROAD)
    message = echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)
    SlaClock.objects.filter(complaint=complaint, kind="accept").update(started_at=MONDAY_MORNING + 2 * HOUR)

    confirm_echo(message=message, kind="answer", user=petugas_pupr(), now=MONDAY_MORNING + 3 * HOUR)

    assert ("accept" in running(complaint), "accept" in stopped(complaint)) == (True, False)


def test_a_confirmation_is_taken_back_as_if_it_had_not_been() -> None:
    complaint = case_at_pupr(ROAD)
    before = running(complaint)
    message = echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)
    finding = confirm_echo(message=message, kind="answer", user=petugas_pupr(), now=MONDAY_MORNING + 2 * HOUR)

    undo_echo(finding=finding, user=petugas_pupr(), now=MONDAY_MORNING + 3 * HOUR)

    complaint.refresh_from_db()
    assert (running(complaint), stopped(complaint)) == (before, {})
    assert (complaint.status, complaint.answered_at, complaint.assignee) == ("forwarded", None, None)
    confirm_echo(message=message, kind="receipt", user=petugas_pupr(), now=MONDAY_MORNING + 4 * HOUR)
    with pytest.raises(MoveNotAllowedError, match="sudah dibatalkan"):
        undo_echo(finding=finding, user=petugas_pupr(), now=MONDAY_MORNING + 5 * HOUR)


def test_a_confirmation_stays_once_the_case_has_gone_on() -> None:
    complaint = case_at_pupr(ROAD)
    message = echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)
    finding = confirm_echo(message=message, kind="receipt", user=petugas_pupr(), now=MONDAY_MORNING + 2 * HOUR)
    complaint.refresh_from_db()
    facts = {"user": petugas_pupr(), "version": complaint.version, "now": MONDAY_MORNING + 3 * HOUR}
    replies.answer(complaint=complaint, text="Sudah kami tambal.", kind="answer", **facts)  # type: ignore[arg-type]

    with pytest.raises(MoveNotAllowedError, match="sudah berubah"):
        undo_echo(finding=finding, user=petugas_pupr(), now=MONDAY_MORNING + 4 * HOUR)

    assert EchoAnswer.objects.get().undone_at is None


def test_confirming_is_refused_with_its_reason() -> None:
    complaint = case_at_pupr(ROAD)
    own = complaint.messages.get()
    word = echo("Kami cek.", at=MONDAY_MORNING + HOUR)
    now = MONDAY_MORNING + 2 * HOUR

    with pytest.raises(NotAllowedError):
        confirm_echo(message=word, kind="answer", user=petugas_lain(), now=now)
    with pytest.raises(MoveNotAllowedError, match="Hanya pesan dari aplikasi HP"):
        confirm_echo(message=own, kind="answer", user=petugas_pupr(), now=now)
    Message.objects.filter(pk=word.pk).update(sent_at=complaint.created_at - HOUR)
    word.refresh_from_db()
    with pytest.raises(MoveNotAllowedError, match="sebelum aduan diterima"):
        confirm_echo(message=word, kind="answer", user=petugas_pupr(), now=now)
    assert stopped(complaint) == {}


def test_an_echo_is_confirmed_and_the_finding_undone_on_pages(client: Client) -> None:
    complaint = case_at_pupr(ROAD)
    word = echo("Kami cek besok, Pak.", at=MONDAY_MORNING + HOUR)
    page, confirm = f"/aduan/{complaint.number}/", f"/aduan/{complaint.number}/pesan/{word.pk}/tetapkan/"
    client.force_login(petugas_pupr())
    assert f'href="{confirm}"' in client.get(page).content.decode()

    done = client.post(confirm, {"kind": "answer"})
    assert (done.status_code, done.headers["Location"]) == (302, page)
    [entry] = [entry for entry in client.get(page).context["entries"] if entry.finding]
    assert (entry.by, entry.text) == ("Aplikasi HP", "Kami cek besok, Pak.")
    client.post(f"/penetapan/{entry.finding.pk}/batalkan/")

    assert EchoAnswer.objects.get().undone_by == petugas_pupr()
    client.force_login(petugas_lain())
    assert client.post(confirm, {"kind": "answer"}).status_code == 404
    assert client.post(f"/penetapan/{entry.finding.pk}/batalkan/").status_code == 404


# Words that were changed


def test_an_edit_changes_what_the_case_says_and_keeps_the_former_version(client: Client) -> None:
    complaint = case_at_pupr("Lampu jalan di RT 01 mati total")
    message = complaint.messages.get()

    amend("edit", message.external_id, "Lampu jalan di RT 02 mati total", at=MONDAY_MORNING + HOUR)

    complaint.refresh_from_db()
    assert (complaint.subject, complaint.text) == ("Lampu jalan di RT 02 mati total",) * 2
    client.force_login(petugas_pupr())
    [entry] = [entry for entry in client.get(f"/aduan/{complaint.number}/").context["entries"] if entry.remark]
    assert (entry.text, entry.remark) == ("Lampu jalan di RT 02 mati total", "Pesan ini diubah pelapor")
    versions = client.get(f"/aduan/{complaint.number}/pesan/{message.pk}/versi/").context["versions"]
    assert versions == [(MONDAY_MORNING + HOUR, "Lampu jalan di RT 01 mati total")]


def test_an_older_edit_that_comes_late_changes_nothing_that_is_shown() -> None:
    message = case_at_pupr("RT 01").messages.get()

    amend("edit", message.external_id, "RT 03", at=MONDAY_MORNING + 2 * HOUR)
    amend("edit", message.external_id, "RT 02", at=MONDAY_MORNING + HOUR)

    message.refresh_from_db()
    assert message.text == "RT 03"
    assert list(message.amendments.order_by("at").values_list("old_text", flat=True)) == ["RT 02", "RT 01"]


def test_a_short_word_that_is_changed_leaves_the_words_that_contain_it() -> None:
    complaint = case_at_pupr("Ada tiang lampu roboh di Loktuan")
    short = receive(make_event("lampu", at=MONDAY_MORNING + MINUTE / 6))
    assert Complaint.objects.get(pk=complaint.pk).text == "Ada tiang lampu roboh di Loktuan\nlampu"

    amend("edit", short.external_id, "tiangnya", at=MONDAY_MORNING + HOUR)

    complaint.refresh_from_db()
    assert complaint.text == "Ada tiang lampu roboh di Loktuan\ntiangnya"


# Words that were withdrawn


@pytest.fixture
def withdrawn() -> Complaint:
    """A case whose only message the citizen has taken back."""
    complaint = case_at_pupr(SECRET)
    amend("revoke", complaint.messages.get().external_id, at=MONDAY_MORNING + HOUR)
    complaint.refresh_from_db()
    return complaint


@pytest.mark.parametrize("path", ["/aduan/{}/", "/aduan/?tampilan=semua&q=parkir", "/aduan/?tampilan=semua"])
def test_a_withdrawn_word_stands_on_no_page(client: Client, withdrawn: Complaint, path: str) -> None:
    client.force_login(petugas_pupr())

    page = client.get(path.format(withdrawn.number)).content.decode()

    assert "uang parkir" not in page


def test_a_withdrawn_word_is_found_by_no_search_and_its_case_says_why(client: Client, withdrawn: Complaint) -> None:
    client.force_login(petugas_pupr())

    found = client.get("/aduan/?tampilan=semua&q=parkir").context["page"].groups
    [entry] = [entry for entry in client.get(f"/aduan/{withdrawn.number}/").context["entries"] if entry.remark]

    assert (withdrawn.subject, withdrawn.text, found) == ("Pesan ditarik pelapor", "", [])
    assert (entry.text, entry.remark) == ("", "Pesan ini ditarik pelapor")
    assert ComplaintEvent.objects.filter(complaint=withdrawn, type="message.withdrawn").count() == 1


def test_the_city_does_not_repeat_a_withdrawn_word(withdrawn: Complaint) -> None:
    texts = Reply.objects.filter(complaint=withdrawn).values_list("text", flat=True)

    assert [text for text in texts if "parkir" in text] == []
    assert [text for text in texts if "“Pesan ditarik pelapor”" in text] != []


def test_what_was_said_beside_the_withdrawn_word_stays() -> None:
    complaint = case_at_pupr("Lampu jalan di Loktuan mati total")
    second = receive(make_event(SECRET, at=MONDAY_MORNING + MINUTE / 2))

    amend("revoke", second.external_id, at=MONDAY_MORNING + HOUR)

    complaint.refresh_from_db()
    assert (complaint.subject, complaint.text) == ("Lampu jalan di Loktuan mati total",) * 2


def test_a_message_withdrawn_before_it_arrived_opens_nothing() -> None:
    amend("revoke", "wamid.cepat", at=MONDAY_MORNING)

    message = receive(make_event(SECRET, external_id="wamid.cepat", at=MONDAY_MORNING))

    assert (Complaint.objects.count(), Reply.objects.count(), message.text) == (0, 0, "")


def test_an_edit_after_the_withdrawal_brings_nothing_back(withdrawn: Complaint) -> None:
    message = withdrawn.messages.get()

    amend("edit", message.external_id, "Pak Camat juga", at=MONDAY_MORNING + HOUR / 2)

    message.refresh_from_db()
    assert (message.text, Complaint.objects.get().text) == ("", "")


def test_the_files_of_a_withdrawn_message_are_given_to_nobody(client: Client) -> None:
    attachment = make_stored()
    client.force_login(petugas_pupr())
    places = [f"/lampiran/{attachment.pk}/{form}" for form in ("", "gambar/", "kecil/")]
    assert [client.get(place).status_code for place in places] == [302, 302, 200]

    amend("revoke", attachment.message.external_id)

    assert [client.get(place).status_code for place in places] == [404, 404, 404]
    complaint = attachment.message.complaint
    assert complaint is not None
    page = client.get(f"/aduan/{complaint.number}/")
    assert (page.context["dossier"].attachments, [e for e in page.context["entries"] if e.attachments]) == ([], [])


def test_a_file_that_was_not_fetched_yet_is_not_fetched_any_more() -> None:
    attachment = make_pending()

    amend("revoke", attachment.message.external_id)

    attachment.refresh_from_db()
    assert attachment.status == "refused"


def test_only_a_coordinator_reads_a_withdrawn_word_and_says_what_for(client: Client, withdrawn: Complaint) -> None:
    page = f"/aduan/{withdrawn.number}/pesan/{withdrawn.messages.get().pk}/versi/"
    client.force_login(petugas_pupr())
    assert (client.get(page).context["versions"], client.get(page).context["form"]) == ([], None)
    assert client.post(page, {"purpose": "inquiry"}).context["versions"] == []
    client.force_login(koordinator())
    assert client.get(page).context["versions"] == []
    assert (client.post(page, {"purpose": ""}).status_code, Disclosure.objects.count()) == (422, 0)

    shown = client.post(page, {"purpose": "inquiry", "note": "Permintaan Inspektorat"})

    assert shown.context["versions"] == [(MONDAY_MORNING + HOUR, SECRET)]
    row = Disclosure.objects.get()
    assert (row.user, row.kind, row.purpose, row.note) == (
        koordinator(),
        "withdrawn",
        "inquiry",
        "Permintaan Inspektorat",
    )


def test_after_the_days_of_keeping_nothing_of_it_is_left(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    attachment = make_stored()
    message = attachment.message
    amend("edit", message.external_id, SECRET, at=MONDAY_MORNING + HOUR)
    amend("revoke", message.external_id, at=MONDAY_MORNING + 2 * HOUR)
    names = [attachment.file.name, attachment.preview.name, attachment.thumbnail.name]
    revoked_at = MONDAY_MORNING + 2 * HOUR

    assert erase_withdrawn(now=revoked_at + timedelta(days=29)) == 0
    assert Amendment.objects.get(kind="revoke").old_text == SECRET
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_withdrawn(now=revoked_at + timedelta(days=30)) == 1

    assert set(Amendment.objects.values_list("old_text", "new_text")) == {("", "")}
    assert [default_storage.exists(str(name)) for name in names] == [False, False, False]
    assert Attachment.objects.values_list("file", "preview", "thumbnail").get() == ("", "", "")
    assert erase_withdrawn(now=revoked_at + timedelta(days=31)) == 0


# The archive


def history(*messages: tuple[str, str, bool], phone: str = PHONE) -> None:
    words = [
        {"id": name, "text": text, "is_outbound": ours, "kind": "text", "sent_at": MONDAY_MORNING - timedelta(days=60)}
        for name, text, ours in messages
    ]
    data = {"phone": phone, "bsuid": None, "messages": words}
    name = "history:" + "-".join(name for name, _, _ in messages)
    event = Signal("whatsapp", ACCOUNT, name, "history", "archive", MONDAY_MORNING, data=data)
    take(event=event, request_id=1, now=MONDAY_MORNING)


def test_history_is_an_archive_and_opens_no_complaint() -> None:
    history(("wamid.h1", ROAD, False), ("wamid.h2", "Baik, kami cek.", True))

    assert list(ArchivedMessage.objects.values_list("text", "is_outbound")) == [
        (ROAD, False),
        ("Baik, kami cek.", True),
    ]
    counts = (Complaint.objects.count(), Message.objects.count(), Reply.objects.count(), SlaClock.objects.count())
    assert counts == (0, 0, 0, 0)


def test_history_that_repeats_or_is_here_already_is_kept_once() -> None:
    receive(make_event(ROAD, external_id="wamid.h1"))

    history(("wamid.h1", ROAD, False), ("wamid.h2", "Baik.", True))
    history(("wamid.h2", "Baik.", True), ("wamid.h3", "Terima kasih", False))

    assert list(ArchivedMessage.objects.values_list("external_id", flat=True)) == ["wamid.h2", "wamid.h3"]
    assert Reporter.objects.count() == 1


def test_history_joins_no_case_and_opens_no_window() -> None:
    history(("wamid.h1", ROAD, False))
    conversation = ArchivedMessage.objects.get().conversation
    assert (conversation.window_until, conversation.citizen_wrote_at) == (None, None)

    receive(make_event("kapan diperbaiki pak", at=MONDAY_MORNING + HOUR))

    assert ArchivedMessage.objects.get().conversation.reporter == Reporter.objects.get()
    assert Complaint.objects.filter(text__contains="aspal").count() == 0


def test_only_a_coordinator_reads_the_archive(client: Client) -> None:
    history(("wamid.h1", "Soal lain: suami saya memukul", False))
    complaint = case_at_pupr(ROAD)
    page = f"/aduan/{complaint.number}/pelapor/arsip/"
    client.force_login(petugas_pupr())
    assert client.get(page).status_code == 403
    client.force_login(koordinator())

    assert [row.text for row in client.get(page).context["rows"]] == ["Soal lain: suami saya memukul"]
