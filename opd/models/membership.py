"""People and what they are in which agency."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from .opd import Opd


class User(AbstractUser):
    """Somebody who logs in. `nip` is the civil servant's number; demo accounts have none."""

    nip = models.CharField("NIP", max_length=18, blank=True)
    uses_keys = models.BooleanField(default=True, db_default=True)  # single letters do something on his pages

    @property
    def display_name(self) -> str:
        """The name that colleagues see."""
        return self.get_full_name() or self.username

    @property
    def public_name(self) -> str:
        """What a citizen sees of an officer: given name and initial (ui.md 4.5)."""
        return f"{self.first_name} {self.last_name[:1]}.".strip() if self.last_name else self.display_name


class Role(models.TextChoices):
    PETUGAS = "petugas", "Petugas"
    KEPALA_BIDANG = "kepala_bidang", "Kepala bidang"
    PIMPINAN = "pimpinan", "Pimpinan OPD"
    KOORDINATOR = "koordinator", "Koordinator"
    SEKDA = "sekda", "Sekretaris Daerah"
    WALI_KOTA = "wali_kota", "Wali Kota"
    ADMIN = "admin", "Admin"


OPD_ROLES = (Role.PETUGAS, Role.KEPALA_BIDANG, Role.PIMPINAN)


class Membership(models.Model):
    """A role, in one agency (petugas, kepala bidang, pimpinan) or over the whole city (koordinator, sekda, wali kota,
    admin)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "opd", "role"], name="membership_once", nulls_distinct=False),
            models.CheckConstraint(
                name="membership_opd_where_role_needs_it",
                condition=Q(role__in=OPD_ROLES, opd__isnull=False) | (~Q(role__in=OPD_ROLES) & Q(opd__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.opd or ''}".strip()
