"""Label: a unit's own words on its cases, for nobody else and never with personal data."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.links import view_url
from complaints.listing import Selection, list_complaints
from complaints.models import Complaint, Tag
from complaints.services import handling, tagging
from opd.models import User
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.clock_kit import case_at_pupr, sentences
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
NOW = MONDAY_MORNING + timedelta(minutes=5)


@pytest.fixture
def complaint() -> Complaint:
    """At PUPRK, in work."""
    return case_at_pupr()


def put(complaint: Complaint, name: str, user: User | None = None) -> bool:
    return tagging.add_tag(complaint=complaint, name=name, user=user or petugas_pupr(), now=NOW)


def rows(tag: str, user: User | None = None) -> list[tuple[str, list[str]]]:
    page = list_complaints(user or petugas_pupr(), Selection("semua", tag=tag), NOW)
    return [(row.complaint.number, row.tags) for group in page.groups for row in group.rows]


def key(name: str) -> str:
    return str(Tag.objects.get(name=name).pk)


def test_it_stands_in_the_row_and_filters_the_list(complaint: Complaint) -> None:
    case_without = make_complaint(phone="+6281200000002")
    Complaint.objects.filter(pk=case_without.pk).update(opd=unit("PUPRK"), status="forwarded")

    assert put(complaint, " Butuh  alat berat ")
    assert not put(complaint, "butuh ALAT berat")

    assert rows(key("Butuh alat berat")) == [(complaint.number, ["Butuh alat berat"])]
    assert len(rows("")) == 2
    assert rows("9" * 30) == rows("x") == []


def test_another_unit_sees_it_neither_in_its_list_nor_on_the_page(complaint: Complaint, client: Client) -> None:
    put(complaint, "musim hujan")
    Complaint.objects.filter(pk=complaint.pk).update(opd=unit("DISHUB"))

    assert rows(key("musim hujan"), petugas_lain()) == []
    assert rows("", petugas_lain()) == [(complaint.number, [])]
    client.force_login(petugas_lain())
    desk = client.get(f"/aduan/{complaint.number}/").context["tags"]
    assert (desk.carried, desk.known) == ([], [])


def test_the_citizen_never_reads_it(complaint: Complaint, client: Client) -> None:
    put(complaint, "zzlabelzz")

    page = client.get(urlsplit(view_url(complaint) or "").path).content.decode()
    client.force_login(petugas_pupr())
    shown = client.get(f"/aduan/{complaint.number}/").content.decode()

    assert "zzlabelzz" in shown
    assert complaint.number in page
    assert "zzlabelzz" not in page


@pytest.mark.parametrize(
    "name",
    ["6474011503900002", "0812 3456 7890", "Pak Budi Santoso", "budi@contoh.id", "KT 1234 AB", "12345678", "<b>", " "],
)
def test_what_tells_who_somebody_is_becomes_no_label(complaint: Complaint, name: str) -> None:
    with pytest.raises(InvalidInputError):
        put(complaint, name)

    assert Tag.objects.count() == 0


def test_plain_words_pass(complaint: Complaint) -> None:
    for name in ("RT 05", "APBD 2026", "Musrenbang", "jalan/parit", "Tahap 2"):
        assert put(complaint, name)


def test_who_may_and_how_many(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        put(complaint, "kami", petugas_lain())
    for number in range(10):
        put(complaint, f"label {number}")
    with pytest.raises(MoveNotAllowedError):
        put(complaint, "satu lagi")


def test_a_head_renames_and_merges_and_old_links_go_on_working(complaint: Complaint) -> None:
    other = make_complaint(phone="+6281200000002")
    Complaint.objects.filter(pk=other.pk).update(opd=unit("PUPRK"), status="forwarded")
    other.refresh_from_db()
    put(complaint, "alat berat"), put(complaint, "alatberat"), put(other, "alatberat")
    wrong = Tag.objects.get(name="alatberat")
    rename: dict[str, Any] = {"tag": wrong, "name": "Alat berat", "user": pimpinan(), "now": NOW}
    with pytest.raises(NotAllowedError):
        tagging.rename_tag(is_merge=True, **rename | {"user": petugas_pupr()})
    with pytest.raises(InvalidInputError, match="sudah ada"):
        tagging.rename_tag(is_merge=False, **rename)

    kept = tagging.rename_tag(is_merge=True, **rename)

    assert dict(rows(str(wrong.pk))) == {
        complaint.number: ["alat berat"],
        other.number: ["alat berat"],
    }
    assert tagging.rename_tag(is_merge=False, **rename | {"tag": kept, "name": "Alat berat"}).name == "Alat berat"
    assert put(other, "alatberat")  # the name is free again


def test_on_the_page_and_off_again(complaint: Complaint, client: Client) -> None:
    client.force_login(petugas_pupr())
    path = f"/aduan/{complaint.number}/"
    client.post(f"{path}label/", {"name": "Musrenbang"})
    tag = Tag.objects.get()
    assert [row.name for row in client.get(path).context["tags"].carried] == ["Musrenbang"]
    assert "Label “Musrenbang” dipasang Petugas.Uji.Pupr" in sentences(client, complaint)

    client.post(f"{path}label/{tag.pk}/lepas/")

    desk = client.get(path).context["tags"]
    assert ([row.name for row in desk.carried], [row.name for row in desk.suggested]) == ([], ["Musrenbang"])


def test_the_page_of_a_units_labels(complaint: Complaint, client: Client) -> None:
    put(complaint, "Musrenbang")
    tag = Tag.objects.get()
    client.force_login(petugas_lain())
    assert "Musrenbang" not in client.get("/label/").content.decode()
    assert client.post(f"/label/{tag.pk}/", {"name": "x"}).status_code == 404
    client.force_login(petugas_pupr())
    assert client.post(f"/label/{tag.pk}/", {"name": "x"}).status_code == 422
    client.force_login(koordinator())

    client.post(f"/label/{tag.pk}/", {"name": "Musrenbang 2026"})

    assert [row.name for row in client.get("/label/").context["tags"]] == ["Musrenbang 2026"]
    shown = client.get("/aduan/?tampilan=semua").content.decode()
    assert f'<option value="{tag.pk}">PUPRK: Musrenbang 2026</option>' in shown
    chosen = client.get(f"/aduan/?tampilan=semua&label={tag.pk}").content.decode()
    assert f'<option value="{tag.pk}" selected>' in chosen


def test_only_cases_with_a_note_that_names_the_reader(complaint: Complaint, client: Client) -> None:
    other = make_complaint(phone="+6281200000002")
    Complaint.objects.filter(pk=other.pk).update(opd=unit("PUPRK"), status="forwarded")
    pimpinan()
    handling.add_note(complaint=complaint, text="Mohon dilihat @pimpinan.uji.pupr", user=petugas_pupr(), now=NOW)

    def numbers(user: User) -> list[str]:
        client.force_login(user)
        page = client.get("/aduan/?tampilan=semua&sebut=saya").context["page"]
        return [row.complaint.number for group in page.groups for row in group.rows]

    assert (numbers(pimpinan()), numbers(petugas_pupr())) == ([complaint.number], [])
