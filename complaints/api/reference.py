"""The OpenAPI document as a page shows it. Pure: a document in, lines of tables out."""

from dataclasses import dataclass
from typing import Any

TYPE_WORDS = {
    "string": "teks",
    "integer": "bilangan",
    "boolean": "ya/tidak",
    "array": "daftar",
    "object": "objek",
    "date-time": "waktu ISO 8601",
    "uri": "alamat",
}


@dataclass(frozen=True)
class Field:
    """A parameter or a member of a body. `kind` is its type in words, `place` where it stands."""

    name: str
    kind: str
    is_required: bool
    text: str
    place: str = ""


@dataclass(frozen=True)
class Form:
    """The shape of a body, with its name for an anchor."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one address. `anchor` is its place on the page."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: str
    answers: tuple[tuple[str, str, str], ...]  # status, what it means, the name of its form


@dataclass(frozen=True)
class Reference:
    """The page."""

    title: str
    introduction: str
    operations: tuple[Operation, ...]
    forms: tuple[Form, ...]


def read_reference(document: dict[str, Any]) -> Reference:
    """All operations in the order of their addresses, and the forms of their bodies."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    operations = [
        _operation(method, path, facts)
        for path, methods in document["paths"].items()
        for method, facts in methods.items()
    ]
    forms = [Form(name, _fields(schema, schemas)) for name, schema in schemas.items() if schema["type"] == "object"]
    info = document["info"]
    return Reference(info["title"], info["description"], tuple(operations), tuple(forms))


def _operation(method: str, path: str, facts: dict[str, Any]) -> Operation:
    parameters = [
        Field(one["name"], _kind(one["schema"]), one.get("required", False), _words(one), place=one["in"])
        for one in facts.get("parameters", [])
    ]
    answers = [(status, answer["description"], _body(answer)) for status, answer in facts["responses"].items()]
    return Operation(
        anchor=facts["operationId"],
        method=method.upper(),
        path=path,
        summary=facts["summary"],
        description=facts["description"],
        parameters=tuple(parameters),
        body=_body(facts.get("requestBody", {})),
        answers=tuple(answers),
    )


def _body(holder: dict[str, Any]) -> str:
    """The name of the form in a request or an answer; of a page of a list, the form of its rows."""
    schemas = [medium.get("schema", {}) for medium in holder.get("content", {}).values()]
    return _name(schemas[0]) if schemas else ""


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[Field, ...]:
    required = schema.get("required", [])
    return tuple(
        Field(name, _kind(facts, schemas), name in required, _words(facts) or _words(schemas.get(_name(facts), {})))
        for name, facts in schema.get("properties", {}).items()
    )


def _kind(schema: dict[str, Any], schemas: dict[str, Any] | None = None) -> str:
    """The type in words: `waktu ISO 8601 atau null`, `daftar Clock`, `new | forwarded`."""
    name = _name(schema)
    target = (schemas or {}).get(name, {})
    values = schema.get("enum") or target.get("enum")
    words = TYPE_WORDS.get(schema.get("format", ""), TYPE_WORDS.get(schema.get("type", ""), ""))
    if values:
        words = " | ".join(str(value) for value in values if value is not None)
    elif schema.get("type") == "array":
        words = f"daftar {_kind(schema['items'], schemas)}"
    elif name:
        words = name
    return f"{words} atau null" if schema.get("nullable") else words


def _words(holder: dict[str, Any]) -> str:
    """The description, with the library's list of values (* `new` - Baru) as plain lines (new: Baru)."""
    text: str = holder.get("description", "")
    return text.replace("* `", "").replace("` - ", ": ")


def _name(schema: dict[str, Any]) -> str:
    """The component that a schema points at, directly or beside other facts."""
    parts = [schema, *schema.get("allOf", []), *schema.get("oneOf", [])]
    names = [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]
    return names[0] if names else ""
