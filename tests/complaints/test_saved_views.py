"""Tampilan tersimpan: named query strings, one's own or a unit's, with counts that end."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.at_once import ask
from complaints.errors import InvalidInputError, NotAllowedError
from complaints.models import Complaint, SavedView
from complaints.saved_views import plain_query, questions_of, shown_views
from complaints.services import tagging, viewing
from opd.models import Opd, Role, User
from tests.cast import member, petugas_lain, petugas_pupr, pimpinan, unit
from tests.complaints.clock_kit import case_at_pupr
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def save(name: str, query: str, *, opd: Opd | None = None, user: User | None = None) -> SavedView:
    return viewing.save_view(name=name, query=query, words="", opd=opd, user=user or petugas_pupr())


def names(user: User) -> list[str]:
    return [view.name for view in shown_views(user)]


def count(user: User, view: SavedView) -> int:
    return int(ask(questions_of(user, [{"pk": view.pk, "query": view.query}], MONDAY_MORNING))[f"saved_{view.pk}"])


def test_it_is_saved_from_the_list_and_stands_in_the_rail(client: Client) -> None:
    case_at_pupr()
    client.force_login(petugas_pupr())
    query = "kanal=whatsapp&tampilan=semua&sesudah=x&massal=3"
    assert "Simpan tampilan" in client.get(f"/aduan/?{query}").content.decode()

    client.post("/tampilan/baru/", {"query": query, "name": "WhatsApp", "opd": ""})

    assert SavedView.objects.get().query == "tampilan=semua&kanal=whatsapp"
    link = client.get("/aduan/?tampilan=semua&kanal=whatsapp").context["nav"].saved[0]
    assert (link.label, link.count, link.url) == ("WhatsApp", 1, "/aduan/?tampilan=semua&kanal=whatsapp")


def test_a_shared_one_is_seen_by_the_unit_alone_and_counts_what_each_may_see() -> None:
    shared = save("Semua", "tampilan=semua", opd=unit("PUPRK"))
    save("Milik saya", "tampilan=saya")
    case_at_pupr()

    assert names(petugas_pupr()) == ["Semua", "Milik saya"]
    assert (names(pimpinan()), names(petugas_lain())) == (["Semua"], [])
    assert (count(pimpinan(), shared), count(petugas_lain(), shared)) == (1, 0)


def test_who_shares_renames_and_removes() -> None:
    with pytest.raises(NotAllowedError):
        save("Semua", "tampilan=semua", opd=unit("DISHUB"))
    view = save("Semua", "tampilan=semua", opd=unit("PUPRK"))
    rekan = member("rekan.uji.pupr", Role.PETUGAS, unit("PUPRK"))
    with pytest.raises(NotAllowedError):
        viewing.change_view(view=view, name="x", opd=None, user=rekan)
    with pytest.raises(NotAllowedError):
        viewing.remove_view(view=view, user=rekan)

    viewing.change_view(view=view, name="Semua aduan kita", opd=unit("PUPRK"), user=pimpinan())
    view.refresh_from_db()
    assert view.name == "Semua aduan kita"
    viewing.remove_view(view=view, user=pimpinan())

    assert SavedView.objects.count() == 0


def test_a_name_is_taken_once_and_a_search_for_a_person_is_not_kept() -> None:
    save("Jalan", "q=jalan")

    with pytest.raises(InvalidInputError, match="sudah ada"):
        save("JALAN", "q=parit")
    with pytest.raises(InvalidInputError, match="orang"):
        viewing.save_view(name="Dia", query="q=081234567890", words="081234567890", opd=None, user=petugas_pupr())


def test_they_are_put_in_order() -> None:
    first, second, third = (save(name, "tampilan=semua") for name in ("satu", "dua", "tiga"))

    viewing.raise_view(view=third, user=petugas_pupr())
    viewing.raise_view(view=first, user=petugas_pupr())

    assert names(petugas_pupr()) == ["satu", "tiga", "dua"]
    with pytest.raises(NotAllowedError):
        viewing.raise_view(view=second, user=pimpinan())


def test_filters_that_are_gone_break_nothing_and_a_renamed_label_is_followed(client: Client) -> None:
    case = case_at_pupr()
    tagging.add_tag(complaint=case, name="musrenbang", user=petugas_pupr(), now=MONDAY_MORNING)
    tag = case.case_tags.get().tag
    good = save("Label", f"tampilan=semua&label={tag.pk}")
    bad = save("Lama", "tampilan=dulu&kelurahan=zz&label=x&kanal=fax")
    tagging.rename_tag(tag=tag, name="Musrenbang 2026", is_merge=False, user=pimpinan(), now=MONDAY_MORNING)
    client.force_login(petugas_pupr())

    assert (count(petugas_pupr(), good), count(petugas_pupr(), bad)) == (1, 0)
    assert client.get(f"/aduan/?{bad.query}").status_code == 200


def test_counts_of_all_take_one_statement_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.saved_views.MOST_COUNTED", 1)
    for number in (1, 2, 3):
        made = make_complaint(phone=f"+628120000000{number}")
        Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    for name in ("satu", "dua", "tiga"):
        save(name, "tampilan=semua")
    questions = questions_of(petugas_pupr(), list(SavedView.objects.values("pk", "query")), MONDAY_MORNING)

    with CaptureQueriesContext(connection) as queries:
        counts = ask(questions)

    assert len(queries) == 1
    assert set(counts.values()) == {2}


def test_only_what_says_which_cases_is_kept() -> None:
    assert plain_query(QueryDict("tampilan=perlu&pilih=1")) == ""
    assert plain_query(QueryDict("label=3&tampilan=saya&q=+jalan+&x=1")) == "tampilan=saya&q=jalan&label=3"


def test_by_the_page(client: Client) -> None:
    first, second = save("satu", "tampilan=semua"), save("dua", "q=jalan")
    client.force_login(petugas_pupr())

    assert client.post(f"/tampilan/{second.pk}/", {"act": "change", "name": "satu"}).status_code == 422
    client.post(f"/tampilan/{second.pk}/", {"act": "change", "name": "kedua", "opd": unit("PUPRK").pk})
    client.post(f"/tampilan/{second.pk}/", {"act": "raise"})
    assert [view.name for view in client.get("/tampilan/").context["views"]] == ["kedua", "satu"]
    client.post(f"/tampilan/{first.pk}/", {"act": "remove"})

    assert names(petugas_pupr()) == ["kedua"]
    client.force_login(petugas_lain())
    assert client.post(f"/tampilan/{second.pk}/", {"act": "remove"}).status_code == 404
