"""The short way in for providers' posts."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .registry import DOORS
from .views import Webhook

PREFIX = "/webhooks/"


class FrontDoorMiddleware:
    """First of all: answers a provider's POST before anything that serves people (session, CSRF, policy, htmx) is
    asked. Nothing of that concerns a machine that signs its bytes, and it is a third of what a webhook costs.

    Every other request, the handshake by GET among them, goes the usual way; so does a POST to an address below
    `/webhooks/` that is no door, which is answered 404 there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.webhook = Webhook.as_view()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer to a knock, else what the other middleware and views say."""
        kind = _knocked_at(request)
        return self.webhook(request, kind=kind) if kind else self.get_response(request)


def _knocked_at(request: HttpRequest) -> str:
    """The door's name in `/webhooks/<name>/`, or nothing."""
    if request.method != "POST" or not request.path_info.startswith(PREFIX):
        return ""
    name = request.path_info.removeprefix(PREFIX).removesuffix("/")
    return name if request.path_info.endswith("/") and name in DOORS else ""
