from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Decision:
    """What the router thinks. `score` is a probability (0-1); `top` the three likeliest codes, best first.

    `reason` is Indonesian and meant for officers.
    """

    outcome: Literal["unit", "refer", "none"]
    code: str | None
    refer_to: str | None
    score: float
    reason: str
    top: tuple[tuple[str, float], ...]
    danger: bool
    second: str | None
    model_version: str
