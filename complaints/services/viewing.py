"""Tampilan tersimpan: keeping, sharing, renaming, ordering and removing named query strings of the list."""

from django.db import transaction
from django.db.models import Max

from opd.models import Opd, User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..guard import check
from ..masking import PERSONAL
from ..models import SavedView
from ..permissions import may_keep_tags
from .tagging import plain_name

MOST = 20  # of one officer


@transaction.atomic
def save_view(*, name: str, query: str, words: str, opd: Opd | None, user: User) -> SavedView:
    """Keeps `query` under that name for this user, behind his others; with `opd` for everybody of that unit. `words` is
    what it searches for.

    Raises NotAllowedError (a unit that is not his), MoveNotAllowedError (too many), InvalidInputError (the name is
    taken or no plain words, or the search names a person).
    """
    _check_unit(opd, user)
    if any(finding.flag in PERSONAL for finding in check(words, public=False)):
        raise InvalidInputError("Pencarian nomor, nama, atau alamat orang tidak dapat disimpan.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = SavedView.objects.filter(owner=user)
    if own.count() >= MOST:
        raise MoveNotAllowedError(f"Paling banyak {MOST} tampilan. Hapus satu lebih dulu.")
    last = own.aggregate(last=Max("position"))["last"] or 0
    facts = {"name": _free_name(name, user), "query": query, "opd": opd, "position": last + 1}
    return SavedView.objects.create(owner=user, **facts)


@transaction.atomic
def change_view(*, view: SavedView, name: str, opd: Opd | None, user: User) -> None:
    """Another name, shared or not. Raises what save_view raises."""
    _require_keeper(view, user)
    if opd and opd.pk != view.opd_id:
        _check_unit(opd, user)
    SavedView.objects.filter(pk=view.pk).update(name=_free_name(name, view.owner, but=view), opd=opd)


@transaction.atomic
def raise_view(*, view: SavedView, user: User) -> None:
    """One place up among its owner's; the first stays. Raises NotAllowedError for another's."""
    if view.owner_id != user.pk:
        raise NotAllowedError("Hanya pemiliknya yang mengurutkan tampilan.")
    views = list(SavedView.objects.select_for_update().filter(owner=user).order_by("position", "pk"))
    place = next((index for index, each in enumerate(views) if each.pk == view.pk), 0)
    views[max(place - 1, 0)], views[place] = views[place], views[max(place - 1, 0)]
    for position, each in enumerate(views, 1):
        SavedView.objects.filter(pk=each.pk).update(position=position)


@transaction.atomic
def remove_view(*, view: SavedView, user: User) -> None:
    """Removes it for everybody who sees it. Raises NotAllowedError."""
    _require_keeper(view, user)
    view.delete()


def _check_unit(opd: Opd | None, user: User) -> None:
    if opd and not user.memberships.filter(opd=opd).exists():
        raise NotAllowedError("Tampilan hanya dapat dibagikan di OPD Anda.")


def _require_keeper(view: SavedView, user: User) -> None:
    """Its owner, and of a shared one the head of the unit: its owner may have left."""
    if view.owner_id != user.pk and not (view.opd_id and may_keep_tags(user, view.opd_id)):
        raise NotAllowedError("Hanya pemilik tampilan atau pimpinan OPD yang dapat mengubahnya.")


def _free_name(name: str, owner: User, but: SavedView | None = None) -> str:
    words = plain_name(name, what="Nama tampilan")
    if SavedView.objects.filter(owner=owner, name__iexact=words).exclude(pk=but.pk if but else 0).exists():
        raise InvalidInputError(f"Tampilan “{words}” sudah ada.")
    return words
