"""`Authorization: Token ...`: another system speaks in the name of a user, within the token's scopes."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from bontang_pengaduan.lib.clock import now
from opd.models import ApiToken, User
from opd.tokens import find_token, note_use


class ApiRequest(Request):
    """A request that has shown a token."""

    user: User
    auth: ApiToken


class TokenAuthentication(BaseAuthentication):
    """The only way in: a login of the pages opens nothing here, so no page of another site can use one."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """User and token of the header; None without one. Raises AuthenticationFailed for a token not in force."""
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "token":
            return None
        moment = now()
        token = find_token(text.strip(), moment)
        if token is None:
            raise AuthenticationFailed
        note_use(token=token, now=moment)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Token"
