from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from opd.models import ApiToken, Scope

from .errors import MissingScopeError


class HasScope(BasePermission):
    """The token holds the scope that the view's `scopes` name for this method; a method without one is shut.

    What of the city's cases is seen and may be changed is then the matter of queries.visible_to and the services.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        """Raises MethodNotAllowed for a method that has no scope, MissingScopeError for a token without it."""
        if not isinstance(request.auth, ApiToken):
            return False
        scopes: dict[str, Scope] = getattr(view, "scopes", {})
        wanted = scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if wanted is None:
            raise MethodNotAllowed(str(request.method))
        if wanted not in request.auth.scopes:
            raise MissingScopeError(wanted)
        return True
