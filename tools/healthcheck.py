"""Asks the web process of this container whether it is ready; exit code 0 or 1. Standard library only."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

# Django answers only to hosts that it knows.
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
request = Request("http://127.0.0.1:8000/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
try:
    with urlopen(request, timeout=5):
        sys.exit(0)
except (URLError, OSError) as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(1)
