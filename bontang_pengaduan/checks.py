"""System checks: each wrong setting in one sentence, with its fix."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

PRODUCTION_SIGN = "DATABASE_URL"


def environment_problems() -> list[str]:
    """What forbids a start, each as a sentence: a given database makes an installation a real one."""
    problems = []
    if _is_set(PRODUCTION_SIGN) and not _is_set("SECRET_KEY"):
        problems.append("DATABASE_URL is set, so SECRET_KEY must be set too: sessions and links depend on it.")
    if not settings.PUBLIC_BASE_URL.startswith(("http://", "https://")):
        problems.append("PUBLIC_BASE_URL must begin with https:// or http://: citizens' links are made of it.")
    if settings.SIMULATOR and not _is_local(settings.WHATSAPP_API_BASE):
        problems.append("SIMULATOR is on while WHATSAPP_API_BASE is a real provider; unset one of them.")
    if settings.SIMULATOR and has_real_channels():
        problems.append("SIMULATOR is on while another channel has real credentials; unset one of them.")
    is_real = bool(settings.WHATSAPP_ACCESS_TOKEN) or has_real_channels()
    if settings.CLOCK_OFFSET_SECONDS and not settings.SIMULATOR and is_real:
        problems.append("CLOCK_OFFSET_SECONDS is refused while real channel credentials are set; unset it.")
    if settings.CLAMD_URL and not settings.CLAMD_URL.startswith(("tcp://", "unix:///")):
        problems.append("CLAMD_URL must be tcp://host:3310 or unix:///path/to/socket, or unset.")
    return problems


def has_real_channels() -> bool:
    """Whether a channel beside WhatsApp is connected to its real provider: then nobody pretends to be a citizen, and
    nobody moves the clock."""
    asked = [
        (settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_BASE),
        (settings.X_ACCESS_TOKEN or settings.X_REFRESH_TOKEN, settings.X_API_BASE),
        (settings.YOUTUBE_API_KEY, settings.YOUTUBE_API_BASE),
        (settings.YOUTUBE_REFRESH_TOKEN, settings.YOUTUBE_TOKEN_URL),
        (settings.META_APP_SECRETS or settings.FACEBOOK_PAGE_TOKEN, settings.FACEBOOK_API_BASE),
        (settings.INSTAGRAM_TOKEN, settings.INSTAGRAM_API_BASE),
        (settings.SP4N_API_BASE and settings.SP4N_CLIENT_ID, settings.SP4N_API_BASE),
    ]
    return bool(settings.X_CLIENT_SECRETS) or any(key and not _is_local(address) for key, address in asked)


def check_environment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The same problems as `manage.py up` names, for every other command."""
    return [Error(problem, id=f"pengaduan.E{number:03}") for number, problem in enumerate(environment_problems(), 1)]


def check_celery(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A task must end before the broker hands it out again, and a late beat must not pile up work."""
    visibility: Any = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("visibility_timeout")
    messages: list[CheckMessage] = []
    if visibility is not None and visibility <= settings.CELERY_TASK_TIME_LIMIT:
        hint = "Lower CELERY_TASK_TIME_LIMIT or raise visibility_timeout."
        messages.append(Error("A task may run longer than the broker waits for it.", hint=hint, id="pengaduan.E101"))
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for name, entry in schedule.items():
        every = entry["schedule"]
        if isinstance(every, int | float) and entry.get("options", {}).get("expires", every + 1) > every:
            hint = "Give it options.expires of at most its interval."
            messages.append(Error(f"Beat entry {name} outlives its interval.", hint=hint, id="pengaduan.E102"))
    return messages


def check_public_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Providers deliver webhooks to https only, and cookies are safe there only."""
    if settings.PUBLIC_BASE_URL.startswith("https://"):
        return []
    hint = "Set PUBLIC_BASE_URL to the https address that citizens use."
    return [CheckWarning("PUBLIC_BASE_URL is not https.", hint=hint, id="pengaduan.W201")]


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _is_local(address: str) -> bool:
    return address.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
