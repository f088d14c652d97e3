"""The people of the tests: who may see, who must not."""

from opd.models import Membership, Opd, Role, User


def unit(code: str) -> Opd:
    """A loaded unit."""
    return Opd.objects.get(code=code)


def member(username: str, role: Role, opd: Opd | None = None) -> User:
    """A user with one role; made once."""
    user, _ = User.objects.get_or_create(username=username, defaults={"first_name": username.title()})
    Membership.objects.get_or_create(user=user, role=role, opd=opd)
    return user


def petugas_pupr() -> User:
    return member("petugas.uji.pupr", Role.PETUGAS, unit("PUPRK"))


def petugas_lain() -> User:
    """Must see nothing of PUPRK's complaints."""
    return member("petugas.uji.dishub", Role.PETUGAS, unit("DISHUB"))


def pimpinan() -> User:
    return member("pimpinan.uji.pupr", Role.PIMPINAN, unit("PUPRK"))


def koordinator() -> User:
    return member("koordinator.uji", Role.KOORDINATOR)


def admin() -> User:
    return member("admin.uji", Role.ADMIN)
