"""Settings of processes under test: beats sweep the ladder four times a second, so that no test waits for ten."""

from bontang_pengaduan.settings import *  # noqa: F403
from bontang_pengaduan.settings import CELERY_BEAT_SCHEDULE

QUICK = {"schedule": 0.25, "options": {"expires": 0.25}}
CELERY_BEAT_SCHEDULE["escalate"] = {"task": "sla.tasks.escalate_due", **QUICK}
