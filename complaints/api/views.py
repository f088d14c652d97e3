"""Complaints over HTTP for other systems: the same rows, permissions and services as the pages."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.signing import token_digest
from opd.kept_answers import answer_once
from opd.models import Scope

from ..errors import InvalidInputError
from ..models import AnswerVersion, Complaint
from ..queries import visible_answers, visible_to
from ..services import handling, replies
from ..suggestions import fill_answer
from . import serializers
from .authentication import ApiRequest
from .errors import KeyMissingError
from .filters import ComplaintFilter
from .responses import OF_WRITES, answers
from .rows import detailed_rows, listed_rows

MAX_KEY = 100
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    description="Kunci pilihan Anda untuk satu tulisan, 1 sampai 100 huruf. Dikirim lagi dengan kunci yang sama dalam "
    "dua hari, tulisan itu tidak dibuat dua kali dan jawabannya sama.",
)


class CaseView(GenericAPIView[Complaint]):
    """What all views of complaints share: one "now" for the whole answer, and nothing left in a cache."""

    request: ApiRequest
    scopes: ClassVar[dict[str, Scope]]
    queryset = Complaint.objects.none()  # for the description; requests are given what their user may know of
    lookup_field = "number"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Takes the moment at which the answer is true."""
        self.moment = now()
        super().initial(request, *args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        """The states of clocks are those of that moment."""
        return {**super().get_serializer_context(), "now": getattr(self, "moment", None)}

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Citizens' cases stay in no proxy."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class ComplaintList(CaseView, ListAPIView[Complaint]):
    """The list, newest first."""

    scopes = {"GET": Scope.COMPLAINTS_READ}
    serializer_class = serializers.ComplaintSerializer
    filterset_class = ComplaintFilter

    def get_queryset(self) -> QuerySet[Complaint]:
        """The rows that this user may know of."""
        return listed_rows(self.request.user, self.moment)

    @extend_schema(
        operation_id="complaints_list",
        summary="Daftar aduan",
        description="Aduan yang boleh dilihat pemilik token, terbaru lebih dulu, 50 per halaman.",
        responses=answers(serializers.ComplaintSerializer, "invalid"),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page; 400 for a filter that cannot be meant."""
        return super().get(request, *args, **kwargs)


class ComplaintDetail(CaseView, RetrieveAPIView[Complaint]):
    """One complaint with its history."""

    scopes = {"GET": Scope.COMPLAINTS_READ}
    serializer_class = serializers.ComplaintDetailSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Complaint]:
        """The rows that this user may know of."""
        return detailed_rows(self.request.user, self.moment)

    @extend_schema(
        operation_id="complaints_read",
        summary="Satu aduan",
        description="Aduan dengan riwayat dan balasannya. Catatan internal tidak ikut.",
        responses=answers(serializers.ComplaintDetailSerializer, "not_found"),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for what is not there and for what this user may not know of alike."""
        return super().get(request, *args, **kwargs)


class WriteView(CaseView):
    """A write into one complaint: read, done once under its key, answered with what was made."""

    scopes = {"POST": Scope.COMPLAINTS_WRITE}
    filter_backends = []

    def write_once(self, number: str, act: Callable[[Complaint, dict[str, Any]], dict[str, Any]]) -> Response:
        """Calls `act` with the complaint and the input. Raises KeyMissingError, KeyReusedError, what `act` raises."""
        complaint = get_object_or_404(visible_to(self.request.user), number=number)
        serializer = self.get_serializer(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        facts = serializer.validated_data
        kept = answer_once(
            token=self.request.auth,
            key=self._read_key(),
            digest=token_digest(json.dumps([self.request.path, facts], sort_keys=True)),
            act=lambda: act(complaint, facts),
            now=self.moment,
        )
        headers = {"Idempotent-Replayed": "true"} if kept.is_repeat else {}
        return Response(kept.body, status=201, headers=headers)

    def _read_key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "").strip()
        if not key or len(key) > MAX_KEY or not (key.isascii() and key.isprintable()):
            raise KeyMissingError
        return key


class NoteCreate(WriteView):
    """Catatan internal."""

    serializer_class = serializers.NoteInput

    @extend_schema(
        operation_id="notes_create",
        summary="Tulis catatan internal",
        description="Hanya untuk petugas. Tidak menghentikan tenggat apa pun.",
        parameters=[KEY_HEADER],
        responses=answers(serializers.NoteSerializer, *OF_WRITES, "permission_denied", "not_found", status=201),
    )
    def post(self, request: ApiRequest, number: str) -> Response:
        """Keeps a note in the name of the token's user."""
        return self.write_once(number, self._add)

    def _add(self, complaint: Complaint, facts: dict[str, Any]) -> dict[str, Any]:
        note = handling.add_note(complaint=complaint, user=self.request.user, now=self.moment, **facts)
        return dict(serializers.NoteSerializer(note).data)


class ReplyCreate(WriteView):
    """Balasan."""

    serializer_class = serializers.ReplyInput

    @extend_schema(
        operation_id="replies_create",
        summary="Balas pelapor",
        description="Dikirim lewat kanal pelapor. Jawaban menghentikan tenggat tanggapan; tanda terima hanya tenggat "
        "tanda terima; permintaan keterangan menjeda tenggat penyelesaian sampai pelapor menulis. "
        "Setiap balasan diperiksa lebih dulu (data pribadi, janji tanpa tanggal, nada); temuannya dijawab 422, juga "
        "isian jawaban tersetujui yang belum terisi.",
        parameters=[KEY_HEADER],
        responses=answers(
            serializers.ReplySerializer,
            *OF_WRITES,
            "permission_denied",
            "not_found",
            "stale_version",
            "needs_review",
            status=201,
        ),
    )
    def post(self, request: ApiRequest, number: str) -> Response:
        """Writes to the citizen in the name of the token's user; 409 when the case has changed since it was read."""
        return self.write_once(number, self._answer)

    def _answer(self, complaint: Complaint, facts: dict[str, Any]) -> dict[str, Any]:
        approved = self._approved(complaint, facts.get("answer"))
        text = facts.get("text") or (
            fill_answer(approved, complaint, self.request.user, self.moment) if approved else ""
        )
        details = replies.ReplyDetails(override_reason=facts.get("override_reason", ""), approved=approved)
        words = {"text": text, "kind": facts["kind"], "version": facts["version"]}
        reply = replies.answer(complaint=complaint, user=self.request.user, now=self.moment, details=details, **words)
        return dict(serializers.ReplySerializer(reply).data)

    def _approved(self, complaint: Complaint, named: dict[str, Any] | None) -> AnswerVersion | None:
        """The version that was named, of the unit of the case or of the city; whether it is in force says the service.
        Raises InvalidInputError for one that is not there."""
        if named is None:
            return None
        versions = AnswerVersion.objects.filter(answer__in=visible_answers(self.request.user))
        ours = versions.filter(Q(answer__opd=None) | Q(answer__opd=complaint.opd_id))
        version = ours.filter(answer__code=named["code"], number=named["version"]).select_related("answer").first()
        if version is None:
            raise InvalidInputError("Jawaban tersetujui dengan kode dan versi itu tidak ada untuk aduan ini.")
        return version


class Nowhere(APIView):
    """Any other address below /api/v1/: a problem and not a page."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises NotFound, whatever the method."""
        raise NotFound
