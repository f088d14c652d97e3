"""The Celery application. Rows are the truth: a lost message in the broker loses nothing (see beat)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bontang_pengaduan.settings")

app = Celery("bontang_pengaduan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
