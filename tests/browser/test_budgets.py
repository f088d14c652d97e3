"""Budgets of the pages (ui.md 0): bytes of a fragment and of a first visit, targets, movement while loading, width."""

import gzip
from collections.abc import Iterator
from copy import copy
from itertools import product

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from complaints.listing import PAGE_SIZE
from complaints.models import Complaint
from opd.models import User
from sla.models import SlaClock
from tests.browser.conftest import login
from tests.browser.test_public_and_board import status_path

pytestmark = pytest.mark.browser

KB = 1024
LIST_BYTES, THREAD_BYTES, PAGE_BYTES, PAGE_REQUESTS = 8 * KB, 6 * KB, 65 * KB, 10
MOVEMENT, TARGET = 0.02, 24  # share of the window, CSS pixels
THINGS = ("Lampu jalan", "Parit", "Papan jembatan", "Aspal", "Talud", "Tutup gorong-gorong", "Trotoar", "Pagar taman")
STATES = ("rusak sejak pekan lalu", "ambles setelah hujan", "hilang dicuri orang", "patah tertimpa pohon", "tergenang")
PLACES = ("dekat SDN 004", "di simpang Ramayana", "depan masjid Al-Hijrah", "samping puskesmas", "arah pelabuhan")

# What a finger or a mouse has to hit: visible controls, each with the area that really takes the press. Links within
# a sentence are exempt (WCAG 2.5.8), and a row's link covers its row.
SMALL_TARGETS = """least => [...document.querySelectorAll("a[href], button, select, input, textarea, summary")]
    .filter(each => each.checkVisibility({visibilityProperty: true, opacityProperty: true}) && each.type !== "hidden")
    .filter(each => !each.closest(".skip, .sr"))
    .filter(each => !(each.tagName === "A" && getComputedStyle(each).display === "inline" && each.closest("p, dd, li")))
    .map(each => [each, (each.classList.contains("row-title") ? each.closest(".row") : each).getBoundingClientRect()])
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([each, box]) => [each.outerHTML.slice(0, 90), Math.round(box.width), Math.round(box.height)])"""
MOVED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { if (!each.hadRecentInput) sum += each.value; }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 200);
})"""


def page_paths(city: list[Complaint]) -> dict[str, list[str]]:
    """Every page by whom it is for."""
    case = f"/aduan/{city[0].number}/"
    return {
        "petugas": [
            *("/aduan/?tampilan=semua", case, f"{case}disposisi/", f"{case}selesaikan/"),
            *("/pemberitahuan/", "/profil/"),
        ],
        "koordinator": [
            *("/pantau/", "/rute/", "/sebutan/", f"/rute/{city[2].number}/rujuk/", "/pengaturan/", "/pengaturan/opd/"),
            *(f"/pengaturan/kanal/{page}" for page in ("", "rak/", "proses-ulang/")),
            *(f"/pengaturan/kanal/sp4n/{page}" for page in ("", "impor/", "salin/")),
            *(f"/pengaturan/{page}" for page in ("kalender/", "kalender/tambah/", "janji-layanan/ubah/")),
        ],
        "": ["/masuk/", status_path(city[0])],
    }


def device(browser: Browser, width: int) -> BrowserContext:
    """A phone or an office PC. Only on a real phone a page that is too wide widens the viewport itself."""
    is_phone = width < 820
    return browser.new_context(viewport={"width": width, "height": 768}, is_mobile=is_phone, has_touch=is_phone)


def visits(context: BrowserContext, city: list[Complaint], live_server: LiveServer) -> Iterator[tuple[Page, str]]:
    """Each page, opened by somebody who may."""
    for username, paths in page_paths(city).items():
        context.clear_cookies()
        page = login(context, live_server, username) if username else context.new_page()
        for path in paths:
            page.goto(live_server.url + path)
            page.evaluate("document.fonts.ready")
            yield page, path


def fill_list(city: list[Complaint]) -> None:
    """A whole page of the list, no two rows with the same words, each with its running clocks."""
    words = [" ".join(parts) for parts in product(THINGS, STATES, PLACES)]
    clocks = list(SlaClock.objects.filter(complaint=city[1]))
    for number, text in enumerate(words[::3][:PAGE_SIZE]):
        case = copy(city[1])
        case.pk, case.number, case.token_digest = None, f"BTG-2611-9{number:03d}", f"{number:064d}"
        case.subject = case.text = f"{text} nomor {number * 7919 % 1000}"
        case.save(force_insert=True)
        for clock in clocks:
            clock.pk, clock.complaint = None, case
            clock.save(force_insert=True)


def fragment(path: str) -> bytes:
    """What htmx gets of the page, as its officer."""
    client = Client(headers={"HX-Request": "true"})
    client.force_login(User.objects.get(username="petugas"))
    return client.get(path).content


def test_a_full_list_as_a_fragment(city: list[Complaint]) -> None:
    fill_list(city)

    content = fragment("/aduan/?tampilan=semua")

    assert content.count(b'<li class="row ') == PAGE_SIZE
    assert len(gzip.compress(content)) <= LIST_BYTES


def test_a_thread_as_a_fragment(city: list[Complaint]) -> None:
    content = fragment(f"/aduan/{city[0].number}/?tampilan=semua")

    assert content.count(b'<article class="thread"') == 1
    assert len(gzip.compress(content)) <= THREAD_BYTES


@pytest.mark.parametrize(("username", "path"), [("petugas", "/aduan/"), ("koordinator", "/pengaturan/opd/")])
def test_the_fullest_pages_on_a_first_visit(
    browser: Browser, city: list[Complaint], live_server: LiveServer, username: str, path: str
) -> None:
    """A thread beside 50 rows, and 57 units. The live server does not compress: text counts as it would travel."""
    fill_list(city)
    address = f"{path}{city[0].number}/?tampilan=semua" if path == "/aduan/" else path
    with browser.new_context() as context:
        page = login(context, live_server, username)
        answers: dict[str, Response] = {}

        def keep(answer: Response) -> None:
            # What an open page asks afterwards, for news, is no part of loading it.
            if answer.request.resource_type not in ("fetch", "eventsource"):
                answers[answer.url] = answer

        page.on("response", keep)

        page.goto(live_server.url + address, wait_until="networkidle")

        assert len(answers) <= PAGE_REQUESTS
        assert sum(len(gzip.compress(answer.body())) for answer in answers.values()) <= PAGE_BYTES


@pytest.mark.parametrize("width", [320, 360, 390])
def test_no_page_is_wider_than_its_phone(
    browser: Browser, city: list[Complaint], live_server: LiveServer, width: int
) -> None:
    with device(browser, width) as context:
        widths = {
            path: page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
            for page, path in visits(context, city, live_server)
        }

    assert [path for path, found in widths.items() if found != [width, width]] == []
    assert len(widths) == 23


@pytest.mark.parametrize("width", [320, 1366])
def test_every_target_is_large_enough(
    browser: Browser, city: list[Complaint], live_server: LiveServer, width: int
) -> None:
    with device(browser, width) as context:
        small = {path: page.evaluate(SMALL_TARGETS, TARGET) for page, path in visits(context, city, live_server)}

    assert {path: found for path, found in small.items() if found} == {}


def test_the_measure_of_targets_finds_a_small_one(page: Page) -> None:
    page.set_content("<button style='width:20px;height:40px;padding:0'>x</button><p>Lihat <a href='/'>ini</a></p>")

    found = page.evaluate(SMALL_TARGETS, TARGET)

    assert [(width, height) for _, width, height in found] == [(20, 40)]


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_while_a_page_loads(
    browser: Browser, city: list[Complaint], live_server: LiveServer, width: int
) -> None:
    with device(browser, width) as context:
        moved = {path: page.evaluate(MOVED) for page, path in visits(context, city, live_server)}

    assert {path: value for path, value in moved.items() if value >= MOVEMENT} == {}


def test_the_measure_of_movement_finds_a_jump(page: Page) -> None:
    page.set_content("<div id='top'></div><p style='height:400px'>Aduan</p>")
    page.wait_for_timeout(500)
    page.evaluate("document.getElementById('top').style.height = '300px'")
    page.wait_for_timeout(200)

    assert page.evaluate(MOVED) >= MOVEMENT
