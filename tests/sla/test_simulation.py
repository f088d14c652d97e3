"""Random years of a city: every due time and every escalation beside a slow reference that knows nothing of the engine.

SIMULATION_ACTS says how many acts the ten years of the long story hold (5,000): `make chaos ARGS="-k ten_years -s"`.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opd.models import Category, Opd
from sla.loading import load_calendar
from tests.sla.conftest import LOADED_AT
from tests.sla.kit import MakeComplaint, wita
from tests.sla.simulated_city import SimulatedCity, play

pytestmark = pytest.mark.usefixtures("cast")

BEGIN, END = wita("2026-01-05 09:00"), wita("2036-01-05 09:00")
A_DAY = 24 * 60
CHUNK = 7  # clocks of one transaction of a recount, so that it can die between two


@pytest.fixture
def city(
    make_complaint: MakeComplaint, dishub: Opd, pupr: Opd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> "Any":
    """city(random, death): two units, of which one works around the clock, and a hospital with its emergency room."""
    monkeypatch.setattr("sla.recount.CHUNK", CHUNK)
    hospital = Opd.objects.create(code="RSUD", name="RSUD", short_name="RSUD", kind="rumah_sakit", verified="verified")
    categories = [Category.objects.create(code=code, name=code, opd=hospital) for code in ("igd", "rumah-sakit")]

    def make(random: Random, death: int) -> SimulatedCity:
        facts = {"make": make_complaint, "path": tmp_path / "policies.yaml", "death": death}
        return SimulatedCity(random, [dishub, pupr, hospital], categories, facts)

    return make


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False), days=st.integers(5, 15))
def test_a_short_story_agrees_with_the_reference(city: Any, random: Random, days: int) -> None:
    # Each story begins with the calendar and policy as shipped.
    with transaction.atomic():
        play(city(random, death=20), BEGIN, BEGIN + timedelta(days=days), mean_minutes=A_DAY, all_every=1)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_ten_years_agree_with_the_reference(city: Any) -> None:
    _live_ten_years(city, seed=2026, acts=500)


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_ten_years_with_many_acts_agree_with_the_reference(city: Any) -> None:
    acts, seed = int(os.environ.get("SIMULATION_ACTS", "5000")), int(os.environ.get("SIMULATION_SEED", "1"))
    _live_ten_years(city, seed=seed, acts=acts)


def _live_ten_years(city: Any, *, seed: int, acts: int) -> None:
    load_calendar(years=range(2026, 2037), now=LOADED_AT)
    story: SimulatedCity = city(Random(seed), death=15)

    ended = play(story, BEGIN, END, mean_minutes=(END - BEGIN) / timedelta(minutes=acts), all_every=200)

    sys.stdout.write(f"until {ended:%Y-%m-%d}, {len(story.clocks)} clocks: {dict(story.done)}\n")
    assert all(story.done[f"died in {work}"] for work in ("an act", "a recount", "a sweep"))
