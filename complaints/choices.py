"""What a button or a list row says when it is pressed: its id, written and read in one place. Pure, no database.

The id comes back from the citizen's phone, so it is a wish and no proof: whoever follows it checks that message and
case are his.
"""

import re
from dataclasses import dataclass

from .intents import find_number

_CASE = re.compile(r"case:(\d{1,15}):([\w-]{1,20})")
_WITHDRAW = re.compile(r"withdraw:([\w-]{1,20}):(ask|yes|no)")
_SOLVED = re.compile(r"solved:([\w-]{1,20}):(yes|no)")
_NEW = "new"
_NEW_WORDS = re.compile(r"\s*(aduan\s+|laporan\s+)?(baru|lain)(\s+(pak|bu|min|kak))?\s*\.?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class CaseChoice:
    """The case that the waiting message belongs to; without a number a new one."""

    message_id: int
    number: str


@dataclass(frozen=True)
class WithdrawChoice:
    """A step of withdrawing: `ask` names the case, `yes` and `no` answer the question."""

    number: str
    step: str


@dataclass(frozen=True)
class SolvedChoice:
    """Whether a case is really solved, in its citizen's word."""

    number: str
    is_solved: bool


def solved_choice_id(number: str, *, is_solved: bool) -> str:
    """The id of the button under the question."""
    return f"solved:{number}:{'yes' if is_solved else 'no'}"


def case_choice_id(message_id: int, number: str = "") -> str:
    """The id of the row that puts the message into this case, or without a number into a new one."""
    return f"case:{message_id}:{number or _NEW}"


def withdraw_choice_id(number: str, step: str) -> str:
    """The id of the button for a step of withdrawing."""
    return f"withdraw:{number}:{step}"


def read_choice(choice: object) -> CaseChoice | WithdrawChoice | SolvedChoice | None:
    """The choice behind an id; None for an id that is not ours."""
    text = choice if isinstance(choice, str) else ""
    if found := _CASE.fullmatch(text):
        return CaseChoice(int(found[1]), "" if found[2] == _NEW else found[2])
    if found := _WITHDRAW.fullmatch(text):
        return WithdrawChoice(found[1], found[2])
    if found := _SOLVED.fullmatch(text):
        return SolvedChoice(found[1], found[2] == "yes")
    return None


def read_typed_choice(text: str, numbers: list[str]) -> str | None:
    """The choice of who types instead of pressing: one of `numbers`, "" for a new case, None when it is neither."""
    number = find_number(text)
    if number in numbers:
        return number
    return "" if _NEW_WORDS.fullmatch(text) else None
