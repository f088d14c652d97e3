from itertools import product

import pytest

from complaints.workflow import MOVES, STATUS_LABELS, Status, can_move

ALLOWED = {
    ("new", "forwarded"), ("new", "rejected"),
    ("forwarded", "forwarded"), ("forwarded", "new"), ("forwarded", "accepted"), ("forwarded", "in_progress"),
    ("forwarded", "waiting"), ("forwarded", "resolved"),
    ("accepted", "forwarded"), ("accepted", "new"), ("accepted", "in_progress"), ("accepted", "waiting"),
    ("accepted", "resolved"),
    ("in_progress", "forwarded"), ("in_progress", "waiting"), ("in_progress", "resolved"),
    ("waiting", "forwarded"), ("waiting", "accepted"), ("waiting", "in_progress"), ("waiting", "resolved"),
    ("waiting", "closed"),
    ("resolved", "in_progress"), ("resolved", "closed"),
    ("closed", "in_progress"),
    ("rejected", "new"),
    *((old, "referred") for old in ("new", "forwarded", "accepted", "in_progress", "waiting")),
    *(("referred", new) for new in ("new", "forwarded", "accepted", "in_progress", "waiting")),
    *((old, "closed") for old in ("new", "forwarded", "accepted", "in_progress")),
    *((old, "merged") for old in ("new", "forwarded", "accepted", "in_progress", "waiting", "resolved")),
    *(("merged", new) for new in ("new", "forwarded", "accepted", "in_progress", "waiting", "resolved")),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(product(Status, Status)))
def test_every_pair_is_allowed_or_refused_as_written(old: Status, new: Status) -> None:
    assert can_move(old, new) is ((old.value, new.value) in ALLOWED)


def test_every_state_has_its_moves_and_its_word() -> None:
    assert set(MOVES) == set(Status)
    assert set(STATUS_LABELS) == {status.value for status in Status}
