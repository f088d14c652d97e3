"""The content security policy of pages."""

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Sends the policy with every answer that has a body. An empty one (a webhook's 200, a redirect) shows nothing
    that it could guard, and building the policy is a tenth of a webhook's cost."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer with its policy."""
        if not response.streaming and not response.content:  # type: ignore[attr-defined]  # has it when not streaming
            return response
        return super().process_response(request, response)
