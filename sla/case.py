"""What clocks need to know of a complaint; the complaint itself lives to the left."""

from typing import Protocol


class Case(Protocol):
    """A complaint, seen from its clocks: who has it and of which class it is."""

    @property
    def pk(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def category_id(self) -> int | None: ...

    @property
    def channel(self) -> str: ...

    @property
    def opd_id(self) -> int | None: ...

    @property
    def assignee_id(self) -> int | None: ...


class NamedCase(Case, Protocol):
    """A complaint of which people are told."""

    @property
    def number(self) -> str: ...

    @property
    def is_secret(self) -> bool: ...

    @property
    def is_red(self) -> bool:
        """Whether people are told of it at night as well."""
