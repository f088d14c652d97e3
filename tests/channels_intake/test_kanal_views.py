"""Kanal, Rak and Proses ulang over HTTP: who may look, who may act, and what the pages say."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bontang_pengaduan.lib import clock
from channels_intake.alarms import watch
from channels_intake.channel_board import list_cards
from channels_intake.models import ChannelAccount, InboundEvent, InboundRequest, PullCursor, ReplayRun, ShelfAct
from channels_intake.process import drain
from channels_intake.replay import advance
from opd.models import User
from tests.cast import admin, koordinator, petugas_pupr, pimpinan
from tests.channels_intake.kit import CITIZEN, store, text_message
from tests.factories import ACCOUNT, MONDAY_MORNING
from tests.reference import load_reference_data

PAGE = "/pengaturan/kanal/"
SHELF = f"{PAGE}rak/"
REPLAY = f"{PAGE}proses-ulang/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


@pytest.fixture
def admins(client: Client) -> Client:
    client.force_login(admin())
    return client


def problem(text: str = "halo") -> str:
    """A message without identifier on the shelf; its address."""
    store(text_message(text) | {"id": None, "profile": {"name": "Budi Contoh"}})
    drain(now=MONDAY_MORNING)
    return f"{SHELF}bagian/{InboundEvent.objects.get(outcome='problem').pk}/"


def count(page: str, *words: str) -> list[int]:
    return [page.count(word) for word in words]


def test_admins_and_coordinators_look_in_and_nobody_else(client: Client) -> None:
    item = problem()
    people: list[tuple[Callable[[], User], int]] = [
        (petugas_pupr, 403),
        (pimpinan, 403),
        (koordinator, 200),
        (admin, 200),
    ]

    answers = []
    for person, _ in people:
        client.force_login(person())
        answers.append({client.get(path).status_code for path in (PAGE, SHELF, item, REPLAY)})

    assert answers == [{status} for _, status in people]
    client.logout()
    assert client.get(PAGE).headers["Location"] == f"/masuk/?next={PAGE}"


def test_a_coordinator_sees_no_control_and_may_use_none(client: Client) -> None:
    item = problem()
    client.force_login(koordinator())

    pages = [client.get(path).content.decode() for path in (item, REPLAY)]

    assert [count(page, "Proses ulang</button>", "Buang…", "Hitung dulu") for page in pages] == [[0, 0, 0]] * 2
    posts = (f"{item}proses-ulang/", f"{item}buang/", f"{item}kembalikan/", f"{REPLAY}mulai/")
    assert [client.post(path, {"reason": "x"}).status_code for path in posts] == [403] * 4
    assert ShelfAct.objects.count() == 0


def test_the_page_says_in_plain_words_how_an_account_fares(admins: Client) -> None:
    now = clock.now()
    watch(now=now - timedelta(minutes=10))
    ChannelAccount.objects.update(
        last_message_at=now - timedelta(minutes=3, seconds=5),
        last_event_at=now - timedelta(seconds=5),
        tried=14,
        failed=2,
        token="valid",
    )

    card = admins.get(PAGE).context["cards"][0]

    assert (card.name, card.account, card.state, card.alarms) == ("WhatsApp", ACCOUNT, "Normal", [])
    assert [(fact.label, fact.words) for fact in card.facts] == [
        ("Pesan warga terakhir", "3 menit lalu"),
        ("Kabar terakhir dari penyedia", "baru saja"),
        ("Balasan terakhir terkirim", "belum pernah"),
        ("Balasan satu jam terakhir", "2 dari 14 gagal"),
        ("Pengiriman", "berjalan"),
        ("Token", "berlaku tanpa batas waktu"),
        ("Antrean kiriman masuk", "kosong"),
        ("Antrean balasan", "kosong"),
        ("Antrean lampiran", "kosong"),
        ("Diperiksa", "10 menit lalu"),
    ]


def test_an_alarm_stands_on_the_card(admins: Client) -> None:
    watch(now=MONDAY_MORNING)
    ChannelAccount.objects.update(token="invalid")
    watch(now=MONDAY_MORNING)

    page = admins.get(PAGE)

    assert page.context["cards"][0].state == "Perlu perhatian"
    assert count(page.content.decode(), "Token bermasalah. Token tidak berlaku lagi.", 'class="bad"') == [1, 1]


def test_a_channel_that_is_off_says_so(admins: Client, settings: Settings) -> None:
    settings.WHATSAPP_ACCESS_TOKEN = ""

    page = admins.get(PAGE).content.decode()

    assert count(page, "Belum ada akun", "Belum diatur: WhatsApp") == [1, 1]


def test_an_account_that_is_no_longer_used_says_so(admins: Client) -> None:
    ChannelAccount.objects.create(channel="whatsapp", account="1", watched_since=MONDAY_MORNING)
    watch(now=MONDAY_MORNING)

    states = [(card.account, card.state) for card in admins.get(PAGE).context["cards"]]

    assert states == [(ACCOUNT, "Normal"), ("1", "Tidak dipakai lagi")]


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_accounts(
    admins: Client, django_assert_num_queries: DjangoAssertNumQueries, accounts: int
) -> None:
    for number in range(accounts):
        ChannelAccount.objects.create(channel="whatsapp", account=str(number), watched_since=MONDAY_MORNING)

    # Session, user with roles; accounts, alarms, what is asked twice; the shelf twice; the rail.
    with django_assert_num_queries(9):
        admins.get(PAGE)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_shelf_takes_the_same_queries_for_any_length(
    admins: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        store(text_message(f"halo {number}") | {"id": None})
    drain(now=MONDAY_MORNING)

    # Session, user with roles; deliveries, events, their acts; the rail.
    with django_assert_num_queries(6):
        admins.get(SHELF)


def test_what_arrived_is_shown_masked_and_never_as_html(admins: Client) -> None:
    item = problem("<script>alert(1)</script> <img src=x onerror=alert(1)>")

    answer = admins.get(item)

    page = answer.content.decode()
    assert count(page, "<script>alert", "<img src=x", CITIZEN, "Budi Contoh", "ab" * 32) == [0] * 5
    # In the faulty part and in the whole.
    assert count(page, "&lt;script&gt;alert(1)&lt;/script&gt;", "<pre") == [2, 3]
    assert count(page, "/entry/0/changes/0/value/messages/0/id") == [1]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_replay_from_the_page_leads_back_to_the_shelf_when_it_is_mended(admins: Client) -> None:
    item = problem()
    row = InboundRequest.objects.get()
    InboundRequest.objects.update(body=bytes(row.body).replace(b'"id": null', b'"id": "wamid.1"'))

    answer = admins.post(f"{item}proses-ulang/", follow=True)

    assert answer.redirect_chain == [(SHELF, 302)]
    assert [str(message) for message in answer.context["messages"]] == ["Berhasil. 1 bagian baru dimasukkan."]


def test_a_replay_that_changes_nothing_leads_back_to_the_thing(admins: Client) -> None:
    item = problem()

    answer = admins.post(f"{item}proses-ulang/", follow=True)

    assert answer.redirect_chain == [(item, 302)]
    assert count(answer.content.decode(), "<b>Diproses ulang</b> oleh Admin.Uji") == [1]


def test_discarding_asks_for_a_reason_and_can_be_taken_back(admins: Client) -> None:
    item = problem()

    empty = admins.post(f"{item}buang/", {"reason": " "})
    done = admins.post(f"{item}buang/", {"reason": "Uji coba"}, follow=True).content.decode()
    back = admins.post(f"{item}kembalikan/", follow=True).content.decode()

    assert (empty.status_code, count(empty.content.decode(), "Tuliskan alasan membuang.")) == (422, [1])
    assert count(done, "Alasan: Uji coba", "Kembalikan ke rak</button>", "Proses ulang</button>") == [1, 1, 0]
    assert count(back, "Kembalikan ke rak</button>", "Proses ulang</button>", "Dikembalikan ke rak</b>") == [0, 1, 1]


def test_what_is_not_on_the_shelf_is_a_404(admins: Client) -> None:
    assert [admins.get(f"{SHELF}{source}/999999/").status_code for source in ("kiriman", "bagian", "lain")] == [404] * 3


def test_the_filter_stays_in_the_address_and_by_htmx_the_rows_come_alone(admins: Client) -> None:
    problem()

    page = admins.get(f"{SHELF}?jenis=problem").content.decode()
    rows = admins.get(f"{SHELF}?jenis=problem", headers={"HX-Request": "true"})

    assert count(page, '<option value="problem" selected>', 'class="notice-row"') == [1, 1]
    assert count(rows.content.decode(), "<html", 'class="notice-row"') == [0, 1]
    assert admins.get(f"{SHELF}?jenis=dead").content.decode().count('class="notice-row"') == 0


def span() -> dict[str, str]:
    return {"channel": "whatsapp", "from_at": "2026-11-23T09:00", "to_at": "2026-11-23T09:05"}


def test_a_range_is_counted_before_it_is_read(admins: Client) -> None:
    problem()

    page = admins.get(REPLAY, span())

    assert page.context["count"] == 1
    # In the form that counts and in the one that starts.
    assert count(page.content.decode(), "<b>1 kiriman</b>", 'name="from_at" value="2026-11-23T09:00"') == [1, 2]
    assert ReplayRun.objects.count() == 0


def test_a_range_is_started_watched_and_finished(admins: Client) -> None:
    problem()

    running = admins.post(f"{REPLAY}mulai/", span(), follow=True).content.decode()
    advance(now=clock.now())
    finished = admins.get(REPLAY, headers={"HX-Request": "true"}).content.decode()

    assert count(running, "0 dari 1 kiriman", "<progress", "every 2s", "Batalkan</button>") == [1, 1, 1, 1]
    assert count(finished, "1 dari 1 kiriman, selesai", "<progress", "every 2s", "<html") == [1, 0, 0, 0]


def test_a_run_is_cancelled_from_the_page(admins: Client) -> None:
    problem()
    admins.post(f"{REPLAY}mulai/", span())

    page = admins.post(f"{REPLAY}{ReplayRun.objects.get().pk}/batalkan/", follow=True).content.decode()

    assert count(page, "0 dari 1 kiriman, dibatalkan Admin.Uji", "Batalkan</button>") == [1, 0]


def test_a_wrong_range_is_said(admins: Client) -> None:
    problem()
    empty = span() | {"from_at": "2026-11-01T00:00", "to_at": "2026-11-02T00:00"}

    said = [
        [str(message) for message in admins.post(f"{REPLAY}mulai/", data, follow=True).context["messages"]]
        for data in (empty, {"channel": "whatsapp"})
    ]

    assert said == [["Tidak ada kiriman dalam rentang waktu ini."], ["Rentang waktu tidak terbaca."]]
    assert count(admins.get(REPLAY, {"channel": "whatsapp"}).content.decode(), "Isi waktu awal.") == [1]


def test_an_account_that_is_asked_says_when_it_last_worked_and_why_not() -> None:
    key = {"channel": "x", "account": "7000000000000000041"}
    ChannelAccount.objects.create(**key, watched_since=MONDAY_MORNING)
    PullCursor.objects.create(
        **key,
        stream="mentions",
        begin_at=MONDAY_MORNING,
        next_allowed_at=MONDAY_MORNING,
        trouble="Token atau izin ditolak penyedia.",
    )

    [card] = [card for card in list_cards(MONDAY_MORNING) if card.name == "X"]

    [fact] = [fact for fact in card.facts if fact.label == "Pengambilan"]
    assert (fact.words, fact.is_bad) == ("Token atau izin ditolak penyedia. Terakhir belum pernah berhasil.", True)
