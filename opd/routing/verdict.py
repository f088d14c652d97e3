from dataclasses import dataclass
from typing import Literal

Outcome = Literal["unit", "refer", "none"]


@dataclass(frozen=True)
class Decision:
    """What the router thinks. `score` is a probability (0-1); `top` the three likeliest codes, best first.

    `reason` is Indonesian and meant for officers. `refer_to` may stand beside a unit: the body that is competent
    while the unit coordinates (a road of another authority). `top` and `second` may hold codes of external bodies.
    `threshold` is the score that was measured for this code (0 where none was). `is_held`: a person has to look,
    whatever the score says; the reason says why.
    """

    outcome: Outcome
    code: str | None
    refer_to: str | None
    score: float
    reason: str
    top: tuple[tuple[str, float], ...]
    danger: bool
    second: str | None
    model_version: str
    threshold: float = 0.0
    is_held: bool = False

    def is_sure(self, floor: float) -> bool:
        """Whether the unit may have it without a person's look. `floor`: the least score for any unit."""
        return self.outcome == "unit" and not self.is_held and self.score >= max(floor, self.threshold)
