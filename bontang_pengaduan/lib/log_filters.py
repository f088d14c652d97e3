"""What is no news in the log."""

import logging

READINESS = "/readyz"


class WithoutReadiness(logging.Filter):
    """Drops the error line of a 503 from /readyz: while the parts start it is the right answer, asked for often."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for that line alone; what fails inside the check, with a traceback, stays."""
        path = getattr(getattr(record, "request", None), "path", None)
        return not (path == READINESS and record.exc_info is None)
