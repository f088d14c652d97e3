import pytest

from tests.reference import load_reference_data


@pytest.fixture
def reference_data(db: None) -> None:
    """Units, kelurahan, categories, calendar and policies, as on a fresh installation."""
    load_reference_data()
