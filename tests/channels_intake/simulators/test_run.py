"""A scenario and a dialogue played over HTTP against a listening webhook."""

import random
import time
from collections.abc import Callable, Sequence

import httpx
import pytest

from channels_intake.simulators import talks
from channels_intake.simulators.provider import Provider
from channels_intake.simulators.remote import RefusedError, SimulatorDownError
from channels_intake.simulators.run import play
from channels_intake.simulators.scenarios import Scenario, Step, load_scenario
from channels_intake.simulators.stage import Load, Record
from channels_intake.simulators.talks import Talk, said
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.simulator_fixture import Webhook

CITY = "/900000000000101/messages"


def load(events: int, rate: float = 0, malformed: float = 0.0) -> Load:
    return Load(events=events, rate=rate, malformed=malformed, seed=11)


def dialogue(*steps: Step) -> Scenario:
    return Scenario(name="uji", about="Uji.", dialogues=[steps])


def answering(
    city: httpx.Client, simulator: WhatsAppSimulator, bodies: Sequence[dict[str, object]]
) -> Callable[[], None]:
    """A city that sends its next message after each new word of the one citizen."""
    answered = 0

    def answer() -> None:
        nonlocal answered
        (citizen,) = simulator.world.crowd()
        words = [entry for entry in citizen.entries if not entry.is_from_city]
        if answered < min(len(words), len(bodies)):
            base = {"messaging_product": "whatsapp", "to": citizen.number}
            assert city.post(CITY, json=base | bodies[answered]).status_code == 200
            answered += 1

    return answer


def test_every_act_of_a_scenario_reaches_the_product(simulator: WhatsAppSimulator, webhook: Webhook) -> None:
    record = Record()

    play(Provider(simulator.url), load_scenario("banjir"), load(300, malformed=0.05), record, lambda: None)

    assert simulator.wait_until_quiet(20)
    assert record.acts == 300
    assert (record.people, record.malformed > 0) == (50, True)
    bodies = b"".join(webhook.bodies)
    assert [
        wamid for wamid in record.messages + record.others if wamid.encode().replace(b"/", b"\\/") not in bodies
    ] == []


def test_acts_come_at_their_rate_and_are_told(simulator: WhatsAppSimulator) -> None:
    record, seen = Record(), list[int]()
    began = time.monotonic()

    play(Provider(simulator.url), load_scenario("viral"), load(40, rate=20), record, lambda: seen.append(record.acts))

    assert 1.5 < time.monotonic() - began < 6
    assert len(seen) > 2
    assert seen == sorted(seen)


def test_a_citizen_waits_for_the_city_and_taps_what_it_offers(
    simulator: WhatsAppSimulator, city: httpx.Client, webhook: Webhook
) -> None:
    request = {"type": "location_request_message", "body": {"text": "Di mana?"}, "action": {"name": "send_location"}}
    replies = [{"type": "reply", "reply": {"id": "ya", "title": "Ya, cabut"}}]
    question = {"type": "button", "body": {"text": "Cabut?"}, "action": {"buttons": replies}}
    bodies: list[dict[str, object]] = [
        {"type": "interactive", "interactive": request},
        {"type": "interactive", "interactive": question},
    ]
    steps = (
        ("say", "Lampu padam"),
        ("hear", "location_request_message"),
        ("pin", "api-api"),
        ("hear", "button"),
        ("tap", "Ya, cabut"),
    )
    record = Record()

    play(Provider(simulator.url), dialogue(*steps), load(3), record, answering(city, simulator, bodies))

    assert simulator.wait_until_quiet()
    assert (record.awaited, record.heard) == (2, 2)
    first, pin, tap = webhook.messages
    asked = [entry.id for entry in simulator.world.crowd()[0].entries if entry.is_from_city]
    assert (first["text"]["body"], pin["location"]["name"]) == ("Lampu padam", "Api-api")
    assert (pin["context"]["id"], tap["context"]["id"]) == (asked[0], asked[1])
    assert tap["interactive"]["button_reply"] == {"id": "ya", "title": "Ya, cabut"}


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (("say", "Halo"), {"type": "text", "text": "Halo"}),
        (("edit", "Halo semua"), {"type": "edit", "message_id": "last", "text": "Halo semua"}),
        (("revoke", "last"), {"type": "revoke", "message_id": "last"}),
        (("react", "👍"), {"type": "reaction", "message_id": "last", "emoji": "👍"}),
        (("tap", "Ya"), {"type": "text", "text": "Ya"}),
        (("pin", "guntung"), {"type": "location", "latitude": 0.1911, "longitude": 117.4768, "name": "Guntung"}),
    ],
)
def test_a_step_is_done_as_far_as_the_city_has_asked(step: Step, message: dict[str, object]) -> None:
    assert said(Talk(0, [step], 0.0), random.Random(1)) == message


def test_a_row_is_chosen_by_its_title() -> None:
    rows = [{"id": "a", "title": "BTG-1"}, {"id": "b", "title": "BTG-2"}]
    asked = {"type": "list", "action": {"button": "Pilih", "sections": [{"rows": rows}]}}
    heard = {"id": "wamid.9", "content": {"type": "interactive", "interactive": asked}}

    chosen = said(Talk(0, [("tap", "BTG-2")], 0.0, last=heard), random.Random(1))

    assert talks.kind_of(heard) == "list"
    assert chosen == {"type": "list", "id": "b", "title": "BTG-2", "reply_to": "wamid.9"}


def test_a_simulator_that_is_away_or_refuses_is_told_apart(simulator: WhatsAppSimulator) -> None:
    with pytest.raises(SimulatorDownError):
        Provider("http://127.0.0.1:9").health()
    with pytest.raises(RefusedError):
        Provider(simulator.url).gather([], hidden_share=0)


def test_switches_are_as_before_afterwards(simulator: WhatsAppSimulator) -> None:
    simulator.world.switches.batch_size = 7
    provider = Provider(simulator.url)

    with provider.behaving(batch_size=20, rough_network=True):
        inside = simulator.world.switches.batch_size, simulator.world.switches.rough_network

    assert inside == (20, True)
    assert (simulator.world.switches.batch_size, simulator.world.switches.rough_network) == (7, False)
