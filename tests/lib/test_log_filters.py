"""The log keeps what is news: every refusal but that of a readiness check."""

import logging
from types import TracebackType

import pytest
from django.test import RequestFactory

from bontang_pengaduan.lib.log_filters import WithoutReadiness

Raised = tuple[type[BaseException], BaseException, TracebackType | None]
TROUBLE: Raised = (ConnectionError, ConnectionError(), None)


@pytest.mark.parametrize(
    ("path", "trouble", "is_kept"),
    [("/readyz", None, False), ("/readyz", TROUBLE, True), ("/webhooks/whatsapp/", None, True)],
)
def test_only_the_plain_refusal_of_the_readiness_check_is_dropped(
    path: str, trouble: Raised | None, is_kept: bool
) -> None:
    record = logging.makeLogRecord({"request": RequestFactory().get(path), "exc_info": trouble})

    assert WithoutReadiness().filter(record) is is_kept


def test_line_without_a_request_is_kept() -> None:
    assert WithoutReadiness().filter(logging.makeLogRecord({"msg": "/readyz"})) is True
