#!/usr/bin/env python
"""Entry point of every administrative command."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bontang_pengaduan.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # Settings that cannot be read: a sentence for the administrator instead of a traceback.
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
