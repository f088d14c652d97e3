"""Each of Meta's codes has its fate, and its subcode decides first."""

import pytest

from channels_intake.channels.errors import Fate, Refusal
from channels_intake.channels.meta.refusals import read_code, read_status


@pytest.mark.parametrize(
    ("code", "subcode", "fate"),
    [
        (190, 463, Fate.STOP),
        (190, 460, Fate.STOP),
        (10, 0, Fate.STOP),
        (10, 2018278, Fate.WINDOW),
        (10, 2534022, Fate.WINDOW),
        (10, 2018108, Fate.UNREACHABLE),
        (200, 0, Fate.STOP),
        (200, 1545041, Fate.UNREACHABLE),
        (551, 1545041, Fate.UNREACHABLE),
        (100, 0, Fate.BUG),
        (100, 33, Fate.REFUSED),
        (100, 2018001, Fate.UNREACHABLE),
        (10900, 0, Fate.REFUSED),
        (4, 0, Fate.SLOW),
        (613, 0, Fate.SLOW),
        (80001, 0, Fate.SLOW),
        (2, 0, Fate.TRANSIENT),
        (1200, 0, Fate.TRANSIENT),
        (368, 0, Fate.STOP),
        (99999, 0, Fate.REFUSED),
    ],
)
def test_each_code_has_its_fate(code: int, subcode: int, fate: Fate) -> None:
    assert read_code("Facebook", code, subcode).fate == fate


def test_an_unknown_code_of_a_broken_server_may_pass() -> None:
    assert read_code("Facebook", 99999, 0, 500).fate == Fate.TRANSIENT


def test_the_sentence_names_the_channel() -> None:
    refusal = Refusal(Fate.WINDOW, "Jendela Instagram 24 jam sudah tertutup.")

    assert read_code("Instagram", 10, 2534022) == refusal


@pytest.mark.parametrize(
    ("status", "fate"), [(401, Fate.STOP), (429, Fate.SLOW), (502, Fate.UNKNOWN), (400, Fate.REFUSED)]
)
def test_an_answer_without_a_code_goes_by_its_status(status: int, fate: Fate) -> None:
    assert read_status("Facebook", status).fate == fate
