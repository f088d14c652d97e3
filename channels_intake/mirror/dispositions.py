"""Which unit a report is given to: the city routes, and what SP4N names otherwise a person enters there."""

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Lower

from complaints.workflow import OPEN

from ..channels.sp4n.standings import ENDED
from .models import Sp4nReport

OPEN_HERE = [status.value for status in OPEN]


def dispositions_to_enter() -> QuerySet[Sp4nReport]:
    """Open reports that the city has given to a unit which SP4N does not name, the oldest first.

    A row goes by itself once the mirror has seen the unit there: nobody has to note it.
    """
    named = Lower(Coalesce(KeyTextTransform("unit", "facts"), Value(""), output_field=TextField()))
    rows = Sp4nReport.objects.filter(complaint__opd__isnull=False, complaint__status__in=OPEN_HERE)
    rows = rows.exclude(standing__in=ENDED).annotate(
        named=named, unit_name=Lower("complaint__opd__name"), unit_short=Lower("complaint__opd__short_name")
    )
    known = Q(named=F("unit_name")) | Q(named=F("unit_short"))
    return rows.exclude(known).select_related("complaint__opd").order_by("entered_at", "pk")
