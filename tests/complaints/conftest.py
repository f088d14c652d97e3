import pytest
from django.core.management import call_command


@pytest.fixture
def reference_data(db: None) -> None:
    """Units, kelurahan, categories, calendar and policies, as on a fresh installation."""
    call_command("load_all", verbosity=0)
