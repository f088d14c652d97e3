import pytest

from complaints.choices import (
    CaseChoice,
    WithdrawChoice,
    case_choice_id,
    read_choice,
    read_typed_choice,
    withdraw_choice_id,
)

NUMBER = "BTG-2611-0417"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (case_choice_id(12, NUMBER), CaseChoice(12, NUMBER)),
        (case_choice_id(12), CaseChoice(12, "")),
        (withdraw_choice_id(NUMBER, "yes"), WithdrawChoice(NUMBER, "yes")),
        ("case:12:BTG;drop", None),
        ("withdraw:BTG-2611-0417:maybe", None),
        ("template-payload", None),
        (None, None),
        ({"id": "case:1:new"}, None),
    ],
)
def test_an_id_is_read_as_it_was_written_and_nothing_else_is(written: object, read: object) -> None:
    assert read_choice(written) == read


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("yang btg-2611-0417 pak", NUMBER),
        ("Aduan baru", ""),
        ("baru", ""),
        ("BTG-2611-0001", None),
        ("lampunya baru diganti", None),
    ],
)
def test_a_choice_may_be_typed(text: str, choice: str | None) -> None:
    assert read_typed_choice(text, [NUMBER]) == choice
