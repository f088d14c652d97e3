"""Rujuk: the page of a referral, with what each body's citizens are told, and taking it back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from opd.models import ExternalBody

from ..forms.changes import ReferCaseForm
from ..models import Referral
from ..queries import visible_to
from ..services.referring import refer, undo_referral
from .acting import attempt, attempt_form, back_to, find_complaint, show_form
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def case_refer(request: StaffRequest, number: str) -> HttpResponse:
    """Rujuk, from the case."""
    complaint = find_complaint(request, number)
    form = ReferCaseForm(request.POST or None, complaint=complaint)
    if form.is_valid():
        done = f"{number} dirujuk ke {form.cleaned_data['external_body'].name}. Pelapor diberi tahu."
        if attempt_form(request, form, done, refer, complaint=complaint, **form.cleaned_data):
            return back_to(request, complaint)
    bodies = ExternalBody.objects.select_related("keeper")
    return show_form(request, "complaints/refer.html", complaint, form, bodies=bodies)


@login_required
@require_POST
def referral_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan."""
    referrals = Referral.objects.select_related("complaint", "decision__external_body", "former_opd", "reply")
    referral = get_object_or_404(referrals.filter(complaint__in=visible_to(request.user)), pk=pk)
    attempt(request, "Rujukan diurungkan.", undo_referral, referral=referral)
    return back_to(request, referral.complaint)
