"""The streams of the staff pages (/arus/), in a process of their own. Pages and webhooks are wsgi.py's."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bontang_pengaduan.settings")
django.setup()

from complaints.live.stream import application  # noqa: E402  # models are read once Django is set up

__all__ = ["application"]
