"""The user of a session, read with what he may do."""

from typing import Any

import pytest
from django.test import Client

from complaints.permissions import is_admin, is_coordinator, is_member
from complaints.queries import visible_to
from opd.login import StaffBackend
from opd.models import User
from tests.cast import koordinator, petugas_pupr, pimpinan, unit
from tests.reference import load_reference_data


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def test_one_statement_tells_who_he_is_and_what_he_may_do(django_assert_num_queries: Any) -> None:
    officer, city, pupr = petugas_pupr(), koordinator(), unit("PUPRK")

    with django_assert_num_queries(2):
        users = [StaffBackend().get_user(user.pk) for user in (officer, city)]
        said = [
            (is_coordinator(user), is_admin(user), is_member(user, pupr.pk), user.memberships.all()[0].role)
            for user in users
            if user
        ]

    assert users == [officer, city]
    assert said == [(False, False, True, "petugas"), (True, False, False, "koordinator")]


def test_a_role_counts_in_its_own_unit_alone() -> None:
    head = pimpinan()

    assert is_member(head, unit("PUPRK").pk, "pimpinan")
    assert not is_member(head, unit("PUPRK").pk, "petugas")
    assert not is_member(head, unit("DISHUB").pk)
    assert not is_member(head, None)


def test_who_has_no_role_is_known_and_sees_nothing() -> None:
    User.objects.create_user("tanpa.peran")

    user = StaffBackend().get_user(User.objects.get(username="tanpa.peran").pk)

    assert user is not None
    assert not visible_to(user).exists()


def test_a_blocked_account_is_out_with_its_next_page(client: Client) -> None:
    officer = petugas_pupr()
    client.force_login(officer)
    assert client.get("/aduan/").status_code == 200

    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert client.get("/aduan/").headers["Location"] == "/masuk/?next=/aduan/"


def test_a_role_that_was_taken_away_is_gone_with_the_next_page(client: Client) -> None:
    steering = koordinator()
    client.force_login(steering)
    assert client.get("/rute/").status_code == 200

    steering.memberships.all().delete()

    assert client.get("/rute/").status_code == 403
