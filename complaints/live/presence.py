"""Who else has a case open, and who is writing: kept in the broker for seconds, nowhere else, and never logged.

Colleagues of one unit read each other's name; of everybody else a page says the role alone.
"""

import time
from collections.abc import Collection, Mapping

import redis
from django.core import signing

from opd.models import Membership, User

from ..permissions import STEERING_ROLES
from .announce import announce_presence, broker

READING, WRITING = "read", "write"
SALT = "presence"
SECONDS = 45  # a page tells of itself every 20 s
Presence = Mapping[int, str]  # by user what he does


def note_presence(complaint_id: int, user: User, doing: str) -> None:
    """Notes that the user has the case open and what he does there. Without a broker nobody learns of it."""
    try:
        former = _read(complaint_id).get(user.pk)
        with broker().pipeline(transaction=False) as pipe:
            pipe.hset(_key(complaint_id), str(user.pk), f"{doing}:{time.time() + SECONDS:.0f}")
            pipe.expire(_key(complaint_id), 2 * SECONDS)
            pipe.execute()
    except redis.RedisError:
        return
    if former != doing:
        announce_presence(complaint_id)


def presence_ticket(complaint_id: int, user: User) -> str:
    """What a page of the case shows to say that this user has left it."""
    return signing.dumps((complaint_id, user.pk), salt=SALT)


def end_presence(ticket: str) -> None:
    """Forgets at once who has closed the case. It asks no database: pages are closed in great numbers.

    Raises BadSignature for a ticket that is not ours.
    """
    complaint_id, user_id = signing.loads(ticket, salt=SALT)
    try:
        if broker().hdel(_key(complaint_id), str(user_id)):
            announce_presence(complaint_id)
    except redis.RedisError:
        return


def read_presence(complaint_ids: Collection[int]) -> dict[int, Presence]:
    """By case who is there now; a case at which nobody is, is left out."""
    if not complaint_ids:
        return {}
    try:
        with broker().pipeline(transaction=False) as pipe:
            for key in complaint_ids:
                pipe.hgetall(_key(key))
            found = dict(zip(complaint_ids, map(_living, pipe.execute()), strict=True))
    except redis.RedisError:
        return {}
    return {key: people for key, people in found.items() if people}


def presence_words(found: Mapping[int, Presence], viewer: User) -> dict[int, str]:
    """By case one sentence for this viewer about the others, those who write before those who read."""
    others = {key: {each: people[each] for each in people if each != viewer.pk} for key, people in found.items()}
    names = _names({user for people in others.values() for user in people}, viewer)
    return {key: words for key, people in others.items() if (words := _sentence(people, names))}


def _sentence(people: Presence, names: Mapping[int, str]) -> str:
    writing = sorted({names[user] for user, doing in people.items() if doing == WRITING and user in names})
    if writing:
        return f"{' dan '.join(writing)} sedang membalas"
    reading = sorted({names[user] for user in people if user in names})
    return f"{' dan '.join(reading)} membuka aduan ini" if reading else ""


def _names(users: Collection[int], viewer: User) -> dict[int, str]:
    if not users:
        return {}
    own = set(viewer.memberships.filter(opd__isnull=False).values_list("opd", flat=True))
    people = User.objects.filter(pk__in=users).prefetch_related("memberships__opd")
    return {user.pk: _name(user, list(user.memberships.all()), own) for user in people}


def _name(user: User, memberships: Collection[Membership], own: Collection[int]) -> str:
    if any(membership.opd_id in own for membership in memberships):
        return user.display_name
    if any(membership.role in STEERING_ROLES for membership in memberships):
        return "Koordinator"
    units = [membership.opd.short_name for membership in memberships if membership.opd]
    return f"Petugas {units[0]}" if units else "Petugas lain"


def _read(complaint_id: int) -> Presence:
    return _living(broker().hgetall(_key(complaint_id)))


def _living(fields: object) -> Presence:
    if not isinstance(fields, dict):
        return {}
    parts = {int(user): value.decode().partition(":") for user, value in fields.items()}
    return {user: doing for user, (doing, _, until) in parts.items() if float(until) > time.time()}


def _key(complaint_id: int) -> str:
    return f"here:{complaint_id}"
