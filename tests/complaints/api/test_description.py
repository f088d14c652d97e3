"""The API's description: open to everybody, whole, without warnings, and true of what the views answer."""

import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.checks import schema_check
from drf_spectacular.validation import validate_schema

from complaints.api.description import api_description
from complaints.api.problems import PROBLEMS
from complaints.api.reference import Field, read_reference
from tests.api_caller import LIST, caller
from tests.cast import petugas_pupr
from tests.factories import make_complaint

PATHS = {
    "/api/v1/complaints/": ["get"],
    "/api/v1/complaints/{number}/": ["get"],
    "/api/v1/complaints/{number}/notes/": ["post"],
    "/api/v1/complaints/{number}/replies/": ["post"],
}


def members(name: str) -> list[str]:
    return list(api_description()["components"]["schemas"][name]["properties"])


def test_the_description_is_valid_openapi_of_every_address(client: Client) -> None:
    response = client.get("/api/v1/schema/")

    document = response.json()
    validate_schema(document)  # type: ignore[no-untyped-call]
    assert {path: list(methods) for path, methods in document["paths"].items()} == PATHS


def test_nothing_in_it_had_to_be_guessed() -> None:
    assert schema_check(app_configs=None) == []


def test_every_address_asks_for_the_token() -> None:
    operations = [facts for methods in api_description()["paths"].values() for facts in methods.values()]

    assert [facts["security"] for facts in operations] == [[{"token": []}]] * 4


@pytest.mark.usefixtures("reference_data")
def test_the_described_members_are_those_of_the_answers() -> None:
    complaint = make_complaint()
    system = caller(petugas_pupr())

    page: Any = json.loads(system.get().content)
    detail: Any = json.loads(system.get(f"{LIST}{complaint.number}/").content)
    problem: Any = json.loads(system.get(status="x").content)

    assert list(page) == members("PaginatedComplaintList")
    assert list(page["results"][0]) == members("Complaint")
    assert list(page["results"][0]["clocks"][0]) == members("Clock")
    assert list(detail) == members("ComplaintDetail")
    assert list(detail["events"][0]) == members("Event")
    assert list(detail["replies"][0]) == members("Reply")
    # Findings come with the one refusal that has some.
    assert [*problem, "findings"] == members("Problem")


def test_the_page_explains_every_operation_form_and_refusal(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()

    anchors = ["access", "forms", "problems", *PROBLEMS, "complaints_list", "complaints_read", "notes_create"]
    missing = [anchor for anchor in [*anchors, "replies_create", "Complaint", "Reply"] if f'id="{anchor}"' not in page]
    assert missing == []


def test_the_page_brings_nothing_from_elsewhere_and_runs_nothing(client: Client) -> None:
    response = client.get("/api/v1/docs/")

    page = response.content.decode()
    assert ("<script" in page, "https://" in page, "style=" in page) == (False, False, False)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_reference_says_types_in_words() -> None:
    document = {
        "info": {"title": "Uji", "description": "Untuk uji."},
        "paths": {},
        "components": {
            "schemas": {
                "Color": {
                    "type": "string",
                    "enum": ["merah", "biru"],
                    "description": "* `merah` - Merah\n* `biru` - Biru",
                },
                "Thing": {
                    "type": "object",
                    "required": ["color"],
                    "properties": {
                        "color": {"$ref": "#/components/schemas/Color"},
                        "made_at": {"type": "string", "format": "date-time", "nullable": True, "description": "Kapan."},
                        "parts": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Thing"}]}},
                        "count": {"type": "integer"},
                    },
                },
            }
        },
    }

    (form,) = read_reference(document).forms

    assert form.fields == (
        Field("color", "merah | biru", is_required=True, text="merah: Merah\nbiru: Biru"),
        Field("made_at", "waktu ISO 8601 atau null", is_required=False, text="Kapan."),
        Field("parts", "daftar Thing", is_required=False, text=""),
        Field("count", "bilangan", is_required=False, text=""),
    )
