"""All reference data in one go."""

from io import StringIO

import pytest
from django.core.management import call_command

from opd.models import Category, Kelurahan, Opd

pytestmark = pytest.mark.django_db


def test_everything_is_loaded_in_its_order() -> None:
    call_command("load_all", verbosity=0)

    assert (Opd.objects.count(), Kelurahan.objects.count(), Category.objects.count()) == (57, 15, 38)


def test_a_second_run_says_that_nothing_changed() -> None:
    call_command("load_all", verbosity=0)
    output = StringIO()

    call_command("load_all", stdout=output)

    assert output.getvalue().splitlines()[:3] == [
        "Units: nothing to change (86 rows)",
        "Territory: nothing to change (18 rows)",
        "Categories: nothing to change (38 rows)",
    ]
