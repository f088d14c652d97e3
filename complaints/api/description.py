"""The API in its own words: OpenAPI for programs, one plain page for people. Open to everybody; it holds no data."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from .authentication import TokenAuthentication


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library has no types there
    """How the description names the header."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """An API key in the header, in OpenAPI's words."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Authorization: Token btg_... (dibuat admin dengan manage.py create_api_token)",
        }


@cache
def api_description() -> dict[str, Any]:
    """The OpenAPI document, made once a process: it depends on the code alone."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    for component in document["components"]["schemas"].values():
        # Docstrings speak to programmers of this code; what callers need stands at each field.
        if component["type"] == "object":
            component.pop("description", None)
    return document
