"""What is proposed as no complaint: by the model's word, by rules, and by what nobody recognises."""

from datetime import UTC, datetime

import pytest

from opd.routing import facts
from opd.routing.classifier import load_model
from opd.routing.decide import decide
from opd.routing.noise import Level, Noise, judge_noise, level_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LEVEL = Level(none_from=0.3, matter_from=0.15)


def judge(text: str, level: Level = LEVEL) -> Noise:
    return judge_noise(text, decide(text, None, NOW), load_model(), level)


@pytest.mark.parametrize(
    ("text", "is_noise"),
    [
        ("Alhamdulillah, semoga Bontang makin maju", True),
        ("mantap pak wali", True),
        ("Selamat ulang tahun Kota Bontang", True),
        ("@ani lihat nih foto kita", True),
        ("ayo gaskan, dukung terus", True),
        ("", True),
        ("Lampu jalan mati di Jl. Ahmad Yani", False),
        ("di rumah saya juga mati air", False),
        ("got mampet", False),
        ("percuma bikin acara kalau air mati tiap hari", False),
        ("bpjs saya kok nonaktif", False),
        ("syarat buat KIA apa saja ya?", False),
    ],
)
def test_a_public_comment_is_told_from_a_complaint(text: str, is_noise: bool) -> None:
    assert judge(text).is_noise is is_noise


def test_a_call_for_help_is_never_noise() -> None:
    assert judge("kebakaran di loktuan tolong", Level(none_from=0.0, matter_from=1.0)).is_noise is False


def test_the_thresholds_decide() -> None:
    text = "Jangan cuma seremonial pak, jalan kami masih rusak"

    assert [judge(text, Level(none_from, 0.1)).is_noise for none_from in (0.1, 0.9)] == [True, False]


def test_what_is_not_recognised_says_so() -> None:
    judged = judge("zzzq wqqx")

    assert (judged.is_noise, judged.reason) == (True, "Tidak menyebut urusan kota yang dikenali")


def test_the_score_is_the_models_share_even_where_the_decision_hides_it() -> None:
    text = "syarat buat KIA apa saja ya?"

    assert 0.02 < judge(text).score < 0.3
    assert "NONE" not in decide(text, None, NOW).top[0]


def test_a_channel_without_thresholds_of_its_own_has_the_default() -> None:
    levels = facts.read("noise.yaml")["levels"]

    assert level_of("tiktok") == Level(**levels["default"])
    assert level_of("x") == Level(**levels["x"])
