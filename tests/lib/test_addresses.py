"""Whose word counts for where a request comes from."""

import pytest
from django.test import RequestFactory

from bontang_pengaduan.lib.addresses import network_of


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("", 0, "203.0.113.9/32"),
        ("198.51.100.1", 0, "203.0.113.9/32"),  # without a proxy of ours it is anybody's word
        ("198.51.100.1", 1, "198.51.100.1/32"),
        ("6.6.6.6, 198.51.100.1", 1, "198.51.100.1/32"),  # what the client wrote himself stands before
        ("198.51.100.1, 10.0.0.2", 2, "198.51.100.1/32"),
        ("10.0.0.2", 2, "203.0.113.9/32"),
        ("2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::/64"),
        ("kosong", 1, ""),
    ],
)
def test_the_network(forwarded: str, proxies: int, expected: str) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/")
    request.META |= {"REMOTE_ADDR": "203.0.113.9", **headers}

    assert network_of(request, proxies=proxies) == expected
