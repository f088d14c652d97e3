"""Refusals as problem details (RFC 9457): one body for every error, in Indonesian, with a type to branch on."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from opd.kept_answers import KeyReusedError

from ..errors import ComplaintError, ConflictError, FindingsError, NotAllowedError
from .errors import MissingScopeError
from .serializers import FindingSerializer

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """One kind of refusal. `detail` is said where the refusal brings no sentence of its own."""

    status: int
    title: str
    detail: str


PROBLEMS = {
    "invalid": Problem(400, "Permintaan tidak dapat dipakai", "Periksa isian yang disebut pada errors."),
    "parse_error": Problem(400, "Isi bukan JSON", "Kirim isi permintaan sebagai JSON yang benar dalam UTF-8."),
    "key_missing": Problem(400, "Idempotency-Key belum ada", "Sertakan tajuk Idempotency-Key, 1 sampai 100 huruf."),
    "not_authenticated": Problem(401, "Token dibutuhkan", "Sertakan tajuk Authorization: Token diikuti token Anda."),
    "authentication_failed": Problem(401, "Token tidak berlaku", "Token salah, dicabut, atau sudah kedaluwarsa."),
    "missing_scope": Problem(403, "Cakupan token kurang", "Token ini tidak punya cakupan untuk permintaan ini."),
    "permission_denied": Problem(403, "Tidak diizinkan", "Anda tidak dapat melakukan ini."),
    "not_found": Problem(404, "Tidak ditemukan", "Tidak ada di sini, atau tidak untuk pemilik token ini."),
    "method_not_allowed": Problem(405, "Metode tidak dilayani", "Alamat ini tidak melayani metode itu."),
    "not_acceptable": Problem(406, "Bentuk jawaban tidak dilayani", "API ini hanya menjawab dengan JSON."),
    "stale_version": Problem(409, "Aduan sudah berubah", "Baca aduannya lagi, lalu kirim dengan version yang baru."),
    "unsupported_media_type": Problem(415, "Jenis isi tidak dilayani", "Kirim isi sebagai application/json."),
    "refused": Problem(422, "Permintaan ditolak", "Keadaan aduan tidak memungkinkan ini."),
    "needs_review": Problem(
        422, "Balasan perlu diperiksa", "Perbaiki yang disebut pada findings, atau sertakan override_reason."
    ),
    "key_reused": Problem(422, "Idempotency-Key sudah dipakai", "Kunci ini sudah dipakai untuk permintaan lain."),
    "throttled": Problem(429, "Terlalu banyak permintaan", "Coba lagi setelah waktu pada tajuk Retry-After."),
}


CODES = {ConflictError: "stale_version", NotAllowedError: "permission_denied", FindingsError: "needs_review"}


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler of exceptions: headers are its own, the body is a problem. None for what nobody foresaw."""
    response = exception_handler(error, context)
    code, detail = _read(error)
    if response is None and code:
        response = Response()
    if response is None:
        return None
    response.data = _body(code, detail)
    if code == "invalid" and isinstance(error, exceptions.ValidationError):
        response.data["errors"] = error.detail
    if isinstance(error, FindingsError):
        response.data["findings"] = FindingSerializer(error.findings, many=True).data
    response.status_code = PROBLEMS[code].status
    response.content_type = CONTENT_TYPE
    return response


def _body(code: str, detail: str) -> dict[str, Any]:
    problem = PROBLEMS[code]
    return {
        "type": f"{settings.PUBLIC_BASE_URL}{reverse('api_docs')}#{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail or problem.detail,
    }


def _read(error: Exception) -> tuple[str, str]:
    """The kind of refusal, and the sentence where it brings one; an empty kind for an error of ours."""
    if isinstance(error, ComplaintError):
        code = CODES.get(type(error), "refused")
        return code, str(error)
    if isinstance(error, MissingScopeError):
        return error.default_code, str(error.detail)
    if isinstance(error, KeyReusedError):
        return "key_reused", ""
    if isinstance(error, Http404 | PermissionDenied):
        return ("not_found" if isinstance(error, Http404) else "permission_denied"), ""
    code = error.default_code if isinstance(error, exceptions.APIException) else ""
    return (code if code in PROBLEMS else ""), ""
