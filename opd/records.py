"""Reads a YAML data file into records that know their line, so that a mistake can be pointed at."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml


class DataFileError(ValueError):
    """A data file that cannot be used. The message names file, line and reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name}, line {line}: {reason}")


@dataclass(frozen=True)
class Record:
    """One mapping of the file with the line (from 1) on which it begins. Each getter raises DataFileError."""

    path: Path
    line: int
    values: dict[str, Any]

    def wrong(self, reason: str) -> DataFileError:
        """The error to raise about this record."""
        return DataFileError(self.path, self.line, reason)

    def text(self, key: str, *, limit: int = 10_000) -> str:
        """A text that must be there and have at most `limit` characters."""
        value = self.optional_text(key, limit=limit)
        if not value:
            raise self.wrong(f"`{key}` is missing")
        return value

    def optional_text(self, key: str, *, limit: int = 10_000) -> str:
        """A text, or an empty one when the key is missing or null."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(f"`{key}` is not a text: {value!r}")
        if len(value) > limit:
            raise self.wrong(f"`{key}` has {len(value)} characters, more than {limit}")
        return value.strip()

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """A text out of `allowed`."""
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(f"`{key}` is {value!r}, not one of {', '.join(sorted(allowed))}")
        return value

    def texts(self, key: str, *, limit: int = 100) -> list[str]:
        """A list of texts, each with at most `limit` characters; empty when the key is missing."""
        value = self.values.get(key) or []
        if not isinstance(value, list) or any(not isinstance(item, str) or not item.strip() for item in value):
            raise self.wrong(f"`{key}` is not a list of texts")
        if too_long := next((item for item in value if len(item) > limit), None):
            raise self.wrong(f"`{key}` holds {too_long!r}, longer than {limit} characters")
        return [item.strip() for item in value]

    def number(self, key: str, *, low: float, high: float) -> float:
        """A number from `low` to `high`, both allowed."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.wrong(f"`{key}` is {value!r}, not a number from {low} to {high}")
        return float(value)

    def records(self, key: str) -> list["Record"]:
        """The records listed under `key`; empty when the key is missing."""
        value = self.values.get(key) or []
        if not isinstance(value, list) or any(not isinstance(item, Record) for item in value):
            raise self.wrong(f"`{key}` is not a list of records")
        return cast("list[Record]", value)


def read_records(path: Path) -> Record:
    """The file's outermost mapping. Raises DataFileError when it cannot be read or is not a mapping."""
    try:
        with path.open(encoding="utf-8") as stream:
            node = yaml.compose(stream, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(path, line, error.problem or "not YAML") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataFileError(path, 1, f"cannot be read: {error}") from error
    root = _value(path, node)
    if not isinstance(root, Record):
        raise DataFileError(path, 1, "the file must hold a mapping")
    return root


def refuse_repeats(records: list[Record], key: str) -> None:
    """Raises DataFileError at the second record with the same `key`."""
    seen: dict[str, int] = {}
    for record in records:
        value = record.text(key)
        if value in seen:
            raise record.wrong(f"`{key}` {value!r} stands already on line {seen[value]}")
        seen[value] = record.line


def _value(path: Path, node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(path, node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item) for item in node.value]
    if isinstance(node, yaml.ScalarNode):
        return yaml.SafeLoader("").construct_object(node)
    return None


def _mapping(path: Path, node: yaml.MappingNode) -> Record:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            raise DataFileError(path, key_node.start_mark.line + 1, f"`{key}` is written twice")
        values[key] = _value(path, value_node)
    return Record(path, node.start_mark.line + 1, values)
