"""Whole dialogues: people who wait for the city's answer before they go on."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import plan
from .places import PLACES
from .plan import Act
from .scenarios import Step
from .stage import Stage

JSON = dict[str, Any]
TICK_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 120.0  # of a person for the city's answer


@dataclass
class Talk:
    """One person in his dialogue: at which step, since when, how many of the city's messages he has dealt with, and
    the last of them."""

    person: int
    steps: Sequence[Step]
    begins_at: float
    step: int = 0
    since: float = 0.0
    known: int = 0
    last: JSON = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.step >= len(self.steps)

    @property
    def awaits(self) -> str:
        """The kind of the city's message that has to come next; empty when it is the person's turn."""
        verb, words = self.steps[self.step]
        return words if verb == "hear" else ""

    def go_on(self, now: float) -> None:
        """To the next step."""
        self.step, self.since = self.step + 1, now


def converse(stage: Stage, dialogues: Sequence[Sequence[Step]]) -> None:
    """Plays the dialogues in turn, one for each person, spread over the length of the run. Returns when all are over.

    Who waits too long goes on without the answer. Raises what Provider raises.
    """
    people, began = len(stage.numbers), time.monotonic()
    pause = stage.load.seconds / people
    talks = [Talk(n, dialogues[n % len(dialogues)], began + n * pause, since=began + n * pause) for n in range(people)]
    while talks:
        now = time.monotonic()
        started = [talk for talk in talks if talk.begins_at <= now]
        _listen(stage, [talk for talk in started if talk.awaits], now)
        turns = [talk for talk in started if not talk.is_over and not talk.awaits]
        stage.send([Act(talk.person, said(talk, stage.chance)) for talk in turns])
        for talk in turns:
            talk.go_on(now)
        talks = [talk for talk in talks if not talk.is_over]
        time.sleep(TICK_SECONDS)


def said(talk: Talk, chance: random.Random) -> JSON:
    """What the person does at this step, in the form of the simulator's control side."""
    verb, words = talk.steps[talk.step]
    if verb == "pin":
        return _pin(talk.last, words)
    if verb == "tap":
        return _tap(talk.last, words)
    if verb == "edit":
        return {"type": "edit", "message_id": "last", "text": words}
    if verb == "revoke":
        return {"type": "revoke", "message_id": words}
    if verb == "react":
        return {"type": "reaction", "message_id": talk.last.get("id", "last"), "emoji": words}
    return plan.message_of("text" if verb == "say" else verb, words, chance)


def kind_of(entry: JSON) -> str:
    """What the phone shows: text, template ..., or the kind of an interactive message."""
    content = entry["content"]
    return str(content["interactive"]["type"] if content["type"] == "interactive" else content["type"])


def _listen(stage: Stage, talks: Sequence[Talk], now: float) -> None:
    if not talks:
        return
    heard = stage.provider.heard([stage.numbers[talk.person] for talk in talks])
    for talk in talks:
        fresh = heard[stage.numbers[talk.person]][talk.known :]
        place = next((place for place, entry in enumerate(fresh) if kind_of(entry) == talk.awaits), None)
        if place is None and now - talk.since < LONGEST_WAIT_SECONDS:
            continue
        stage.record.awaited += 1
        if place is not None:
            stage.record.heard += 1
            talk.known, talk.last = talk.known + place + 1, fresh[place]
        talk.go_on(now)


def _pin(asked: JSON, name: str) -> JSON:
    """The place, as the answer where the city has asked for one."""
    place = PLACES[name]
    pin: JSON = {"type": "location", "latitude": place.latitude, "longitude": place.longitude, "name": place.name}
    is_asked = bool(asked) and kind_of(asked) == "location_request_message"
    return pin | ({"reply_to": asked["id"]} if is_asked else {})


def _tap(asked: JSON, title: str) -> JSON:
    """A tap on the button or row with that title; the words themselves when the city offers none."""
    action = asked.get("content", {}).get("interactive", {}).get("action", {})
    buttons = [("button", button["reply"]) for button in action.get("buttons", [])]
    rows = [("list", row) for section in action.get("sections", []) for row in section["rows"]]
    for kind, choice in (*buttons, *rows):
        if choice["title"] == title:
            return {"type": kind, "id": choice["id"], "title": title, "reply_to": asked["id"]}
    return {"type": "text", "text": title}
