"""The nightly training as a process of its own, so that no worker keeps scikit-learn in its memory."""

import logging
import subprocess
import sys

from django.conf import settings

LIMIT_SECONDS = 270  # under the broker's visibility timeout of 300: nobody else takes the task meanwhile

logger = logging.getLogger(__name__)


def run_training() -> int:
    """Runs `manage.py retrain_routing` and waits. Returns its exit code; -1 when it took longer than LIMIT_SECONDS.

    What came of it is a row; what went wrong also stands in the log.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "retrain_routing"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        logger.exception("The routing model was not trained within %s seconds", LIMIT_SECONDS)
        return -1
    if done.returncode:
        logger.error("The routing model was not trained: %s", done.stderr.strip())
    return done.returncode
