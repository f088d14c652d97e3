from rest_framework.exceptions import ParseError, PermissionDenied


class MissingScopeError(PermissionDenied):
    """The token is good, but not for this."""

    default_code = "missing_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(f"Token ini tidak punya cakupan {scope}.")


class KeyMissingError(ParseError):
    """A write without a usable Idempotency-Key."""

    default_code = "key_missing"
