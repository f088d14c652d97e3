"""The guard of every act: over a page that is older than its case nothing is done, and nothing written is lost."""

import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint, Reply
from complaints.services import replies
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import make_complaint
from tests.reference import load_reference_data

REASON = "Lampu di jalan itu milik dinas lain."
# Acts of the list of several cases, and what is no act in a case.
NOT_IN_A_CASE = ("phone-only", "logout", "'notice", "'drill", "device_", "'mention", "browser_add", "whatsapp_add")
OTHERWISE = {
    "inbox.html": "the button itself carries it",
    "profile.html": "no case",
    "notices.html": "no case",
    "drill/case.html": "no case of a citizen",
    "mentions.html": "a mention has a decision of its own",
    "mention_join.html": "a mention has a decision of its own",
    "unplaced.html": "a message without a case",
    "routing_queue.html": "decides a new case alone, by its state",
    "routing_decide.html": "decides a new case alone, by its state",
    "delivery.html": "a reply has a state of its own",
    "reporter.html": "the reporter's, not the case's",
    "reporter_merge.html": "the reporter's, not the case's",
    "reporter_phone.html": "changes nothing",
    "versions.html": "changes nothing",
    "bulk.html": "each row carries its version",
    "inbox/bulk_bar.html": "each row carries its version",
    "inbox/outcome.html": "an undo has a state of its own",
    "tag_card.html": "labels are the unit's, not the case's state",
    "tags.html": "no case",
    "views.html": "no case",
    "view_create.html": "no case",
    "readings/needed.html": "within the composer's form",
}


@pytest.fixture
def case(reference_data: None) -> Complaint:
    return at_pupr()


def at_pupr() -> Complaint:
    complaint = make_complaint(at=now() - timedelta(hours=2))
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("PUPRK"), status="forwarded", assignee=None)
    complaint.refresh_from_db()
    return complaint


def read_seen(client: Client, path: str) -> str:
    """What the forms of that page carry."""
    found = set(re.findall(r'name="seen" value="([\d.]+)"', client.get(path).content.decode()))
    assert len(found) == 1
    return str(found.pop())


def answer(complaint: Complaint) -> None:
    current = Complaint.objects.get(pk=complaint.pk)
    replies.answer(
        complaint=current, text="Kami cek.", kind="answer", user=pimpinan(), version=current.version, now=now()
    )


def act(path: str, **facts: str) -> tuple[str, dict[str, str]]:
    return path, facts


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        act("ambil/"),
        act("disposisi/", reason=REASON),
        act("selesaikan/", resolution="Lubang sudah ditambal pagi ini."),
        act("kategori/", reason=REASON),
        act("kerahasiaan/", is_anonymous="on", reason=REASON),
        act("tenggat/jeda/", reason="waiting_for_material", note=REASON),
        act("bagian/", matter=REASON),
    ],
)
def test_an_act_over_an_old_page_is_refused_with_what_changed_and_keeps_the_words(
    client: Client, case: Complaint, path: str, facts: dict[str, str]
) -> None:
    client.force_login(koordinator())
    page = f"/aduan/{case.number}/" if path == "ambil/" else f"/aduan/{case.number}/{path}"
    seen = read_seen(client, page)
    answer(case)
    before = Complaint.objects.values().get(pk=case.pk)
    filled = fill(client, page) | facts | {"seen": seen}

    refusal = client.post(f"/aduan/{case.number}/{path}", filled)

    assert refusal.status_code == 409
    assert re.fullmatch(r"Aduan ini sudah dijawab Pimpinan\.Uji\.Pupr pukul \d\d\.\d\d\.", refusal.context["words"])
    assert Complaint.objects.values().get(pk=case.pk) == before
    body = refusal.content.decode()
    assert all(body.count(value) >= 2 for value in facts.values() if len(value) > 20)  # to be read, and to be sent


def fill(client: Client, page: str) -> dict[str, str]:
    """A choice for each of the page's lists, so that the form is complete."""
    form = client.get(page).context.get("form")
    fields = form.fields if form else {}
    chosen = {}
    for name, field in fields.items():
        choices = [str(value) for value, _ in getattr(field, "choices", ()) if value]
        if choices and field.required:
            chosen[name] = choices[-1]
    return chosen


def test_who_still_wants_it_does_it_with_one_more_press(client: Client, case: Complaint) -> None:
    client.force_login(petugas_pupr())
    seen = read_seen(client, f"/aduan/{case.number}/disposisi/")
    answer(case)
    asked = {"opd": unit("DISHUB").pk, "reason": REASON, "seen": seen}
    path = f"/aduan/{case.number}/disposisi/"

    refusal = client.post(path, asked)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', refusal.content.decode()))
    done = client.post(path, fields)

    assert (refusal.status_code, done.status_code) == (409, 302)
    case.refresh_from_db()
    assert case.opd == unit("DISHUB")


def test_a_page_as_new_as_its_case_is_not_held_up(client: Client, case: Complaint) -> None:
    client.force_login(petugas_pupr())
    page = f"/aduan/{case.number}/"

    taken = client.post(f"{page}ambil/", {"seen": read_seen(client, page)})
    released = client.post(f"{page}lepas/", {"seen": read_seen(client, page)})

    assert (taken.status_code, released.status_code) == (302, 302)


def test_the_list_carries_it_too(client: Client, case: Complaint) -> None:
    client.force_login(petugas_pupr())
    seen = read_seen(client, "/aduan/?tampilan=semua")
    answer(case)

    refusal = client.post(f"/aduan/{case.number}/ambil/", {"seen": seen})

    case.refresh_from_db()
    assert (refusal.status_code, case.assignee) == (409, pimpinan())


def test_of_a_foreign_case_the_guard_tells_nothing(client: Client, case: Complaint) -> None:
    other = make_complaint(phone="+6281200000009")
    Complaint.objects.filter(pk=other.pk).update(opd=unit("DISHUB"), status="forwarded")
    client.force_login(petugas_lain())
    answer(case)

    refusal = client.post(f"/aduan/{other.number}/ambil/", {"seen": f"{case.pk}.0"})

    assert refusal.status_code == 409
    assert refusal.context["words"] == "Aduan ini tidak lagi berada di OPD Anda."
    body = refusal.content.decode()
    assert (body.count(case.number), body.count(case.subject)) == (0, 0)


@pytest.mark.parametrize("seen", ["", "x.1", "1", "1.x", "99999999999999999999.1", "999999.1"])
def test_a_form_that_says_nothing_of_its_state_is_not_held_up(client: Client, case: Complaint, seen: str) -> None:
    client.force_login(petugas_pupr())

    assert client.post(f"/aduan/{case.number}/ambil/", {"seen": seen}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_on_the_same_page_one_wins() -> None:
    load_reference_data()
    case, people = at_pupr(), [petugas_pupr(), pimpinan()]
    clients = [Client(), Client()]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    seen = read_seen(clients[0], f"/aduan/{case.number}/disposisi/")
    asked: dict[str, Any] = {"opd": unit("DISHUB").pk, "reason": REASON, "seen": seen}
    answers: list[int] = []

    def post(client: Client) -> None:
        try:
            answers.append(client.post(f"/aduan/{case.number}/disposisi/", asked).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # The loser learns it from the guard, or no longer finds a case that has left his unit.
    first, second = sorted(answers)
    assert first == 302
    assert second in (404, 409)
    assert case.routing_decisions.filter(reason=REASON).count() == 1
    assert Reply.objects.filter(complaint=case, kind="answer").count() == 0


def test_every_form_of_a_case_says_which_state_it_was_made_from() -> None:
    folder = settings.BASE_DIR / "templates" / "complaints"
    silent = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.html")) if _is_silent(path)]

    assert [name for name in silent if name not in OTHERWISE] == []


def _is_silent(path: Path) -> bool:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    acts = [form for form in forms if not any(word in form for word in NOT_IN_A_CASE)]
    return any("{% seen" not in form and 'name="version"' not in form for form in acts)
