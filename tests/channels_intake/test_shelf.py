"""The shelf: what could not be taken in is seen, mended, replayed once, or discarded with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from channels_intake import ledger, shelf_acts
from channels_intake.models import InboundEvent, InboundRequest, ShelfAct
from channels_intake.process import drain, read_again
from channels_intake.shelf import EVENT, PAGE_SIZE, REQUEST, ShelfFilter, count_open, list_shelf, read_item
from channels_intake.shelf_acts import ShelfRefusedError
from complaints.models import Complaint, Message
from opd.models import User
from tests.cast import admin, koordinator, petugas_pupr
from tests.channels_intake.kit import at_once, store, store_change, text_message
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD
from tests.reference import load_reference_data

LATER = MONDAY_MORNING + timedelta(hours=1)
POISON = "pesan yang ditolak basis data"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


@pytest.fixture
def refusing_database(db: None) -> Callable[[], None]:
    """A database that refuses one text, as a fault of ours would; the function mends it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.text = '{POISON}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON complaints_message FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    def mend() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refuse ON complaints_message")

    return mend


def bury(*messages: dict[str, Any]) -> InboundRequest:
    """A delivery that has failed as often as it may."""
    row = store(*messages)
    while row.status == "pending":
        drain(now=row.next_attempt_at)
        row.refresh_from_db()
    return row


def problem() -> InboundEvent:
    """A message without an identifier, beside one that is fine."""
    store(text_message("sehat"), text_message("sakit") | {"id": None})
    drain(now=MONDAY_MORNING)
    return InboundEvent.objects.get(outcome="problem")


def mend_body(row_id: int, old: bytes, new: bytes) -> None:
    """Lets today's parser read in the same bytes what a mended one would: the fault itself is taken out."""
    row = InboundRequest.objects.get(pk=row_id)
    InboundRequest.objects.filter(pk=row_id).update(body=bytes(row.body).replace(old, new))


def texts() -> list[str]:
    return sorted(Message.objects.values_list("text", flat=True))


def test_pitfall_5_an_unreadable_part_stops_nothing_and_lies_on_the_shelf() -> None:
    event = problem()

    assert texts() == ["sehat"]
    line = list_shelf(ShelfFilter()).lines[0]
    assert (line.source, line.pk, line.kind, line.account) == (EVENT, event.pk, "problem", ACCOUNT)
    assert line.pointer == "/entry/0/changes/0/value/messages/1/id"
    assert line.technical == "no identifier"
    assert line.reason == "Bagian ini tidak bernomor, jadi tidak dapat dibedakan dari yang lain."


def test_pitfall_13_bytes_that_no_text_column_takes_are_on_the_shelf_and_shown() -> None:
    row = store(body=b'\xff{"a": "\x00"')
    drain(now=MONDAY_MORNING)

    item = read_item(EVENT, InboundEvent.objects.get(request_id=row.pk).pk)

    assert item is not None
    assert item.line.reason == "Kiriman ini rusak dan tidak terbaca sama sekali."
    assert item.body == '�{"a": ""'


def test_pitfall_17_a_dead_delivery_is_replayed_once_and_what_was_taken_stays_single(
    refusing_database: Callable[[], None],
) -> None:
    row = bury(text_message("sebelum"), text_message(POISON))
    assert [line.kind for line in list_shelf(ShelfFilter()).lines] == ["dead"]
    refusing_database()

    results = [shelf_acts.replay(source=REQUEST, pk=row.pk, user=admin(), now=LATER)]
    with pytest.raises(ShelfRefusedError, match="tidak ada di rak"):
        shelf_acts.replay(source=REQUEST, pk=row.pk, user=admin(), now=LATER)

    row.refresh_from_db()
    assert results == ["Berhasil. 1 bagian baru dimasukkan."]
    assert texts() == [POISON, "sebelum"]
    assert (row.status, row.last_error, count_open()) == ("done", "", 0)


def test_a_replay_keeps_the_time_at_which_the_citizen_wrote(refusing_database: Callable[[], None]) -> None:
    row = bury(text_message(POISON))
    refusing_database()

    shelf_acts.replay(source=REQUEST, pk=row.pk, user=admin(), now=LATER)

    assert Message.objects.get().received_at == MONDAY_MORNING


def test_a_replay_that_fails_again_stays_and_says_so(refusing_database: Callable[[], None]) -> None:
    row = bury(text_message(POISON))

    result = shelf_acts.replay(source=REQUEST, pk=row.pk, user=admin(), now=LATER)

    row.refresh_from_db()
    assert (result, row.status) == ("Masih gagal. Kiriman ini tetap di rak.", "dead")
    assert list(ShelfAct.objects.values_list("act", "result")) == [("replayed", result)]


def test_pitfall_17_the_identity_of_a_problem_does_not_bar_the_mended_reading() -> None:
    event = problem()
    mend_body(event.request_id, b'"id": null', b'"id": "wamid.sakit"')

    result = shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)

    event.refresh_from_db()
    assert result == "Berhasil. 1 bagian baru dimasukkan."
    assert texts() == ["sakit", "sehat"]
    assert (event.settled_at, count_open()) == (LATER, 0)
    assert [line.state for line in list_shelf(ShelfFilter(is_settled=True)).lines] == ["Sudah terbaca"]


def test_a_problem_that_is_still_one_stays_open() -> None:
    event = problem()

    result = shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)

    event.refresh_from_db()
    assert (result, event.settled_at) == ("Bagian ini masih belum dapat dimasukkan.", None)
    assert texts() == ["sehat"]


def test_pitfall_17_a_message_in_quarantine_is_taken_in_under_its_own_identity_once() -> None:
    row = store(text_message(ROAD, "wamid.grup", group_id="G1"))
    drain(now=MONDAY_MORNING)
    event = InboundEvent.objects.get(outcome="quarantine")
    mend_body(row.pk, b'"group_id"', b'"no_group"')

    shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)
    store(text_message(ROAD, "wamid.grup"), at=LATER)
    drain(now=LATER)

    event.refresh_from_db()
    assert (event.outcome, InboundEvent.objects.count()) == ("create_or_attach", 1)
    assert (texts(), Complaint.objects.count()) == ([ROAD], 1)


@pytest.mark.django_db(transaction=True)
def test_pitfall_17_two_replays_at_once_take_a_message_once() -> None:
    store(text_message(ROAD, "wamid.grup", group_id="G1"))
    drain(now=MONDAY_MORNING)
    mend_body(InboundRequest.objects.get().pk, b'"group_id"', b'"no_group"')
    row = ledger.fetch(InboundRequest.objects.get().pk)
    assert row is not None

    taken = at_once(lambda: read_again(row=row, now=LATER).taken, 4)

    assert sorted(taken) == [0, 0, 0, 1]
    assert (texts(), Complaint.objects.count()) == ([ROAD], 1)


def test_what_was_discarded_stays_out_even_when_it_comes_again() -> None:
    row = store(text_message("promosi", "wamid.grup", group_id="G1"))
    drain(now=MONDAY_MORNING)
    event = InboundEvent.objects.get(request_id=row.pk)
    shelf_acts.discard(source=EVENT, pk=event.pk, reason="Iklan grup", user=admin(), now=LATER)

    store(text_message("promosi", "wamid.grup"), at=LATER)
    drain(now=LATER)

    assert texts() == []


def test_an_alert_that_a_mended_parser_understands_is_settled() -> None:
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": [text_message("halo")]}
    row = store_change("messages_baru", value)
    drain(now=MONDAY_MORNING)
    event = InboundEvent.objects.get(kind="unknown_field")
    mend_body(row.pk, b"messages_baru", b"messages")

    shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)

    assert (texts(), count_open()) == (["halo"], 0)


def test_discarding_keeps_the_row_its_bytes_and_who_said_why(refusing_database: Callable[[], None]) -> None:
    row = bury(text_message(POISON))
    before = bytes(row.body)

    shelf_acts.discard(source=REQUEST, pk=row.pk, reason=" Uji coba ", user=admin(), now=LATER)

    row.refresh_from_db()
    assert (row.status, bytes(row.body)) == ("discarded", before)
    act = ShelfAct.objects.get()
    assert (act.act, act.reason, act.user, act.at) == ("discarded", "Uji coba", admin(), LATER)
    assert [line.state for line in list_shelf(ShelfFilter(is_settled=True)).lines] == ["Dibuang"]
    assert count_open() == 0


def test_discarding_can_be_undone_and_both_stand_in_the_history(refusing_database: Callable[[], None]) -> None:
    row, event = bury(text_message(POISON)), problem()
    for source, pk in ((REQUEST, row.pk), (EVENT, event.pk)):
        shelf_acts.discard(source=source, pk=pk, reason="Keliru", user=admin(), now=LATER)
        shelf_acts.restore(source=source, pk=pk, user=admin(), now=LATER)

    items = [read_item(REQUEST, row.pk), read_item(EVENT, event.pk)]

    assert [item and [act.act for act in item.acts] for item in items] == [["discarded", "restored"]] * 2
    assert [item and item.line.state for item in items] == ["", ""]
    assert count_open() == 2


def test_a_delivery_that_is_discarded_between_two_attempts_is_not_tried_again(
    refusing_database: Callable[[], None],
) -> None:
    row = store(text_message(POISON))
    drain(now=MONDAY_MORNING)
    assert [line.kind for line in list_shelf(ShelfFilter()).lines] == ["retrying"]
    shelf_acts.discard(source=REQUEST, pk=row.pk, reason="Uji coba", user=admin(), now=MONDAY_MORNING)
    refusing_database()

    drain(now=LATER)

    row.refresh_from_db()
    assert (row.status, texts()) == ("discarded", [])


def test_only_what_was_discarded_can_be_put_back() -> None:
    event = problem()
    mend_body(event.request_id, b'"id": null', b'"id": "wamid.sakit"')
    shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)

    with pytest.raises(ShelfRefusedError, match="tidak sedang dibuang"):
        shelf_acts.restore(source=EVENT, pk=event.pk, user=admin(), now=LATER)


@pytest.mark.parametrize("person", [koordinator, petugas_pupr])
def test_nobody_but_admins_changes_the_shelf(person: Callable[[], User]) -> None:
    event, user = problem(), person()

    for act in (
        lambda: shelf_acts.replay(source=EVENT, pk=event.pk, user=user, now=LATER),
        lambda: shelf_acts.discard(source=EVENT, pk=event.pk, reason="x", user=user, now=LATER),
        lambda: shelf_acts.restore(source=EVENT, pk=event.pk, user=user, now=LATER),
    ):
        with pytest.raises(ShelfRefusedError, match="Hanya admin"):
            act()
    assert (ShelfAct.objects.count(), count_open()) == (0, 1)


def test_discarding_needs_a_reason() -> None:
    with pytest.raises(ShelfRefusedError, match="Tuliskan alasan"):
        shelf_acts.discard(source=EVENT, pk=problem().pk, reason="  ", user=admin(), now=LATER)


def test_bytes_that_are_gone_cannot_be_replayed() -> None:
    event = problem()
    InboundRequest.objects.all().delete()

    with pytest.raises(ShelfRefusedError, match="sudah tidak tersimpan"):
        shelf_acts.replay(source=EVENT, pk=event.pk, user=admin(), now=LATER)
    item = read_item(EVENT, event.pk)
    assert item is not None
    assert item.body == ""


def test_filters() -> None:
    problem()
    store_change("account_update", {"event": "DISABLED_UPDATE"})
    store(text_message("grup", group_id="G1"))
    drain(now=MONDAY_MORNING)

    found = {
        kind: [line.kind for line in list_shelf(ShelfFilter(kind=kind)).lines] for kind in ("problem", "ops_alert")
    }

    assert found == {"problem": ["problem"], "ops_alert": ["ops_alert"]}
    assert len(list_shelf(ShelfFilter(channel="whatsapp")).lines) == 3
    assert list_shelf(ShelfFilter(channel="telegram")).lines == []


def test_an_alert_says_what_it_is_about() -> None:
    store_change("account_update", {"event": "DISABLED_UPDATE"})
    store_change("messages", {"metadata": {"phone_number_id": ACCOUNT}, "errors": [{"code": 131035}]})
    drain(now=MONDAY_MORNING)

    assert sorted(line.reason for line in list_shelf(ShelfFilter()).lines) == [
        "Penyedia melaporkan kesalahan akun (kode 131035).",
        "Penyedia memberi kabar tentang akun (account_update).",
    ]


def test_an_error_text_with_a_phone_in_it_is_masked(refusing_database: Callable[[], None]) -> None:
    row = bury(text_message(POISON))
    InboundRequest.objects.filter(pk=row.pk).update(last_error="Key (value)=(+6281200000009) exists")

    assert list_shelf(ShelfFilter()).lines[0].technical == "Key (value)=(••••) exists"


def test_pages_hold_everything_once_newest_first() -> None:
    for number in range(PAGE_SIZE + 5):
        store_change("account_update", {"number": number}, MONDAY_MORNING + timedelta(minutes=number // 4))
    drain(now=LATER)
    InboundRequest.objects.filter(pk__in=list(InboundRequest.objects.values_list("pk", flat=True)[:7])).update(
        status="dead"
    )

    first = list_shelf(ShelfFilter())
    second = list_shelf(ShelfFilter(), first.next_key)

    lines = [*first.lines, *second.lines]
    assert (len(first.lines), second.next_key) == (PAGE_SIZE, "")
    assert len({(line.source, line.pk) for line in lines}) == len(lines) == PAGE_SIZE + 12
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_a_key_that_is_none_gives_the_first_page() -> None:
    problem()

    assert [len(list_shelf(ShelfFilter(), key).lines) for key in ("kosong", "x_event_1", "_")] == [1, 1, 1]


def test_what_never_lay_on_the_shelf_cannot_be_opened() -> None:
    row = store(text_message("sehat"))
    drain(now=MONDAY_MORNING)

    assert (read_item(REQUEST, row.pk), read_item(EVENT, InboundEvent.objects.get().pk)) == (None, None)
