"""The link that only shows: it opens the page of its own case, and nothing else does."""

import pytest
from django.test import Client

from complaints.links import hide_own_link, opened_by, view_url
from complaints.models import Complaint, Reply
from complaints.services import classify
from tests.cast import koordinator
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


def path_of(complaint: Complaint) -> str:
    url = view_url(complaint)
    assert url is not None
    return url.removeprefix("http://localhost:8000")


def test_a_view_link_opens_the_page_of_its_case(client: Client) -> None:
    first, _ = make_complaint(), make_complaint(phone="+6281200000002")

    response = client.get(path_of(first))

    assert response.status_code == 200
    assert response.context["journey"].number == first.number


def test_the_citizens_own_link_still_opens_his_case() -> None:
    complaint = make_complaint()
    token = Reply.objects.get(kind="acknowledgement").text.split("/t/")[1].split("/")[0]

    assert opened_by(token).get() == complaint


@pytest.mark.parametrize("other", ["{number}", "{number}.", "{number}.AAAA", "BTG-2611-9999.{signature}"])
def test_a_number_without_its_signature_opens_nothing(client: Client, other: str) -> None:
    complaint = make_complaint()
    signature = path_of(complaint).strip("/").rpartition(".")[2]

    response = client.get(f"/t/{other.format(number=complaint.number, signature=signature)}/")

    assert response.status_code == 404


def test_a_secret_case_has_no_link_and_its_old_one_is_dead(client: Client) -> None:
    complaint = make_complaint()
    former = path_of(complaint)

    classify.set_secrecy(
        complaint=complaint, is_anonymous=False, is_secret=True, reason="Uji", user=koordinator(), now=MONDAY_MORNING
    )

    assert view_url(complaint) is None
    assert client.get(former).status_code == 404


def test_the_citizens_token_is_hidden_wherever_it_stands() -> None:
    text = "Ikuti di https://aduan.example/t/abc_1-Z/ ya. Atau /t/lain"

    assert hide_own_link(text) == "Ikuti di https://aduan.example/t/… ya. Atau /t/…"
