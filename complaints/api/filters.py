"""What the list can be asked for. An empty value asks for nothing; a value that cannot be meant is refused."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from ..models import Complaint
from ..searching import search
from ..workflow import KIND_LABELS, STATUS_LABELS

YES_NO = {"true": True, "false": False, "1": True, "0": False, "True": True, "False": False}


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(filters.TypedChoiceFilter):
    """A boolean that refuses what it cannot read; the library's own takes it for "not asked"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(word, word) for word in YES_NO], coerce=YES_NO.get, **options)


class ComplaintFilter(filters.FilterSet):
    """The query string of the list; all conditions hold together."""

    status = filters.ChoiceFilter(choices=list(STATUS_LABELS.items()), label="Status aduan.")
    kind = filters.ChoiceFilter(choices=list(KIND_LABELS.items()), label="Jenis aduan.")
    opd = filters.CharFilter(field_name="opd__code", label="Kode OPD.")
    channel = filters.CharFilter(label="Kanal, misalnya whatsapp.")
    kelurahan = filters.CharFilter(method="in_kelurahan", label="Nama kelurahan atau kode Kemendagri.")
    overdue = YesNoFilter(field_name="is_late", label="true: ada tenggat kota yang terlewat dan masih terbuka.")
    created_after = filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", label="Diterima pada waktu ini atau sesudahnya (ISO 8601)."
    )
    created_before = filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt", label="Diterima sebelum waktu ini (ISO 8601)."
    )
    q = filters.CharFilter(
        method="with_words",
        max_length=100,
        label="Kata yang semuanya ada pada nomor, judul, isi, tempat, atau nama; juga empat angka terakhir atau lebih "
        "dari nomor telepon pelapor yang tidak anonim. Judul juga ditemukan bila ada kata yang salah ketik.",
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def in_kelurahan(self, rows: QuerySet[Complaint], name: str, value: str) -> QuerySet[Complaint]:
        """By name, whatever its capitals, or by code."""
        return rows.filter(Q(kelurahan__code=value) | Q(kelurahan__name__iexact=value))

    def with_words(self, rows: QuerySet[Complaint], name: str, value: str) -> QuerySet[Complaint]:
        """The same search as the inbox."""
        return search(rows, value)
