"""The states of a complaint and the moves between them: one table, pure, no database."""

from enum import StrEnum


class Status(StrEnum):
    NEW = "new"  # no unit yet: in the verification queue
    FORWARDED = "forwarded"  # at a unit, nobody has taken it
    ACCEPTED = "accepted"  # an officer of the unit has taken it
    IN_PROGRESS = "in_progress"  # the citizen has had an answer in substance
    WAITING = "waiting"  # the city has asked the citizen
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"  # not a complaint
    REFERRED = "referred"  # the matter of a body outside the city, where its citizen was shown the way
    MERGED = "merged"  # part of another case, which `merged_into` names


STATUS_LABELS: dict[str, str] = {
    Status.NEW.value: "Baru",
    Status.FORWARDED.value: "Diteruskan",
    Status.ACCEPTED.value: "Diterima",
    Status.IN_PROGRESS.value: "Dikerjakan",
    Status.WAITING.value: "Menunggu pelapor",
    Status.RESOLVED.value: "Selesai",
    Status.CLOSED.value: "Ditutup",
    Status.REJECTED.value: "Ditolak",
    Status.REFERRED.value: "Dirujuk",
    Status.MERGED.value: "Digabungkan",
}

OPEN = frozenset({Status.NEW, Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING})
WORKABLE = frozenset({Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS})  # the unit's to work on, now
AT_UNIT = frozenset({Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING})

# A citizen may withdraw an open case (closed); a merge or referral that is undone gives back the state from before it.
MERGEABLE = OPEN | {Status.RESOLVED}
MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.FORWARDED, Status.REJECTED, Status.REFERRED, Status.CLOSED, Status.MERGED}),
    Status.FORWARDED: frozenset(
        {Status.FORWARDED, Status.NEW, Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED}
        | {Status.REFERRED, Status.CLOSED, Status.MERGED}
    ),
    Status.ACCEPTED: frozenset(
        {Status.FORWARDED, Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED}
        | {Status.REFERRED, Status.CLOSED, Status.MERGED}
    ),
    Status.IN_PROGRESS: frozenset(
        {Status.FORWARDED, Status.WAITING, Status.RESOLVED, Status.REFERRED, Status.CLOSED, Status.MERGED}
    ),
    Status.WAITING: frozenset(
        {Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED}
        | {Status.REFERRED, Status.CLOSED, Status.MERGED}
    ),
    Status.RESOLVED: frozenset({Status.IN_PROGRESS, Status.CLOSED, Status.MERGED}),
    Status.CLOSED: frozenset({Status.IN_PROGRESS}),
    Status.REJECTED: frozenset({Status.NEW}),
    Status.REFERRED: OPEN,
    Status.MERGED: MERGEABLE,
}


class Kind(StrEnum):
    """The classes of PermenPANRB 62/2018. An imported or guessed class takes effect when a person confirms it."""

    TIDAK_BERKADAR = "tidak_berkadar"
    BERKADAR = "berkadar"
    ASPIRASI = "aspirasi"
    INFORMASI = "informasi"


KIND_LABELS: dict[str, str] = {
    Kind.TIDAK_BERKADAR.value: "Pengaduan tidak berkadar pengawasan",
    Kind.BERKADAR.value: "Pengaduan berkadar pengawasan",
    Kind.ASPIRASI.value: "Aspirasi",
    Kind.INFORMASI.value: "Permintaan informasi",
}


def can_move(old: str, new: str) -> bool:
    """Whether the table allows this move."""
    return Status(new) in MOVES[Status(old)]
