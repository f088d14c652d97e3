"""Tunda sampai, and back into the list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..forms.snoozing import SnoozeForm
from ..services import snoozing
from ..snoozes import back_by
from .acting import attempt, attempt_form, find_complaint, show_form
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def complaint_snooze(request: StaffRequest, number: str) -> HttpResponse:
    """Tunda: the choices with their moments, and a day of one's own."""
    complaint, moment = find_complaint(request, number), now()
    form = SnoozeForm(request.POST or None, now=moment)
    done = f"{number} ditunda. Tenggat tetap berjalan."
    if form.is_valid() and attempt_form(request, form, done, snoozing.snooze, complaint=complaint, until=form.until):
        return redirect("complaint_detail", number)
    return show_form(request, "complaints/snooze.html", complaint, form, limit=back_by(complaint), moment=moment)


@login_required
@require_POST
def complaint_wake(request: StaffRequest, number: str) -> HttpResponse:
    """Tampilkan lagi."""
    attempt(request, f"{number} tampil lagi di daftar.", snoozing.wake, complaint=find_complaint(request, number))
    return redirect("complaint_detail", number)
