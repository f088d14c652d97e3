import pytest

from complaints.intents import Intent, Request, is_courtesy, read_request


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("status?", Intent.STATUS),
        ("cek aduan", Intent.STATUS),
        ("Status aduan saya", Intent.STATUS),
        ("sampai mana laporan saya?", Intent.STATUS),
        ("BATAL", Intent.WITHDRAW),
        ("batalkan aduan saya dong", Intent.WITHDRAW),
        ("Bantuan", Intent.HELP),
        ("TAUTAN", Intent.LINK),
        ("minta link baru dong", Intent.LINK),
        ("cara lapor", Intent.HELP),
        ("terima kasih banyak pak", Intent.THANKS),
        ("makasih min, lampunya sudah nyala", Intent.THANKS),
        ("Mantap pelayanannya cepat", Intent.PRAISE),
        ("ok siap pak", Intent.ASSENT),
        ("👍", Intent.ASSENT),
        ("Assalamualaikum", Intent.GREETING),
        ("halo min, mau lapor", Intent.GREETING),
        ("pak", Intent.GREETING),
        ("Promo pinjaman cair cepat, klik https://contoh.invalid", Intent.SPAM),
    ],
)
def test_what_is_asked_of_the_machine(text: str, intent: Intent) -> None:
    assert read_request(text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "Lampu mati",
        "tautan pajak tidak bisa dibuka",
        "air mati",
        "tolong banjir",
        "bantuan sosial belum cair",
        "terima kasih tapi masih bocor",
        "status KTP saya kapan jadi",
        "cara urus KTP bagaimana",
        "saya ditipu undian hadiah atas nama pemkot",
        "bagus sekali jalannya sampai motor masuk lubang",
        "ok tapi sampahnya kapan diangkut",
    ],
)
def test_in_doubt_a_text_is_for_people(text: str) -> None:
    assert read_request(text).intent == Intent.NONE


@pytest.mark.parametrize("text", ["STATUS BTG-2611-0417", "cek btg 2611 0417", "BTG-2611-0417"])
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert read_request(text) == Request(Intent.STATUS, "BTG-2611-0417")


@pytest.mark.parametrize("text", ["Lampu mati", "air mati", "min lampu jalan padam", "tolong banjir"])
def test_a_short_complaint_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)
