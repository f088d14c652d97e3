"""The simulated X keeps to the wire format where the product relies on it."""

from datetime import timedelta

import httpx
import pytest

from channels_intake.channels.pages import wrap_page
from channels_intake.channels.x.parse import parse
from channels_intake.simulators.x import XSimulator
from tests.factories import MONDAY_MORNING as NOW


def ask(address: str, **more: str) -> httpx.Response:
    query = {"max_results": "100"} | more
    headers = {"Authorization": "Bearer akses"}
    return httpx.get(f"{address}/2/users/7/mentions", params=query, headers=headers, trust_env=False)


def test_an_author_who_is_hidden_is_an_error_beside_the_posts() -> None:
    simulator = XSimulator("7", "akses", hidden={"52"})
    simulator.write("@kota_uji satu", NOW, author="51")
    simulator.write("@kota_uji dua", NOW, author="52", number=2)

    with simulator.serve() as server:
        answer = ask(server.url).json()

    assert [user["id"] for user in answer["includes"]["users"]] == ["51"]
    assert [error["resource_id"] for error in answer["errors"]] == ["52"]
    assert len(parse(wrap_page(httpx.Response(200, json=answer).content, account="7", stream="mentions"), NOW)) == 2


def test_an_edit_is_a_new_post_that_names_the_former_ones() -> None:
    simulator = XSimulator("7", "akses")
    first = simulator.write("@kota_uji lampu padam", NOW)

    second = simulator.edit(first, "@kota_uji lampu padam di Jalan Mawar", NOW + timedelta(minutes=3))

    with simulator.serve() as server:
        [post] = ask(server.url).json()["data"]
    assert (post["id"], post["edit_history_tweet_ids"]) == (second, [first, second])


@pytest.mark.parametrize(
    ("token", "proof", "status"), [("salah", True, 400), ("penyegar", False, 401), ("penyegar", True, 200)]
)
def test_a_refresh_token_works_once_and_for_its_client_alone(token: str, proof: bool, status: int) -> None:
    simulator = XSimulator("7", "akses", refresh_token="penyegar")
    form = {"grant_type": "refresh_token", "refresh_token": token}

    with simulator.serve() as server:
        auth = simulator.client if proof else ("lain", "lain")
        answers = [
            httpx.post(f"{server.url}/2/oauth2/token", data=form, auth=auth, trust_env=False).status_code
            for _ in range(2)
        ]

    assert answers[0] == status
    assert answers[1] in (400, 401)


def test_a_window_of_questions_ends_with_429_until_its_reset() -> None:
    moment = [NOW]
    simulator = XSimulator("7", "akses", remaining=2, now=lambda: moment[0])

    with simulator.serve() as server:
        answers = [ask(server.url) for _ in range(3)]
        moment[0] = NOW + timedelta(minutes=15)
        later = ask(server.url)

    reset = str(int((NOW + timedelta(minutes=15)).timestamp()))
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert {answer.headers["x-rate-limit-reset"] for answer in answers} == {reset}
    assert (later.status_code, later.headers["x-rate-limit-remaining"]) == (200, "299")


def test_a_renewed_token_ends_after_two_hours() -> None:
    moment = [NOW]
    simulator = XSimulator("7", "akses-lama", refresh_token="penyegar", now=lambda: moment[0])
    form = {"grant_type": "refresh_token", "refresh_token": "penyegar"}

    with simulator.serve() as server:
        granted = httpx.post(f"{server.url}/2/oauth2/token", data=form, auth=simulator.client, trust_env=False).json()
        simulator.token = "akses"
        fresh = ask(server.url).status_code
        moment[0] = NOW + timedelta(hours=2)
        over = ask(server.url).status_code

    assert (granted["expires_in"], fresh, over) == (7200, 200, 401)
