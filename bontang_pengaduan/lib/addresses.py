"""From which network a request comes: what limits count by, and never kept as it is."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

HOUSEHOLD = {4: 32, 6: 64}  # bits: of version 6 a subscriber has 2^64 addresses to choose from


def network_of(request: HttpRequest, *, proxies: int) -> str:
    """The client's address, of version 6 its /64; empty when nothing readable was told.

    `proxies` of ours stand in front: each adds the address that it was asked from at the end of X-Forwarded-For.
    Without one the header is what anybody writes, and is not read.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")] if proxies else []
    told = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(told)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{HOUSEHOLD[address.version]}", strict=False))
