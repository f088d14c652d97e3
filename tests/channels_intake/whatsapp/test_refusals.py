"""Every code of the provider has one fate."""

import pytest

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.whatsapp.refusals import read_code, read_status

CODES = {
    Fate.STOP: (0, 3, 10, 190, 200, 299, 368, 131005, 131031, 131042, 131045, 133010),
    Fate.SLOW: (4, 80007, 130429, 131048, 133016),
    Fate.PAIR: (131056,),
    Fate.TRANSIENT: (1, 2, 131000, 131016, 131057, 133004),
    Fate.WINDOW: (131047,),
    Fate.UNREACHABLE: (131026,),
    Fate.REFUSED: (130472, 130497, 131049, 131050),
    Fate.BUG: (
        *(100, 131008, 131009, 131021, 131030, 131051, 131062, 131063),
        *(132000, 132001, 132005, 132007, 132012, 132015, 132016),
    ),
    Fate.MEDIA: (131052, 131053),
}


@pytest.mark.parametrize(("fate", "code"), [(fate, code) for fate, codes in CODES.items() for code in codes])
def test_code_and_its_fate(fate: Fate, code: int) -> None:
    assert read_code(code).fate == fate


def test_an_unknown_code_is_final_unless_the_trouble_was_theirs() -> None:
    assert (read_code(999999).fate, read_code(999999, 503).fate) == (Fate.REFUSED, Fate.TRANSIENT)
    assert read_code(999999).meaning == "WhatsApp menolak pesan ini (kode 999999)."


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (401, Fate.STOP),
        (403, Fate.STOP),
        (429, Fate.SLOW),
        (408, Fate.TRANSIENT),
        (500, Fate.TRANSIENT),
        (400, Fate.REFUSED),
        (302, Fate.REFUSED),
    ],
)
def test_an_answer_without_a_code(status: int, fate: Fate) -> None:
    assert read_status(status).fate == fate


@pytest.mark.parametrize("fate", Fate)
def test_what_is_permanent(fate: Fate) -> None:
    final = {Fate.WINDOW, Fate.UNREACHABLE, Fate.REFUSED, Fate.BUG}

    assert ChannelError("x", fate=fate).permanent == (fate in final)


def test_an_error_without_a_fate_may_pass() -> None:
    assert (ChannelError("x").fate, ChannelError("x", permanent=True).fate) == (Fate.TRANSIENT, Fate.REFUSED)
