"""Colleagues around a case: to whom it may be handed on, and who is named in a note."""

import re

from django.db.models import Q, QuerySet

from opd.models import User

from .models import Complaint, Note
from .permissions import STEERING_ROLES
from .queries import visible_to

MENTION = re.compile(r"(?<!\S)@([\w.+-]+)")


def colleagues_of(complaint: Complaint) -> QuerySet[User]:
    """The people of the unit that has the case; nobody while no unit has it."""
    if complaint.opd_id is None:
        return User.objects.none()
    people = User.objects.filter(is_active=True, memberships__opd=complaint.opd_id)
    return people.distinct().order_by("first_name", "username")


def find_mentioned(complaint: Complaint, text: str, *, but: User) -> list[User]:
    """Whom the note names as @username, or as @first-name where only one colleague bears it, among the unit's people
    and the coordinators who may see the case. Never `but`, its author."""
    names = {name.rstrip(".-+").lower() for name in MENTION.findall(text)}
    if not names:
        return []
    near = Q(memberships__opd=complaint.opd_id) if complaint.opd_id else Q(pk=None)
    near |= Q(memberships__role__in=STEERING_ROLES)
    people = User.objects.filter(near, is_active=True).exclude(pk=but.pk).distinct().order_by("pk")
    found = {user.pk: user for name in names for user in _named(name, people)}
    return [user for user in found.values() if visible_to(user).filter(pk=complaint.pk).exists()]


def notes_naming(user: User) -> QuerySet[Note]:
    """Disebut: the notes that name this user, newest first, of cases that he still may know of."""
    notes = Note.objects.filter(mentioned=user, complaint__in=visible_to(user))
    return notes.select_related("author", "complaint").order_by("-created_at", "-pk")


def _named(name: str, people: QuerySet[User]) -> list[User]:
    by_username = [user for user in people if user.username.lower() == name]
    if by_username:
        return by_username
    by_name = [user for user in people if user.first_name.lower() == name]
    return by_name if len(by_name) == 1 else []
