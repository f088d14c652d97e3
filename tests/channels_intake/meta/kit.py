"""What the tests of Facebook and Instagram share."""

from typing import Any

import httpx
from pytest_django import Settings

from channels_intake.simulators.meta import MetaSimulator


def connect(settings: Settings, simulator: MetaSimulator) -> None:
    """Sets both channels up with the simulator's account."""
    account = simulator.world.account
    settings.META_APP_SECRETS = [account.app_secret]
    settings.FACEBOOK_PAGE_ID, settings.INSTAGRAM_ACCOUNT_ID = account.page, account.instagram
    settings.FACEBOOK_PAGE_TOKEN, settings.INSTAGRAM_TOKEN = account.token, ""
    settings.FACEBOOK_API_BASE = settings.INSTAGRAM_API_BASE = simulator.api_base


def act(meta: MetaSimulator, kind: str, **values: Any) -> Any:
    """A citizen acts; what he made."""
    answer = httpx.post(f"{meta.url}/control/acts", json={"type": kind} | values, trust_env=False)
    assert answer.status_code == 200
    return answer.json()


def behave(meta: MetaSimulator, **values: Any) -> None:
    """Sets how the simulated Meta behaves from now on."""
    httpx.post(f"{meta.url}/control/behaviour", json=values, trust_env=False)


def said(meta: MetaSimulator) -> Any:
    """What the city wrote: `comments` and `chats`."""
    return httpx.get(f"{meta.url}/control/said", trust_env=False).json()
