"""What a view may answer, for the description: its own form, and each refusal by its status."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.serializers import BaseSerializer

from .problems import CONTENT_TYPE, PROBLEMS
from .serializers import PROBLEM

ALWAYS = ("not_authenticated", "authentication_failed", "missing_scope", "not_acceptable", "throttled")
OF_WRITES = ("invalid", "parse_error", "key_missing", "unsupported_media_type", "key_reused", "refused")


def answers(serializer: type[BaseSerializer[Any]], *codes: str, status: int = 200) -> dict[Any, OpenApiResponse]:
    """The success and the refusals named by their kinds, several of one status in one sentence."""
    by_status: dict[int, list[str]] = {}
    for code in (*ALWAYS, *codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(PROBLEMS[code].title)
    refusals = {
        (number, CONTENT_TYPE): OpenApiResponse(PROBLEM, description="; ".join(titles) + ".")
        for number, titles in sorted(by_status.items())
    }
    return {(status, "application/json"): OpenApiResponse(serializer, description="Berhasil."), **refusals}
