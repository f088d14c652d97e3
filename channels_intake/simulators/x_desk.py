"""What a scenario does on the simulated X: citizens mention the account and edit, and X refuses or goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .speaking import Answer, Question

if TYPE_CHECKING:
    from .x import XSimulator


def act(simulator: XSimulator, question: Question) -> Answer:
    """POST /control/acts {type: write or edit, person, text, id}: the id of the post that stands now."""
    values, at = question.values, simulator.now()
    text = f"@{simulator.handle} {values['text']}"
    if values["type"] == "edit":
        return 200, {}, {"id": simulator.edit(str(values["id"]), text, at)}
    author, number = str(51_000_000 + int(values["person"])), simulator.next_number()
    return 200, {}, {"id": simulator.write(text, at, author=author, number=number)}


def set_trouble(simulator: XSimulator, question: Question) -> Answer:
    """POST /control/troubles {name}: `limited` (429, for five seconds more), `down`, `hidden` (all authors so far are
    told beside the posts as errors), or `calm`."""
    name = question.values["name"]
    reset = str(int(simulator.now().timestamp()) + 5)
    limited = {"title": "Too Many Requests", "type": "about:blank", "status": 429, "detail": "Too Many Requests"}
    refusals: dict[str, Answer] = {
        "limited": (429, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}, limited),
        "down": (503, {}, {"title": "Service Unavailable", "status": 503}),
    }
    simulator.refusal = refusals.get(name)
    simulator.hidden = {post["author_id"] for post in simulator.posts} if name == "hidden" else set()
    return 200, {}, {}
