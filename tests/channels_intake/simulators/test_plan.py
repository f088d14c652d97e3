"""What the people of a scenario do: how many, how mixed, and the same for the same seed."""

import random
from collections import Counter

import pytest

from channels_intake.simulators.plan import Act, acts_of, due_by, names_of, people_of
from channels_intake.simulators.scenarios import load_scenario

FLOOD = load_scenario("banjir")


def planned(events: int = 1200, seed: int = 3, malformed: float = 0.0) -> list[Act]:
    return list(acts_of(FLOOD, events, random.Random(seed), malformed=malformed))


def test_there_are_as_many_acts_as_asked_for_and_everybody_begins_with_words() -> None:
    acts = planned()

    first = {act.person: act.message["type"] for act in reversed(acts)}
    assert len(acts) == 1200
    assert first == dict.fromkeys(range(people_of(FLOOD, 1200)), "text")


def test_the_same_seed_gives_the_same_acts_and_another_seed_others() -> None:
    assert planned(seed=3) == planned(seed=3) != planned(seed=4)


def test_the_share_that_cannot_be_read_is_of_all_acts() -> None:
    kinds = Counter(act.kind for act in planned(12_000, malformed=0.1))

    assert kinds["malformed"] / 12_000 == pytest.approx(0.1, abs=0.01)
    assert kinds.total() == 12_000


def test_every_kind_of_the_mix_occurs_in_its_wire_form() -> None:
    sent = Counter(act.message["type"] for act in planned())

    assert set(sent) == {"text", "media", "location", "reaction", "edit", "revoke", "raw"}


def test_places_stand_in_the_words() -> None:
    texts = [act.message["text"] for act in planned() if act.message["type"] == "text"]

    assert [text for text in texts if "{" in text] == []


@pytest.mark.parametrize(
    ("share", "due"), [(0.0, 0.0), (0.25, 1 / 8), (0.5, 2 / 8), (0.75, 5 / 8), (1.0, 1.0), (1.7, 1.0)]
)
def test_acts_fall_due_as_the_wave_rises(share: float, due: float) -> None:
    assert due_by(share, (1.0, 3.0)) == pytest.approx(due)


def test_a_dialogue_takes_one_person() -> None:
    talks = load_scenario("percakapan")
    acts = sum(verb != "hear" for steps in talks.dialogues for verb, _ in steps)

    assert people_of(talks, acts) == len(talks.dialogues)


def test_names_are_two_words_each() -> None:
    assert {len(name.split()) for name in names_of(50, random.Random(1))} == {2}
