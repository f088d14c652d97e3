"""The scenarios: all that are shipped can be played, and a wrong file is named with what is wrong in it."""

from pathlib import Path

import pytest

from channels_intake.simulators.places import PLACES
from channels_intake.simulators.scenarios import NAMES, ScenarioError, load_scenario

SOUND = """
about: Uji
mix: {text: 1}
places: [Jl. Uji]
openings: ["Lampu padam di {place}"]
additions: [Terima kasih]
captions: [""]
commands: [STATUS]
"""


def test_the_shipped_scenarios_are_those_that_the_command_names() -> None:
    assert NAMES == ("banjir", "pagi-biasa", "percakapan", "viral")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_says_what_it_is_about_and_has_words_or_dialogues(name: str) -> None:
    scenario = load_scenario(name)

    assert scenario.about.endswith(".")
    assert bool(scenario.openings) != bool(scenario.dialogues)
    assert {words for steps in scenario.dialogues for verb, words in steps if verb == "pin"} <= set(PLACES)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "uji.yaml").write_text(SOUND)

    scenario = load_scenario("uji", tmp_path)

    assert (scenario.mix, scenario.messages_per_person, list(scenario.wave)) == ({"text": 1}, 1.0, [1.0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("mix: {telepathy: 1}", "uji.yaml names what is not known: telepathy"),
        ("wave: [1, 0]", "uji.yaml needs a wave above 0 and at least one message a person"),
        ("commands: []", "uji.yaml needs a mix, places, openings, additions, captions and commands"),
        ("dialogues: [{steps: [{pin: bulan}]}]", "uji.yaml names what is not known: bulan"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, change: str, sentence: str) -> None:
    key = change.partition(":")[0]
    kept = [line for line in SOUND.splitlines() if not line.startswith(f"{key}:")]
    (tmp_path / "uji.yaml").write_text("\n".join([*kept, change]))

    with pytest.raises(ScenarioError) as caught:
        load_scenario("uji", tmp_path)

    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["", "[1]", "about: x\nunknown: 1", "dialogues: [{}]", "a: [", None])
def test_what_is_no_scenario_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "uji.yaml").write_text(text)

    with pytest.raises(ScenarioError):
        load_scenario("uji", tmp_path)
