from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from opd.models import ApiToken


class TokenThrottle(SimpleRateThrottle):
    """API_RATE requests for each token, counted in the memory of each web process: two of them let twice as many by."""

    scope = "api"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        """One count for each token; None where there is no token and so nothing to do."""
        token = request.auth
        return self.cache_format % {"scope": self.scope, "ident": token.pk} if isinstance(token, ApiToken) else None
