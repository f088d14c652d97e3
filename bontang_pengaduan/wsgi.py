"""The web application: pages and webhooks. Served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bontang_pengaduan.settings")

application = get_wsgi_application()
# What the start has loaded lives as long as the process: the collector need not walk over it again and again.
gc.collect()
gc.freeze()
