"""Many phones at once: what they do goes out, is counted, and leaves no trace on the page."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.simulator_fixture import StartSimulator, Webhook

CITY = "/900000000000101/messages"


def gather(phone: httpx.Client, people: int = 2, hidden_share: float = 0.0) -> list[str]:
    asked = {"names": [f"Warga {number}" for number in range(people)], "hidden_share": hidden_share}
    numbers: list[str] = phone.post("/crowd", json=asked).json()["numbers"]
    return numbers


def write(phone: httpx.Client, *messages: dict[str, Any]) -> list[str]:
    answer = phone.post("/crowd/messages", json={"messages": list(messages)})
    assert answer.status_code == 201
    ids: list[str] = answer.json()["ids"]
    return ids


def text(number: str, words: str = "Air naik") -> dict[str, Any]:
    return {"number": number, "type": "text", "text": words}


def test_what_many_people_write_arrives_in_one_request(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    first, second = gather(phone)

    ids = write(phone, text(first), text(second), text(first, "Masih naik"))

    assert simulator.wait_until_quiet()
    assert sorted(message["id"] for message in webhook.messages) == sorted(ids)
    assert phone.post("/crowd/untaken", json={"ids": [*ids, "wamid.lain"]}).json() == {"ids": ["wamid.lain"]}


def test_the_crowd_is_on_no_page_and_another_one_takes_its_place(phone: httpx.Client) -> None:
    before = phone.get("/phones").json()
    former = gather(phone, 3)

    later = gather(phone, 2)

    assert phone.get("/phones").json() == before
    assert phone.get(f"/phones/{later[0]}").status_code == 200
    assert [phone.get(f"/phones/{number}").status_code for number in set(former) - set(later)] != [200] * 3


def test_the_crowd_and_its_files_do_not_outlive_the_process(
    start_simulator: StartSimulator, webhook: Webhook, tmp_path: Path
) -> None:
    former = start_simulator(webhook.url, folder=tmp_path)
    with httpx.Client(base_url=f"{former.url}/control", trust_env=False) as phone:
        (number,) = gather(phone, 1)
        write(phone, {"number": number, "type": "media", "data": "/9j/4A==", "mime_type": "image/jpeg"})
    former.save()

    later = start_simulator(webhook.url, folder=tmp_path)

    assert (number in former.world.citizens, number in later.world.citizens) == (True, False)
    assert (len(former.world.media), later.world.media) == (1, {})


def test_those_who_hide_their_number_are_the_share_that_was_asked_for(
    phone: httpx.Client, simulator: WhatsAppSimulator
) -> None:
    gather(phone, 400, hidden_share=0.25)

    hidden = sum(not citizen.shows_number for citizen in simulator.world.crowd())
    assert hidden == pytest.approx(100, abs=30)


def test_an_answer_that_the_city_sends_twice_is_counted(
    phone: httpx.Client, city: httpx.Client, simulator: WhatsAppSimulator
) -> None:
    (number,) = gather(phone, 1)
    write(phone, text(number))
    answer = {"messaging_product": "whatsapp", "to": number, "type": "text", "text": {"body": "Diterima"}}

    for reply in ("17", "17", "18"):
        city.post(CITY, json=answer | {"biz_opaque_callback_data": reply})

    assert simulator.wait_until_quiet()
    counted = phone.get("/crowd").json()
    assert (counted["from_city"], counted["repeated_by_city"]) == (3, 1)
    heard = phone.post("/crowd/heard", json={"numbers": [number]}).json()["heard"][number]
    assert [entry["content"]["text"]["body"] for entry in heard] == ["Diterima"] * 3


def test_malformed_updates_travel_with_others_and_cost_them_nothing(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    (number,) = gather(phone, 1)
    phone.post("/settings", json={"batch_size": 50})
    spoiled = {"number": number, "type": "malformed"}

    ids = write(phone, text(number), *[spoiled] * 40, text(number))

    assert simulator.wait_until_quiet()
    assert [bool(wamid) for wamid in ids] == [True, *[False] * 40, True]
    whole = [body for body in webhook.bodies if body.endswith(b"}")]
    assert len(whole) < len(webhook.bodies)
    assert {ids[0].encode() in b"".join(whole), ids[-1].encode() in b"".join(whole)} == {True}
    assert len(set(webhook.bodies)) == len(webhook.bodies)


def test_a_repeated_update_comes_in_another_batch(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    (number,) = gather(phone, 1)
    phone.post("/settings", json={"rough_network": True, "duplicates": 1.0})

    ids = write(phone, *[text(number, str(place)) for place in range(30)])

    assert simulator.wait_until_quiet(20)
    batches = [[message["id"] for message in value["messages"]] for value in webhook.values]
    assert sorted(wamid for batch in batches for wamid in batch) == sorted(ids * 2)
    assert [len(batch) for batch in batches] == [len(set(batch)) for batch in batches]
    assert phone.get("/crowd").json()["repeats"] == 30


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/crowd", {"names": []}),
        ("/crowd", {"names": ["A"], "hidden_share": 2}),
        ("/crowd/messages", {"messages": "x"}),
        ("/crowd/messages", {"messages": [{"number": "1", "type": "text", "text": "x"}]}),
        ("/crowd/untaken", {}),
        ("/crowd/heard", {"numbers": ["1"]}),
        ("/settings", {"duplicates": 1.5}),
        ("/changes", {"value": {}}),
    ],
)
def test_wrong_values_are_refused(phone: httpx.Client, path: str, body: dict[str, Any]) -> None:
    assert phone.post(path, json=body).status_code == 400


def test_any_other_field_goes_out_as_it_is_given(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    phone.post("/changes", json={"field": "account_update", "value": {"event": "PARTNER_REMOVED"}})

    assert simulator.wait_until_quiet()
    assert webhook.values == [{"event": "PARTNER_REMOVED"}]
    assert b'"field":"account_update"' in webhook.bodies[0]
