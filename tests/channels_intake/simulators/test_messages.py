"""The city's side of the provider: what it takes, refuses and says later."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.simulator_fixture import StartSimulator, Webhook

MESSAGES = "/900000000000101/messages"


def body(to: str = f"+{CITIZEN}", **more: Any) -> dict[str, Any]:
    text = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "Aduan Anda diterima."}}
    return text | more


def write(phone: httpx.Client, number: str = CITIZEN, text: str = "Jalan berlubang.") -> str:
    answer = phone.post(f"/phones/{number}/messages", json={"type": "text", "text": text})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def template(*texts: str) -> dict[str, Any]:
    parameters = [{"type": "text", "text": text} for text in texts]
    components = [{"type": "body", "parameters": parameters}]
    return {"name": "perkembangan_aduan", "language": {"code": "id"}, "components": components}


def error_of(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["error"]["code"]


def states(webhook: Webhook) -> list[str]:
    return [status["status"] for status in webhook.statuses]


def test_wrong_token_is_refused_with_401_and_code_190(city: httpx.Client) -> None:
    answer = city.post(MESSAGES, json=body(), headers={"Authorization": "Bearer lain"})

    assert error_of(answer) == (401, 190)


def test_unknown_phone_number_id_is_refused(city: httpx.Client) -> None:
    assert error_of(city.post("/900000000000999/messages", json=body())) == (400, 100)


def test_message_in_the_window_is_accepted_then_sent_and_delivered_with_our_callback_data(
    city: httpx.Client, phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    write(phone)

    answer = city.post(MESSAGES, json=body(biz_opaque_callback_data="reply:17"))

    assert answer.status_code == 200
    assert answer.json()["contacts"] == [{"input": f"+{CITIZEN}", "wa_id": CITIZEN}]
    assert simulator.wait_until_quiet()
    (wamid,) = [message["id"] for message in answer.json()["messages"]]
    seen = [(entry["id"], entry["status"], entry["biz_opaque_callback_data"]) for entry in webhook.statuses]
    assert seen == [(wamid, "sent", "reply:17"), (wamid, "delivered", "reply:17")]


def test_message_is_read_once_the_citizen_looks_at_the_phone(
    city: httpx.Client, phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    write(phone)
    city.post(MESSAGES, json=body())
    assert simulator.wait_until_quiet()

    phone.get(f"/phones/{CITIZEN}")
    assert simulator.wait_until_quiet()
    assert states(webhook) == ["sent", "delivered"]

    phone.get(f"/phones/{CITIZEN}", params={"reading": "1"})
    phone.get(f"/phones/{CITIZEN}", params={"reading": "1"})
    assert simulator.wait_until_quiet()
    assert states(webhook) == ["sent", "delivered", "read"]


def test_username_user_is_reached_by_bsuid_and_never_shows_a_number(
    city: httpx.Client, phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    dewi = next(entry for entry in phone.get("/phones").json()["phones"] if not entry["shows_number"])
    write(phone, dewi["number"])
    message = {name: value for name, value in body(recipient=dewi["bsuid"]).items() if name != "to"}

    answer = city.post(MESSAGES, json=message)

    assert answer.json()["contacts"] == [{"input": dewi["bsuid"], "user_id": dewi["bsuid"]}]
    assert simulator.wait_until_quiet()
    assert [status["recipient_user_id"] for status in webhook.statuses] == [dewi["bsuid"]] * 2
    assert [dewi["number"].encode() in sent for sent in webhook.bodies] == [False] * 3


def test_outside_the_window_every_second_refusal_comes_by_status(
    city: httpx.Client, phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    write(phone)
    phone.post("/clock", json={"advance_seconds": 24 * 3600})

    at_once = city.post(MESSAGES, json=body())
    later = city.post(MESSAGES, json=body(biz_opaque_callback_data="reply:18"))

    assert error_of(at_once) == (400, 131047)
    assert later.status_code == 200
    assert simulator.wait_until_quiet()
    (failed,) = webhook.statuses
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert (failed["id"], failed["biz_opaque_callback_data"]) == (later.json()["messages"][0]["id"], "reply:18")


def test_window_is_still_open_just_before_its_end(city: httpx.Client, simulator: WhatsAppSimulator) -> None:
    citizen = simulator.world.citizens[CITIZEN]
    wrote = simulator.world.write_down(citizen, {"type": "text", "text": {"body": "Halo"}})
    wrote.at -= timedelta(hours=24) - timedelta(seconds=5)

    assert city.post(MESSAGES, json=body()).status_code == 200


def test_template_goes_out_outside_the_window(
    city: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook, phone: httpx.Client
) -> None:
    answer = city.post(MESSAGES, json=body(type="template", template=template("BTG-1", "Lampu sudah menyala.")))

    assert answer.status_code == 200
    assert simulator.wait_until_quiet()
    assert states(webhook) == ["sent", "delivered"]
    assert [status["pricing"]["category"] for status in webhook.statuses] == ["utility", "utility"]
    (shown,) = phone.get(f"/phones/{CITIZEN}").json()["messages"]
    assert shown["content"]["rendered"].startswith("Ada perkembangan untuk aduan BTG-1: Lampu sudah menyala.")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "tidak_ada"}, 132001),
        ({"name": "survei_kepuasan"}, 132001),
        ({"language": {"code": "en"}}, 132001),
        ({"components": []}, 132000),
        ({"name": "hasil_aduan"}, 132012),
    ],
)
def test_template_that_does_not_fit_is_refused(city: httpx.Client, wrong: dict[str, Any], code: int) -> None:
    answer = city.post(MESSAGES, json=body(type="template", template=template("BTG-1", "x") | wrong))

    assert answer.json()["error"]["code"] == code


def test_a_line_break_in_a_parameter_is_refused(city: httpx.Client) -> None:
    answer = city.post(MESSAGES, json=body(type="template", template=template("BTG-1", "dua\nbaris")))

    assert answer.json()["error"]["code"] == 132018


def test_an_uploaded_file_is_sent_by_its_id(city: httpx.Client, phone: httpx.Client) -> None:
    write(phone)
    form = {"messaging_product": "whatsapp", "type": "image/jpeg"}
    uploaded = city.post("/900000000000101/media", data=form, files={"file": ("a.jpg", b"bytes", "image/jpeg")})

    answer = city.post(MESSAGES, json=body(type="image", image={"id": uploaded.json()["id"]}))

    assert answer.status_code == 200
    assert phone.get(f"/media/{uploaded.json()['id']}").content == b"bytes"


def test_an_unknown_file_is_refused(city: httpx.Client, phone: httpx.Client) -> None:
    write(phone)

    assert error_of(city.post(MESSAGES, json=body(type="image", image={"id": "55"}))) == (400, 131053)


def test_an_upload_without_a_file_is_refused(city: httpx.Client) -> None:
    assert error_of(city.post("/900000000000101/media", data={"messaging_product": "whatsapp"})) == (400, 100)


def test_the_switch_refuses_with_the_code_that_is_asked_for(city: httpx.Client, phone: httpx.Client) -> None:
    write(phone)
    phone.post("/settings", json={"refusal": 131031})

    assert error_of(city.post(MESSAGES, json=body())) == (403, 131031)


def test_number_without_whatsapp_and_citizen_who_blocked_the_city_fail_with_131026(
    city: httpx.Client, phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    write(phone)
    phone.post(f"/phones/{CITIZEN}", json={"is_reachable": False})

    answers = [city.post(MESSAGES, json=body(to)) for to in ("+6280000000999", f"+{CITIZEN}")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert simulator.wait_until_quiet()
    codes = [(status["status"], status["errors"][0]["code"]) for status in webhook.statuses]
    assert codes == [("failed", 131026), ("failed", 131026)]


def test_pair_limit_lets_45_through_then_one_in_six_seconds(city: httpx.Client, phone: httpx.Client) -> None:
    write(phone)
    phone.post("/settings", json={"pair_limit": True})

    burst = [city.post(MESSAGES, json=body()).status_code for _ in range(45)]
    refused = city.post(MESSAGES, json=body())
    phone.post("/clock", json={"advance_seconds": 6})
    after_six_seconds = city.post(MESSAGES, json=body())

    assert burst == [200] * 45
    assert error_of(refused) == (400, 131056)
    assert after_six_seconds.status_code == 200


def test_throttled_account_is_refused_with_130429(city: httpx.Client, phone: httpx.Client) -> None:
    write(phone)
    phone.post("/settings", json={"throttled": True})

    assert error_of(city.post(MESSAGES, json=body())) == (400, 130429)


def test_read_receipt_of_the_city_marks_the_message_and_all_before_it(city: httpx.Client, phone: httpx.Client) -> None:
    _, second, _ = [write(phone, text=text) for text in ("satu", "dua", "tiga")]

    answer = city.post(MESSAGES, json={"messaging_product": "whatsapp", "status": "read", "message_id": second})

    assert answer.json() == {"success": True}
    messages = phone.get(f"/phones/{CITIZEN}").json()["messages"]
    assert [message["state"] == "read" for message in messages] == [True, True, False]


def button(title: str = "Ya", count: int = 1) -> dict[str, Any]:
    reply = {"type": "reply", "reply": {"id": "ya", "title": title}}
    return {"type": "button", "body": {"text": "Sudah selesai?"}, "action": {"buttons": [reply] * count}}


def rows(count: int, title: str = "Lok Tuan") -> dict[str, Any]:
    section = {"rows": [{"id": str(number), "title": title} for number in range(count)]}
    action = {"button": "Pilih", "sections": [section]}
    return {"type": "list", "body": {"text": "Di kelurahan mana?"}, "action": action}


def location_request(name: str = "send_location") -> dict[str, Any]:
    return {"type": "location_request_message", "body": {"text": "Di mana?"}, "action": {"name": name}}


@pytest.mark.parametrize(
    "change",
    [
        {"context": {"message_id": "wamid.lama"}},
        {"type": "interactive", "interactive": button(count=3)},
        {"type": "interactive", "interactive": rows(10)},
        {"type": "interactive", "interactive": location_request()},
        {"type": "image", "image": {"link": "https://aduan.example/foto.jpg", "caption": "Selesai"}},
    ],
)
def test_every_kind_that_the_city_sends_reaches_the_phone_as_it_was_sent(
    city: httpx.Client, phone: httpx.Client, change: dict[str, Any]
) -> None:
    write(phone)
    sent = body() | change

    assert city.post(MESSAGES, json=sent).status_code == 200

    content = phone.get(f"/phones/{CITIZEN}").json()["messages"][1]["content"]
    context = {"context": {"id": "wamid.lama"}} if "context" in change else {}
    assert content == {"type": sent["type"], sent["type"]: sent[sent["type"]]} | context


def test_reaction_of_the_city_stands_at_the_message_and_opens_no_bubble(
    city: httpx.Client, phone: httpx.Client
) -> None:
    wamid = write(phone)

    answer = city.post(MESSAGES, json=body(type="reaction", reaction={"message_id": wamid, "emoji": "🙏"}))

    assert answer.status_code == 200
    (message,) = phone.get(f"/phones/{CITIZEN}").json()["messages"]
    assert message["reactions"] == {"city": "🙏"}


@pytest.mark.parametrize("target", ["wamid.tidakada", ""])
def test_read_receipt_and_reaction_need_a_known_message(city: httpx.Client, phone: httpx.Client, target: str) -> None:
    write(phone)
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": target}
    reaction = body(type="reaction", reaction={"message_id": target or "wamid.lain", "emoji": "🙏"})

    answers = [city.post(MESSAGES, json=receipt), city.post(MESSAGES, json=reaction)]

    assert [error_of(answer) for answer in answers] == [(400, 131009)] * 2


def test_switch_decides_whether_the_late_refusal_comes_at_once(city: httpx.Client, phone: httpx.Client) -> None:
    phone.post("/settings", json={"window_error": "status"})
    by_status = [city.post(MESSAGES, json=body()).status_code for _ in range(3)]
    phone.post("/settings", json={"window_error": "answer"})
    at_once = [city.post(MESSAGES, json=body()).status_code for _ in range(3)]

    assert (by_status, at_once) == ([200] * 3, [400] * 3)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "text", "text": "Halo"}, 131008),
        ({"type": "interactive", "interactive": rows(11)}, 131009),
        ({"type": "interactive", "interactive": rows(1, "x" * 25)}, 131009),
        ({"type": "interactive", "interactive": location_request("fly")}, 131009),
        ({"type": "interactive", "interactive": button() | {"type": "carousel"}}, 131009),
        ({"messaging_product": "telegram"}, 100),
        ({"to": ""}, 131008),
        ({"type": "hologram"}, 131051),
        ({"text": {"body": " "}}, 131008),
        ({"text": {"body": "x" * 4097}}, 131009),
        ({"type": "interactive", "interactive": button("x" * 21)}, 131009),
        ({"type": "interactive", "interactive": button(count=4)}, 131009),
        ({"type": "interactive", "interactive": button() | {"body": {"text": "x" * 1025}}}, 131009),
        ({"type": "interactive", "interactive": {"type": "button"}}, 131008),
        ({"type": "template", "template": {"name": "Aduan Selesai", "language": {"code": "id"}}}, 132001),
        ({"type": "template", "template": {"name": "aduan_selesai"}}, 131008),
        ({"type": "image", "image": {"link": "file:///etc/passwd"}}, 131009),
    ],
)
def test_malformed_body_is_refused(city: httpx.Client, phone: httpx.Client, change: dict[str, Any], code: int) -> None:
    write(phone)

    answer = city.post(MESSAGES, json=body() | change)

    assert answer.json()["error"]["code"] == code
    assert len(phone.get(f"/phones/{CITIZEN}").json()["messages"]) == 1


def test_body_that_is_not_json_is_refused(city: httpx.Client) -> None:
    assert error_of(city.post(MESSAGES, content=b"{")) == (400, 100)


def test_rough_network_lets_a_status_overtake_the_answer(start_simulator: StartSimulator, webhook: Webhook) -> None:
    simulator = start_simulator(webhook.url, seed=1)
    headers = {"Authorization": "Bearer akses-uji"}
    overtaken = []
    with httpx.Client(base_url=simulator.api_base, headers=headers, trust_env=False) as city:
        simulator.world.write_down(simulator.world.citizens[CITIZEN], {"type": "text", "text": {"body": "Halo"}})
        simulator.world.switches.rough_network = True
        for _ in range(12):
            wamid = city.post(MESSAGES, json=body()).json()["messages"][0]["id"]
            overtaken.append(wamid in {status["id"] for status in webhook.statuses})

    assert set(overtaken) == {True, False}
