from datetime import datetime
from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class ComplaintCursor(CursorPagination):
    """Pages of 50, newest first. A page continues behind a key, so that page 1,000 costs what page 1 does."""

    page_size = 50
    ordering = ("-created_at", "-id")
    cursor_query_description = "Lanjutan daftar: nilai cursor pada next atau previous."

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Raises ValidationError for a cursor that is none of ours."""
        refusal = ValidationError({"cursor": ["Kursor ini tidak dikenal. Mulailah dari halaman pertama."]})
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise refusal from error
        if cursor and cursor.position and not _is_moment(str(cursor.position)):
            raise refusal
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page's form, with our own words for its two links."""
        form: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name, words in (("next", "berikutnya"), ("previous", "sebelumnya")):
            form["properties"][name].pop("example", None)
            form["properties"][name]["description"] = f"Alamat halaman {words}; null bila tidak ada."
        return form


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
