"""The web application: pages and webhooks. Served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bontang_pengaduan.settings")

application = get_wsgi_application()
